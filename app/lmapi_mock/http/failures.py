"""What a caller is told when this server or its database cannot answer: nothing that is secret.

A stranger may be the caller. So a sentence says what is wrong, and the request's name leads to the
line in the server's log that says all.
"""

from __future__ import annotations

from typing import Final

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.sql.database import Database

BUG: Final = "lmapi-mock met a defect of its own; nothing of this request was stored."
HALF_A_BUG: Final = (
    "lmapi-mock met a defect of its own; what this request had stored by then is stored: not all "
    "of the database's tables are of an engine with transactions."
)


def unavailable(error: DatabaseError, request_id: str) -> str:
    """The text of a 503."""
    return f"lmapi-mock: {error.told} {error.hint} {_more(request_id)}"


def defect(database: Database, request_id: str) -> str:
    """The text of a 500, true of the database that the request was for."""
    return f"{HALF_A_BUG if database.keeps_halves else BUG} {_more(request_id)}"


def _more(request_id: str) -> str:
    return f"The server's log has the details, under request {request_id}.\n"
