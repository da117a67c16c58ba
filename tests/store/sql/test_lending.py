"""Rows that namespaces share until they write them (`/ns/NAME/...`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from client import LOGIN, Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

ZIPS = "vicidial_postal_codes"
CODES = "vicidial_phone_codes"
TAMPA = "33601|1"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as running:
        yield running


@pytest.fixture
def worlds(server: Server) -> Iterator[tuple[Mock, Mock, Mock]]:
    """Two namespaces, and the server's own world."""
    own, one, other = Mock(server), Mock(server, "one"), Mock(server, "other")
    for mock in (one, other):
        assert mock.admin("POST", "/reset").status == 204
    yield one, other, own
    for name in ("one", "other"):
        own.admin("DELETE", f"/namespaces/{name}")
    for mock in (own, one, other):
        mock.close()


def offset(mock: Mock, number: str = "7275551212") -> str:
    """The offset that a lead is given by its ZIP code, in winter."""
    mock.freeze("2026-01-15T12:00:00Z")
    lead = LOGIN | {"phone_number": number, "postal_code": "33601", "tz_method": "POSTAL"}
    told = mock.documented(**lead)
    assert told.startswith("SUCCESS"), told
    return told.strip().rpartition("|")[2].removesuffix(".00")


def zips(mock: Mock) -> int:
    (found,) = [t for t in mock.admin("GET", "/tables").json["tables"] if t["name"] == ZIPS]
    assert found["rows"] == mock.admin("GET", f"/tables/{ZIPS}?limit=1").json["total"]
    return int(found["rows"])


def test_they_are_read_as_if_they_were_its_own(worlds: tuple[Mock, Mock, Mock]) -> None:
    one, _, own = worlds
    paths = [
        f"/tables/{ZIPS}/{TAMPA}",
        f"/tables/{ZIPS}?where.postal_code=33601",
        f"/tables/{ZIPS}?limit=3&after=rows:6",
        f"/tables/{CODES}?q=florida",
        f"/tables/{CODES}?sort=areacode&limit=5",
        f"/state?tables={CODES}",
        "/tables",
    ]
    for path in paths:
        assert one.admin("GET", path).json == own.admin("GET", path).json, path
    assert zips(one) > 40_000
    assert offset(one) == "-5"


def test_what_one_changes_no_other_sees(worlds: tuple[Mock, Mock, Mock]) -> None:
    one, other, own = worlds
    changed = one.admin("PATCH", f"/tables/{ZIPS}/{TAMPA}", {"GMT_offset": "-9"})
    assert changed.json["row"]["GMT_offset"] == "-9"
    assert (offset(one), offset(other)) == ("-9", "-5")
    assert zips(one) == zips(other) == zips(own)
    assert one.rows(CODES) == other.rows(CODES)
    assert one.admin("DELETE", f"/tables/{ZIPS}/{TAMPA}").status == 204
    added = {"postal_code": "33601", "country_code": 1, "GMT_offset": "-8", "DST": "N"}
    assert one.admin("POST", f"/tables/{ZIPS}", added).status == 201
    assert offset(one, "7275551213") == "-8"
    own.admin("DELETE", "/namespaces/one")
    assert offset(one) == "-5"


def test_rows_are_added_to_them(worlds: tuple[Mock, Mock, Mock]) -> None:
    one, other, _ = worlds
    before = zips(other)
    row = {"postal_code": "00000", "country_code": 1, "GMT_offset": "3"}
    assert one.admin("POST", "/state", {"tables": {ZIPS: [row]}}).status == 200
    assert (zips(one), zips(other)) == (before + 1, before)


def test_a_change_that_fails_leaves_them(worlds: tuple[Mock, Mock, Mock]) -> None:
    one, other, _ = worlds
    taken = {"user": "6666"}
    state = {"tables": {ZIPS: [{"postal_code": "00000"}], "vicidial_users": [taken]}}
    assert one.admin("POST", "/state", state).status == 422
    assert one.admin("PATCH", f"/tables/{ZIPS}/{TAMPA}", {"nothing": "1"}).status == 422
    assert zips(one) == zips(other)
    assert offset(one) == "-5"


