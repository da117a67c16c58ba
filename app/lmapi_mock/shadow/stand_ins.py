"""What stands in a recording in place of passwords and personal data: the same for the same.

A request is kept as it was written, but for its values: a letter stands for a letter, a digit for a
digit, and what was encoded is encoded, so that checks of length and form come to the same. What is
kept is named here; any other value, a custom field's or a misspelt name's, is replaced.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final
from urllib.parse import quote_from_bytes

from lmapi_mock.non_agent_api.functions import functions
from lmapi_mock.non_agent_api.wire import urlencoded
from lmapi_mock.non_agent_api.wire.masking import means_password

ACCEPTED: Final = "test"
"""What stands for every password that the dialer has taken: that of all users of a seed."""

_KEPT: Final = frozenset(
    {
        *("function", "source", "user", "agent_user", "callback_user", "user_field", "stage"),
        *("list_id", "list_id_field", "force_entry_list_id", "entry_list_id", "campaign_id"),
        *("campaing", "phone_code", "state", "country_code", "gender", "title", "rank", "status"),
        *("called_count", "hopper_priority", "callback_status", "callback_datetime", "records"),
        *("search_method", "search_location", "duplicate_check", "local_call_time", "group"),
        *("gmt_offset_now", "time_format", "date", "format", "expiration_date", "reset_time"),
    }
)
_PHONES: Final = frozenset({"phone_number", "alt_phone", "phone", "phone_number_log"})
_LEADS: Final = frozenset({"lead_id", "lead_ids"})
_DATE: Final = re.compile(rb"\d{4}-\d\d-\d\d")
_ZONE: Final = re.compile(rb"[A-Z]{2,4}")
_ZIP: Final = re.compile(rb"\d{5}")
_TOKEN: Final = re.compile(rb"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_RUN: Final = re.compile(r"\d{7,}")
_PARTS: Final = re.compile(r"(\||\n| - )")
_OTHER_LETTERS: Final = {2: "éñüöàçøåßúí", 3: "日本語中文字", 4: "😀😃"}
_OTHER_LEADS: Final = 900_000_000
"""Leads that were there before the recording are numbered from here on."""


class StandIns:
    """Replaces values, each by the same wherever it comes.

    Args:
        key: makes another recording's stand-ins others; chosen at random without it.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(16)
        self._phones: dict[str, str] = {}
        self._given: dict[str, int] = {}
        self._passwords: dict[tuple[bytes, bytes], bytes] = {}
        self._leads: dict[str, str] = {}
        self._added = 0

    def form(self, text: bytes, *, accepted: bool) -> bytes:
        """A query or a form with stand-ins.

        Args:
            text: as sent.
            accepted: whether the dialer has let the user in.
        """
        pieces: list[bytes] = []
        user = next((v for n, v in self._values(text) if n == "user"), b"")
        for name, equals, sent in urlencoded.pairs(text):
            value = urlencoded.decoded(sent)
            stand_in = self._of(urlencoded.variable_name(name), value, user, accepted=accepted)
            pieces.append(name + equals + _written_as(sent, value, stand_in))
        return b"&".join(pieces)

    def _values(self, text: bytes) -> Iterator[tuple[str, bytes]]:
        for name, _, value in urlencoded.pairs(text):
            yield urlencoded.variable_name(name), urlencoded.decoded(value)

    def _of(self, name: str, value: bytes, user: bytes, *, accepted: bool) -> bytes:
        if name == "pass":
            return self._password(user, value, accepted=accepted)
        if not value or (not means_password(name) and is_kept(name)):
            return value
        if name in _PHONES:
            return b",".join(map(self._phone_as_written, value.split(b",")))
        if name in _LEADS:
            return b",".join(self.lead(one.decode("latin-1")).encode() for one in value.split(b","))
        if name == "owner" and _ZONE.fullmatch(value):
            return value
        if name == "date_of_birth" and _DATE.fullmatch(value):
            return b"1970-01-01"
        if name == "postal_code" and _ZIP.fullmatch(value):
            return value[:3] + b"01"
        return self._text(value)

    def _password(self, user: bytes, value: bytes, *, accepted: bool) -> bytes:
        if accepted:
            self._passwords[user, value] = ACCEPTED.encode()
        return self._passwords.setdefault((user, value), b"wrong%d" % len(self._passwords))

    def phone(self, digits: str) -> str:
        """A number of the same length: of ten digits one of 555, its area code as it was."""
        if len(digits) < 7:
            return digits
        if len(digits) == 11 and digits.startswith("1"):
            return "1" + self.phone(digits[1:])
        known = self._phones.get(digits)
        if known is None:
            # An exchange that begins with 0 or 1 is refused by a check of it.
            head = digits[:3]
            if len(digits) == 10:
                head += f"{digits[3] if digits[3] in '01' else 5}55"
            number = self._given.get(head, 100)
            self._given[head] = number + 1
            room = len(digits) - len(head)
            known = self._phones[digits] = head + f"{number:0{room}d}"[-room:]
        return known

    def _phone_as_written(self, value: bytes) -> bytes:
        digits = iter(self.phone(re.sub(rb"\D", b"", value).decode("ascii")))
        text = re.sub(rb"\d", lambda _: next(digits).encode(), value)
        # Letters beside a number are somebody's remark.
        return text if not re.search(rb"[^\d ()+./-]", text) else self._text(text)

    def lead(self, number: str) -> str:
        """A lead's number."""
        if not number.isdecimal():
            return number
        if number not in self._leads:
            self._leads[number] = str(_OTHER_LEADS + len(self._leads))
        return self._leads[number]

    def added(self, number: int) -> None:
        """A lead was added: they are numbered from 1 on, as in a double without leads."""
        self._added += 1
        self._leads[str(number)] = str(self._added)

    def left_out(self, number: int) -> None:
        """The request that added this lead, the newest, is not recorded: no double will add it."""
        if self._leads.pop(str(number), None) is not None:
            self._added -= 1

    def _text(self, value: bytes) -> bytes:
        """A letter for a letter, a digit for a digit, the rest as it is."""
        noise = _noise(self._key, value.lower())
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return b"".join(
                b"\xe9" if one > 0x7F else _letter(chr(one), next(noise)).encode() for one in value
            )
        return "".join(_letter(one, next(noise)) for one in text).encode()

    def answer(self, text: str, real: Mapping[str, str], kept: frozenset[str]) -> str:
        """An answer with stand-ins.

        Args:
            text: as the dialer has said it.
            real: what stands for each cleaned value of the request.
            kept: cleaned values of the request that are kept.
        """
        return "".join(self._said(part, real, kept) for part in _PARTS.split(text))

    def _said(self, part: str, real: Mapping[str, str], kept: frozenset[str]) -> str:
        if part in kept:
            return part
        if part in real:
            return real[part]
        if part in self._leads:
            return self._leads[part]
        return part if part in real.values() else _RUN.sub(lambda run: self.phone(run[0]), part)


