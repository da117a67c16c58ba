"""All there is about one lead (`/__admin/leads/{lead_id}`)."""

from __future__ import annotations

from typing import Any

from lmapi_mock.admin.answers import LeadAnswer, answers, fails
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.errors import UnknownError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.journal import Journal
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.store.browse.row_lookup import rows_with
from lmapi_mock.store.browse.shapes import Row, shape_of
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.sql.transaction import Transaction

routes = Routes(tags=["tables"])


@routes.get("/leads/{lead_id}", responses=answers(LeadAnswer) | fails(404))
def read_lead(world: Stored, lead_id: int) -> dict[str, Any]:
    """A lead with its further numbers, custom, hopper and callback rows, and its requests.

    `requests` stored it, `refused` were found to be its duplicates, as far as the journal goes;
    `api_log` has what the dialer logged of both.
    """
    stored, refused = _told_of(world.journal, lead_id)
    with world.database.transaction() as tx:
        found = rows_with(tx, shape_of(tx, "vicidial_list"), {"lead_id": lead_id})
        if not found or lead_id < 0:
            raise UnknownError(
                "unknown_lead",
                f"There is no lead {lead_id}.",
                "GET /__admin/tables/vicidial_list lists those there are.",
            )
        (lead,) = found
        stored = [entry for entry in stored if _stored(entry, lead)]
        return {
            "lead": lead,
            "alt_phones": _rows(tx, "vicidial_list_alt_phones", lead_id),
            "custom": _custom(tx, lead),
            "hopper": _rows(tx, "vicidial_hopper", lead_id),
            "callbacks": _rows(tx, "vicidial_callbacks", lead_id),
            "api_log": _logged(tx, [*stored, *refused]),
            "requests": [entry.id for entry in stored],
            "refused": [entry.id for entry in refused],
        }


def _told_of(journal: Journal | SharedJournal, lead_id: int) -> tuple[list[Entry], list[Entry]]:
    """The requests that stored a lead of this number, and those refused as its duplicates."""
    stored, refused = [], []
    for entry in journal.entries():
        if entry.lead_id == lead_id:
            stored.append(entry)
        if any(line.fields.get("duplicate_lead_id") == lead_id for line in entry.lines):
            refused.append(entry)
    return stored, refused


def _stored(entry: Entry, lead: Row) -> bool:
    """Whether a request stored this very lead: a state put since may have used its number."""
    return any(
        written.table == "vicidial_list"
        and written.change == "inserted"
        and written.row["entry_date"] == str(lead["entry_date"])
        for written in entry.rows
    )


def _rows(tx: Transaction, table: str, lead_id: int) -> list[Row]:
    shape = shape_of(tx, table)
    return sorted(
        rows_with(tx, shape, {"lead_id": lead_id}), key=lambda row: row[shape.key[0]] or 0
    )


def _custom(tx: Transaction, lead: Row) -> dict[str, Any] | None:
    for list_id in (lead["entry_list_id"], lead["list_id"]):
        table = f"custom_{list_id}"
        if table in custom_tables(tx):
            rows = rows_with(tx, shape_of(tx, table), {"lead_id": lead["lead_id"]})
            if rows:
                return {"table": table, "row": rows[0]}
    return None


def _logged(tx: Transaction, entries: list[Entry]) -> list[Row]:
    """What the dialer logged of these requests, as far as it is still there."""
    shape = shape_of(tx, "vicidial_api_log")
    numbers = sorted(
        written.key
        for entry in entries
        for written in entry.rows
        if written.table == "vicidial_api_log"
    )
    return [row for number in numbers for row in rows_with(tx, shape, {"api_id": number})]
