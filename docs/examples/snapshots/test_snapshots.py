import pytest
import requests

from lmapi_mock import LmapiMock, MockServer


@pytest.fixture(scope="module")
def server():
    """A server whose state after an expensive set-up is kept as `filled`."""
    with MockServer() as server:
        mock = LmapiMock(server)
        mock.freeze("2026-07-15T14:00:00Z")
        mock.given(lists=[{"list_id": 500, "campaign_id": "SPRING"}])
        mock.given(leads=[{"phone_number": f"72755{n:05}", "list_id": 500} for n in range(1000)])
        snapshots(server, "PUT", "filled")
        yield server


@pytest.fixture
def filled(server):
    """That state, identifiers and clock included, in milliseconds."""
    snapshots(server, "POST", "filled/restore")
    return LmapiMock(server)


def snapshots(server, method, path):
    called = requests.request(method, f"{server.base_url}/__admin/snapshots/{path}", timeout=30)
    called.raise_for_status()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_begins_where_the_snapshot_was_taken(filled, turn):
    added = filled.add_lead(phone_number="7275600000", list_id=500, duplicate_check="DUPLIST")
    assert added.lead_id == 1001
    filled.advance(hours=turn)
    refused = filled.add_lead(phone_number="7275500007", list_id=500, duplicate_check="DUPLIST")
    assert refused.text == ("ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275500007|500|8\n")
