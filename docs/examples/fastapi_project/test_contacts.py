import contacts
import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def client(lmapi):
    """The service's client; the service's dialer is the double."""
    double = contacts.Dialer(lmapi.url, "6666", "1234")
    contacts.app.dependency_overrides[contacts.dialer] = lambda: double
    with TestClient(contacts.app) as client:
        yield client
    contacts.app.dependency_overrides.clear()


def test_a_contact_becomes_a_lead(client, lmapi):
    taken = client.post("/contacts", json={"name": "Lovelace", "phone": "7275551212"})
    assert taken.status_code == 202
    lead = lmapi.wait_for_lead(phone_number="7275551212")
    assert (lead["last_name"], lead["list_id"]) == ("Lovelace", 102)
    lmapi.assert_clean()


def test_what_is_no_number_never_gets_to_the_dialer(client, lmapi):
    refused = client.post("/contacts", json={"name": "Lovelace", "phone": "none"})
    assert refused.status_code == 422
    lmapi.assert_requested(times=0)


@pytest.mark.parametrize(
    ("effect", "logged"),
    [
        (503, "7275551212: "),
        ("CONNECTION_RESET_BY_PEER", "does not answer"),
        ("login_locked", "Too many login attempts"),
        ("firewall", "Request blocked"),
    ],
)
def test_a_lead_that_is_not_taken_is_logged(client, lmapi, caplog, effect, logged):
    lmapi.fault(effect)
    client.post("/contacts", json={"name": "Lovelace", "phone": "7275551212"})
    (record,) = [one for one in caplog.records if one.name == "contacts"]
    assert logged in record.getMessage()
