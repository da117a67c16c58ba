import careful
import naive
import pytest

LEAD = {
    "user": "6666",
    "pass": "1234",
    "source": "crm",
    "function": "add_lead",
    "phone_number": "7275551212",
    "list_id": "101",
}
# The lead is stored. Its answer never comes, is cut off, or is a proxy's.
LOST = ["EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "MALFORMED_RESPONSE_CHUNK", 502]


@pytest.mark.parametrize("effect", LOST)
def test_the_naive_client_makes_a_second_lead(lmapi, effect):
    lmapi.fault(effect, phase="after_commit", times=1)
    naive.push(lmapi.url, LEAD)
    assert [lead["lead_id"] for lead in lmapi.leads(phone_number="7275551212")] == [1, 2]
    assert "repeated-lead" in [finding["code"] for finding in lmapi.findings()]


@pytest.mark.parametrize("effect", LOST)
def test_the_careful_client_finds_the_first_one(lmapi, effect):
    lmapi.fault(effect, phase="after_commit", times=1)
    lead_id = careful.push(lmapi.url, LEAD, pause=0)
    assert [lead["lead_id"] for lead in lmapi.leads()] == [lead_id]
    first, second = lmapi.requests()
    assert first["lead_id"] == lead_id
    assert second["response"]["body"].startswith("ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST")


def test_what_was_never_stored_is_stored_by_the_second_try(lmapi):
    lmapi.fault("EMPTY_RESPONSE", phase="before", times=1)
    careful.push(lmapi.url, LEAD, pause=0)
    assert len(lmapi.leads()) == 1


def test_a_refusal_is_not_tried_again(lmapi):
    lmapi.given(dnc="7275551212")
    with pytest.raises(careful.Refused, match="PHONE NUMBER IN DNC"):
        careful.push(lmapi.url, LEAD | {"dnc_check": "Y"}, pause=0)
    lmapi.assert_requested(times=1)


def test_a_dialer_that_stays_away_is_given_up(lmapi):
    lmapi.fault("php_error")
    with pytest.raises(careful.NoAnswer):
        careful.push(lmapi.url, LEAD, tries=3, pause=0)
    lmapi.assert_requested(times=3)
