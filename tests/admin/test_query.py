from __future__ import annotations

import pytest

from client import Mock


@pytest.mark.parametrize(
    ("path", "name", "hint"),
    [
        (
            *("/findings?severty=error", "severty"),
            "Did you mean severity? Accepted: severity, code, since, limit.",
        ),
        (
            *("/state?table=vicidial_list", "table"),
            "Did you mean tables? Accepted: tables, secrets.",
        ),
        (
            *("/requests?pone_number=7275551212", "pone_number"),
            (
                "Did you mean phone_number? Accepted: limit, before, within, since, q, user,"
                " function, result, outcome, phone_number, list_id, finding, fault, door."
            ),
        ),
        (
            *("/tables/vicidial_list?limt=1", "limt"),
            "Did you mean limit? Accepted: q, sort, desc, limit, after, secrets, where.COLUMN.",
        ),
        ("/clock?frozen=yes", "frozen", "This call takes none."),
    ],
)
def test_a_parameter_that_is_not_known_is_told_with_what_is(
    mock: Mock, path: str, name: str, hint: str
) -> None:
    answer = mock.admin("GET", path)
    error = answer.json["error"]
    assert answer.status == 422
    assert error["message"] == f"The query: unknown parameter {name!r}."
    assert error["hint"] == hint


def test_columns_may_be_asked_for(mock: Mock) -> None:
    mock.add_lead(phone_number="7275551212")
    page = mock.admin("GET", "/tables/vicidial_list?where.phone_number=7275551212&limit=1").json
    assert [row["row"]["phone_number"] for row in page["rows"]] == ["7275551212"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/findings?severity=warn", "Did you mean warning?"),
        ("/findings?code=repeated-led", "Did you mean repeated-lead?"),
        ("/requests?result=success", "Did you mean SUCCESS?"),
        ("/requests?door=vicidal", "Did you mean vicidial?"),
    ],
)
def test_a_value_that_is_none_of_a_few_is_told_with_what_was_meant(
    demo: Mock, path: str, hint: str
) -> None:
    told = demo.admin("GET", path)
    assert told.status == 422
    assert told.json["error"]["hint"].startswith(hint)
