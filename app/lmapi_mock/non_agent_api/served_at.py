"""The web server and the address that a request came to, as the engine numbers them (W3, A11).

vicidial_api_log names both by identifiers of vicidial_webservers and vicidial_urls, which get a row
when something comes there for the first time. A dialer's own database may lack these tables.
"""

from __future__ import annotations

import socket
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Request
from lmapi_mock.store.schema.later_tables import vicidial_urls, vicidial_webservers
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.sql.transaction import Transaction


class ServedAt(NamedTuple):
    """Where a request came to.

    Attributes:
        webserver_id: of vicidial_webservers; 0 for none.
        url_id: of vicidial_urls; 0 for none.
    """

    webserver_id: int
    url_id: int


NOWHERE: Final = ServedAt(0, 0)

_WEBSERVER: Final = Insert(vicidial_webservers, ("webserver", "hostname"))
_URL: Final = Insert(vicidial_urls, ("url",))

_FIND_WEBSERVER: Final = Statement(
    lambda _: (
        sa.select(vicidial_webservers.c.webserver_id)
        .where(vicidial_webservers.c.webserver == sa.bindparam("webserver"))
        .where(vicidial_webservers.c.hostname == sa.bindparam("hostname"))
        .order_by(vicidial_webservers.c.webserver_id)
        .limit(sa.literal_column("1"))
    )
)
_FIND_URL: Final = Statement(
    lambda engine: (
        sa.select(vicidial_urls.c.url_id)
        .where(engine.matches(vicidial_urls.c.url, "url"))
        .limit(sa.literal_column("1"))
    )
)

_LAST_WEBSERVER: Final = Statement(
    lambda _: sa.select(sa.func.max(vicidial_webservers.c.webserver_id).label("last"))
)
LAST_ID: Final = (1 << 16) - 1
"""The greatest that webserver_id can hold: whoever makes up more names is not numbered."""

LONGEST_NAME: Final = 125
LONGEST_URL: Final = 333
"""What the columns hold; it is what was stored that is looked for."""

MOST: Final = 1000
"""So many places are remembered; others are looked up each time."""


def served_at(tx: Transaction, request: Request) -> ServedAt:
    """The identifiers of a request's server and address; both are made where they are new.

    Args:
        tx: the request's transaction.
        request: the request.
    """
    known: dict[tuple[str, str], ServedAt] = tx.seen.setdefault(served_at, {})
    place = (request.origin, request.path)
    if place in known:
        return known[place]
    if not has_tables(tx):
        return NOWHERE
    found = _find(tx, *place)
    if all(found):
        if len(known) < MOST and len(request.origin) <= LONGEST_URL:
            known[place] = found
        return found
    # Not remembered: what is new is there only if this transaction is not taken back.
    tx.hold(["served at"])
    found = _find(tx, *place)
    name, url = _texts(*place)
    return ServedAt(
        found.webserver_id or _new_webserver(tx, name),
        found.url_id or tx.insert(_URL, {"url": url}, quietly=True),
    )


def _new_webserver(tx: Transaction, name: str) -> int:
    last = tx.first(_LAST_WEBSERVER)
    if last is not None and int(last["last"] or 0) >= LAST_ID:
        return 0
    return tx.insert(_WEBSERVER, {"webserver": name, "hostname": _host()}, quietly=True)


def has_tables(tx: Transaction) -> bool:
    """Whether the database numbers servers and addresses."""
    return tx.cached(_has_tables)


def _has_tables(tx: Transaction) -> bool:
    return not any(map(tx.lacks_table, (vicidial_webservers, vicidial_urls)))


def _find(tx: Transaction, origin: str, path: str) -> ServedAt:
    name, url = _texts(origin, path)
    webserver = tx.first(_FIND_WEBSERVER, webserver=name, hostname=_host())
    address = tx.first(_FIND_URL, url=url)
    return ServedAt(
        int(webserver["webserver_id"]) if webserver else 0, int(address["url_id"]) if address else 0
    )


def _texts(origin: str, path: str) -> tuple[str, str]:
    name = urlsplit(origin).hostname or ""
    return name[:LONGEST_NAME], f"{origin}{path}"[:LONGEST_URL]


@cache
def _host() -> str:
    return socket.gethostname()[:LONGEST_NAME]
