"""The CRM against a dialer of each test's own."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from crm_push import Contact, Dialer, DialerError, Refused, Unknown

from lmapi_mock import JournalEntry, LmapiMock, VicidialList

ADA = Contact("7275551212", "Ada", "Lovelace")


@pytest.fixture
def dialer(lmapi: LmapiMock) -> Dialer:
    """The dialer that the CRM is told of: the double, in a world of this test's own."""
    return Dialer(lmapi.url, "6666", "1234")


def name_of(lead: VicidialList) -> str:
    """A lead's whole name."""
    return f"{lead['first_name']} {lead['last_name']}"


def test_a_contact_becomes_a_lead(lmapi: LmapiMock, dialer: Dialer) -> None:
    lead_id = dialer.push(ADA)
    (lead,) = lmapi.leads()
    assert (lead["lead_id"], lead["list_id"], name_of(lead)) == (lead_id, 101, "Ada Lovelace")


def test_it_is_new_and_can_be_called(lmapi: LmapiMock, dialer: Dialer) -> None:
    dialer.push(ADA)
    (lead,) = lmapi.leads(phone_number="7275551212")
    assert (lead["status"], lead["called_since_last_reset"]) == ("NEW", "N")


def test_it_goes_into_the_list_that_is_configured(lmapi: LmapiMock) -> None:
    lmapi.given(users="crm", lists=[202])
    Dialer(lmapi.url, "crm", "1234", list_id=202).push(ADA)
    assert [lead["list_id"] for lead in lmapi.leads()] == [202]


def test_it_is_entered_when_it_is_pushed(lmapi: LmapiMock, dialer: Dialer) -> None:
    lmapi.freeze("2026-03-01 12:00")
    dialer.push(ADA)
    assert lmapi.leads()[0]["entry_date"] == "2026-03-01 12:00:00"


def test_one_request_is_sent_with_both_checks(lmapi: LmapiMock, dialer: Dialer) -> None:
    dialer.push(ADA)
    (request,) = lmapi.assert_requested(times=1, dnc_check="Y", duplicate_check="DUPLIST")
    assert (request["request"]["method"], request["user"]) == ("POST", "6666")


def test_the_password_stands_in_no_address(lmapi: LmapiMock, dialer: Dialer) -> None:
    dialer.push(ADA)
    request: JournalEntry = lmapi.requests()[0]
    assert request["request"]["query"] == ""


def test_a_barred_number_is_refused(lmapi: LmapiMock, dialer: Dialer) -> None:
    lmapi.given(dnc="7275551212")
    with pytest.raises(Refused, match="PHONE NUMBER IN DNC"):
        dialer.push(ADA)
    assert lmapi.leads() == []


def test_a_contact_is_pushed_once(lmapi: LmapiMock, dialer: Dialer) -> None:
    dialer.push(ADA)
    with pytest.raises(Refused, match="DUPLICATE PHONE NUMBER IN LIST"):
        dialer.push(ADA)
    assert len(lmapi.leads()) == 1


def test_a_wrong_password_is_told(lmapi: LmapiMock) -> None:
    with pytest.raises(Refused, match="Login incorrect"):
        Dialer(lmapi.url, "6666", "wrong").push(ADA)
    assert lmapi.requests(result="SUCCESS") == []


def test_a_user_who_may_not_add_leads_is_told(lmapi: LmapiMock) -> None:
    lmapi.given(users={"user": "reader", "modify_leads": "0"})
    with pytest.raises(Refused, match="USER DOES NOT HAVE PERMISSION TO ADD LEADS"):
        Dialer(lmapi.url, "reader", "1234").push(ADA)


def test_a_custom_field_is_stored(lmapi: LmapiMock) -> None:
    lmapi.given(lists={"list_id": 301, "fields": {"favorite_color": "varchar(20)"}})
    Dialer(lmapi.url, "6666", "1234", list_id=301).push(Contact("7275551212", color="blue"))
    assert lmapi.rows("custom_301") == [{"lead_id": 1, "favorite_color": "blue"}]


def test_an_overloaded_server_is_no_success(lmapi: LmapiMock, dialer: Dialer) -> None:
    rule = lmapi.fault(503, times=1)
    with pytest.raises(Unknown):
        dialer.push(ADA)
    assert rule["remaining"] == 1
    assert lmapi.faults()[0]["fired"] == 1


def test_a_lost_answer_leaves_the_lead(lmapi: LmapiMock, dialer: Dialer) -> None:
    lmapi.fault("EMPTY_RESPONSE", phase="after_commit", times=1)
    with pytest.raises(Unknown):
        dialer.push(ADA)
    # What was not known is asked for again, and the check for duplicates holds.
    with pytest.raises(Refused, match="DUPLICATE"):
        dialer.push(ADA)
    assert len(lmapi.leads()) == 1


def test_a_slow_dialer_is_given_up(lmapi: LmapiMock) -> None:
    lmapi.fault(delay=dt.timedelta(seconds=1), times=1)
    with pytest.raises(Unknown, match="timed out"):
        Dialer(lmapi.url, "6666", "1234", timeout=0.1).push(ADA)


def test_a_page_of_a_firewall_is_no_success(lmapi: LmapiMock, dialer: Dialer) -> None:
    lmapi.fault("firewall", times=1)
    with pytest.raises(Unknown):
        dialer.push(ADA)


def test_a_refusal_of_any_kind_is_told(lmapi: LmapiMock, dialer: Dialer) -> None:
    lmapi.fault("add_lead.IN_CAMPAIGN_DNC", times=1)
    with pytest.raises(Refused, match="IN CAMPAIGN DNC"):
        dialer.push(ADA)


def test_what_the_dialer_swallows_is_known(lmapi: LmapiMock, dialer: Dialer) -> None:
    dialer.push(Contact("7275551212", "José"))
    assert lmapi.leads()[0]["first_name"] == "Jos"
    assert [one["code"] for one in lmapi.findings("warning")] == ["dropped-characters"]


@pytest.mark.lmapi(strict=True)
def test_of_a_plain_contact_nothing_is_swallowed(dialer: Dialer) -> None:
    dialer.push(ADA)


def test_many_are_pushed_side_by_side(lmapi: LmapiMock, dialer: Dialer) -> None:
    lmapi.given(dnc="7275551213")
    numbers = ["7275551212", "7275551213", "7275551214"]
    first, barred, last = asyncio.run(dialer.push_all(map(Contact, numbers)))
    assert isinstance(barred, DialerError)
    assert {first, last} == {lead["lead_id"] for lead in lmapi.leads()}


def test_a_lead_is_awaited_while_it_is_pushed(lmapi: LmapiMock, dialer: Dialer) -> None:
    async def both() -> VicidialList:
        pushing = asyncio.create_task(dialer.push_all([ADA]))
        lead = await lmapi.await_lead(phone_number={"contains": "555"}, timeout=5)
        await pushing
        return lead

    assert name_of(asyncio.run(both())) == "Ada Lovelace"
