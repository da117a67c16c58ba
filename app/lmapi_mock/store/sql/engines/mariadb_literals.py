"""How MariaDB's driver writes values into a statement, remembered for texts that come again.

The driver is Python: each value takes it five calls, and a request sends eighty, most of them the
same as the request before. What it writes is not changed.
"""

from __future__ import annotations

from typing import Any, Final

from pymysql.constants import SERVER_STATUS
from pymysql.converters import escape_string
from pymysql.cursors import Cursor

from lmapi_mock.remembering import RememberingShort

_TEXTS: Final = RememberingShort(lambda text: f"'{escape_string(text)}'", most=1024, longest=64)


class RememberingCursor(Cursor):
    """A cursor that remembers texts as they are written between quotes."""

    def execute(self, query: str, args: Any = None) -> int:
        """Execute a statement."""
        if type(args) is tuple and not self._is_without_escapes():
            query, args = self._written(query, args), None
        return super().execute(query, args)

    def execute_later(self, query: str, args: tuple[Any, ...]) -> None:
        """Have a statement executed that gives no rows, and whose answer is read later."""
        connection: Any = self.connection
        if self._is_without_escapes():
            connection.query_later(self.mogrify(query, args))
        else:
            connection.query_later(self._written(query, args))

    def _mogrify(self, query: str, args: Any) -> str:
        """Write each of many rows; older drivers have another way, and take their time."""
        if type(args) is tuple and not self._is_without_escapes():
            return self._written(query, args)
        drivers: Any = super()
        written: str = drivers._mogrify(query, args)  # noqa: SLF001  it has no public way
        return written

    def _written(self, query: str, args: tuple[Any, ...]) -> str:
        escape = self.connection.escape
        return query % tuple(
            [
                _TEXTS[value]
                if type(value) is str
                else value
                if type(value) is int
                else escape(value)
                for value in args
            ]
        )

    def _is_without_escapes(self) -> bool:
        """Whether the server takes a backslash as it is, which our own connections never ask."""
        connection: Any = self.connection
        return bool(connection.server_status & SERVER_STATUS.SERVER_STATUS_NO_BACKSLASH_ESCAPES)
