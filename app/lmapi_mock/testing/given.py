"""What `LmapiMock.given` adds: users, campaigns, lists, fields, DNC numbers and leads as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from lmapi_mock.errors import LmapiMockError

__tracebackhide__ = True  # pytest shows the test's own line, not ours

Row = dict[str, Any]
One = str | int | Mapping[str, Any]
Many = One | Iterable[One]
Columns = Mapping[str, str]
"""MariaDB's types by custom field: `{"favorite_color": "varchar(20)"}`."""

Field = Mapping[str, Any]
"""A row of vicidial_lists_fields, and its column's `type`."""

Fields = Mapping[int, Columns] | Mapping[str, Columns] | Field | Iterable[Field]
Tables = Mapping[str, Mapping[str, Any] | Iterable[Mapping[str, Any]]]

_NEEDED_OF_A_FIELD: Final = frozenset({"list_id", "field_label", "type"})

_FIELDS: Final = (
    '{999: {"favorite_color": "varchar(20)"}}, or rows as '
    '{"list_id": 999, "field_label": "favorite_color", "type": "varchar(20)"}'
)

CAMPAIGN: Final = "TESTCAMP"
"""Whose a list is that names no campaign; the demo data has it."""

LIST: Final = 999
"""Whose a lead is that names no list."""

_USER: Final[Row] = {
    "pass": "1234",
    "user_level": 9,
    "user_group": "ADMIN",
    "modify_leads": "1",
    "vdc_agent_api_access": "1",
    "active": "Y",
}


def rows_of(
    *,
    users: Many = (),
    campaigns: Many = (),
    lists: Many = (),
    fields: Fields | None = None,
    dnc: Many = (),
    campaign_dnc: Mapping[str, Any] | Iterable[Mapping[str, Any]] | None = None,
    leads: Many = (),
    tables: Tables | None = None,
    known_campaigns: Callable[[], Iterable[str]],
    now: Callable[[], str],
) -> dict[str, Any]:
    """The body of a `POST /__admin/state`.

    Args:
        users: names, or rows; what a row leaves out makes a user who may do everything.
        campaigns: identifiers, or rows.
        lists: numbers, or rows; a row's `fields` are its custom fields.
        fields: custom fields of lists that are there, as `{999: {"color": "varchar(20)"}}`, or
            rows with `list_id`, `field_label` and the column's `type`.
        dnc: numbers that nobody may call.
        campaign_dnc: the same by campaign, or rows with `campaign_id` and `phone_number`.
        leads: phone numbers, or rows.
        tables: a row or rows of any table.
        known_campaigns: the campaigns that there are; those that lists name are made.
        now: the world's local time, `YYYY-MM-DD HH:MM:SS`, when leads were entered.

    Raises:
        LmapiMockError: something has not the form of rows; it says what has.
    """
    state = _State()
    for table, rows in _mapping(tables, "tables", '{"vicidial_dnc": [{...}]}').items():
        state.add(table, _rows(rows, f"tables[{table!r}]"))
    named = _several(users, "users", "user")
    state.add("vicidial_users", [_USER | {"full_name": row["user"]} | row for row in named])
    state.add("vicidial_campaigns", map(_campaign, _several(campaigns, "campaigns", "campaign_id")))
    listed = [state.list_row(row) for row in _several(lists, "lists", "list_id")]
    if listed:
        there = [*known_campaigns(), *(row["campaign_id"] for row in state.campaigns)]
        wanted = {_folded(row["campaign_id"]): row["campaign_id"] for row in listed}
        new = wanted.keys() - set(map(_folded, there))
        state.add(
            "vicidial_campaigns", [_campaign({"campaign_id": wanted[n]}) for n in sorted(new)]
        )
    state.add("vicidial_lists", listed)
    state.add_fields(fields)
    state.add("vicidial_dnc", _several(dnc, "dnc", "phone_number"))
    state.add("vicidial_campaign_dnc", _barred(campaign_dnc))
    state.add("vicidial_list", _leads(_several(leads, "leads", "phone_number", needed=False), now))
    return {"tables": state.tables, "custom_tables": state.custom_tables}


_SHORTEST: Final = 100_000
"""The dialer takes no lead whose number is shorter."""


