"""Before the search, and the search (update_lead.md, U2 to U4).

Quirks: search_location=CAMPAIGN with a list that is not there looks everywhere; a lead_id that was
given stays the lead's, even where it found nothing and another key did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead.found_by import holds, is_blank
from lmapi_mock.non_agent_api.lead.printed import printed
from lmapi_mock.non_agent_api.lead.same_campaign import same_campaign
from lmapi_mock.non_agent_api.lead.same_lead import same_lead
from lmapi_mock.non_agent_api.lead.search_defaults import LEAST_LIST_ID, set_search_defaults
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.columns import table_of
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

BY_CODE: Final = Fragile("the search by vendor_lead_code", ("vendor_lead_code",), '"')
RECORDS: Final = Fragile(
    "the search for the leads", breaks_by="`records` above 18446744073709551615"
)
FRAGILE: Final = (BY_CODE, RECORDS)

_GREATEST_ID: Final = (1 << 32) - 1
_GREATEST_LIST: Final = (1 << 64) - 1
_MOST_RECORDS: Final = (1 << 31) - 2
_KEYS: Final = ("lead_id", "vendor_lead_code", "phone_number")
"""In the order in which they are tried, whatever the order in search_method."""

_TEXTS: Final = ("vendor_lead_code", "phone_number")
"""Those that an inserted lead has, and is found by."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead that was found.

    Attributes:
        lead_id: its identifier.
        list_id: the list that it was in when it was found.
        entry_list_id: its entry list then, or force_entry_list_id.
        status: its status then.
    """

    lead_id: int
    list_id: str
    entry_list_id: str
    status: str


@dataclass(slots=True)
class Found:
    """What a search found, and what goes on from it.

    Attributes:
        leads: the leads, the newest first.
        lead_id: the one given, or the first lead's; of the lead inserted, if one was.
        list_id: likewise.
        was_inserted: whether no lead was found and one was inserted.
        may_set: whether leads still have their columns set.
        archived: how many callbacks were archived, once some were removed.
        rows_deleted: how many rows of a custom table were deleted at last.
        callback_user: the user that a callback was updated with.
        by: the key that found them.
        more: whether further leads have it, which `records` leaves out.
    """

    leads: Sequence[Lead] = ()
    lead_id: str = ""
    list_id: str = ""
    was_inserted: bool = False
    may_set: bool = True
    archived: str = ""
    rows_deleted: str = ""
    callback_user: str = ""
    by: str = ""
    more: bool = False


def found_of(call: Call) -> Found:
    """What the search of a call found; nothing where a fault took its place."""
    found: Found = call.noted.setdefault("found", Found())
    return found


def set_defaults(call: Call) -> None:
    """Everywhere, by lead_id, one lead."""
    value = call.value
    set_search_defaults(value, method="LEAD_ID", records=1)
    if len(value["force_entry_list_id"]) > 1:
        value["entry_list_id"] = value["force_entry_list_id"]


def check_search(call: Call) -> None:
    """Refuse a request that searches for nothing."""
    if not any(_is_asked(call, key) for key in _KEYS):
        raise call.refusal(messages.NO_SEARCH_METHOD)


def _is_asked(call: Call, key: str) -> bool:
    if key.upper() not in call.value["search_method"]:
        return False
    value = call.value[key]
    return 6 <= php_strlen(value) <= 18 if key == "phone_number" else bool(value)


def check_lists(call: Call) -> None:
    """Refuse a list that is not the caller's, and one that has to exist and does not."""
    value = call.value
    if not may_use(call, value["list_id"]):
        raise call.refusal(messages.SEARCH_LIST_NOT_ALLOWED)
    if not list_is_there(call):
        raise call.refusal(messages.LIST_NOT_DEFINED)


def may_use(call: Call, list_id: str) -> bool:
    """Whether the caller may use a list: one below 99 everybody may, others as written."""
    if call.allowed_lists is None or configuration.number(list_id) < LEAST_LIST_ID:
        return True
    return list_id in call.allowed_lists


def list_is_there(call: Call) -> bool:
    """Whether list_id_field is a list, if that is asked for and it is given."""
    value = call.value
    if "Y" not in value["list_exists_check"].upper() or not value["list_id_field"]:
        return True
    return configuration.list_(call.tx, value["list_id_field"]) is not None


def search(call: Call) -> None:
    """Note the leads; without any, end the request, or let it insert one."""
    value = call.value
    inserts = value["insert_if_not_found"] == "Y"
    if inserts:
        # Whoever looks for the same lead waits: of equal requests one inserts it.
        searched = [key for key in _TEXTS if key == "phone_number" or _is_asked(call, key)]
        call.tx.hold(same_lead(**{key: value[key]}) for key in searched)
    found = _found(call)
    leads = found.leads
    call.noted["found"] = found
    if leads:
        found.lead_id = found.lead_id or str(leads[0].lead_id)
        found.list_id = found.list_id or leads[0].list_id
    elif value["no_update"] == "Y":
        raise call.refusal(messages.NO_MATCHES_TOLD)
    elif inserts:
        call.say(messages.NO_MATCHES_TOLD)
    else:
        raise call.refusal(messages.NO_MATCHES)


