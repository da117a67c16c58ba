"""No password in what is kept of a body (masked queries: test_log.py)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmapi_mock.non_agent_api.wire.masking import (
    hidden_in,
    hides_nothing_in_json,
    masked_body,
    masked_pairs,
    masked_text,
    masked_value,
    masked_words,
    revealed,
)

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("content_type", "body", "kept"),
    [
        (FORM, b"user=6666&pass=1234&source=x", b"user=6666&pass=XXXX&source=x"),
        (f"{FORM}; charset=utf-8", b"p%61ss=1234", b"p%61ss=XXXX"),
        ("application/json", b'{"user": "1", "pass": "12\\"34"}', b'{"user": "1", "pass": XXXX}'),
        ("text/plain", b"user=6666&pass=1234&x=1", b"user=6666&pass=XXXX&x=1"),
        ("", b"password: 1234\n", b"password: XXXX\n"),
        ("text/xml", b"<pass>1234</pass>", b"<pass>XXXX</pass>"),
    ],
)  # fmt: skip
def test_a_password_is_hidden_wherever_it_stands(
    content_type: str, body: bytes, kept: bytes
) -> None:
    assert masked_body(body, content_type) == kept


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("name", [b'name="pass"', b"name=pass", b'NAME = "pass"'])
def test_a_part_of_a_form_is_hidden(newline: bytes, name: bytes) -> None:
    lines = [
        b"--x",
        b'Content-Disposition: form-data; name="user"',
        b"",
        b"6666",
        b"--x",
        b"Content-Disposition: form-data; " + name,
        b"",
        b"12",
        b"34",
        b"--x--",
        b"",
    ]
    kept = masked_body(newline.join(lines), "multipart/form-data; boundary=x")

    assert kept == newline.join([*lines[:7], b"XXXX", *lines[9:]])


def test_a_form_whose_boundary_is_lost_shows_no_password() -> None:
    body = b'Content-Disposition: form-data; name="user"\r\n\r\npass=1234\r\n'
    assert b"1234" not in masked_body(body, "multipart/form-data")


WORDS = b'pass= & pass XXXX X XXX = 1234 secret-words %26 name="pass" --b token:'.split()
DISPOSITION = b"Content-Disposition: form-data; "
PIECES = st.lists(st.sampled_from([*WORDS, DISPOSITION, b"\r\n", b" "]))
SECRETS = frozenset({b"1234", b"secret-words"})


@given(pieces=PIECES)
@settings(max_examples=100, deadline=None)
def test_what_is_hidden_can_be_put_back(pieces: list[bytes]) -> None:
    sent = b"".join(pieces)
    for masked in (
        masked_pairs(sent, SECRETS),
        masked_body(sent, "multipart/form-data; boundary=b", SECRETS),
        masked_body(sent, "text/plain", SECRETS),
    ):
        assert revealed(masked, hidden_in(sent, masked)) == sent


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b"call 5 o'clock, open7 is the word", b"call 5 o'clock, XXXX is the word"),
        (b"comments=OPEN7", b"comments=XXXX"),
        (b"1234 Smith Street, suite open77", b"1234 Smith Street, suite open77"),
        (b"user: a1b2", b"user: a1b2"),
    ],
)
def test_a_short_password_is_hidden_within_a_text_if_it_is_no_word(
    text: bytes, kept: bytes
) -> None:
    """Who has a house's number, or a name, for a password would make addresses unreadable."""
    secrets = frozenset({b"open7", b"1234", b"smith", b"a1b2"})
    assert masked_text(text, secrets) == kept
    assert masked_words(text.decode(), secrets) == text.decode()


MANY_USERS = frozenset(f"pw{number:05d}xyz".encode() for number in range(2_000))
KNOWN = {
    *(b"1234", b"6666\x001234", b"s3cret-words", b"keeper\0s3cret-words", b"12345678"),
    *(b"two words!", b"sunshine"),
}


