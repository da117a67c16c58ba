"""Where a database is: reading its URL, showing it without secrets, knowing its file again."""

from __future__ import annotations

import os
from typing import Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.sql.engines import ENGINES

MASK: Final = "***"

_SECRETS: Final = ("pass", "pwd", "secret", "token", "key")
"""What the name of a secret in a URL's query holds: password, passwd, sslpassword, ssl_key."""


def read_url(url: str) -> sa.URL:
    """The URL in its parts.

    Raises:
        DatabaseError: it is none, names no database, or is of no engine that lmapi-mock runs on.
    """
    try:
        read = sa.engine.make_url(url)
        if read.get_backend_name() == "sqlite":
            read.get_dialect()
    except (sa.exc.ArgumentError, ValueError) as error:
        # What stands before an @ may be a password, and so may a query.
        bare = url.rpartition("@")[2].partition("?")[0]
        raise DatabaseError(
            f"{bare!r} is no URL of a database.",
            "Give --database a file name, :memory:, or a URL as mysql://user@host/database.",
        ) from error
    if read.get_backend_name() not in ENGINES:
        raise DatabaseError(
            f"The database {shown_url(read)} cannot be used: lmapi-mock does not run on that kind.",
            f"Accepted: URLs that begin with {', '.join(ENGINES)}; a file name; :memory:.",
        )
    if read.get_backend_name() in ("mysql", "mariadb") and not read.database:
        raise DatabaseError(
            f"{shown_url(read)} names a server, but none of its databases.",
            "Name one at the end of the URL, as mysql://user:password@host/database.",
        )
    return read


def shown_url(url: sa.URL) -> str:
    """The URL for a message: its password is masked, in its query too."""
    masked = {name: MASK for name in url.query if any(one in name.lower() for one in _SECRETS)}
    # SQLAlchemy would write the mask's stars as %2A.
    return url.update_query_dict(masked).render_as_string().replace("%2A%2A%2A", MASK)


def identity(file: str) -> tuple[int, int] | None:
    """By what a file is known, whatever its name; None if there is none of this name."""
    try:
        # Each transaction asks: a Path takes several times as long as the system call.
        found = os.stat(file)  # noqa: PTH116  see above
    except OSError:
        return None
    return found.st_dev, found.st_ino