def is_kept(name: str) -> bool:
    """Whether a parameter's value says nothing of anybody."""
    return name in _KEPT or name in _switches()


@cache
def _switches() -> frozenset[str]:
    return frozenset(
        one.name for function in functions() for one in function.parameters if one.choices
    )


def _noise(key: bytes, value: bytes) -> Iterator[int]:
    block = 0
    while True:
        yield from hashlib.blake2b(value, key=key, salt=b"%d" % block).digest()
        block += 1


def _letter(one: str, noise: int) -> str:
    if one.isascii():
        if one.isdigit():
            return str(noise % 10)
        if one.isalpha():
            other = chr(ord("a") + noise % 26)
            return other.upper() if one.isupper() else other
        return one
    if not one.isalpha():
        return one
    pool = _OTHER_LETTERS[len(one.encode())]
    return pool[noise % len(pool)]


def _written_as(sent: bytes, value: bytes, stand_in: bytes) -> bytes:
    """A stand-in, encoded where the value was."""
    if stand_in == value:
        return sent
    tokens = _TOKEN.findall(sent)
    if len(tokens) != len(stand_in) or len(value) != len(stand_in):
        return quote_from_bytes(stand_in, safe="").encode()
    return b"".join(
        token if before == after else _token(token, after)
        for token, before, after in zip(tokens, value, stand_in, strict=True)
    )


def _token(token: bytes, after: int) -> bytes:
    is_raw = len(token) == 1 and (bytes([after]).isalnum() or after > 0x7F)
    return bytes([after]) if is_raw else b"%%%02X" % after
