"""Cleaning: what each parameter keeps of what was sent, silently (section 3).

Which parameter has which rule stands with the functions that read it.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from lmapi_mock.non_agent_api.wire.parse import ARRAY, Parameters
from lmapi_mock.remembering import RememberingShort

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
        then: what is made of the value that was kept; None leaves it as it is.
    """

    kept: str | None
    dropped: str = ""
    plus_is_space: bool = False
    unicode: bool = False
    then: Callable[[str], str] | None = None


def _clamped_priority(text: str) -> str:
    """hopper_priority between -99 and 99; what is no number is compared as text."""
    if not text:
        return "0"
    magnitude = text.removeprefix("-")
    if magnitude.isdigit():
        if len(magnitude.lstrip("0")) <= 2:
            return text
        return "-99" if text.startswith("-") else "99"
    return min(max(text, "-99"), "99")


def _caller_id(text: str) -> str:
    """A caller ID's digits, or the word that stands for all of them."""
    if text == "---ALL---":
        return text
    return "".join([one for one in text if one in _DIGITS])


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
GROUP: Final = Rule(_ALNUM + "-_|", unicode=True)
DATE_TIME: Final = Rule(_ALNUM + "-+.:/@_ ")
CALLBACK_COMMENTS: Final = Rule(_ALNUM + "-+.:/@_ ", unicode=True)
LETTERS_UNDERSCORE: Final = Rule(_ALNUM + "_", unicode=True)
RANK: Final = Rule(_DIGITS + "-_")
SERVER_IP: Final = Rule(_ALNUM + "-_.:")
IN_GROUPS: Final = Rule(_ALNUM + "-_|,", unicode=True)
FULL_NAME: Final = Rule(_ALNUM + "-+.:/@_ ", unicode=True)
LIST_NAME: Final = Rule(_ALNUM + "-+.:/@?&_ ", unicode=True)
WEB_FORM: Final = Rule(_ALNUM + "-%=+.:/@?&_ ", unicode=True)
CAPITALS_UNDERSCORE: Final = Rule(string.ascii_uppercase + "_")
YES_NO: Final = Rule("NY")
WORD_UNDERSCORE: Final = Rule(_ALNUM + "_")
_WIDE: Final = " " + string.ascii_letters + "".join(map(chr, range(ord(","), ord("_") + 1)))
WIDE: Final = Rule(_WIDE, unicode=True)
WIDE_LINES: Final = Rule(_WIDE + "\n", unicode=True)
OPTION_LINES: Final = Rule(_WIDE + "\n|'&", unicode=True)
STORED_HELP: Final = Rule(_WIDE + "\n|'&!", unicode=True)
CALLER_ID: Final = Rule(_ALNUM + "-_", unicode=True, then=_caller_id)
FREE_TEXT: Final = Rule(None, dropped=';#"', plus_is_space=True)

PRIORITY: Final = Rule(_DIGITS + "-", then=_clamped_priority)

ARRAY_FAILS_BEFORE_LOGIN: Final = frozenset(
    {"phone_number", "hopper_priority", "remove_from_hopper"}
)
"""Parameters on which, given as an array (`rank[]=1`), the engine fails before it looks at the
user: their pattern is tested while they are read (W2, C06)."""

ARRAY_FAILS_AFTER_LOGIN: Final = frozenset(
    {
        "source",
        "list_id",
        "phone_code",
        "gender",
        "rank",
        "list_exists_check",
        "duplicate_check",
        "tz_method",
        "entry_list_id",
        "callback_datetime",
    }
)
"""Those on which it fails once the user is known, where their length or pattern is tested."""

ARRAY_FAILS_AFTER_SUCCESS: Final = frozenset({"multi_alt_phones"})
"""Those on which it fails when the lead is stored already, and told of."""

FAIL_AS_ARRAY: Final = (
    ARRAY_FAILS_BEFORE_LOGIN | ARRAY_FAILS_AFTER_LOGIN | ARRAY_FAILS_AFTER_SUCCESS
)
"""Any of these; here they are as if not sent. Every other parameter reads as the word `Array`."""

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


class Cleaner:
    """Cleans what a function reads, by the rule of each parameter.

    Args:
        rules: the rule of each parameter, by its name.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = rules
        self._bytewise = _remembering({name: _byte_cleaner(rule) for name, rule in rules.items()})
        self._unicode: RememberingShort | None = None
        self._nothing_sent = dict.fromkeys(rules, "")
        self._then = {name: rule.then for name, rule in rules.items() if rule.then is not None}

    def clean(self, parameters: Parameters, *, non_latin: bool) -> dict[str, str]:
        """Every parameter as its rule leaves it; empty when it was not sent.

        Bytes of free text that are no UTF-8 come as lone surrogates, so that none is lost.
        """
        cleaning = self._for_unicode() if non_latin else self._bytewise
        cleaned = self._nothing_sent.copy()
        if parameters.body:
            cleaned.update(map(cleaning.__getitem__, parameters.body.items()))
        cleaned.update(map(cleaning.__getitem__, parameters.query.items()))
        cleaned.pop(_NOT_READ, None)
        for name in parameters.arrays:
            if name in cleaned:
                cleaned[name] = "" if name in FAIL_AS_ARRAY else "Array"
        for name, then in self._then.items():
            cleaned[name] = then(cleaned[name])
        return cleaned

    def _for_unicode(self) -> RememberingShort:
        if self._unicode is None:
            self._unicode = _remembering(
                {name: _unicode_cleaner(rule) for name, rule in self.rules.items()}
            )
        return self._unicode


_NOT_READ: Final = ""
"""The name under which the cleaning gives what no rule is for."""


def _remembering(cleaners: Mapping[str, _CleanBytes]) -> RememberingShort:
    """Cleans a variable, name and value: most are the same from one request to the next."""

    def clean(sent: tuple[str, bytes]) -> tuple[str, str]:
        name, value = sent
        cleaner = cleaners.get(name)
        return (_NOT_READ, "") if cleaner is None else (name, cleaner(value))

    return RememberingShort(
        clean, most=256, longest=_LONGEST, length=lambda sent: len(sent[0]) + len(sent[1])
    )


_LONGEST: Final = 64
"""Names and values that are longer together are cleaned anew each time, in characters."""


@cache
def _text_cleaner(rule: Rule, *, non_latin: bool) -> _CleanBytes:
    return _unicode_cleaner(rule) if non_latin else _byte_cleaner(rule)


def clean_text(rule: Rule, text: str, *, non_latin: bool) -> str:
    """What a rule keeps of a text that did not come with the request.

    Args:
        rule: the rule.
        text: the text, bytes that are no UTF-8 as lone surrogates.
        non_latin: use_non_latin = 1.
    """
    clean = _text_cleaner(rule, non_latin=non_latin)
    return clean(text.encode("utf-8", "surrogateescape"))


_WORDS: Final = RememberingShort(_byte_cleaner(WORD), most=256, longest=_LONGEST)


def clean_function(parameters: Parameters) -> str:
    """The name of the function that is called: what else is read depends on it."""
    value = parameters.get("function")
    name: str = "Array" if value is ARRAY else _WORDS[value]
    return name
