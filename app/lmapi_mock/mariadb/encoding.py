"""How request bytes become the text of a 3-byte UTF-8 column, and how they come back (section 12).

What is between them is the connection's character set. With use_non_latin = 1 the engine speaks
utf8; without, it leaves that to the database server, whose own character set it is then
(wire-and-engine, W3).
"""

import re
from typing import Any, Final, Literal, get_args

Charset = Literal["utf8mb4", "utf8", "latin1"]
"""The character set of a connection, by MariaDB's own name of it."""

CHARSETS: Final[tuple[Charset, ...]] = get_args(Charset)

# Bytes that are not UTF-8 are decoded to U+DC80-U+DCFF, one each (PEP 383).
_NOT_STORABLE = re.compile("[\udc80-\udcff\U00010000-\U0010ffff]")


def _of_latin1(byte: int) -> str:
    """MariaDB's latin1 is Windows' code page 1252; what that leaves out stands for itself."""
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)


_LATIN1: Final = "".join(map(_of_latin1, range(256)))
_FROM_LATIN1: Final = dict(enumerate(_LATIN1))
_INTO_LATIN1: Final = {ord(character): chr(byte) for byte, character in enumerate(_LATIN1)}


def connection_text(value: Any, *, charset: Charset) -> Any:
    """A request's value as the connection hands it to a column: text recoded, numbers as they are.

    Args:
        value: text whose bytes that are no UTF-8 have been decoded to lone surrogates, or a number.
        charset: the connection's.
    """
    if isinstance(value, str) and not value.isascii():
        return stored_text(value.encode("utf-8", "surrogateescape"), charset=charset)
    return value


def stored_text(value: bytes, *, charset: Charset) -> str:
    """The text a column holds after these bytes were inserted.

    A connection that speaks 3-byte UTF-8 too sees four stray bytes where one of utf8mb4 sees a
    character that has to be replaced; to one of latin1 each byte is a character.

    Args:
        value: what was sent.
        charset: the connection's.
    """
    if value.isascii():
        return value.decode("ascii")
    if charset == "latin1":
        return value.decode("latin-1").translate(_FROM_LATIN1)
    # MariaDB lets an encoded surrogate (ED A0 80) through. Neither Python nor PostgreSQL nor
    # SQLite can hold one as text, so here its three bytes are as invalid as UTF-8 says they are.
    text = value.decode("utf-8", "surrogateescape")
    return _NOT_STORABLE.sub(_question_marks if charset == "utf8" else "?", text)


def read_text(value: Any, *, charset: Charset) -> Any:
    """What a column holds as the connection hands it to the engine; numbers as they are.

    Args:
        value: a column's.
        charset: the connection's. Of what latin1 lacks comes a `?`; the others have all that a
            column can hold.

    Returns:
        Text whose bytes that are no UTF-8 have been decoded to lone surrogates, or a number.
    """
    if charset != "latin1" or not isinstance(value, str) or value.isascii():
        return value
    told = "".join([_INTO_LATIN1.get(ord(character), "?") for character in value])
    return told.encode("latin-1").decode("utf-8", "surrogateescape")


def is_in_no_column(text: str, *, charset: Charset) -> bool:
    """Whether a text holds a character that no column of 3-byte UTF-8 has, so that it finds none.

    Args:
        text: what is looked for.
        charset: the connection's; to one of latin1 there is no such character.
    """
    return charset != "latin1" and max(text, default="") > "\uffff"


def _question_marks(character: re.Match[str]) -> str:
    return "?" if character[0] < "\ue000" else "????"
