"""MariaDB's connections, which start sooner than the driver's own and need not wait for answers.

Unless the URL says otherwise the driver encrypts wherever the server can, and checks no
certificate. For that it reads a hundred and forty of them anew with each connection, which takes
23 ms of a processor: ten times as long as all the rest.

The driver waits for the answer to each statement. Of one that stores rows nobody needs it before
the commit: it may be read later, so that the server works while the next rows are made.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import pymysql
import sqlalchemy as sa
from pymysql.connections import Connection
from pymysql.constants import COMMAND

from lmapi_mock.store.sql.engines.mariadb_result import QuickResult


class QuickConnection(Connection):
    """A connection that encrypts as all those do that check nobody's certificate."""

    _unread = 0
    """How many statements have been sent whose answers have not been read."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        self.descriptions: dict[bytes, Any] = {}
        """What `QuickResult` has made of descriptions of columns."""
        super().__init__(*positional, **named)

    def peek(self) -> bytes:
        """What has come of an answer and is not read yet, of one that is long its beginning."""
        drivers: Any = self
        try:
            came: bytes = drivers._rfile.peek()  # noqa: SLF001  there is no other reader
        except OSError:
            # Whoever reads on meets it again, and tells it in the driver's way.
            return b""
        return came

    def skip(self, packets: bytes, count: int) -> None:
        """Leave out what `peek` has shown, which are so many packets."""
        drivers: Any = self
        drivers._rfile.read(len(packets))  # noqa: SLF001  likewise
        drivers._next_seq_id = (drivers._next_seq_id + count) % 256  # noqa: SLF001  likewise

    def _read_query_result(self, unbuffered: bool = False) -> int:
        if unbuffered:
            drivers: Any = super()
            return int(drivers._read_query_result(unbuffered))  # noqa: SLF001  row by row
        self._result = None
        result: Any = QuickResult(self)
        result.read()
        self._result = result
        if result.server_status is not None:
            self.server_status = result.server_status
        return int(result.affected_rows)

    def query_later(self, sql: str) -> None:
        """Send a statement that gives no rows, behind others of its kind.

        Its answer is read before anything else is sent, which raises what the server had against
        it: the statements behind it have been done then all the same.
        """
        drivers: Any = super()
        drivers._execute_command(COMMAND.COM_QUERY, sql)  # noqa: SLF001  it reads no answer
        self._unread += 1

    def read_answers(self) -> None:
        """Read the answers to all that was sent by `query_later`.

        Raises:
            pymysql.Error: the first that the server has refused, or it is lost.
        """
        drivers: Any = super()
        failed: pymysql.Error | None = None
        while self._unread:
            self._unread -= 1
            # Each answer begins to count anew, as each statement does.
            self._next_seq_id = 1
            try:
                drivers._read_query_result()  # noqa: SLF001  likewise
            except pymysql.Error as error:
                failed = failed or error
                if not self.open:
                    self._unread = 0
        if failed is not None:
            raise failed

    def _execute_command(self, command: int, sql: str | bytes) -> None:
        # All that the driver sends comes this way.
        self.read_answers()
        drivers: Any = super()
        drivers._execute_command(command, sql)  # noqa: SLF001  likewise

    def rollback(self) -> None:
        """Take back what was done, whatever the server had against it."""
        with suppress(pymysql.Error):
            self.read_answers()
        super().rollback()

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
