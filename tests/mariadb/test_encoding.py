import pytest

from lmapi_mock.mariadb.encoding import stored_text

CASES = [
    (b"", "", ""),
    (b"John", "John", "John"),
    (b"a\x00b", "a\0b", "a\0b"),
    (b"\x01\x7f", "\x01\x7f", "\x01\x7f"),
    ("José 中".encode(), "José 中", "José 中"),
    (b"\xef\xbb\xbfa", "\ufeffa", "\ufeffa"),
    (b"\xef\xbf\xbf\xee\x80\x80", "\uffff\ue000", "\uffff\ue000"),
    (b"caf\xe9", "caf?", "caf?"),
    (b"a\x80b", "a?b", "a?b"),
    (b"\xc3", "?", "?"),
    (b"\xc3b", "?b", "?b"),
    (b"\xe2\x82b", "??b", "??b"),
    (b"\xe2\x82\xc3\xa9", "??é", "??é"),
    (b"\xf0\x9f\x98", "???", "???"),
    (b"\xc0\xaf", "??", "??"),
    (b"\xe0\x80\x80", "???", "???"),
    (b"\xf0\x8f\xbf\xbf", "????", "????"),
    (b"\xed\xa0\x80", "???", "???"),
    (b"\xf0\x9f\x98\x80", "?", "????"),
    ("x😀y😁".encode(), "x?y?", "x????y????"),
    (b"\xf4\x8f\xbf\xbf", "?", "????"),
    (b"\xf4\x90\x80\x80", "????", "????"),
    (b"\xf8\x88\x80\x80\x80", "?????", "?????"),
    (b"\xfc\x84\x80\x80\x80\x80", "??????", "??????"),
    (b"\xff\xf0\x9f\x98\x80", "??", "?????"),
]


@pytest.mark.parametrize(("value", "default", "non_latin"), CASES, ids=ascii)
def test_stored_text(value: bytes, default: str, non_latin: str) -> None:
    assert stored_text(value, non_latin=False) == default
    assert stored_text(value, non_latin=True) == non_latin


def test_a_nul_is_a_character_and_parts_the_bytes_of_another() -> None:
    assert stored_text(b"\xc3\x00\xa9", non_latin=False) == "?\0?"
