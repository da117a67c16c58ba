import crm
import pytest


@pytest.fixture(autouse=True)
def dialer(lmapi, monkeypatch):
    """The CRM's dialer is the double, in a fresh world for each test."""
    monkeypatch.setenv("DIALER_URL", lmapi.url)
    monkeypatch.setenv("DIALER_USER", "6666")
    monkeypatch.setenv("DIALER_PASS", "1234")


def test_a_contact_becomes_a_lead(lmapi):
    lead_id = crm.push({"phone_number": "7275551212", "first_name": "Ada", "list_id": "101"})
    (lead,) = lmapi.leads()
    assert (lead["lead_id"], lead["first_name"], lead["list_id"]) == (lead_id, "Ada", 101)


def test_a_number_on_the_dnc_list_is_refused(lmapi):
    lmapi.given(dnc="7275550142")
    with pytest.raises(crm.Refused, match="PHONE NUMBER IN DNC"):
        crm.push({"phone_number": "7275550142", "dnc_check": "Y"})
    assert lmapi.leads() == []


def test_nobody_is_called_at_night(lmapi):
    lead = {"phone_number": "7275551212", "add_to_hopper": "Y", "hopper_local_call_time_check": "Y"}
    lmapi.freeze("2026-07-15T03:00:00Z")  # 23:00 in Florida
    crm.push(lead)
    assert lmapi.hopper() == []
    lmapi.advance(hours=12)
    crm.push(lead)
    (waiting,) = lmapi.hopper()
    assert waiting["status"] == "READY"


def test_a_lead_pushed_in_the_background_arrives(lmapi):
    crm.push_later({"phone_number": "7275551212"})
    lead = lmapi.wait_for_lead(timeout=5, phone_number="7275551212")
    assert lead["status"] == "NEW"


def test_the_crm_asks_for_the_dnc_check_and_once_only(lmapi):
    crm.push({"phone_number": "7275551212", "dnc_check": "Y"})
    lmapi.assert_requested(times=1, phone_number="7275551212", dnc_check="Y")


def test_what_the_dialer_swallows_is_known(lmapi):
    crm.push({"phone_number": "7275551212", "first_name": "José"})
    assert lmapi.leads()[0]["first_name"] == "Jos"
    assert [one["code"] for one in lmapi.findings("warning")] == ["dropped-characters"]


@pytest.mark.lmapi(strict=True)
def test_of_this_contact_nothing_is_swallowed():
    crm.push({"phone_number": "7275551212", "first_name": "Jose"})
