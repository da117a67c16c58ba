"""MariaDB's connections, which read the system's certificates only where the URL has them checked.

Unless the URL says otherwise the driver encrypts wherever the server can, and checks no
certificate. For that it reads a hundred and forty of them anew with each connection, which takes
23 ms of a processor: ten times as long as all the rest.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from pymysql.connections import Connection


class QuickConnection(Connection):
    """A connection that encrypts as all those do that check nobody's certificate."""

    def _create_ssl_ctx(self, sslp: Mapping[str, Any]) -> ssl.SSLContext:
        # The driver's own, by which it asks how to encrypt; its stubs do not know it.
        drivers: Any = super()
        make = drivers._create_ssl_ctx  # noqa: SLF001  no public way to make fewer
        made: ssl.SSLContext = make(sslp) if sslp else _unchecked()
        return made


@cache
def _unchecked() -> ssl.SSLContext:
    """How to encrypt for whoever answers; one for all, as connections may share it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connect_quickly(engine: sa.Engine) -> sa.Engine:
    """Have an engine make such connections."""

    def connect(
        dialect: sa.Dialect, record: Any, positional: list[Any], named: dict[str, Any]
    ) -> QuickConnection:
        del dialect, record
        return QuickConnection(*positional, **named)

    sa.event.listen(engine, "do_connect", connect)
    return engine
