"""What a dialer calls by itself: an address for each new lead (W5; lists.md, 14)."""

from __future__ import annotations

import html
from enum import StrEnum
from typing import Final, NamedTuple

from lmapi_mock.mariadb.encoding import Charset
from lmapi_mock.non_agent_api.core.failing import SqlFailures


class CallUrls(StrEnum):
    """What becomes of the address that a dialer calls for a new lead."""

    RECORD = "record"
    """Nothing leaves the machine; the log row says what would have been called."""
    YES = "yes"
    """It is called, before the answer ends."""
    NO = "no"
    """Neither called nor logged."""


VERSION: Final = "2.14-202"
BUILD: Final = "250720-1841"
"""What function=version tells of the engine that the corpus was recorded from (section 4, 1)."""


class Conduct(NamedTuple):
    """How the dialer behaves, beside what its tables say.

    Attributes:
        sql_failures: what comes of a statement that a value breaks.
        call_urls: what becomes of the address for a new lead.
        functions: those that the documented door knows; None for all.
        version: the release that it tells.
        build: likewise.
        charset: the database server's own, which is spoken to it unless use_non_latin = 1.
    """

    sql_failures: SqlFailures = SqlFailures.NONE
    call_urls: CallUrls = CallUrls.RECORD
    functions: frozenset[str] | None = None
    version: str = VERSION
    build: str = BUILD
    charset: Charset = "utf8mb4"


class Outgoing(NamedTuple):
    """A call that a request leads to.

    Attributes:
        log_id: the url_log_id of its row.
        address: what is called.
        is_made: whether it is made, once the request's rows are stored.
    """

    log_id: int
    address: str
    is_made: bool


REFUSED: Final = "Connection refused"
NO_SUCH_FILE: Final = "No such file or directory"

NO_BODY: Final = "Undefined variable $custom_insert_count - Line=16807"
"""What PHP has last complained of where the address answers with nothing."""

_FILE: Final = "/srv/www/vicidial/non_agent_api.php"


def is_http(address: str) -> bool:
    """Whether PHP takes an address for one of the web's, and not for a file's name."""
    return address.lower().startswith(("http://", "https://"))


def php_failure(address: str, why: str) -> str:
    """What the log row says of a call that failed.

    Args:
        address: what was called.
        why: in PHP's words.
    """
    shown = html.escape(address, quote=False).replace('"', "&quot;")
    return php_error(f"file({shown}): Failed to open stream: {why} - Line=16915")


def php_error(message: str) -> str:
    """A complaint of PHP's as the log row has it."""
    return f"PHP ERROR: Type=2 - Message={message} - File={_FILE}"
