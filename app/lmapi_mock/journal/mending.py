"""What a refusal's remedy names, so that a reader is led there: parameters to send, rows to change.

The remedies are sentences (`messages.py` of each function); what they name in them is data here, so
that the sentence and its buttons cannot say two things:

- `leave dnc_check out`, and `leave it out` of the parameter before: the request without it;
- `function=add_lead`: the request with that value;
- `Send a phone_number`: the request with another value, which is the reader's to choose;
- `vicidial_users`, `vicidial_users.user_level`, `modify_leads`: a table's row, with the columns
  that are to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Line
from lmapi_mock.store.schema.metadata import METADATA

_FOUND_BY: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "vicidial_users": ("user", ("user", "agent_user", "source_user")),
    "vicidial_user_groups": ("user_group", ("user_group", "group")),
    "vicidial_lists": ("list_id", ("list_id", "list_id_field", "custom_fields_copy")),
    "vicidial_campaigns": ("campaign_id", ("campaign_id",)),
    "vicidial_list": ("lead_id", ("duplicate_lead_id", "lead_id")),
    "vicidial_dnc": ("phone_number", ("phone_number",)),
    "vicidial_campaign_dnc": ("phone_number", ("phone_number",)),
    "vicidial_ip_list_entries": ("ip_address", ("remote_ip",)),
}
"""By a table, the column that finds the row meant, and the fields of a line that hold its value."""

_ONE_OF_CALLER: Final = ("vicidial_users", "vicidial_user_groups")
"""Tables of which every caller has a row; one that is named by its column alone is the caller's."""

_WORD: Final = re.compile(
    r"\{(?P<field>\w+)\}(?P<owns>'s group)?"
    r"|(?P<out>leave (?P<left>\w+) out)"
    r"|(?P<sent>\w+)=(?P<value>\w+)"
    r"|(?P<table>\w+)\.(?P<column>\w+)"
    r"|(?P<send>[Ss]end (?:(?:a|an|the|another) )?(?P<first>\w+)\b(?!=))"
    r"|(?P<name>[a-z]\w*)"
)


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that would let a request pass; either a parameter or a table is named.

    Attributes:
        parameter: which to send otherwise.
        value: what to send; empty to leave it out, None where it is the reader's to choose.
        table: where a row is to be changed, added or removed.
        column: which finds the row.
        holds: what that column holds; None where the table has no row of this request's.
        of_user: the user whose group's row is meant; None where it is no user's group.
        columns: which are to be changed.
    """

    parameter: str | None = None
    value: str | None = None
    table: str | None = None
    column: str | None = None
    holds: str | None = None
    of_user: str | None = None
    columns: tuple[str, ...] = ()


def mends(line: Line, called: Function, caller: str) -> list[Mend]:
    """What the remedy of a refusal names, in its order, each once.

    Args:
        line: which refused.
        called: the function, whose parameters may be named.
        caller: the user.
    """
    reading = _Reading(line, {one.name for one in called.parameters}, caller)
    for found in _WORD.finditer(line.message.remedy):
        reading.take(found)
    return [*reading.parameters.values(), *reading.rows()]


class _Reading:
    """One remedy while it is read from its beginning to its end."""

    def __init__(self, line: Line, parameters: set[str], caller: str) -> None:
        self.line = line
        self.known = parameters | {"function"}
        self.caller = caller
        self.parameters: dict[tuple[str, bool], Mend] = {}
        self.tables: dict[str, list[str]] = {}
        self.last_table: str | None = None
        self.last_sent: str | None = None
        self.is_of_table = line.message.remedy.startswith("In ")
        self.fields: list[tuple[str, bool]] = []
        self.by_column: set[str] = set()

    def take(self, word: re.Match[str]) -> None:
        """Read on."""
        if word["field"]:
            self.fields.append((word["field"], bool(word["owns"])))
        elif word["out"]:
            name = self.last_sent if word["left"] == "it" else word["left"]
            if name in self.known:
                self._send(name, "")
        elif word["sent"] in self.known:
            self._send(word["sent"], word["value"])
        elif word["table"] in METADATA.tables:
            self._table(word["table"]).append(word["column"])
        elif word["send"]:
            if word["first"] in self.known:
                self._send(word["first"], None)
        elif word["name"]:
            self._name(word["name"])

    def _name(self, name: str) -> None:
        if name in METADATA.tables:
            self._table(name)
        elif self.last_table and self._is_to_change(name):
            self._table(self.last_table).append(name)
        elif "_" in name and name in self.known and not self.is_of_table:
            self._send(name, None)
        elif table := _only_table_of().get(name):
            self.by_column.add(table)
            self._table(table).append(name)

    def _is_to_change(self, name: str) -> bool:
        """Whether it is a column of the table before it; a common word is one after `In` only."""
        columns = METADATA.tables[self.last_table or ""].columns
        return name in columns and (self.is_of_table or ("_" in name and name not in self.known))

    def _send(self, name: str, value: str | None) -> None:
        self.last_sent = name
        self.parameters.setdefault((name, value is None), Mend(parameter=name, value=value))

    def _table(self, name: str) -> list[str]:
        self.last_table = name
        return self.tables.setdefault(name, [])

    def rows(self) -> Iterator[Mend]:
        """The rows of the tables that were named."""
        for table, columns in self.tables.items():
            column, names = _FOUND_BY.get(table, (None, ()))
            changed = tuple(dict.fromkeys(one for one in columns if one != column))
            given = {name for name, owns in self.fields if not owns}
            owners = [name for name, owns in self.fields if owns]
            holds = self._value(next((name for name in names if name in given), None))
            of_user = None
            if table == "vicidial_user_groups" and holds is None:
                of_user = self._value(owners[0]) if owners else self.caller
            elif holds is None and table in _ONE_OF_CALLER and table in self.by_column:
                holds = self.caller
            yield Mend(
                table=table, column=column, holds=holds, of_user=of_user or None, columns=changed
            )

    def _value(self, field: str | None) -> str | None:
        value: Any = None if field is None else self.line.fields.get(field)
        return str(value) if value not in (None, "") else None


@cache
def _only_table_of() -> Mapping[str, str]:
    """By the name of a column that one table alone has, that table; common words are left out."""
    owners: dict[str, list[str]] = {}
    for table in METADATA.tables.values():
        for column in table.columns:
            owners.setdefault(column.name, []).append(table.name)
    return {name: tables[0] for name, tables in owners.items() if len(tables) == 1 and "_" in name}
