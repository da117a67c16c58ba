"""What the journal tells of an update: the rows with before and after, the stages and remedies."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock

LEAD = {
    "lead_id": 1,
    "list_id": 101,
    "phone_number": "7275551111",
    "status": "NEW",
    "city": "Miami",
}


def entry_of(mock: Mock, **parameters: str) -> dict[str, Any]:
    """The journal's entry of an update."""
    mock.add_lead(function="update_lead", **parameters)
    (last,) = mock.admin("GET", "/requests?limit=1").json["requests"]
    entry: dict[str, Any] = mock.admin("GET", f"/requests/{last['id']}").json
    return entry


def changes(entry: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """What was written, the log left out: table, change, before and after."""
    return [
        (row["table"], row["change"], row["before"], row["row"])
        for row in entry["rows"]
        if not row["table"].startswith("vicidial_api_")
    ]


def test_an_update_shows_what_stood_there(mock: Mock) -> None:
    mock.put_state(vicidial_list=[LEAD])
    entry = entry_of(mock, lead_id="1", status="SALE", city="Tampa")

    before, after = ({"status": "NEW", "city": "Miami"}, {"status": "SALE", "city": "Tampa"})
    assert changes(entry) == [
        ("vicidial_list", "updated", {"lead_id": 1} | before, {"lead_id": 1} | after)
    ]


def test_an_update_of_equal_values_changes_no_row(mock: Mock) -> None:
    mock.put_state(vicidial_list=[LEAD])

    assert changes(entry_of(mock, lead_id="1", status="NEW")) == []


def test_a_deletion_shows_what_is_gone(mock: Mock) -> None:
    callback = {"callback_id": 5, "lead_id": 1, "list_id": 101, "comments": "call again"}
    mock.put_state(vicidial_list=[LEAD], vicidial_callbacks=[callback])
    entry = entry_of(mock, lead_id="1", delete_lead="Y")

    written = {(table, change): before or row for table, change, before, row in changes(entry)}
    assert written.keys() == {
        ("vicidial_callbacks", "deleted"),
        ("vicidial_callbacks_archive", "inserted"),
        ("vicidial_list", "deleted"),
    }
    for table, change in written:
        if table != "vicidial_list":
            assert written[table, change]["comments"] == "call again"
    assert written["vicidial_list", "deleted"].items() >= LEAD.items()


def test_an_insert_shows_the_new_lead_alone(mock: Mock) -> None:
    entry = entry_of(
        mock,
        search_method="PHONE_NUMBER",
        phone_number="7275551111",
        phone_code="1",
        list_id="101",
        insert_if_not_found="Y",
    )

    ((table, change, before, row),) = changes(entry)
    assert (table, change, before) == ("vicidial_list", "inserted", None)
    assert (row["lead_id"], row["phone_number"], row["status"]) == (1, "7275551111", "NEW")
    assert entry["lead_id"] == 1


@pytest.mark.parametrize(
    ("parameters", "stage", "remedy"),
    [
        (
            {"lead_id": "1", "user": "nomod"},
            "check_permission",
            "modify_leads 1, 2, 3 or 4",
        ),
        (
            {"search_method": "PHONE_NUMBER", "phone_number": "12"},
            "check_search",
            "Send search_method in capitals, and what it searches for; PHONE_NUMBER found nothing",
        ),
        (
            {"lead_id": "1", "user": "restrict", "list_id": "999"},
            "check_lists",
            "Send a list_id of those campaigns, without leading zeros; 999 is none.",
        ),
        ({"lead_id": "9", "status": "SALE"}, "search", "insert_if_not_found=Y"),
        ({"lead_id": "1", "user": "restrict", "status": "SALE"}, "change_leads", "999"),
    ],
    ids=["rights", "keys", "list", "not found", "list of the lead"],
)
def test_a_refusal_has_its_stage_and_its_remedy(
    mock: Mock, parameters: dict[str, str], stage: str, remedy: str
) -> None:
    mock.put_state(vicidial_list=[LEAD | {"list_id": 999}])
    entry = entry_of(mock, **parameters)

    verdicts = {one["name"]: one["verdict"] for one in entry["stages"]}
    names = list(verdicts)
    assert verdicts[stage] == "refused"
    assert {verdicts[name] for name in names[names.index(stage) + 1 :]} <= {"not reached"}
    assert entry["refusal"]["stage"] == stage
    assert remedy in entry["refusal"]["remedy"]
    assert changes(entry) == []
