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
        **columns,
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
