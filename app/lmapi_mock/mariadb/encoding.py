"""How request bytes become the text of a 3-byte UTF-8 column (behaviour spec, section 12)."""

import re
from typing import Any

# Bytes that are not UTF-8 are decoded to U+DC80-U+DCFF, one each (PEP 383).
_NOT_STORABLE = re.compile("[\udc80-\udcff\U00010000-\U0010ffff]")


def connection_text(value: Any, *, non_latin: bool) -> Any:
    """A request's value as the connection hands it to a column: text recoded, numbers as they are.

    Args:
        value: text whose bytes that are no UTF-8 have been decoded to lone surrogates, or a number.
        non_latin: as for `stored_text`.
    """
    if isinstance(value, str) and not value.isascii():
        return stored_text(value.encode("utf-8", "surrogateescape"), non_latin=non_latin)
    return value


def stored_text(value: bytes, *, non_latin: bool) -> str:
    """The text a column holds after these bytes were inserted.

    `non_latin` is `system_settings.use_non_latin`: the connection then speaks 3-byte UTF-8 too,
    and sees four stray bytes where the default one sees a character that has to be replaced.
    """
    if value.isascii():
        return value.decode("ascii")
    # MariaDB lets an encoded surrogate (ED A0 80) through. Neither Python nor PostgreSQL nor
    # SQLite can hold one as text, so here its three bytes are as invalid as UTF-8 says they are.
    text = value.decode("utf-8", "surrogateescape")
    return _NOT_STORABLE.sub(_question_marks if non_latin else "?", text)


def _question_marks(character: re.Match[str]) -> str:
    return "?" if character[0] < "\ue000" else "????"
