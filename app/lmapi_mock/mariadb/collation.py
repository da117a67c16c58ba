"""Equality of text under utf8_unicode_ci, MariaDB's collation for every VICIdial table.

Case, accents and trailing spaces do not count, some characters count for nothing, others for
several ('ß' is 'ss'). The characters weigh the same wherever they stand, so text is folded one
character at a time; `seed/build_collation.py` measured the table on MariaDB 10.11.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from lmapi_mock.remembering import RememberingShort

_IGNORED_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F])


def _folded(text: str) -> str:
    if text.isascii() and text.isprintable():
        # Most are, and requests fold many.
        return text.lower().rstrip(" ")
    return weigh(text).rstrip(" ")


fold: Callable[[str], str] = RememberingShort(_folded, most=1024, longest=64).__getitem__
"""Two texts are equal to MariaDB exactly when their folds are: 'É ' and 'e' give 'e'.

Each request asks this ten times, of the same users, lists and campaigns as others.
"""


def weigh(text: str) -> str:
    """The fold with its trailing spaces, for the comparisons that count them."""
    if not text.isascii():
        return text.translate(_stand_ins())
    if not text.isprintable():
        text = text.translate(_IGNORED_CONTROLS)
    return text.lower()


def starts_with(stored: str, prefix: str) -> bool:
    """`stored LIKE CONCAT(prefix, '%')` for a prefix without wildcards.

    LIKE goes character by character: 'Straße' begins with 'straß' but not with 'strass', and a
    character that `=` ignores has to meet another such character.
    """
    head = stored[: len(prefix)]
    return head == prefix or (
        len(head) == len(prefix)
        and all(_alike(ours, theirs) for ours, theirs in zip(head, prefix, strict=True))
    )


def _alike(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return True
    plain = weigh(ours)
    # To LIKE an ideograph differs from its compatibility variants (U+4E00 and U+2F00), and yet
    # the variants are alike.
    is_ideograph = plain in (ours, theirs) and "\u3400" <= plain <= "\u9fff"
    return plain == weigh(theirs) and not is_ideograph


@cache
def _stand_ins() -> dict[int, str]:
    """What each character is folded to, read from the table when the first one is needed."""
    table: dict[int, str] = {}
    for line in Path(__file__).with_name("utf8_unicode_ci.txt").read_text("ascii").splitlines():
        if line.startswith("#"):
            continue
        plain, _, members = line.partition(":")
        folded = "" if plain == "-" else "".join(chr(int(p, 16)) for p in plain.split("+"))
        for member in members.split():
            first, _, last = member.partition("-")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                table[code] = folded
    return table
