import pytest
import reading


@pytest.mark.parametrize("door", ["documented", "vicidial"])
def test_the_leads_number(lmapi, door):
    lmapi.add_lead(phone_number="7275550000")
    reply = lmapi.add_lead(phone_number="7275551212", vicidial=door == "vicidial")
    assert reading.read(reply.status, reply.text, door).lead_id == 2


def test_a_notice_stands_before_or_after_the_success(lmapi):
    reply = lmapi.add_lead(phone_number="7275551212", add_to_hopper="Y")
    added = reading.read(reply.status, reply.text, "documented")
    assert [notice.partition(" - ")[0] for notice in added.notices] == [
        "NOTICE: add_lead ADDED TO HOPPER"
    ]


def test_status_200_is_no_success(lmapi):
    reply = lmapi.add_lead(phone_number="1")
    assert reply.status == 200
    with pytest.raises(reading.Refused, match="INVALID PHONE NUMBER LENGTH"):
        reading.read(reply.status, reply.text, "documented")


def test_a_page_that_says_success_is_none():
    page = "<h1>SUCCESS: your request was blocked</h1>"
    with pytest.raises(reading.Refused, match="blocked"):
        reading.read(200, page, "documented")
