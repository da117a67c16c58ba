"""Random requests: what integrators send, and what goes wrong between them and the server."""

from __future__ import annotations

import random
from typing import Final

from .sent import Case, Pair, Sent

_ODD: Final = (
    *(b"", b"0", b" ", b"Y", b"y", b"YES", b"N", b"-1", b"Array", b"null", b"--BLANK--"),
    *(b"O'Brien", b'say "hi"', b"C:\\tmp", b"a\\", b"a;b#c", b"a+b", b"100%", b"<b>", b"a|b_c!d"),
    *("José".encode(), "José".encode("latin-1"), "日本".encode(), "☎😀".encode()),
    *(b"\xed\xa0\x80", b"\xff", b"a\0b", b"a\tb\r\nc", b"x" * 300, b"  two  blanks  "),
)
_NUMBERS: Final = (
    *(b"7275551111", b"7275551112", b"2125551111", b"17275551111", b"(727) 555-1113", b"72755"),
    *(b"9995551111", b"+447911123456", b"7275559999", b"727555111x", b"1234567890123456"),
)
_LISTS: Final = (b"101", b"102", b"999", b"998", b"777", b"1", b"0101", b"101x", b"")
_DATES: Final = (
    *(
        b"NOW",
        b"5DAYS",
        b"2026-12-01 10:00:00",
        b"2026-12-01T10:00:00Z",
        b"12/01/2026",
        b"19800704",
    ),
    *(b"0000-00-00", b"1980-02-31", b"tomorrow"),
)
_SWITCH: Final = (b"Y", b"N", b"y", b"1", b"")
_CHECKS: Final = tuple(
    check + scope + window
    for check in (b"DUP", b"DUPPHONEALT", b"DUPTITLEALTPHONE", b"DUPNAMEPHONE")
    for scope in (b"LIST", b"CAMP", b"SYS")
    for window in (b"", b"1DAY", b"45DAY")
)
_TEXTS: Final = (b"Ann", b"ann ", b"Lee", b"1 Main St", b"a@example.com", *_ODD)

VALUES: Final[dict[bytes, tuple[bytes, ...]]] = {
    b"phone_number": _NUMBERS,
    b"alt_phone": _NUMBERS,
    b"phone_code": (b"1", b"01", b"44", b"52", b"61", b"9999", b"+1", b""),
    b"list_id": _LISTS,
    b"entry_list_id": _LISTS,
    b"duplicate_check": _CHECKS,
    b"date_of_birth": _DATES,
    b"callback_datetime": _DATES,
    b"gender": (b"M", b"F", b"U", b"m", b"Male"),
    b"rank": (b"5", b"-5", b"99999", b"high"),
    b"hopper_priority": (b"0", b"99", b"150", b"-150", b"x"),
    b"state": (b"FL", b"fl", b"Florida", b"CA"),
    b"postal_code": (b"33701", b"33701-1234", b"999", b"'33701"),
    b"owner": (b"EST", b"XYZ", b"agent.name@company.example.com"),
    b"tz_method": (b"POSTAL", b"TZCODE", b"NANPA", b"postal", b"x"),
    b"campaign_id": (b"SALES", b"sales", b"TESTCAMP", b"NOPE", b""),
    b"campaing": (b"SALES", b"NOPE"),
    b"callback_type": (b"ANYONE", b"USERONLY", b"anyone"),
    b"callback_user": (b"6666", b"1001", b"nobody"),
    b"callback_status": (b"CALLBK", b"x"),
    b"multi_alt_phones": (b"7275552222_1_office!7275553333", b"a!b!c", b"12345", b"!!!!!!!"),
    b"custom_fields": _SWITCH,
    b"favorite_color": _TEXTS,
    b"lead_id": (b"1", b"2", b"0", b"99999999"),
    **dict.fromkeys(
        (b"dnc_check", b"campaign_dnc_check", b"add_to_hopper", b"hopper_local_call_time_check"),
        (*_SWITCH, b"AREACODE"),
    ),
    **dict.fromkeys(
        (b"usacan_areacode_check", b"usacan_prefix_check", b"nanpa_ac_prefix_check", b"callback"),
        _SWITCH,
    ),
    **dict.fromkeys((b"lookup_state", b"list_exists_check", b"remove_from_hopper"), _SWITCH),
    **dict.fromkeys(
        (b"vendor_lead_code", b"source_id", b"title", b"first_name", b"middle_initial"), _TEXTS
    ),
    **dict.fromkeys((b"last_name", b"address1", b"address3", b"city", b"province"), _TEXTS),
    **dict.fromkeys((b"country_code", b"email", b"security_phrase", b"comments"), _TEXTS),
    **dict.fromkeys((b"callback_comments", b"agent_user", b"unknown", b"DB"), _TEXTS),
}
"""Parameters as the public documentation names them, and values worth trying."""

