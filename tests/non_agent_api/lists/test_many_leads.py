"""A list of many leads is told of, reset and deleted in pieces, and nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from client import Mock, base_changed
from conftest import staged
from databases import ENGINES
from lmapi_mock.settings import VICIDIAL_DOOR
from lmapi_mock.store.sql import pieces
from lmapi_mock.store.sql.database import Database

LOGIN = {"user": "6666", "pass": "1234", "source": "test", "list_id": "101"}
COUNT = 23
CALLED = 8
"""Every third lead has been called."""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST", "SMALLEST", "LARGEST"):
        monkeypatch.setattr(pieces, name, 5)


@pytest.fixture(params=ENGINES)
def full(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    """A list of many leads, more than are done at a time, and one lead of another."""
    return filled(staged(running_on(request.param)))


def filled(mock: Mock) -> Mock:
    rows = [
        {
            "lead_id": number,
            "list_id": 101,
            "status": "new" if number % 2 else "B",
            "called_since_last_reset": "Y1" if number % 3 == 0 else "N",
            "phone_number": str(7275550000 + number),
            "gmt_offset_now": "-4.00",
        }
        for number in range(1, COUNT)
    ]
    rows.append(
        {"lead_id": COUNT, "list_id": 101, "phone_number": "1", "called_since_last_reset": "Y"}
    )
    other = {"lead_id": 99, "list_id": 102, "phone_number": "2", "called_since_last_reset": "Y"}
    mock.put_state(
        vicidial_users=base_changed(
            "vicidial_users", modify_lists="1", delete_lists="1", custom_fields_modify="1"
        ),
        vicidial_campaigns=base_changed(
            "vicidial_campaigns", dial_statuses=" NEW -", local_call_time="24hours"
        ),
        vicidial_list=[*rows, other],
    )
    return mock


def call(mock: Mock, function: str, **parameters: str) -> str:
    query = urlencode(LOGIN | {"function": function} | parameters)
    return mock.request("GET", f"{VICIDIAL_DOOR}?{query}").text


def test_all_are_counted(full: Mock) -> None:
    told = call(full, "list_info", leads_counts="Y", dialable_count="Y").strip().split("|")
    called = [one for one in range(1, COUNT, 2) if one % 3 == 0]
    assert told[-3:] == [str(COUNT), "11", str(11 - len(called))]


def test_all_are_reset_and_those_that_could_be_called_are_not_counted(full: Mock) -> None:
    assert call(full, "update_list", reset_list="Y").splitlines() == [
        "NOTICE: update_list NO UPDATES DEFINED: |6666|",
        "NOTICE: update_list LEADS IN LIST HAVE BEEN RESET - 6666|101|",
    ]
    reset = {row["lead_id"]: row["called_since_last_reset"] for row in full.rows("vicidial_list")}
    assert {one for one, value in reset.items() if value != "N"} == {99}
    (row,) = full.rows("vicidial_admin_log")
    assert row["event_notes"] == f"{CALLED} leads reset, list resets today: 1"


def test_all_are_deleted_once(full: Mock) -> None:
    answer = call(full, "update_list", delete_leads="Y")
    assert answer.splitlines()[-1] == (
        f"NOTICE: update_list LEADS IN LIST HAVE BEEN DELETED - 6666|101|{COUNT}"
    )
    assert [row["lead_id"] for row in full.rows("vicidial_list")] == [99]
    assert len(full.rows("vicidial_admin_log")) == 1
    assert len(full.rows("vicidial_api_log")) == 2


def test_settings_and_a_reset_in_pieces_are_stored_once(full: Mock) -> None:
    answer = call(full, "update_list", reset_list="Y", active="N")
    assert answer.startswith("SUCCESS: update_list LIST HAS BEEN UPDATED - 6666|101\n")
    codes = [row["event_code"] for row in full.rows("vicidial_admin_log")]
    assert codes == ["ADMIN API UPDATE LIST", "ADMIN API RESET LIST"]


def test_a_field_and_a_reset_in_pieces_are_stored_once(full: Mock) -> None:
    """MariaDB has the field for good before the leads are looked at."""
    field = {"field_label": "shape", "field_name": "Shape", "field_size": "20", "field_max": "20"}
    answer = call(
        full,
        "update_list",
        reset_list="Y",
        custom_fields_add="Y",
        field_type="TEXT",
        field_rank="1",
        **field,
    )
    assert "SUCCESS: Field added" in answer
    assert "LEADS IN LIST HAVE BEEN RESET" in answer
    assert [row["field_label"] for row in full.rows("vicidial_lists_fields")] == ["shape"]
    reset = {row["lead_id"]: row["called_since_last_reset"] for row in full.rows("vicidial_list")}
    assert {one for one, value in reset.items() if value != "N"} == {99}


def test_others_have_their_turn_between_the_pieces(
    full: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server too, where one group of requests goes on at a time."""
    done: list[int] = []
    do = pieces.Pace.do

    def counted(pace: pieces.Pace, *what: Any) -> tuple[Any, bool]:
        done.append(pace.size)
        return do(pace, *what)

    monkeypatch.setattr(pieces.Pace, "do", counted)
    call(full, "update_list", reset_list="Y")
    assert len(done) > COUNT // 5


def test_a_file_takes_in_what_pieces_have_written_before_others_would_have_to_wait(
    mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left to the writer's own checkpoint keeps whoever comes next for half a second."""
    settled: list[int] = []
    monkeypatch.setattr(Database, "settle", lambda _: settled.append(1))
    call(filled(mock), "update_list", delete_leads="Y")
    # A lead at a time: one that is deleted is as dear as four.
    assert len(settled) >= COUNT // pieces.SETTLED_AFTER
