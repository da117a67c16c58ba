import pytest


def test_why_a_lead_was_refused(lmapi):
    lmapi.given(dnc="7275550142")
    refused = lmapi.add_lead(phone_number="7275550142", dnc_check="Y")
    (request,) = lmapi.requests(result="ERROR")
    assert request["id"] == refused.id
    assert request["verdict"] == "refused by check_dnc"


def test_what_came_nearest(lmapi):
    lmapi.add_lead(phone_number="7275550142", list_id=102)
    with pytest.raises(AssertionError) as failed:
        lmapi.assert_requested(phone_number="7275550142", list_id="101")
    assert "list_id: expected" in str(failed.value)
