"""What `LmapiMock.given` adds: users, campaigns, lists, fields, DNC numbers and leads as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

Row = dict[str, Any]
One = str | int | Mapping[str, Any]
Many = One | Iterable[One]

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
    fields: Mapping[int | str, Mapping[str, str]] | None = None,
    dnc: Many = (),
    campaign_dnc: Mapping[str, Many] | None = None,
    leads: Many = (),
    tables: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    known_campaigns: Callable[[], Iterable[str]],
    now: Callable[[], str],
) -> dict[str, Any]:
    """The body of a `POST /__admin/state`.

    Args:
        users: names, or rows; what a row leaves out makes a user who may do everything.
        campaigns: identifiers, or rows.
        lists: numbers, or rows; a row's `fields` are its custom fields.
        fields: custom fields of lists that are there, as `{999: {"color": "varchar(20)"}}`.
        dnc: numbers that nobody may call.
        campaign_dnc: the same by campaign.
        leads: phone numbers, or rows.
        tables: rows of any table.
        known_campaigns: the campaigns that there are; those that lists name are made.
        now: the world's local time, `YYYY-MM-DD HH:MM:SS`, when leads were entered.
    """
    state = _State()
    for table, rows in (tables or {}).items():
        state.add(table, [dict(row) for row in rows])
    named = _several(users, "user")
    state.add("vicidial_users", [_USER | {"full_name": row["user"]} | row for row in named])
    state.add("vicidial_campaigns", map(_campaign, _several(campaigns, "campaign_id")))
    listed = [state.list_row(row) for row in _several(lists, "list_id")]
    if listed:
        there = [*known_campaigns(), *(row["campaign_id"] for row in state.campaigns)]
        wanted = {_folded(row["campaign_id"]): row["campaign_id"] for row in listed}
        new = wanted.keys() - set(map(_folded, there))
        state.add(
            "vicidial_campaigns", [_campaign({"campaign_id": wanted[n]}) for n in sorted(new)]
        )
    state.add("vicidial_lists", listed)
    for list_id, columns in (fields or {}).items():
        state.define(list_id, columns)
    state.add("vicidial_dnc", _several(dnc, "phone_number"))
    for campaign, numbers in (campaign_dnc or {}).items():
        barred = _several(numbers, "phone_number")
        state.add("vicidial_campaign_dnc", [{"campaign_id": campaign} | row for row in barred])
    state.add("vicidial_list", _leads(_several(leads, "phone_number"), now))
    return {"tables": state.tables, "custom_tables": state.custom_tables}


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
        self.define(row["list_id"], row.pop("fields", None) or {})
        name = f"List {row['list_id']}"
        return {"list_name": name, "campaign_id": CAMPAIGN, "active": "Y"} | row

    def define(self, list_id: int | str, columns: Mapping[str, str]) -> None:
        """Custom fields: what the dialer knows of them, and the table that holds their values."""
        if columns:
            self.custom_tables[f"custom_{list_id}"] = list(columns.items())
        labels = enumerate(columns, 1)
        self.add("vicidial_lists_fields", [_field(list_id, *label) for label in labels])


def _leads(rows: list[Row], now: Callable[[], str]) -> list[Row]:
    if not rows:
        return []
    moment = now()
    lead: Row = {"list_id": LIST, "status": "NEW", "phone_code": "1"}
    lead |= {"entry_date": moment, "modify_date": moment}
    return [lead | row for row in rows]


def _several(given: Many, key: str) -> list[Row]:
    """One or many, each the value of `key` or a row."""
    several = [given] if isinstance(given, str | int | Mapping) else given
    return [dict(one) if isinstance(one, Mapping) else {key: one} for one in several]


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
