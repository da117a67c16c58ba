"""The address that is called for a new lead: which it is, with the lead's values in it (W5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote_plus

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile, SqlFailures, is_sql_text
from lmapi_mock.non_agent_api.core.outgoing import (
    NO_SUCH_FILE,
    REFUSED,
    CallUrls,
    Outgoing,
    is_http,
    php_failure,
)
from lmapi_mock.non_agent_api.lead.columns import PERSON, PHONE
from lmapi_mock.non_agent_api.lead.custom_fields import labels_of
from lmapi_mock.non_agent_api.lead.messages import CUSTOM_VALUES_ADDED
from lmapi_mock.non_agent_api.lead.printed import printed
from lmapi_mock.store.custom.custom_tables import custom_row
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_url_log
from lmapi_mock.store.sql.changes import Update
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.sql.transaction import Transaction

DISABLED: Final = "---DISABLED---"
"""As a list's address: nothing is called, not the system's either."""

LONGEST_IGNORED: Final = 10
"""An address of so many bytes or fewer is none."""

_SYSTEM: Final = "-SYSTEM-API-NEWLEAD-"
URL_TYPE: Final = "apinewlead"

ANSWER: Final = Fragile(
    "the log of what the new-lead address answered",
    breaks_by="an apostrophe in what PHP says of a call that failed",
    is_log=True,
)
FRAGILE: Final = (ANSWER,)

_LOG: Final = Insert(
    vicidial_url_log,
    ("uniqueid", "url_date", "url_type", "response_sec", "url", "url_response"),
)
_ANSWERED: Final = Update(vicidial_url_log, ("url_log_id",))

_BEFORE_LISTS: Final = ("lead_id", "vendor_id", "vendor_lead_code", "list_id")
_AFTER_LISTS: Final = ("gmt_offset_now", *PHONE, *PERSON)
_LAST: Final = ("source_id", "status", "rank", "owner", "entry_list_id", "entry_date")
_COLUMNS: Final = tuple(
    dict.fromkeys(
        name
        for name in (*_BEFORE_LISTS, *_AFTER_LISTS, *_LAST, "called_count")
        if name in vicidial_list.c
    )
)
_LEAD: Final = Statement(
    lambda _: sa.select(*(vicidial_list.c[name] for name in _COLUMNS)).where(
        vicidial_list.c.lead_id == sa.bindparam("lead_id")
    )
)


def call_new_lead_address(call: Call) -> None:
    """Log the call that a new lead leads to, if any; it is made once the lead is stored."""
    if call.call_urls is CallUrls.NO or not call.lead_id:
        return
    found = _address(call)
    if not found:
        return
    address = _filled(call, found)
    is_made = call.call_urls is CallUrls.YES
    response = None
    if not is_made:
        # As where nobody listens: so it is logged, and nothing has left the machine.
        response = php_failure(address, REFUSED if is_http(address) else NO_SUCH_FILE)
    log_id = call.tx.insert(
        _LOG,
        {
            "uniqueid": str(call.lead_id),
            "url_date": call.now.text,
            "url_type": URL_TYPE,
            "response_sec": 0,
            "url": address,
            "url_response": _kept(call, response),
        },
    )
    call.outgoing = Outgoing(log_id, address, is_made)
    if response is not None:
        keeps_answer(call, response)


def _kept(call: Call, response: str | None) -> str:
    if response is None or (_breaks(response) and call.sql_failures is not SqlFailures.NONE):
        return ""
    return response


def log_answer(log_id: int, response: str, seconds: int, tx: Transaction) -> None:
    """Keep what became of a call that was made.

    Args:
        log_id: the url_log_id of its row.
        response: what the row is to keep.
        seconds: how long it took, whole ones.
        tx: the transaction to do it in.
    """
    answered = {"url_response": response, "response_sec": seconds}
    tx.update(_ANSWERED, answered, url_log_id=log_id)


def keeps_answer(call: Call, response: str) -> bool:
    """Whether the log row keeps what became of a call.

    Args:
        call: the request that led to it.
        response: PHP's words, of a call that failed.

    Raises:
        EndedError: they break its SQL, which ends the request.
    """
    return call.runs(
        ANSWER, Culprit("", "what PHP says of the call") if _breaks(response) else None
    )


def _breaks(response: str) -> bool:
    return not is_sql_text(response, "'")


def _address(call: Call) -> str:
    """The list's address, else the system's; nothing where none is to be called."""
    addresses = of_lists(call.tx)
    if not addresses:
        return ""
    list_id = call.value["list_id"]
    of = f"list {list_id}"
    found, is_active = addresses.get(("list", fold(list_id)), ("", False))
    if found == DISABLED:
        return ""
    if not found:
        of = "the system"
        found, is_active = addresses.get(("system", fold(_SYSTEM)), ("", False))
    if len(found.encode("utf-8", "surrogateescape")) <= LONGEST_IGNORED:
        return ""
    if not is_active:
        call.noted["inactive_address"] = of
    return found


def of_lists(tx: Transaction) -> Mapping[tuple[str, str], tuple[str, bool]]:
    """The first address of each list, and the system's, each with whether it is active.

    Quirk: one that is not is called all the same.
    """
    return tx.cached(_addresses)


def _addresses(tx: Transaction) -> Mapping[tuple[str, str], tuple[str, bool]]:
    found: dict[tuple[str, str], tuple[str, bool]] = {}
    for row in configuration.new_lead_urls(tx):
        if fold(str(row["url_type"] or "")) == URL_TYPE:
            key = fold(str(row["entry_type"] or "")), fold(str(row["campaign_id"] or ""))
            is_active = fold(str(row["active"] or "")) == "y"
            found.setdefault(key, (str(row["url_address"] or ""), is_active))
    return found


def _filled(call: Call, address: str) -> str:
    """An address with the lead's values in place of its tags, one after the other.

    What is left of them stays; a value that holds a tag whose turn is still to come is filled too.
    """
    address = address.removeprefix("VAR")
    if "--a--" not in address.lower():
        return address
    for name, value in _values(call):
        tag = re.compile(re.escape(f"--A--{name}--B--"), re.IGNORECASE)
        # A value that is encoded holds no backslash, which a replacement would read.
        address = tag.sub(_urlencoded(value), address)
    return address


def _values(call: Call) -> Iterator[tuple[str, str]]:
    row = call.tx.first(_LEAD, lead_id=call.lead_id)
    assert row is not None, "stored by this very request"
    lead = {name: printed(vicidial_list, row, name) for name in _COLUMNS}
    lead_list = configuration.list_(call.tx, call.value["list_id"]) or {}
    for name in _BEFORE_LISTS:
        yield name, lead["vendor_lead_code" if name == "vendor_id" else name]
    for name in ("list_name", "list_description"):
        yield name, str(lead_list.get(name) or "")
    for name in _AFTER_LISTS:
        yield name, lead[name]
    yield "user", call.user
    yield "campaign", str(lead_list.get("campaign_id") or "")
    yield "SQLdate", ""
    yield "epoch", ""
    yield "phone", lead["phone_number"]
    for name in (*_LAST, "called_count"):
        yield name, lead[name]
    if any(line.message is CUSTOM_VALUES_ADDED for line in call.lines):
        yield from _custom_values(call)


def _custom_values(call: Call) -> Iterator[tuple[str, str]]:
    table = f"custom_{call.value['list_id']}"
    columns = configuration.custom_columns(call.tx, table) or {}
    stored: dict[str, Any] = custom_row(call.tx, table, columns, call.lead_id) or {}
    by_name = {fold(name): value for name, value in stored.items()}
    for label in labels_of(call.tx, call.value["list_id"]):
        value = by_name.get(fold(label))
        yield label, "" if value is None else str(value)


_TRIMMED: Final = " \t\n\r\0\x0b"


def _urlencoded(value: str) -> str:
    """As PHP's urlencode does, of what its trim leaves."""
    kept = value.strip(_TRIMMED).encode("utf-8", "surrogateescape")
    return quote_plus(kept, safe="").replace("~", "%7E")
