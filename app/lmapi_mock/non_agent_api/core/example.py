"""A request that brings a message about, on a server with the demo data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Sent = Mapping[str, str]

DEMO_LOGIN: Final[Sent] = {"user": "6666", "pass": "1234", "source": "test"}
"""A user of the demo data who may do everything."""

ANYONE: Final = "7275551212"
"""A phone number that the demo data does not know."""


def calling(function: str, **parameters: str) -> dict[str, str]:
    """The parameters of a call, with these in place of or beside the login's."""
    return {**DEMO_LOGIN, "function": function, **parameters}


def user_row(name: str, **columns: Any) -> dict[str, Any]:
    """A row of vicidial_users who may do everything but what `columns` take away."""
    return {
        "user": name,
        "pass": "1234",
        "user_level": 9,
        "user_group": "ADMIN",
        "modify_leads": "1",
        "vdc_agent_api_access": "1",
        "modify_lists": "1",
        "modify_campaigns": "1",
        "view_reports": "1",
        "delete_from_dnc": "1",
        "modify_users": "1",
        "delete_lists": "1",
        "custom_fields_modify": "1",
        **columns,
    }


_NO_RIGHTS: Final = dict.fromkeys(
    ("modify_leads", "modify_lists", "modify_campaigns", "modify_users", "view_reports"), "0"
)


def permission_examples(function: str, may_not: str, **parameters: str) -> dict[str, Example]:
    """Examples of what a function says that looks at source and rights.

    Args:
        function: its name.
        may_not: the name of what it tells a user who lacks a right.
        parameters: what it needs besides the login.
    """
    short = Example(calling(function, **(parameters | {"source": "x"})))
    return {
        "INVALID_SOURCE": short,
        "INVALID_SOURCE_ECHO": short,
        "FUNCTION_NOT_ALLOWED": Example(
            calling(function, **(parameters | {"user": "reader"})),
            rows={"vicidial_users": [user_row("reader", api_allowed_functions=" version ")]},
        ),
        may_not: Example(
            calling(function, **(parameters | {"user": "newcomer"})),
            rows={"vicidial_users": [user_row("newcomer", user_level=7, **_NO_RIGHTS)]},
        ),
    }


@dataclass(frozen=True, slots=True)
class Example:
    """A request, and what has to stand before it is sent.

    Attributes:
        parameters: to send, all of them.
        said: those fields of the printed line that are not sent.
        before: requests to send first, one after the other.
        rows: rows to add to the demo data, by table.
        columns: by table, columns to set in every row of the demo data.
        custom_tables: custom tables to add, as in `PUT /__admin/state`.
        clock: where the clock has to stand, as in `PUT /__admin/clock`.
    """

    parameters: Sent
    said: Mapping[str, Any] = field(default_factory=dict)
    before: Sequence[Sent] = ()
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    custom_tables: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    clock: Mapping[str, str] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """Everything that a line's text may ask for."""
        password = self.parameters.get("pass", "")
        return {**self.parameters, "password": password, **self.said}
