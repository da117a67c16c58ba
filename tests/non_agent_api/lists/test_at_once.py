"""Lists and users made at the same moment, and fields changed while leads are being added."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

import pytest

from client import Mock, at_once, base_changed
from databases import ENGINES
from lmapi_mock.non_agent_api.lists import field_page
from lmapi_mock.settings import VICIDIAL_DOOR

LOGIN = {"user": "6666", "pass": "1234", "source": "test"}
LIST = {"function": "add_list", "list_id": "5001", "list_name": "Web", "campaign_id": "SALES"}
USER = {
    "function": "add_user",
    "agent_user": "fresh",
    "agent_pass": "open5",
    "agent_user_level": "1",
    "agent_full_name": "Agent",
    "agent_user_group": "ADMIN",
}
FIELD = {
    "function": "update_list",
    "list_id": "101",
    "custom_fields_add": "Y",
    "field_name": "Field",
    "field_size": "20",
    "field_max": "20",
    "field_type": "TEXT",
    "field_rank": "1",
}
LEAD = {"function": "add_lead", "list_id": "101", "custom_fields": "Y", "color": "red"}
MANY = 24


def prepared(mock: Mock) -> Mock:
    mock.put_state(
        {"custom_101": [["color", "varchar(20)"]]},
        vicidial_users=base_changed(
            "vicidial_users", modify_lists="1", modify_users="1", custom_fields_modify="1"
        ),
        vicidial_lists_fields=[{"list_id": 101, "field_label": "color", "field_type": "TEXT"}],
    )
    mock.freeze("2026-07-15T14:00:00Z")
    return mock


def send(parameters: dict[str, str], mock: Mock) -> str:
    return call(mock, **parameters)


def call(mock: Mock, **parameters: str) -> str:
    return mock.request("GET", f"{VICIDIAL_DOOR}?{urlencode(LOGIN | parameters)}").text


@pytest.mark.parametrize("engine", ENGINES)
def test_of_equal_requests_at_once_one_makes_the_list_and_the_user(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = prepared(running_on(engine))
    for sent, said in ((LIST, "LIST HAS BEEN ADDED"), (USER, "USER HAS BEEN ADDED")):
        answers = at_once([mock.server], MANY, partial(send, sent))
        assert [said in one for one in answers].count(True) == 1
        assert ["ALREADY EXISTS" in one for one in answers].count(True) == MANY - 1
    assert [row["list_id"] for row in mock.fresh().rows("vicidial_lists")].count(5001) == 1
    assert [row["user"] for row in mock.rows("vicidial_users")].count("fresh") == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_fields_change_while_leads_are_being_added(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = prepared(running_on(engine))
    numbers = iter(range(MANY))

    def ask(one: Mock) -> str:
        number = next(numbers)
        if number % 4 == 0:
            return call(one, **FIELD, field_label=f"field_{number}")
        return call(one, **LEAD, phone_number=str(7275550000 + number))

    answers = at_once([mock.server], MANY, ask)

    assert sum("SUCCESS: Field added" in one for one in answers) == MANY // 4
    assert sum("LEAD HAS BEEN ADDED" in one for one in answers) == MANY - MANY // 4
    columns = {f"field_{number}" for number in range(0, MANY, 4)}
    leads = mock.fresh().rows("custom_101")
    assert len(leads) == MANY - MANY // 4
    assert {row["color"] for row in leads} == {"red"}
    assert all(row.keys() == {"lead_id", "color", *columns} for row in leads)
    labels = {row["field_label"] for row in mock.rows("vicidial_lists_fields")}
    assert labels == {"color", *columns}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_killed_process_leaves_of_a_field_is_made_whole(
    running_on: Callable[[str], Mock], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MariaDB commits a changed column by itself, before the field's row is stored."""
    mock = prepared(running_on(engine))
    new = FIELD | {"field_label": "shape"}
    color = FIELD | {"field_label": "color"}
    changed = color | {"custom_fields_add": "N", "custom_fields_update": "Y", "field_max": "30"}
    deleted = color | {"custom_fields_add": "N", "custom_fields_delete": "Y"}
    asked = "/state?tables=custom_columns,vicidial_lists_fields"

    def killed(name: str, parameters: dict[str, str]) -> None:
        def die(*_: object) -> None:
            raise OSError("as if it were killed")

        with monkeypatch.context() as patch:
            patch.setattr(field_page, name, die)
            assert call(mock, **parameters).startswith("lmapi-mock met a defect")

    def columns() -> dict[str, str]:
        tables = mock.admin("GET", asked).json["tables"]
        return {row["column"]: row["type"] for row in tables["custom_columns"]}

    killed("_row", new)
    assert "SUCCESS: Field added" in call(mock, **new)
    killed("_row", changed)
    assert "SUCCESS: Field updated" in call(mock, **changed)
    assert columns()["color"] == "varchar(30)"
    killed("_row", changed | {"field_max": "40"})
    if engine == "mariadb":
        assert columns()["color"] == "varchar(40)"
    killed("_row", new | {"field_label": "size"})
    if engine == "mariadb":
        assert columns()["size"] == "varchar(20)"
    # Whatever is asked for next, all that was left is made whole.
    call(mock, **new)
    assert {name: kind for name, kind in columns().items() if name != "lead_id"} == {
        "color": "varchar(30)",
        "shape": "varchar(20)",
    }
    killed("_forget", deleted)
    if engine == "mariadb":
        call(mock, **new)
        assert "color" not in columns()
        labels = [row["field_label"] for row in mock.rows("vicidial_lists_fields")]
        assert labels == ["shape"]