class _State:
    """Rows by table, as they come together."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}
        self.custom_tables: dict[str, list[tuple[str, str]]] = {}

    def add(self, table: str, rows: Iterable[Row]) -> None:
        more = list(rows)
        if more:
            self.tables.setdefault(table, []).extend(more)

    @property
    def campaigns(self) -> list[Row]:
        return self.tables.get("vicidial_campaigns", [])

    def list_row(self, row: Row) -> Row:
        """A list's row; its custom fields go where they belong."""
        columns = row.pop("fields", None)
        form = '{"color": "varchar(20)"}'
        self.define(row["list_id"], _mapping(columns, f"fields of list {row['list_id']}", form))
        name = f"List {row['list_id']}"
        return {"list_name": name, "campaign_id": CAMPAIGN, "active": "Y"} | row

    def add_fields(self, content: Any) -> None:
        """Custom fields by list, or rows: one that has a column's name for a key is a row."""
        by_list = isinstance(content, Mapping) and not _NEEDED_OF_A_FIELD & content.keys()
        if content is None or by_list:
            for list_id, columns in (content or {}).items():
                if not str(list_id).isdecimal():
                    raise _formless("fields", content, _FIELDS)
                form = '{"color": "varchar(20)"}'
                self.define(list_id, _mapping(columns, f"fields[{list_id!r}]", form))
            return
        if isinstance(content, str | bytes) or not isinstance(content, Iterable):
            raise _formless("fields", content, _FIELDS)
        for row in _rows(content, "fields"):
            for name in sorted(_NEEDED_OF_A_FIELD - row.keys()):
                raise _formless("fields", row, f"a row with its {name}")
            self._define(row["list_id"], row["field_label"], row.pop("type"), row)

    def define(self, list_id: int | str, columns: Columns) -> None:
        """Custom fields of a list, types by name."""
        for label, kind in columns.items():
            self._define(list_id, label, kind, {})

    def _define(self, list_id: int | str, label: str, kind: str, row: Row) -> None:
        """A custom field: what the dialer knows of it, and the column that holds its values."""
        columns = self.custom_tables.setdefault(f"custom_{list_id}", [])
        columns.append((label, kind))
        self.add("vicidial_lists_fields", [_field(list_id, len(columns), label) | row])


def _leads(rows: list[Row], now: Callable[[], str]) -> list[Row]:
    if not rows:
        return []
    moment = now()
    lead: Row = {"list_id": LIST, "status": "NEW", "phone_code": "1"}
    lead |= {"entry_date": moment, "modify_date": moment}
    return [lead | row for row in rows]


def _barred(content: Any) -> list[Row]:
    """Numbers by campaign, or rows: one that has a column's name for a key is a row."""
    columns = {"campaign_id", "phone_number"}
    if content is None:
        return []
    if isinstance(content, Mapping) and not columns & content.keys():
        return [
            {"campaign_id": campaign} | row
            for campaign, numbers in content.items()
            for row in _several(numbers, f"campaign_dnc[{campaign!r}]", "phone_number")
        ]
    rows = _rows(content, "campaign_dnc")
    for row in rows:
        for name in sorted(columns - row.keys()):
            raise _formless("campaign_dnc", row, f"a row with its {name}")
    return rows


def _rows(content: Any, what: str) -> list[Row]:
    """A row or several."""
    several = _listed(content)
    if not all(isinstance(row, Mapping) for row in several):
        raise _formless(what, content, "a row, as a mapping of columns, or several")
    return [dict(row) for row in several]


def _several(content: Many, what: str, key: str, *, needed: bool = True) -> list[Row]:
    """One or many, each the value of `key` or a row.

    Args:
        content: what was given.
        what: its name, for messages.
        key: the column that a value alone is of.
        needed: whether a row has to have it.
    """
    rows: list[Row] = []
    for one in _listed(content):
        if isinstance(one, Mapping):
            if needed and key not in one:
                raise _formless(what, one, f"a row with its {key}")
            rows.append(dict(one))
        elif key == "phone_number" and isinstance(one, int) and one < _SHORTEST:
            raise _formless(what, one, "phone numbers of six digits or more, or rows: not how many")
        elif isinstance(one, str | int) and not isinstance(one, bool):
            rows.append({key: one})
        else:
            raise _formless(what, one, f"the {key}, or a row as a mapping of columns, or several")
    return rows


def _listed(content: Any) -> list[Any]:
    if isinstance(content, Mapping | str | bytes) or not isinstance(content, Iterable):
        return [content]
    return list(content)


def _mapping(content: Any, what: str, form: str) -> Mapping[Any, Any]:
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        raise _formless(what, content, f"a mapping as {form}")
    return content


def _formless(what: str, content: Any, accepted: str) -> LmapiMockError:
    return LmapiMockError(f"{what} is given {content!r:.120}. Accepted: {accepted}.")


def _folded(campaign_id: str | int) -> str:
    """What two names of one campaign have in common."""
    return str(campaign_id).casefold()


def _campaign(row: Row) -> Row:
    return {"campaign_name": row["campaign_id"], "active": "Y"} | row


def _field(list_id: int | str, rank: int, label: str) -> Row:
    return {
        "list_id": list_id,
        "field_label": label,
        "field_name": label.replace("_", " ").capitalize(),
        "field_rank": rank,
    }