def test_a_state_without_them_has_none(worlds: tuple[Mock, Mock, Mock]) -> None:
    one, other, _ = worlds
    users = other.rows("vicidial_users")
    assert one.admin("PUT", "/state", {"tables": {"vicidial_users": users}}).status == 204
    assert (zips(one), one.rows(CODES)) == (0, [])
    assert zips(other) > 40_000
    one.admin("POST", "/reset")
    assert zips(one) > 40_000


def test_a_snapshot_goes_back_to_them_and_to_its_own(worlds: tuple[Mock, Mock, Mock]) -> None:
    one, _, _ = worlds
    assert one.admin("PUT", "/snapshots/shared").status == 201
    one.admin("PATCH", f"/tables/{ZIPS}/{TAMPA}", {"GMT_offset": "-9"})
    assert one.admin("PUT", "/snapshots/changed").status == 201
    one.admin("POST", "/reset")
    assert offset(one) == "-5"
    assert one.admin("POST", "/snapshots/changed/restore").status == 204
    assert offset(one) == "-9"
    assert one.admin("POST", "/snapshots/shared/restore").status == 204
    assert offset(one) == "-5"
    document = one.admin("GET", "/snapshots/shared?secrets=yes").json
    assert len(document["tables"][ZIPS]) == zips(one)
    document["tables"][ZIPS] = []
    assert one.admin("PUT", "/snapshots/without/document", document).status in (200, 201)
    assert one.admin("POST", "/snapshots/without/restore").status == 204
    assert zips(one) == 0


def test_its_rows_hold_what_a_column_holds_that_is_left_out(
    worlds: tuple[Mock, Mock, Mock],
) -> None:
    """A namespace's tables are made without defaults: to hold them takes as much as the rows."""
    one, _, own = worlds
    own.admin("POST", "/reset")
    asked: list[dict[str, str]] = [
        {"function": "add_lead", "phone_number": "7275551212", "list_id": "101"}
        | {"add_to_hopper": "Y", "hopper_local_call_time_check": "N", "favorite_color": "red"}
        | {"callback": "Y", "callback_datetime": "2030-01-01 00:00:00", "callback_type": "ANYONE"},
        {"function": "add_list", "list_id": "1234", "list_name": "New", "campaign_id": "TESTCAMP"},
        {"function": "add_user", "agent_user": "newuser", "agent_pass": "a-new-pass"}
        | {"agent_user_level": "1", "agent_full_name": "New", "agent_user_group": "SALES"},
        {
            "function": "add_dnc_phone",
            "phone_number": "7275551213",
            "campaign_id": "SYSTEM_INTERNAL",
        },
    ]
    states = []
    for mock in (one, own):
        mock.freeze("2026-01-15T12:00:00Z")
        for call in asked:
            told = mock.documented(**call)
            assert told.startswith("SUCCESS"), told
        for table, row in (
            ("vicidial_campaigns", {"campaign_id": "NEW"}),
            ("vicidial_call_times", {"call_time_id": "NEW"}),
        ):
            assert mock.admin("POST", f"/tables/{table}", row).status == 201
        tables = mock.admin("GET", "/state").json["tables"]
        for log in ("vicidial_api_log", "vicidial_api_urls", "vicidial_urls"):
            # They hold how long a request took, and the namespace's address.
            tables.pop(log)
        states.append(tables)
    own.admin("POST", "/reset")
    assert states[0] == states[1]
    (added,) = [row for row in states[0]["vicidial_campaigns"] if row["campaign_id"] == "NEW"]
    assert added["dial_timeout"] == 60
    assert added["dial_prefix"] == "9"


def test_a_hundred_namespaces_take_little(server: Server) -> None:
    # Measured: 0.29 MB each, of 3.8 when each had the rows.
    with closing(Mock(server)) as mock:
        mock.request("GET", "/ns/first/API/lmapi.php?function=version")
        before = _memory()
        for number in range(100):
            mock.request("GET", f"/ns/many-{number}/API/lmapi.php?function=version")
        after = _memory()
        for name in ["first", *(f"many-{number}" for number in range(100))]:
            mock.admin("DELETE", f"/namespaces/{name}")
    assert after - before < 30_000


def _memory() -> int:
    """What this process holds in memory, in kB."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("no /proc to look up a process's memory in")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmRSS"].split()[0])
