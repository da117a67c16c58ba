import subprocess
import sys

import pytest

from lmapi_mock.mariadb.collation import fold, starts_with

FOLDS = [
    ("", ""),
    ("John", "john"),
    ("JOHN  ", "john"),
    ("  John", "  john"),
    ("É", "e"),
    ("José Ñandú", "jose nandu"),
    ("Straße", "strasse"),
    ("Łódź", "łodz"),
    ("Ærø", "ærø"),
    ("Æ", "æ"),
    ("ﬁn", "fin"),
    ("½", "1\N{FRACTION SLASH}2"),
    ("①", "1"),
    ("…", "..."),
    ("\uff21\uff22", "ab"),
    ("ΑΘΉΝΑ", "αθηνα"),
    ("ЁЛКА", "елка"),
    ("e\u0301", "e"),
    ("a\x01b\x00c\x7f", "abc"),
    ("a\tb\n", "a\tb\n"),
    ("x\u00a0y\u3000", "x y"),
    ("x \u200b", "x"),
    ("中文", "中文"),
    ("한", "한"),
    ("\u0378", "\u0378"),
    ("😀", "😀"),
    ("\udc80", "\udc80"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDS, ids=ascii)
def test_fold_is_plain_text(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "folded"), FOLDS, ids=ascii)
def test_fold_of_a_fold_is_itself(text: str, folded: str) -> None:
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("o", "ø"), ("l", "ł"), ("ae", "æ"), ("a", "a\t"), ("中", "文"), ("a", " a")]
)
def test_letters_of_their_own_are_not_equal(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("stored", "prefix", "found"),
    [
        ("33701-1234", "33701", True),
        ("33701", "33701-1234", False),
        ("SW1A 1AA", "sw1a", True),
        ("Éa", "e", True),
        ("anything", "", True),
        ("", "a", False),
        ("a  ", "a ", True),
        ("a", "a ", False),
        ("a\u00a0b", "a b", True),
        ("straße", "straß", True),
        ("straße", "strass", False),
        ("strasse", "straß", False),
        ("ßx", "s", False),
        ("①2", "1", True),
        ("a\u0301b", "ab", False),
        ("ab", "a\u0301b", False),
        ("\u0301ab", "\u0300ab", True),
        ("\x01a", "\x02a", True),
        ("", "\x01", False),
        ("一", "\u2f00", False),
        ("\u2ea0", "\u6c11", False),
        ("\u2ea0", "\u2ea0", True),
        ("\u2e80", "\u2f02", True),
    ],
)
def test_starts_with_goes_by_character(stored: str, prefix: str, found: bool) -> None:
    assert starts_with(stored, prefix) is found


def test_table_is_read_at_the_first_non_ascii_text_only() -> None:
    program = (
        "from lmapi_mock.mariadb import collation, encoding, types\n"
        "collation.fold('John'); types.Enum(('Y', 'N')).store('y')\n"
        "assert collation._stand_ins.cache_info().currsize == 0\n"
        "collation.fold('José')\n"
        "assert collation._stand_ins.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
