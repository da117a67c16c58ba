"""`--functions`: what the documented door knows, and what stands in for what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from client import Mock
from lmapi_mock.non_agent_api.functions import NAMES, NOT_IMITATED
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, read_settings

NO_FUNCTION = "ERROR: NO FUNCTION SPECIFIED\n"
LEAD = {"phone_number": "7275551212", "phone_code": "1"}


@pytest.fixture(scope="module")
def narrowed() -> Iterator[Mock]:
    flags = {"database": ":memory:", "port": "0", "functions": "add_lead"}
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def test_a_function_that_is_left_out_is_answered_as_one_that_is_not_there(narrowed: Mock) -> None:
    assert narrowed.documented(**LEAD).startswith("SUCCESS: add_lead")
    for function in set(NAMES) - {"add_lead"}:
        assert narrowed.documented(function=function, lead_id="1", status="X") == NO_FUNCTION
    assert narrowed.rows("vicidial_list")[0]["status"] == "NEW"


def test_a_finding_and_a_stage_say_so(narrowed: Mock) -> None:
    narrowed.documented(function="update_lead", lead_id="1", status="X")
    entry = narrowed.admin("GET", "/requests?limit=1").json["requests"][0]
    assert {
        "code": "function-unknown",
        "message": "update_lead is none of the functions that --functions lets this path know.",
    }.items() <= next(one for one in entry["findings"] if one["parameter"] == "function").items()
    stages = narrowed.admin("GET", f"/requests/{entry['id']}").json["stages"]
    assert [stage["name"] for stage in stages] == ["authenticate", "no_function"]


def test_the_other_door_knows_them_all(narrowed: Mock) -> None:
    assert narrowed.add_lead(door=VICIDIAL_DOOR, **LEAD).startswith("SUCCESS: add_lead")
    assert narrowed.add_lead(
        door=VICIDIAL_DOOR, function="update_lead", lead_id="1", city="Tampa"
    ).startswith("SUCCESS: update_lead LEAD HAS BEEN UPDATED")


@pytest.mark.parametrize("door", [VICIDIAL_DOOR, DOCUMENTED_DOOR])
def test_a_fault_answers_for_a_function_that_is_not_imitated(demo: Mock, door: str) -> None:
    assert not set(NAMES) & set(NOT_IMITATED)
    rule = {"match": {"function": "moh_list"}, "body": "default|Default"}
    assert demo.admin("POST", "/faults", rule).status < 300
    assert demo.add_lead(door=door, function="moh_list") == "default|Default"
    assert demo.add_lead(door=door, function="vm_list") == NO_FUNCTION
