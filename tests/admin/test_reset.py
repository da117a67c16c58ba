"""POST /__admin/reset: back to the seed and to the clock's start."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from client import BASE_STATE, Mock
from command import seed_file
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings


def test_reset_answers_204_without_a_body(demo: Mock) -> None:
    answer = demo.admin("POST", "/reset")
    assert (answer.status, answer.body) == (204, b"")


def test_reset_brings_back_the_seed_that_the_server_was_started_with(demo: Mock) -> None:
    before = demo.admin("GET", "/state?secrets=yes").json["tables"]
    demo.put_state({"custom_7": [["a", "int"]]})
    demo.add_lead(phone_number="7275551212")
    assert demo.admin("POST", "/reset").status == 204
    after = demo.admin("GET", "/state?secrets=yes").json["tables"]
    assert after == before
    assert len(after["vicidial_postal_codes"]) > 40_000
    assert "custom_7" not in after


def test_identifiers_start_again_after_a_reset(demo: Mock) -> None:
    for _ in range(2):
        assert demo.documented(phone_number="7275551212", list_id=101).split("|")[3] == "1"
        assert demo.admin("POST", "/reset").status == 204


def test_what_was_cached_of_the_old_state_is_forgotten(demo: Mock) -> None:
    demo.put_state(vicidial_users=[])
    assert demo.add_lead(phone_number="7275551212").startswith("ERROR: Login incorrect")
    demo.admin("POST", "/reset")
    assert demo.add_lead(phone_number="7275551212").startswith("SUCCESS")


@pytest.mark.parametrize("place", [":memory:", "leads.db"], ids=["memory", "file"])
def test_what_leads_and_their_readers_look_up_is_not_read_anew_after_a_reset(
    tmp_path: Path, place: str
) -> None:
    given = {"port": "0", "database": place if place == ":memory:" else str(tmp_path / place)}
    with Server(read_settings(given, {})) as server, closing(Mock(server)) as mock:
        with server.worlds.own.database.transaction() as tx:
            driver: Any = tx.connection.connection.driver_connection
        for _ in range(2):
            assert mock.admin("POST", "/reset").status == 204
            sent: list[str] = []
            driver.set_trace_callback(sent.append)
            mock.add_lead(phone_number="7275551212")
            assert len(mock.rows("vicidial_list")) == 1
            driver.set_trace_callback(None)
            assert [one for one in sent if "INTO vicidial_list " in one]
            assert not [one for one in sent if "GLOB 'custom_" in one]
            for table in ("vicidial_url_multi", "servers", "vicidial_lists"):
                assert not [one for one in sent if re.search(f'FROM "?{table}"?( |$)', one)]


@pytest.mark.parametrize("place", [":memory:", "leads.db"], ids=["memory", "file"])
def test_a_server_with_a_seed_and_a_zone_of_its_own_goes_back_to_these(
    tmp_path: Path, place: str
) -> None:
    given = {
        "port": "0",
        "database": place if place.startswith(":") else str(tmp_path / place),
        "seed": seed_file(tmp_path, vicidial_dnc=[{"phone_number": "7"}]),
        "timezone": "Asia/Tokyo",
    }
    with Server(read_settings(given, {})) as server:
        mock = Mock(server)
        mock.freeze("2001-01-01T00:00:00Z", "UTC")
        mock.put_state(vicidial_dnc=[])
        assert mock.admin("POST", "/reset").status == 204
        assert mock.rows("vicidial_dnc") == [{"phone_number": "7"}]
        assert len(mock.rows("vicidial_users")) == len(BASE_STATE["vicidial_users"])
        clock = mock.admin("GET", "/clock").json
        assert (clock["frozen"], clock["timezone"]) == (False, "Asia/Tokyo")
        assert not clock["now"].startswith("2001")
        mock.close()


def zip_codes(mock: Mock) -> int:
    listed = mock.admin("GET", "/tables").json["tables"]
    (found,) = (one["rows"] for one in listed if one["name"] == "vicidial_postal_codes")
    return int(found)


def test_after_a_reset_zip_codes_are_there_to_be_read_and_changed(demo: Mock) -> None:
    assert zip_codes(demo) > 40_000
    added = {"tables": {"vicidial_postal_codes": [{"postal_code": "ABCDE", "state": "FL"}]}}
    for _ in range(2):
        assert demo.admin("POST", "/reset").status == 204
        before = zip_codes(demo)
        assert demo.admin("POST", "/state", added).status == 200
        assert zip_codes(demo) == before + 1
    assert demo.admin("POST", "/reset").status == 204
    assert zip_codes(demo) == before
