"""Cleaning: what each parameter keeps of what was sent, silently (section 3)."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lmapi_mock.non_agent_api.wire.parse import ARRAY, Parameters

_DIGITS: Final = string.digits
_ALNUM: Final = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Rule:
    """What a parameter keeps.

    Attributes:
        kept: the ASCII characters that stay; None keeps all but `dropped`.
        dropped: with `kept` None, the characters that go.
        plus_is_space: every `+` left becomes a space.
        unicode: with use_non_latin = 1 "letters" are any of Unicode's, and a value that is not
            valid UTF-8 is empty.
    """

    kept: str | None
    dropped: str = ""
    plus_is_space: bool = False
    unicode: bool = False


DIGITS: Final = Rule(_DIGITS)
DIGITS_COMMA: Final = Rule(_DIGITS + ",")
DIGITS_HYPHEN: Final = Rule(_DIGITS + "-")
OFFSET: Final = Rule(_DIGITS + "-_.")
CAPITALS: Final = Rule(string.ascii_uppercase)
SWITCH: Final = Rule(_ALNUM)
WORD: Final = Rule(_ALNUM + "-_")
LETTERS: Final = Rule(_ALNUM, unicode=True)
LETTERS_WORD: Final = Rule(_ALNUM + "-_", unicode=True)
STATE: Final = Rule(_ALNUM + "- ", unicode=True)
TITLE: Final = Rule(_ALNUM + "-'_. ", unicode=True)
NAME: Final = Rule(_ALNUM + "-'+_. ", plus_is_space=True, unicode=True)
ADDRESS: Final = Rule(_ALNUM + "-'+.:/@_ ", plus_is_space=True, unicode=True)
EMAIL: Final = Rule(_ALNUM + "-'+.:/@_% ", plus_is_space=True, unicode=True)
POSTAL_CODE: Final = Rule(_ALNUM + "-'+ ", plus_is_space=True, unicode=True)
ALT_PHONES: Final = Rule(_ALNUM + "-+!:_ ", plus_is_space=True, unicode=True)
DATE_TIME: Final = Rule(_ALNUM + "-+.:/@_ ")
CALLBACK_COMMENTS: Final = Rule(_ALNUM + "-+.:/@_ ", unicode=True)
FREE_TEXT: Final = Rule(None, dropped=';#"', plus_is_space=True)

RULES: Final[Mapping[str, Rule]] = {
    "lead_id": DIGITS,
    "rank": DIGITS,
    "phone_code": DIGITS,
    "entry_list_id": DIGITS,
    "list_id": LETTERS_WORD,
    "phone_number": DIGITS_COMMA,
    "date_of_birth": DIGITS_HYPHEN,
    "hopper_priority": DIGITS_HYPHEN,
    "gmt_offset_now": OFFSET,
    "gender": CAPITALS,
    "dnc_check": CAPITALS,
    "campaign_dnc_check": CAPITALS,
    "add_to_hopper": CAPITALS,
    "hopper_local_call_time_check": CAPITALS,
    "usacan_areacode_check": CAPITALS,
    "usacan_prefix_check": CAPITALS,
    "nanpa_ac_prefix_check": CAPITALS,
    "callback": CAPITALS,
    "callback_type": CAPITALS,
    "lookup_state": CAPITALS,
    "list_exists_check": SWITCH,
    "custom_fields": SWITCH,
    "format": LETTERS,
    "source": LETTERS,
    "function": WORD,
    "duplicate_check": WORD,
    "tz_method": WORD,
    "user": LETTERS_WORD,
    "pass": LETTERS_WORD,
    "agent_user": LETTERS_WORD,
    "campaign_id": LETTERS_WORD,
    "campaing": LETTERS_WORD,
    "callback_status": LETTERS_WORD,
    "callback_user": LETTERS_WORD,
    "country_code": LETTERS_WORD,
    "middle_initial": LETTERS_WORD,
    "state": STATE,
    "title": TITLE,
    "first_name": NAME,
    "last_name": NAME,
    "province": NAME,
    "alt_phone": NAME,
    "address1": ADDRESS,
    "address2": ADDRESS,
    "address3": ADDRESS,
    "city": ADDRESS,
    "security_phrase": ADDRESS,
    "owner": ADDRESS,
    "email": EMAIL,
    "postal_code": POSTAL_CODE,
    "multi_alt_phones": ALT_PHONES,
    "callback_datetime": DATE_TIME,
    "callback_comments": CALLBACK_COMMENTS,
    "vendor_lead_code": FREE_TEXT,
    "source_id": FREE_TEXT,
    "comments": FREE_TEXT,
}
"""The rule of every parameter that the endpoint reads, bar custom fields."""

FAIL_AS_ARRAY: Final = frozenset(
    {
        "source",
        "list_id",
        "phone_number",
        "phone_code",
        "gender",
        "rank",
        "list_exists_check",
        "duplicate_check",
        "tz_method",
        "multi_alt_phones",
        "postal_code",
        "callback_datetime",
    }
)
"""Parameters whose length or pattern is tested: there the engine fails on an array (section 2)."""

_CleanBytes = Callable[[bytes], str]


def _byte_cleaner(rule: Rule) -> _CleanBytes:
    """Cleaning byte by byte: every byte of a non-ASCII letter is dropped."""
    if rule.kept is None:
        delete = rule.dropped.encode()
    else:
        delete = bytes(set(range(256)) - set(rule.kept.encode()))
    plus_is_space = rule.plus_is_space

    def clean(value: bytes) -> str:
        kept = value.translate(None, delete)
        if plus_is_space:
            kept = kept.replace(b"+", b" ")
        return kept.decode("utf-8", "surrogateescape")

    return clean


def _unicode_cleaner(rule: Rule) -> _CleanBytes:
    """Cleaning letter by letter, as with use_non_latin = 1."""
    if not rule.unicode or rule.kept is None:
        return _byte_cleaner(rule)
    bytewise = _byte_cleaner(rule)
    others = re.compile(f"[{re.escape(rule.kept)}]")
    plus_is_space = rule.plus_is_space

    def clean(value: bytes) -> str:
        if value.isascii():
            return bytewise(value)
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return ""
        # str.isalpha is Unicode's category L.
        kept = "".join([c for c in text if c.isalpha() or others.match(c)])
        return kept.replace("+", " ") if plus_is_space else kept

    return clean


_BYTEWISE: Final = {name: _byte_cleaner(rule) for name, rule in RULES.items()}
_NOTHING_SENT: Final = dict.fromkeys(RULES, "")
_UNICODE: Final = {name: _unicode_cleaner(rule) for name, rule in RULES.items()}


def clean(parameters: Parameters, *, non_latin: bool) -> dict[str, str]:
    """Every known parameter as its rule leaves it; empty when it was not sent.

    Bytes of free text that are no UTF-8 come as lone surrogates, so that none is lost.
    """
    cleaners = _UNICODE if non_latin else _BYTEWISE
    cleaned = _NOTHING_SENT.copy()
    for variables in (parameters.body, parameters.query):
        for name, value in variables.items():
            cleaner = cleaners.get(name)
            if cleaner is None:
                continue
            if value is ARRAY:
                cleaned[name] = "" if name in FAIL_AS_ARRAY else "Array"
            else:
                cleaned[name] = cleaner(value)
    cleaned["hopper_priority"] = _clamped_priority(cleaned["hopper_priority"])
    return cleaned


def _clamped_priority(given: str) -> str:
    """hopper_priority between -99 and 99; what is no number is compared as text."""
    if not given:
        return "0"
    magnitude = given.removeprefix("-")
    if magnitude.isdigit():
        if len(magnitude.lstrip("0")) <= 2:
            return given
        return "-99" if given.startswith("-") else "99"
    return min(max(given, "-99"), "99")
