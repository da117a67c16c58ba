"""Day windows where more leads share a value than are looked at one by one (section 6)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from client import Mock
from databases import ENGINES
from lmapi_mock.non_agent_api.add_lead.duplicates import LOOKED_AT

PHONE = "7275551111"
OLD = "2026-01-01 00:00:00"
NOW = dt.datetime(2026, 7, 15, 14)
MANY = LOOKED_AT + 10

Entry = tuple[int, str]


@pytest.fixture(params=ENGINES)
def mock(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    """A server on each engine, its clock stopped at NOW."""
    mock = running_on(request.param)
    mock.put_state()
    at(mock, NOW)
    return mock


def at(mock: Mock, moment: dt.datetime) -> None:
    mock.freeze(f"{moment.isoformat()}Z")


def before(**ago: float) -> str:
    return str(NOW - dt.timedelta(**ago))


def put(mock: Mock, leads: Iterable[Entry], **fields: Any) -> None:
    """Leads by lead_id and entry_date, all with one phone number, in list 101."""
    lead = {"list_id": 101, "phone_number": PHONE} | fields
    mock.put_state(
        vicidial_list=[{**lead, "lead_id": key, "entry_date": date} for key, date in leads]
    )


def old(count: int = MANY) -> list[Entry]:
    return [(key, OLD) for key in range(1, count + 1)]


def found(mock: Mock, check: str = "DUPSYS30DAY", list_id: str = "101") -> int | None:
    """The lead_id that a check on DUPSYS or DUPLIST finds; None if the lead was added."""
    said = mock.add_lead(phone_number=PHONE, list_id=list_id, duplicate_check=check)
    if said.startswith("SUCCESS"):
        return None
    assert said.startswith("ERROR: add_lead DUPLICATE PHONE NUMBER IN"), said
    return int(said.split(" - ")[1].split("|")[2])


def test_the_first_of_the_window_is_found_whatever_order_they_came_in(mock: Mock) -> None:
    recent = [(MANY + 5, before(days=20)), (MANY + 3, before(days=1)), (MANY + 9, before(days=2))]
    put(mock, old() + recent)
    assert found(mock) == MANY + 5
    assert found(mock, "DUPSYS14DAY") == MANY + 3
    assert found(mock, "DUPLIST30DAY") == MANY + 5


def test_the_edge_is_outside(mock: Mock) -> None:
    put(mock, [*old(), (MANY + 1, before(days=30)), (MANY + 2, before(days=29, hours=23.99))])
    assert found(mock) == MANY + 2
    put(mock, [*old(), (MANY + 1, before(days=30))])
    assert found(mock) is None


def test_other_leads_of_the_window_do_not_hide_it(mock: Mock) -> None:
    other = [{"phone_number": "7275552222", "entry_date": before(days=1)} for _ in range(5)]
    leads: list[dict[str, Any]] = [{"phone_number": PHONE, "entry_date": date} for _, date in old()]
    leads += [*other, {"phone_number": PHONE, "entry_date": before(days=1)}]
    mock.put_state(
        vicidial_list=[
            lead | {"lead_id": key, "list_id": 101} for key, lead in enumerate(leads, start=1)
        ]
    )
    assert found(mock) == MANY + 6


def test_as_the_clock_moves_on_leads_fall_out_and_as_it_is_set_back_they_count_again(
    mock: Mock,
) -> None:
    put(mock, [*old(), (MANY + 1, before(days=20)), (MANY + 2, before(days=5))])
    for days, expected in ((0, 1), (9, 1), (11, 2), (24, 2), (3, 1), (12, 2), (-10, 1)):
        at(mock, NOW + dt.timedelta(days=days))
        assert found(mock) == MANY + expected, f"{days} days later"
    at(mock, NOW + dt.timedelta(days=26))
    assert found(mock) is None
    assert found(mock) == MANY + 3


def test_a_lead_that_is_given_another_date_counts_at_once(mock: Mock) -> None:
    put(mock, [*old(), (MANY + 1, before(days=5))])
    assert found(mock) == MANY + 1
    edited = mock.admin("PATCH", "/tables/vicidial_list/2", {"entry_date": before(days=1)})
    assert edited.status == 200
    assert found(mock) == 2
    assert mock.admin("DELETE", "/tables/vicidial_list/2").status == 204
    assert found(mock) == MANY + 1


def test_a_lead_that_is_added_with_a_lower_identifier_counts_at_once(mock: Mock) -> None:
    put(mock, [*old(), (MANY + 20, before(days=5))])
    assert found(mock) == MANY + 20
    row = {"lead_id": MANY + 2, "list_id": 101, "phone_number": PHONE, "entry_date": before(days=1)}
    assert mock.admin("POST", "/tables/vicidial_list", row).status == 201
    assert found(mock) == MANY + 20
    assert mock.admin("DELETE", f"/tables/vicidial_list/{MANY + 20}").status == 204
    assert found(mock) == MANY + 2


def test_a_snapshot_brings_its_own_leads_back(mock: Mock) -> None:
    put(mock, old())
    assert mock.admin("PUT", "/snapshots/old").status in (200, 201, 204)
    at(mock, NOW)
    # A window that begins late, for whoever remembers it.
    put(mock, [*old(), (MANY + 50, before(days=1))])
    assert found(mock) == MANY + 50
    assert mock.admin("POST", "/snapshots/old/restore").status in (200, 204)
    at(mock, NOW)
    assert mock.add_lead(phone_number=PHONE, list_id="101").startswith("SUCCESS")
    assert found(mock) == MANY + 1


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_one_that_a_look_at_all_leads_finds(mock: Mock, seed: int) -> None:
    chance = random.Random(seed)
    leads = [
        (
            key,
            str(NOW - dt.timedelta(seconds=chance.randrange(120 * 86_400))),
            chance.choice((101, 102)),
        )
        for key in range(1, 4 * MANY)
    ]
    mock.put_state(
        vicidial_list=[
            {"lead_id": key, "entry_date": date, "list_id": list_id, "phone_number": PHONE}
            for key, date, list_id in leads
        ]
    )
    for _ in range(12):
        now = NOW + dt.timedelta(seconds=chance.randrange(-20 * 86_400, 20 * 86_400))
        at(mock, now)
        days = chance.choice((1, 7, 30, 60, 90))
        since = str(now - dt.timedelta(days=days))
        list_id = chance.choice((101, 102))
        inside = [(key, place) for key, date, place in leads if date > since]
        in_system = min((key for key, _ in inside), default=None)
        in_list = min((key for key, place in inside if place == list_id), default=None)
        if in_list is not None:
            assert found(mock, f"DUPLIST{days}DAY", str(list_id)) == in_list
        if in_system is not None:
            assert found(mock, f"DUPSYS{days}DAY", str(list_id)) == in_system
