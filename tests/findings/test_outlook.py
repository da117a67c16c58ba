"""What is noted while the request's transaction stands, as configuration changes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from client import LOGIN, Mock, base_changed, base_with
from databases import ENGINES
from findings.conftest import Findings, Send


def codes(findings: Findings) -> list[str]:
    return [one["code"] for one in findings]


def test_a_list_that_is_made_is_known_at_once(send: Send, mock: Mock) -> None:
    assert codes(send(list_id="777")) == ["list-missing"]
    row = {"list_id": 777, "campaign_id": "SALES", "active": "Y"}
    lists = base_with("vicidial_lists", row)
    assert send(tables={"vicidial_lists": lists}, list_id="777", phone_number="7275552222") == []


def test_every_reason_not_to_dial_is_told(send: Send) -> None:
    lists = base_changed("vicidial_lists", active="N")
    found = send(tables={"vicidial_lists": lists}, list_id="401")
    assert codes(found) == ["list-inactive", "campaign-inactive"]


def test_a_list_without_a_campaign(send: Send) -> None:
    lists = base_with("vicidial_lists", {"list_id": 777, "active": "Y"})
    tables = {"vicidial_lists": lists}
    (found,) = send(tables=tables, list_id="777")
    assert found["code"] == "campaign-missing"
    assert found["message"] == "List 777 belongs to no campaign."
    asked = send(list_id="777", phone_number="7275552222", duplicate_check="DUPCAMP")
    assert codes(asked) == ["fails-on-the-dialer", "missing-requirement", "campaign-missing"]


def test_a_lead_that_is_not_stored_is_not_dialed_either(send: Send) -> None:
    assert send(list_id="401", phone_number="12345") == []


def test_the_offset_of_an_area_code_that_is_there_is_no_guess(send: Send) -> None:
    assert codes(send(phone_number="9995551111")) == ["offset-guessed"]
    assert send(phone_number="2015551111") == []


def test_the_state_of_australia_is_its_area_code(send: Send) -> None:
    assert codes(send(phone_number="291234567", phone_code="61", state="XX")) == ["offset-guessed"]


@pytest.mark.parametrize("engine", ENGINES)
def test_findings_are_the_same_on_every_engine(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = running_on(engine).fresh()
    mock.put_state()
    mock.freeze("2026-07-15T14:00:00Z")
    lead = {
        "phone_number": "9995551212",
        "list_id": "18446744073709551614",
        "rank": "99999",
        "state": "FLA",
        "comments": "☎😀",
        "date_of_birth": "tomorrow",
        "multi_alt_phones": f"{'7' * 19}_1_x",
    }
    mock.post(urlencode(LOGIN | lead))
    last = mock.admin("GET", "/requests?limit=1").json["requests"][0]
    assert [(one["code"], one["parameter"], one["kept"]) for one in last["findings"]] == [
        ("impossible-date", "date_of_birth", "0000-00-00"),
        ("value-cut", "state", "FL"),
        ("character-replaced", "comments", "☎?"),
        ("value-clamped", "rank", "32767"),
        ("value-cut", "multi_alt_phones", f"{'7' * 18}_1_x"),
        ("list-missing", "list_id", "18446744073709551614"),
        ("offset-guessed", "phone_number", "-4"),
    ]