FUNCTIONS: Final = (b"add_lead",) * 12 + (b"version", b"coffee", b"ADD_LEAD", b"", b"update_lead")
_METHODS: Final = (b"HEAD", b"OPTIONS", b"PUT", b"PATCH", b"DELETE", b"get", b"SPAM")
_PATHS: Final = ("/{}", "{}/", "{}/x/y", "/.{}", "/x/..{}", "{}//", "{}x", "{}%2F", "/..{}")
_HEADERS: Final = (
    *(b"X-Test: a", b"X-Test: a\r\n b", b"Expect: 100-continue", b"Expect: other"),
    *(b"Cookie: a=b", b"Accept-Encoding: gzip", b"Range: bytes=0-5", b"Host: twice"),
)
_NAMES: Final = (b"%s[]", b"%s[a]", b" %s", b"%s%%20", b"%s%%00x", b"%s[")


def case(seed: int, number: int, user: bytes, password: bytes) -> Case:
    """A case, the same for the same arguments.

    Args:
        seed: of all cases.
        number: which of them.
        user: who logs in.
        password: likewise.
    """
    chance = random.Random(f"{seed}/{number}")
    steps = chance.choices((1, 2, 3), (6, 3, 1))[0]
    return tuple(_sent(chance, user, password) for _ in range(steps))


def _sent(chance: random.Random, user: bytes, password: bytes) -> Sent:
    pairs = [
        Pair(b"user", user),
        Pair(b"pass", password),
        Pair(b"source", b"test"),
        Pair(b"function", chance.choice(FUNCTIONS)),
        Pair(b"phone_number", chance.choice(_NUMBERS[:3])),
    ]
    pairs += [_pair(chance) for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 5, 9)))]
    if _rarely(chance):
        pairs.pop(chance.randrange(4))
    if _rarely(chance):
        chance.shuffle(pairs)
    sent = Sent(tuple(pairs))
    if chance.random() < 0.4:
        in_query = tuple(pair for pair in pairs if _rarely(chance))
        in_body = tuple(pair for pair in pairs if pair not in in_query or _rarely(chance))
        kind = chance.choices(("form", "parts", "text"), (8, 4, 1))[0]
        sent = Sent(in_query, in_body, b"POST", kind=kind)
    if _rarely(chance):
        sent = sent._replace(method=chance.choice(_METHODS))
    if _rarely(chance):
        sent = sent._replace(path=chance.choice(_PATHS))
    if _rarely(chance):
        sent = sent._replace(headers=(chance.choice(_HEADERS),))
    if chance.random() < 0.05:
        sent = sent._replace(version=b"HTTP/1.0")
    return sent


def _pair(chance: random.Random) -> Pair:
    name = chance.choice(tuple(VALUES))
    value = chance.choice(VALUES[name])
    if _rarely(chance):
        value = chance.choice(_ODD)
    # Blanks and control characters as they are would make another request line of it.
    is_raw = _rarely(chance) and not any(byte <= 0x20 or byte in b"&#%" for byte in value)
    if chance.random() < 0.05:
        name = chance.choice(_NAMES) % name
        name = name.replace(b" ", b"+")
    return Pair(name, value, is_raw)


def _rarely(chance: random.Random) -> bool:
    return chance.random() < 0.15
