import pytest

from lmapi_mock.mariadb.encoding import read_text, stored_text

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


@pytest.mark.parametrize(("value", "utf8mb4", "utf8"), CASES, ids=ascii)
def test_stored_text(value: bytes, utf8mb4: str, utf8: str) -> None:
    assert stored_text(value, charset="utf8mb4") == utf8mb4
    assert stored_text(value, charset="utf8") == utf8


def test_in_latin1_each_byte_is_a_character_and_comes_back_as_one() -> None:
    every = bytes(range(256))
    held = stored_text(every, charset="latin1")
    assert (held[0x41], held[0x80], held[0x81], held[0xE9]) == ("A", "€", "\x81", "é")
    assert read_text(held, charset="latin1").encode("utf-8", "surrogateescape") == every
    assert read_text("Łé\u0080", charset="latin1") == "?\udce9?"
    assert read_text("Łé", charset="utf8") == "Łé"


def test_a_nul_is_a_character_and_parts_the_bytes_of_another() -> None:
    assert stored_text(b"\xc3\x00\xa9", charset="utf8mb4") == "?\0?"
