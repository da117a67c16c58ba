"""Findings about values as cleaned: characters dropped, dates and choices that are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lmapi_mock.journal.entry import Entry
from lmapi_mock.mariadb.dates import ZERO, read_date_time
from lmapi_mock.non_agent_api.core.finding import Finding, Severity, has_country_code, text_of
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.non_agent_api.wire.masking import MASKED, means_password
from lmapi_mock.non_agent_api.wire.parse import ARRAY
from lmapi_mock.non_agent_api.wire.sanitise import CAPITALS, DIGITS, DIGITS_HYPHEN, Rule

FORMATTING: Final = frozenset(" -().+/\t\u00a0")
"""What people write into phone numbers."""

CHOICES: Final[Mapping[str, tuple[Callable[[str], bool], str, Callable[[str], str]]]] = {
    "gender": (
        lambda value: value in {"U", "M", "F"},
        "U, M and F",
        lambda value: "" if value else "U",
    ),
    "callback_type": (
        lambda value: value in {"USERONLY", "ANYONE"},
        "USERONLY and ANYONE",
        lambda _: "ANYONE",
    ),
    "tz_method": (
        lambda value: value == "TZCODE" or "POSTAL" in value.upper() or "NANPA" in value.upper(),
        "POSTAL, TZCODE and NANPA",
        lambda _: "",
    ),
}
"""Parameters that take a few values: which, in words too, and what any other comes to."""

_OTHERWISE: Final = frozenset(
    {
        MASKED,
        "phone_number",
        "date_of_birth",
        "callback_datetime",
        "duplicate_check",
        "function",
        "format",
        *CHOICES,
    }
)
"""Parameters whose cleaning other findings speak of, or that nobody needs to know of."""

_SWITCHES: Final = frozenset({"list_exists_check", "custom_fields"})


def find(entry: Entry) -> Iterator[Finding]:
    """What cleaning and reading made of values."""
    function = entry.called
    apart = {
        one.name for one in function.parameters if one.ignored or one.rule is CAPITALS
    } | _OTHERWISE
    for name in entry.parameters.query | entry.parameters.body:
        value = entry.parameters.get(name)
        if name not in entry.cleaned or value is ARRAY or not value:
            continue
        if name == "campaing" and not entry.campaing_spelling:
            continue
        if name not in apart and name not in _SWITCHES:
            yield from _cleaned(entry, name, function)
        if name in CHOICES:
            yield from _choice(entry, name, function)
    yield from _placeholders(entry)
    yield from _encoded_twice(entry)
    if "phone_number" in entry.cleaned:
        yield from _phone_number(entry)
    if "hopper_priority" in entry.cleaned:
        yield from _priority(entry)
    yield from _dates(entry)
    if entry.watched is not None and entry.watched.password_cleaned:
        yield Finding(
            "password-cleaned",
            "Characters other than letters, digits, - and _ were dropped from the password.",
            MASKED,
        )


_PLACEHOLDER: Final = re.compile(
    r"\{%.*%\}|<%.*%>|\$\{.*\}|%%\w+%%|\[\[.*\]\]|--A--\w+--B--"
    r"|\{[A-Za-z_][\w.]*\}|\$[A-Za-z_]\w*(?:->\w+|\[[^\]]*\])*"
    r"|%[sdif]|%\([A-Za-z_]\w*\)[sd]",
    re.DOTALL,
)
"""How templates write what is to be filled in, where nothing else stands beside it."""

_ANYWHERE: Final = re.compile(r"\{\{[^{}]*\}\}|\[object Object\]")
"""What no person writes, also in the midst of a text."""

_MISSING: Final = frozenset(
    {"undefined", "null", "None", "NaN", "NULL", "nan", "<NA>", "NaT", "(null)", "#N/A", "#REF!"}
)
"""What languages and spreadsheets print for a value that is not there."""


PLACEHOLDER: Final = "unfilled-placeholder"


def is_placeholder(value: str) -> bool:
    """Whether a value is nothing but what somebody should have filled in."""
    text = value.strip()
    if len(text) > _LONGEST_PLACEHOLDER:
        return False
    words = text.split()
    return bool(
        (words and _MISSING.issuperset(words))
        or _PLACEHOLDER.fullmatch(text)
        or (text and not _ANYWHERE.sub("", text).strip())
    )


def _placeholders(entry: Entry) -> Iterator[Finding]:
    for name, value in entry.sent.items():
        text = value.strip()
        if means_password(name) or len(text) > _LONGEST_PLACEHOLDER:
            continue
        if is_placeholder(text) or _ANYWHERE.search(text):
            yield Finding(
                PLACEHOLDER,
                f"{name} is {text}, which looks like a placeholder that nobody filled in.",
                name,
                value,
                entry.cleaned.get(name, ""),
            )


_LONGEST_PLACEHOLDER: Final = 200

_ENCODED: Final = re.compile(r"%(?:2[0-9A-Fa-f]|3[A-Fa-f]|40|5[BDbd]|0[AaDd]|[C-Fc-f][0-9A-Fa-f]%)")
"""An escape of what clients encode: marks, blanks, line ends and letters beyond ASCII."""


def _encoded_twice(entry: Entry) -> Iterator[Finding]:
    for name, value in entry.sent.items():
        if "%" in value and not means_password(name) and _ENCODED.search(value):
            yield Finding(
                "encoded-twice",
                f"{name} is encoded still after it was decoded.",
                name,
                value,
                entry.cleaned.get(name, ""),
            )


def dropped(text: str, rule: Rule, *, non_latin: bool) -> list[str]:
    """The characters of a text that its rule does not keep, each once, fit to be shown."""
    gone = [c for c in dict.fromkeys(text) if not _keeps(rule, c, non_latin=non_latin)]
    return [_named(c) for c in gone]


def _keeps(rule: Rule, character: str, *, non_latin: bool) -> bool:
    if rule.kept is None:
        return character not in rule.dropped
    if character in rule.kept:
        return True
    return non_latin and rule.unicode and character.isalpha()


def _named(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if character == " ":
        return "space"
    return f"`{character}`" if character.isprintable() else f"\\x{code:02x}"


def _cleaned(entry: Entry, name: str, function: Function) -> Iterator[Finding]:
    sent, kept, rule = text_of(entry, name), entry.cleaned[name], function.cleaner.rules[name]
    if name == "list_id" and function.stores_lead:
        # Letters survive cleaning, and then add_lead keeps the digits only.
        rule, kept = DIGITS, "".join(c for c in kept if c in "0123456789")
    # What is lost of a placeholder in the midst of a text is that one's finding.
    filled = _ANYWHERE.sub("", sent)
    gone = dropped(filled, rule, non_latin=entry.non_latin)
    if gone:
        yield Finding(
            "dropped-characters",
            f"{name} lost {', '.join(gone)}, which its rule does not keep.",
            name,
            sent,
            kept,
            Severity.INFO if _is_harmless(name, sent, kept) else None,
        )
    elif not kept and filled == sent:
        yield Finding(
            "dropped-characters", f"{name} is no valid UTF-8, and is empty.", name, sent, kept
        )
    if rule.plus_is_space and "+" in sent:
        yield Finding("plus-became-space", f"Every + of {name} became a space.", name, sent, kept)


def _is_harmless(name: str, sent: str, kept: str) -> bool:
    """Whether nothing is lost: source is held by the log alone, and +44 is the code 44."""
    return name == "source" or (name == "phone_code" and sent.strip() == f"+{kept}")


def _choice(entry: Entry, name: str, function: Function) -> Iterator[Finding]:
    is_one, choices, kept = CHOICES[name]
    sent, value = text_of(entry, name), entry.cleaned[name]
    known = {one.name: one.choices for one in function.parameters}[name]
    if "AREACODE" in known:
        # Of methods that are looked for in the text one is enough.
        if any(choice in value.upper() for choice in known):
            return
        choices = f"{', '.join(known[:-1])} and {known[-1]}"
    if value not in known and not is_one(value):
        # Only add_lead makes U of an empty gender.
        stored = "" if name == "gender" and not function.stores_lead else kept(value)
        yield Finding("unknown-choice", f"{name} is none of {choices}.", name, sent, stored)


def _phone_number(entry: Entry) -> Iterator[Finding]:
    name = "phone_number"
    sent, kept = text_of(entry, name), entry.cleaned[name]
    gone = [c for c in dict.fromkeys(sent) if c not in "0123456789,"]
    glued = _GLUED.search(sent) if sent.isascii() else None
    if glued:
        yield Finding(
            "digits-glued",
            f"phone_number is kept as {kept}: the digits of {glued[0].strip()} became part of it.",
            name,
            sent,
            kept,
        )
    elif gone and entry.parameters.get(name) is not ARRAY:
        only_formatting = FORMATTING.issuperset(gone)
        characters = ", ".join(map(_named, gone))
        yield Finding(
            "phone-number-cleaned" if only_formatting else "dropped-characters",
            f"phone_number is kept as {kept or 'nothing'}, without {characters}.",
            name,
            sent,
            kept,
        )
    too_short = any(line.message is messages.INVALID_LENGTH for line in entry.lines)
    if has_country_code(entry) and not too_short:
        yield Finding(
            "country-code-in-number",
            f"phone_number begins with a country code: {_with_country_code(entry, kept)}.",
            name,
            sent,
            kept,
        )


def _with_country_code(entry: Entry, kept: str) -> str:
    """What comes of it: a number that is only looked for, or put on a list, has no area code."""
    if "usacan_areacode_check" in entry.cleaned or entry.lead_id:
        return f"its area code is read as {kept[:3]}"
    return f"it counts as {kept}, which is not the number of a lead that is stored without the code"


_GLUED: Final = re.compile(
    r"(?<=\d)(?:\.0+|(?:\.\d+)?[eE]\+?\d+|[\s,;]*(?:x|ext|extn|extension|#)[.:\s]*\d+)\s*$",
    re.IGNORECASE,
)
"""What ends in digits that are none of the number's: a fraction, an exponent, an extension."""


