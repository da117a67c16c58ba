"""MariaDB's answers of rows, whose columns are described anew with each.

The driver takes longer to read the description of a lead's columns than the server does to find
the lead. The same statement has the same columns described by the same bytes: what was made of
them is remembered by those.
"""

from __future__ import annotations

from typing import Any, Final

from pymysql.connections import MySQLResult

MOST_DESCRIPTIONS: Final = 512
"""So many are remembered of each connection."""

_MADE: Final = ("fields", "converters", "description")
"""What the driver makes of a description: attributes of the answer, which nobody changes."""

_HEAD: Final = 4
"""How many bytes before each packet say how long it is, and its number."""


class QuickResult(MySQLResult):
    """An answer of a `QuickConnection`."""

    def _get_descriptions(self) -> None:
        """Read what the columns are called and what they hold."""
        drivers: Any = super()
        connection: Any = self.connection
        described = _packets(connection.peek(), self.field_count + 1)
        if not described:
            drivers._get_descriptions()  # noqa: SLF001  they have not all come yet
            return
        known = connection.descriptions
        made = known.get(described)
        if made is None:
            drivers._get_descriptions()  # noqa: SLF001  the driver alone knows how
            if len(known) >= MOST_DESCRIPTIONS:
                known.clear()
            known[described] = {name: vars(self)[name] for name in _MADE}
            return
        # Numbers of packets are in the bytes: these are the ones that are due.
        connection.skip(described, self.field_count + 1)
        vars(self).update(made)


def _packets(began: bytes, count: int) -> bytes:
    """So many packets from the beginning of some bytes; nothing where they are not all there."""
    end = 0
    for _ in range(count):
        head = began[end : end + _HEAD]
        if len(head) < _HEAD:
            return b""
        end += _HEAD + int.from_bytes(head[:3], "little")
    return began[:end] if end <= len(began) else b""
