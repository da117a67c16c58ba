"""POST /__admin/state: rows beside those that are there."""

from __future__ import annotations

import pytest

from client import Mock


def test_rows_stand_beside_those_that_are_there(demo: Mock) -> None:
    users = len(demo.rows("vicidial_users"))
    answer = demo.admin(
        "POST",
        "/state",
        {
            "tables": {
                "vicidial_users": [{"user": "crm", "pass": "x"}],
                "vicidial_list": [{"phone_number": "7275550001"}, {"phone_number": "7275550002"}],
                "vicidial_lists": [{"list_id": 7000, "campaign_id": "SALES"}],
            },
            "custom_tables": {"custom_7000": [["color", "varchar(20)"]]},
        },
    )
    assert (answer.status, answer.json) == (
        200,
        {"identifiers": {"vicidial_users": [users + 1], "vicidial_list": [1, 2]}},
    )
    assert [row["user"] for row in demo.rows("vicidial_users")][-1] == "crm"
    assert demo.rows("custom_7000") == []
    assert "|7275550003|" not in demo.documented(phone_number="7275550003")
    assert [row["lead_id"] for row in demo.rows("vicidial_list")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"vicidial_user": []}, "There is no table 'vicidial_user'."),
        ({"vicidial_users": [{"usr": "x"}]}, "vicidial_users, row 1: there is no column 'usr'."),
        ({"vicidial_lists": [{"list_id": 999}]}, "Two rows have the same key: "),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_added(
    demo: Mock, tables: dict[str, list[dict[str, object]]], said: str
) -> None:
    before = demo.rows("vicidial_dnc")
    more = {"vicidial_dnc": [{"phone_number": "1"}]}
    answer = demo.admin("POST", "/state", {"tables": more | tables})
    assert answer.status == 422
    assert answer.json["error"]["message"].startswith(said)
    assert demo.rows("vicidial_dnc") == before