def _priority(entry: Entry) -> Iterator[Finding]:
    name = "hopper_priority"
    sent, kept = text_of(entry, name), entry.cleaned[name]
    assert DIGITS_HYPHEN.kept is not None, "the rule names what it keeps"
    filtered = "".join(c for c in sent if c in DIGITS_HYPHEN.kept)
    if filtered and filtered != kept and entry.parameters.get(name) is not ARRAY:
        yield Finding(
            "value-clamped", f"{name} is from -99 to 99, and became {kept}.", name, sent, kept
        )


def _dates(entry: Entry) -> Iterator[Finding]:
    birth = text_of(entry, "date_of_birth") if "date_of_birth" in entry.cleaned else ""
    if birth and entry.parameters.get("date_of_birth") is not ARRAY:
        read = read_date_time(entry.cleaned["date_of_birth"])
        yield from _date("date_of_birth", birth, read, 3)
    back = entry.cleaned.get("callback_datetime", "")
    sent = text_of(entry, "callback_datetime")
    if entry.cleaned.get("callback") != "Y" or not sent or back == "NOW" or is_days_ahead(back):
        return
    yield from _date("callback_datetime", sent, read_date_time(back), 6)


def _date(name: str, sent: str, read: str, parts: int) -> Iterator[Finding]:
    kept = read[:10] if parts == 3 else read
    if read == ZERO:
        if set(re.findall(r"\d", sent)) != {"0"}:
            yield Finding("impossible-date", f"{name} is no date: it is {kept}.", name, sent, kept)
    elif not _means(sent, read, parts):
        yield Finding("date-read-otherwise", f"{name} was read as {kept}.", name, sent, kept)


def _means(sent: str, read: str, parts: int) -> bool:
    """Whether a person would read the same date there."""
    wanted = [int(part) for part in re.findall(r"\d+", read)[:parts]]
    if re.fullmatch(r"\s*\d{8}\s*", sent):
        return sent.strip() == read[:10].replace("-", "")
    found = re.fullmatch(r"\s*(\d{4}.\d{1,2}.\d{1,2})(?:[ T+](\d{1,2}(?::\d{1,2}){1,2}))?\s*", sent)
    if found is None:
        return False
    numbers = [int(part) for part in re.findall(r"\d+", " ".join(filter(None, found.groups())))]
    return numbers[:parts] + [0] * (parts - len(numbers)) == wanted


def is_days_ahead(value: str) -> bool:
    """Whether a callback_datetime counts days from now."""
    return re.search(r"[0-9]DAYS$", value, re.IGNORECASE) is not None