@pytest.mark.parametrize("others", [frozenset(), MANY_USERS], ids=["few", "many"])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (b"x=is%20S3cret-Words", b"x=is%20XXXX"),
        (b"x=S%33cret%2dWords", b"x=XXXX"),
        (b"x=%2553%2533cret-Words.", b"x=XXXX."),
        (b"keepers3cret-wordsh", b"keeperXXXXh"),
        (b"sunshines", b"XXXXs"),
        (b"12345678, not 123456789", b"XXXX, not 123456789"),
        (b"it is two+words%21 yes", b"it is XXXX yes"),
        (b"login 6666:1234", b"login 6666:XXXX"),
        (b"6666, 1234", b"6666, XXXX"),
        (b"6666-1234 and 1234 Main", b"6666-1234 and 1234 Main"),
        (b"see https://ann:hunter2@host/x", b"see https://ann:XXXX@host/x"),
        (b"https%3A%2F%2Fann%3Ahunter2%40host", b"https%3A%2F%2Fann%3AXXXX%40host"),
        (b"http://host:80/ann@host", b"http://host:80/ann@host"),
    ],
)  # fmt: skip
def test_a_password_is_hidden_within_a_text_however_it_is_encoded(
    text: bytes, kept: bytes, others: frozenset[bytes]
) -> None:
    assert masked_text(text, others | KNOWN) == kept
    assert revealed(kept, hidden_in(text, kept)) == text


def test_a_password_within_the_name_of_another_is_hidden() -> None:
    assert masked_pairs(b"pass%3DS3cret-Words=1", frozenset(KNOWN)) == b"pass%3DXXXX"


OF_TEXTS = (
    *("1234", "6666", ":1234", "S3cret-Words", "S%33cret%2dWords", "keeper", "sunshine", "pw00001"),
    *(
        "xyz",
        "two words!",
        "two+words%21",
        "12345678",
        "pass",
        "=",
        "token: x",
        "ht",
        "tp://a:b@c/",
    ),
    *("pass=XXXX", "&pass=XXXX", "&", "n", "s", "?"),
    *("Ann", " ", "", "\n", '"', "\\", "/", ",", "\u00e9", "%", "%2", "2", "-", "2026-11-28"),
)


@pytest.mark.parametrize("others", [frozenset(), MANY_USERS], ids=["few", "many"])
@given(
    texts=st.lists(st.lists(st.sampled_from(OF_TEXTS), max_size=4).map("".join), max_size=4),
    is_ascii=st.booleans(),
)
def test_of_a_json_that_hides_nothing_no_text_does(
    others: frozenset[bytes], texts: list[str], is_ascii: bool
) -> None:
    secrets = others | KNOWN | {b"n&pass=xxxx", b"pass=xxxx", b"s&pass=xxxx&n"}
    told = json.dumps([1, *texts, None], separators=(",", ":"), ensure_ascii=is_ascii).encode()
    masked = [masked_value("", one, secrets) for one in texts]
    if hides_nothing_in_json(told, secrets):
        assert masked == texts
    # Otherwise one has to be hidden, or there is what may be a password's name, or an escape.
    elif masked == texts:
        hints = ("pass", "token", "://", "\\", "sunshine", "%")
        assert any(hint in told.decode() for hint in hints)


@pytest.mark.parametrize("secrets", [frozenset(), frozenset(KNOWN), MANY_USERS | KNOWN])
def test_most_json_is_seen_to_hide_nothing(secrets: frozenset[bytes]) -> None:
    told = ["Ann", "7275551234", "2026-11-28 00:02:42", "add_lead LEAD HAS BEEN ADDED", "Zo\u00eb"]
    assert hides_nothing_in_json(json.dumps(told, ensure_ascii=False).encode(), secrets)
    hidden = "a=1&pass=XXXX&b=2&GET-AND-POST=Y&pass=XXXX"
    assert hides_nothing_in_json(json.dumps([hidden, "Ann"]).encode(), secrets)
    for more in (
        "https://ann:x@host",
        "pass=XXXXx",
        "pass=1",
        "new_pass=x",
        "pass=XXXX:token=1",
    ):
        assert not hides_nothing_in_json(json.dumps([hidden, "Ann", more]).encode(), secrets)
    if secrets:
        assert not hides_nothing_in_json(json.dumps([*told, "1234"]).encode(), secrets)