def tell_found(call: Call) -> None:
    """With no_update=Y say what was found, in one line."""
    found = found_of(call)
    if call.value["no_update"] == "Y" and found.leads:
        first = found.leads[0]
        call.say(
            messages.LEADS_FOUND,
            lead_id=found.lead_id,
            found_list=first.list_id,
            found_entry_list=first.entry_list_id,
        )


def _found(call: Call) -> Found:
    value = call.value
    found = Found(lead_id=value["lead_id"], list_id=value["list_id"])
    lists = _lists(call)
    most = min(configuration.number(value["records"]), _MOST_RECORDS)
    rows: Sequence[Row] = ()
    for key in _KEYS:
        if _is_asked(call, key) and _runs(call, key):
            # One more than is wanted tells whether there are more.
            rows = _of_key(call, key, lists, most + 1)
            found.more = found.more or len(rows) > most
            rows = rows[:most]
        if rows:
            found.by = key
            break
    forced = value["force_entry_list_id"]
    found.leads = [
        Lead(
            int(row["lead_id"]),
            printed(vicidial_list, row, "list_id"),
            forced if len(forced) > 1 else printed(vicidial_list, row, "entry_list_id"),
            str(row["status"] or ""),
        )
        for row in rows
    ]
    return found


def _runs(call: Call, key: str) -> bool:
    """Whether the engine searches by a key."""
    many = configuration.number(call.value["records"]) > _GREATEST_LIST
    runs = call.runs(RECORDS, Culprit("records") if many else None)
    return call.runs(BY_CODE) and runs if key == "vendor_lead_code" else runs


def _of_key(call: Call, key: str, lists: frozenset[int] | None, most: int) -> Sequence[Row]:
    """The leads with a key, the newest first, at most so many."""
    value: Any = call.value[key]
    if key == "lead_id":
        value = configuration.number(value)
        if value > _GREATEST_ID:
            return ()
    elif call.tx.finds_none(value):
        return ()
    if key == "vendor_lead_code":
        value = call.as_read(BY_CODE).get(key, value)
    finds = _FINDS_BLANK if key != "lead_id" and is_blank(value) else _FINDS
    statement = finds[table_of(call).name, key, lists is not None]
    if lists is None:
        return call.tx.all(statement, value=value, most=most)
    rows = [
        row
        for list_id in sorted(lists)
        for row in call.tx.all(statement, value=value, list_id=list_id, most=most)
    ]
    rows.sort(key=lambda row: int(row["lead_id"]))
    rows.sort(key=lambda row: str(row["entry_date"] or ""), reverse=True)
    return rows[:most]


def _finds(table: sa.Table, key: str, *, in_list: bool, is_blank: bool = False) -> Statement:
    def build(engine: Engine) -> sa.Select[Any]:
        column = table.c[key]
        if key == "lead_id":
            compared: sa.ColumnElement[bool] = column == sa.bindparam("value")
        elif is_blank:
            compared = engine.matches(column, "value")
        else:
            compared = holds(engine, table, key, "value")
        names = ("lead_id", "list_id", "entry_list_id", "status", "entry_date")
        query = sa.select(*(table.c[name] for name in names)).where(compared)
        if in_list:
            query = query.where(table.c.list_id == sa.bindparam("list_id"))
        # No index is in this order: the key's own is read, however few leads are wanted.
        empty_last = sa.case(
            (table.c.entry_date.is_(None), sa.literal_column("1")), else_=sa.literal_column("0")
        )
        query = query.order_by(empty_last, table.c.entry_date.desc(), table.c.lead_id)
        return query.limit(sa.bindparam("most", type_=sa.Integer()))

    return Statement(build)


_FINDS: Final = {
    (table.name, key, in_list): _finds(table, key, in_list=in_list)
    for table in (vicidial_list, vicidial_list_archive)
    for key in _KEYS
    for in_list in (False, True)
}
_FINDS_BLANK: Final = {
    (table.name, key, in_list): _finds(table, key, in_list=in_list, is_blank=True)
    for table in (vicidial_list, vicidial_list_archive)
    for key in _TEXTS
    for in_list in (False, True)
}


def _lists(call: Call) -> frozenset[int] | None:
    """The lists that are searched, as the database keeps them; None for all."""
    location, list_id = call.value["search_location"], call.value["list_id"]
    if "LIST" in location:
        number = configuration.number(list_id)
        wanted = [number] if number <= _GREATEST_LIST else []
    elif "CAMPAIGN" in location:
        if configuration.list_(call.tx, list_id) is None:
            call.noted["searched_everywhere"] = True
            return None
        wanted = same_campaign(call.tx, list_id)
    else:
        return None
    return frozenset(call.tx.engine.unsigned64(one) for one in wanted)
