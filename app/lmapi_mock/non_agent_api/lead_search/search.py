"""The stages of lead_search (leads.md, 3).

Quirks: the search by lead_id looks at lead_ids; search_location=CAMPAIGN with a list that is not
there searches everywhere; a lead counts for a line when PHP's `==` takes the two texts for equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile, is_sql_text
from lmapi_mock.non_agent_api.lead.found_by import holds, is_blank
from lmapi_mock.non_agent_api.lead.same_campaign import same_campaign
from lmapi_mock.non_agent_api.lead.search_defaults import LEAST_LIST_ID, set_search_defaults
from lmapi_mock.non_agent_api.lead_search import messages
from lmapi_mock.non_agent_api.login.allowed import allowed, is_restricted
from lmapi_mock.non_agent_api.wire.php import php_equals, php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

SEARCH: Final = Fragile(
    "the search for the leads",
    breaks_by="`lead_ids` that are empty or hold an empty part; a `vendor_lead_code` of commas, or"
    " with a backslash at the end of a code; a `phone_number` without a number of 6 to 18 digits;"
    " `records` above 18446744073709551615",
)

_TOLD: Final = 5
"""So many numbers that are miscounted are named."""
HEADER: Final = "search_keyrecords_foundlead_ids"
_GREATEST_ID: Final = (1 << 32) - 1
_GREATEST_LIST: Final = (1 << 64) - 1


class Key(NamedTuple):
    """What leads are searched by.

    Attributes:
        column: which column.
        parts: the values, in the order given.
    """

    column: str
    parts: tuple[str, ...]


def set_defaults(call: Call) -> None:
    """Everywhere, by phone number, at most 1000 leads."""
    value = call.value
    value["list_id"] = "".join(c for c in value["list_id"] if "0" <= c <= "9")
    set_search_defaults(value, method="PHONE_NUMBER", records=1000)


def choose_searches(call: Call) -> None:
    """Refuse a request that searches for nothing."""
    if not any(_is_asked(call, column) for column in _SEARCHES):
        raise call.refusal(messages.NO_SEARCH_METHOD)


def _is_asked(call: Call, column: str) -> bool:
    value = call.value
    method = value["search_method"]
    match column:
        case "lead_id":
            return "LEAD_ID" in method and bool(value["lead_id"])
        case "vendor_lead_code":
            return "VENDOR_LEAD_CODE" in method and bool(value["vendor_lead_code"])
        case _:
            return "PHONE_NUMBER" in method and php_strlen(value["phone_number"]) > 5


_SEARCHES: Final = ("lead_id", "vendor_lead_code", "phone_number")
"""In the order in which they run: the first that finds anything is the last."""


def check_list(call: Call) -> None:
    """Refuse a restricted user a list that is not theirs, as it is written."""
    list_id = call.value["list_id"]
    call.noted["restricted"] = is_restricted(call)
    if not is_restricted(call) or configuration.number(list_id) < LEAST_LIST_ID:
        return
    may = allowed(call)
    mine = {one for one in configuration.all_lists(call.tx) if may.has_list(call.tx, one)}
    if list_id not in mine:
        raise call.refusal(messages.LIST_NOT_ALLOWED)


def search(call: Call) -> None:
    """Search, and print a line for each number or code that was sent."""
    keys = [Key(column, _parts(call, column)) for column in _SEARCHES if _is_asked(call, column)]
    found: Sequence[Row] = ()
    searched = "phone_number"
    for key in keys:
        found = _found(call, key) if call.runs(SEARCH, _breaks(call, key)) else ()
        searched = key.column
        if found:
            break
    if not found:
        raise call.refusal(messages.NO_MATCHES)
    by_key = [(str(row[searched] or ""), int(row["lead_id"])) for row in found]
    lines = [HEADER] if call.value["header"] == "YES" else []
    for column in ("phone_number", "vendor_lead_code"):
        for key in keys:
            if key.column == column:
                lines += _lines(key.parts, by_key)
                if column == searched:
                    call.noted["miscounted"] = list(islice(_miscounted(key.parts, by_key), _TOLD))
                else:
                    call.count("parts_not_searched", len(key.parts))
    call.noted["told"] = len(lines)
    output = "".join(f"{line}\n" for line in lines)
    call.say(messages.LEADS_FOUND, output=output, found=len(found))


def _breaks(call: Call, key: Key) -> Culprit | None:
    """What makes a search fail: an empty list, or an empty place in one."""
    value = call.value
    if configuration.number(value["records"]) > _GREATEST_LIST:
        return Culprit("records")
    if key.column == "lead_id":
        return None if all(value["lead_ids"].split(",")) else Culprit("lead_ids")
    if not key.parts or not all(is_sql_text(part, '"') for part in key.parts):
        return Culprit(key.column)
    return None


def _lines(parts: Sequence[str], by_key: Sequence[tuple[str, int]]) -> Iterator[str]:
    for part in parts:
        leads = [str(lead_id) for text, lead_id in by_key if php_equals(part, text)]
        yield f"{part}|{len(leads)}|{'-'.join(leads)}"


def _miscounted(
    parts: Sequence[str], by_key: Sequence[tuple[str, int]]
) -> Iterator[tuple[str, int, int]]:
    """The parts whose lines tell another number of leads than have them: what is told, what is."""
    folded = Counter(fold(text) for text, _ in by_key)
    for part in dict.fromkeys(parts):
        counted = sum(1 for text, _ in by_key if php_equals(part, text))
        there = folded[fold(part)]
        if counted != there:
            yield part, counted, there


def _parts(call: Call, column: str) -> tuple[str, ...]:
    value = call.value
    if column == "lead_id":
        return tuple(filter(None, value["lead_ids"].split(",")))
    parts = value[column].split(",")
    if column == "phone_number":
        return tuple(part for part in parts if 6 <= php_strlen(part) <= 18)
    return tuple(filter(None, parts))


def _table(call: Call) -> sa.Table:
    return vicidial_list_archive if call.value["archived_lead"] == "Y" else vicidial_list


def _found(call: Call, key: Key) -> Sequence[Row]:
    """The leads of a search, the highest lead_id first, as many as are asked for."""
    most = configuration.number(call.value["records"])
    lists = _lists(call)
    found: dict[int, Row] = {}
    for part in dict.fromkeys(key.parts):
        for row in _of_part(call, key.column, part):
            if lists is None or int(row["list_id"]) in lists:
                found[int(row["lead_id"])] = row
    call.noted["beyond_records"] = max(0, len(found) - most)
    return [found[lead_id] for lead_id in sorted(found, reverse=True)[:most]]


def _of_part(call: Call, column: str, part: str) -> Sequence[Row]:
    finds = _FINDS_BLANK if column != "lead_id" and is_blank(part) else _FINDS
    statement = finds[_table(call).name, column]
    if column == "lead_id":
        number = configuration.number(part)
        return call.tx.all(statement, part=number) if number <= _GREATEST_ID else ()
    return () if call.tx.finds_none(part) else call.tx.all(statement, part=part)


def _finds(table: sa.Table, column: str, *, is_blank: bool = False) -> Statement:
    def build(engine: Engine) -> sa.Select[Any]:
        if column == "lead_id":
            compared: sa.ColumnElement[bool] = table.c.lead_id == sa.bindparam("part")
        elif is_blank:
            compared = engine.matches(table.c[column], "part")
        else:
            compared = holds(engine, table, column, "part")
        return sa.select(
            table.c.lead_id, table.c.list_id, table.c.phone_number, table.c.vendor_lead_code
        ).where(compared)

    return Statement(build)


_FINDS: Final = {
    (table.name, column): _finds(table, column)
    for table in (vicidial_list, vicidial_list_archive)
    for column in _SEARCHES
}
_FINDS_BLANK: Final = {
    (table.name, column): _finds(table, column, is_blank=True)
    for table in (vicidial_list, vicidial_list_archive)
    for column in ("vendor_lead_code", "phone_number")
}


def _lists(call: Call) -> frozenset[int] | None:
    """The lists that are searched, as the database keeps them; None for all."""
    location, list_id = call.value["search_location"], call.value["list_id"]
    number = configuration.number(list_id)
    if "LIST" in location:
        wanted = [number] if number <= _GREATEST_LIST else []
    elif "CAMPAIGN" in location:
        wanted = same_campaign(call.tx, list_id)
        if not wanted:
            call.noted["searched_everywhere"] = True
            return None
    else:
        return None
    return frozenset(call.tx.engine.unsigned64(one) for one in wanted)
