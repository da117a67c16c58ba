"""Findings about custom fields."""

from __future__ import annotations

from typing import Any

import pytest

from client import BASE_STATE, Mock, base_changed
from findings.conftest import Findings, Send

COLUMNS = [
    ["favorite_color", "varchar(5)"],
    ["birthday", "date"],
    ["children", "tinyint(2)"],
    ["price", "decimal(6,2)"],
]
FIELDS = [{"list_id": 101, "field_label": name, "field_type": "TEXT"} for name, _ in COLUMNS]
FIELDS.append({"list_id": 101, "field_label": "banner", "field_type": "DISPLAY"})


@pytest.fixture(autouse=True)
def list_with_fields(mock: Mock) -> None:
    mock.put_state({"custom_101": COLUMNS}, **(BASE_STATE | {"vicidial_lists_fields": FIELDS}))


def brief(findings: Findings) -> list[tuple[Any, ...]]:
    return [(one["code"], one["parameter"], one["sent"], one["kept"]) for one in findings]


def test_without_custom_fields_y(send: Send) -> None:
    assert send(favorite_color="blue") == [
        {
            "code": "custom-fields-not-asked",
            "severity": "warning",
            "message": "favorite_color is a custom field of the list, and custom_fields=Y was not "
            "sent.",
            "parameter": "favorite_color",
            "sent": "blue",
            "kept": "",
            "docs": "/__admin/docs/findings#custom-fields-not-asked",
        }
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("favorite_color", "blue"),
        ("favorite_color", "--BLANK--"),
        ("birthday", "1980-07-04"),
        ("children", "2"),
        ("price", "5"),
    ],
)
def test_what_a_field_holds_gives_none(send: Send, name: str, value: str) -> None:
    assert send(custom_fields="Y", **{name: value}) == []


@pytest.mark.parametrize(
    ("code", "name", "sent", "kept"),
    [
        ("value-cut", "favorite_color", "turquoise", "turqu"),
        ("dropped-characters", "favorite_color", 'a;"b', "ab"),
        ("impossible-date", "birthday", "tomorrow", "0000-00-00"),
        ("value-changed", "children", "many", "0"),
        ("value-changed", "children", "300", "127"),
    ],
)
def test_what_a_field_cannot_hold(send: Send, code: str, name: str, sent: str, kept: str) -> None:
    assert brief(send(custom_fields="Y", **{name: sent})) == [(code, name, sent, kept)]


def test_a_field_that_holds_something_else_whole(send: Send) -> None:
    assert send(custom_fields="Y", children="many") == [
        {
            "code": "value-changed",
            "severity": "warning",
            "message": "The column of children could not hold what was sent.",
            "parameter": "children",
            "sent": "many",
            "kept": "0",
            "docs": "/__admin/docs/findings#value-changed",
        }
    ]


def test_a_misspelled_field_has_the_nearest_one(send: Send) -> None:
    (found,) = send(custom_fields="Y", favourite_color="blue")
    assert found["message"] == (
        "favourite_color is no parameter of add_lead, and was ignored. Did you mean favorite_color?"
    )


def test_a_field_that_holds_nothing_is_not_known(send: Send) -> None:
    assert brief(send(custom_fields="Y", banner="x")) == [("unknown-parameter", "banner", "x", "")]


def test_a_list_without_fields(send: Send) -> None:
    found = send(custom_fields="Y", favorite_color="blue", list_id="102")
    assert brief(found) == [("custom-fields-not-stored", "custom_fields", "Y", "")]


def test_what_a_dialer_encrypts_is_empty_whichever_function_stores_it(
    mock: Mock, send: Send
) -> None:
    settings = base_changed("system_settings", active_modules="|cf_encrypt|")
    fields = [FIELDS[0] | {"field_encrypt": "Y"}, *FIELDS[1:]]
    mock.put_state({"custom_101": COLUMNS}, system_settings=settings, vicidial_lists_fields=fields)
    found = send(custom_fields="Y", favorite_color="blue", children="2")
    assert brief(found) == [("custom-field-encrypted", "favorite_color", "blue", "")]
    assert found[0]["severity"] == "info"
    (row,) = mock.rows("custom_101")
    assert (row["favorite_color"], row["children"]) == ("", 2)
    send(function="update_lead", lead_id="1", custom_fields="Y", favorite_color="red", children="3")
    (row,) = mock.rows("custom_101")
    assert (row["favorite_color"], row["children"]) == ("", 3)
