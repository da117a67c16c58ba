"""What is sent to a dialer to know it by: nothing of it adds, changes or removes a lead.

Each probe is refused before anything is stored, or only reads. A dialer logs each call in its
tables of the API's calls, and notes the user's last login. add_lead is sent with what every
release refuses only (no source, a number that is too short or too long), never with a check that
an older one might not know.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from lmapi_mock.settings import Settings

USER: Final = "{user}"
PASSWORD: Final = "{pass}"  # noqa: S105  stands for it

_NOBODY: Final = {"user": "lmapimocknobody", "pass": "nobody", "source": "conform"}
_LOGIN: Final = {"user": USER, "pass": PASSWORD}
CALLER: Final = {**_LOGIN, "source": "conform"}
_BEYOND: Final = "2147483647"
"""A lead_id, and a list_id, that no dialer has come to."""


class Probe(NamedTuple):
    """One request.

    Attributes:
        name: what it asks for, in words.
        kind: what a difference would be one of: `version`, `login`, `refusal`, `read`, `failure`,
            `wire`, `limit`, `write` or `corpus`.
        query: as it is sent, but for the login.
        body: of a form, likewise; empty for none.
        method: HTTP's.
        headers: lines besides the necessary ones.
        content_type: of the body.
        elsewhere: it goes to a path beside the endpoint's, where nothing is.
    """

    name: str
    kind: str
    query: bytes = b""
    body: bytes = b""
    method: str = "GET"
    headers: tuple[bytes, ...] = ()
    content_type: bytes = b"application/x-www-form-urlencoded"
    elsewhere: bool = False


def encoded(**params: str) -> bytes:
    """A query of these parameters, the login not yet filled in."""
    return urlencode(params, safe="{}", quote_via=quote).encode()


def _add_lead(**params: str) -> bytes:
    return encoded(**CALLER, function="add_lead", **params)


def _check(**params: str) -> bytes:
    return encoded(
        **CALLER,
        function="check_phone_number",
        local_call_time="24hours",
        phone_code="1",
        **params,
    )


FIRST: Final = Probe("a good login, and no function", "login", encoded(**CALLER))
"""Sent before all others: a login that is refused is not tried again, which would lock it."""

PROBES: Final = (
    FIRST,
    Probe("version", "version", encoded(function="version")),
    Probe("an unknown user", "login", encoded(**_NOBODY, function="add_lead")),
    Probe("no login", "login", encoded(function="add_lead", source="conform")),
    Probe("no source", "refusal", encoded(**_LOGIN, function="add_lead")),
    Probe("a short source", "refusal", encoded(**_LOGIN, function="add_lead", source="x")),
    Probe("an unknown function", "refusal", encoded(**CALLER, function="lmapi_mock_conform")),
    Probe("capitals in the function", "refusal", encoded(**CALLER, function="VERSION")),
    Probe("no phone number", "refusal", _add_lead(phone_number="")),
    Probe("a phone number of five digits", "refusal", _add_lead(phone_number="72755")),
    Probe("a phone number of 17 digits", "refusal", _add_lead(phone_number="7" * 17)),
    Probe(
        "a prefix that begins with 1",
        "refusal",
        _check(phone_number="7271550100", usacan_prefix_check="Y"),
    ),
    Probe(
        "an area code that there is not",
        "refusal",
        _check(phone_number="9995550100", usacan_areacode_check="Y"),
    ),
    Probe(
        "a list that there is not",
        "refusal",
        _add_lead(phone_number="72755", list_id=_BEYOND, list_exists_check="Y"),
    ),
    Probe("a number that passes the checks", "read", _check(phone_number="7275550100")),
    Probe(
        "an area code before eight digits",
        "read",
        _check(phone_number="72755501001", usacan_areacode_check="Y"),
    ),
    Probe("a number that is too short to check", "read", _check(phone_number="72755")),
    Probe(
        "a lead that there is not",
        "read",
        encoded(**CALLER, function="lead_field_info", lead_id=_BEYOND, field_name="lead_id"),
    ),
    Probe(
        "a field of no lead", "read", encoded(**CALLER, function="lead_field_info", field_name="x")
    ),
    Probe(
        "a list to be told that there is not",
        "read",
        encoded(**CALLER, function="list_info", list_id=_BEYOND),
    ),
    Probe(
        "an apostrophe in the query", "failure", encoded(**_LOGIN) + b"&function=add_lead&x=it's"
    ),
    Probe(
        "an apostrophe where a time zone is looked up",
        "failure",
        _check(phone_number="7275550100", tz_method="TZCODE", owner="O'Brien"),
    ),
    Probe("an array for a source", "failure", encoded(**_LOGIN) + b"&function=add_lead&source[]=a"),
    Probe("an array for a phone number", "failure", encoded(**_LOGIN) + b"&phone_number[]=1"),
    Probe("raw bytes", "wire", encoded(**_LOGIN, function="add_lead") + "&source=ñ".encode()),
    Probe("bytes that are no UTF-8", "wire", _add_lead(phone_number="72755") + b"&title=%ED%A0%80"),
    Probe("a form", "wire", body=_add_lead(phone_number="72755"), method="POST"),
    Probe("HEAD", "wire", encoded(**_LOGIN, function="add_lead"), method="HEAD"),
    Probe("OPTIONS", "wire", encoded(**_LOGIN, function="add_lead"), method="OPTIONS"),
    Probe(
        "an expectation that none has",
        "wire",
        encoded(**_LOGIN, function="add_lead"),
        headers=(b"Expect: other",),
    ),
    Probe("a path where nothing is", "wire", elsewhere=True),
)


def long_line(length: int) -> Probe:
    """A request whose first line has so many bytes, where nothing is."""
    return Probe(f"a request line of {length} bytes", "limit", b"x" * length, elsewhere=True)


def long_header(length: int) -> Probe:
    """A request with a header of so many bytes, name and all, where nothing is."""
    field = b"X-Conform: ".ljust(length, b"x")
    return Probe(f"a header of {length} bytes", "limit", headers=(field,), elsewhere=True)


def suite(settings: Settings) -> tuple[Probe, ...]:
    """All probes; those of the limits lie at the double's own.

    Args:
        settings: the double's.
    """
    line, header = settings.url_limit, settings.header_limit
    at_limits = [
        *(long_line(length) for length in (line, line + 1) if line),
        *(long_header(length) for length in (header, header + 1) if header),
    ]
    return (*PROBES, *at_limits)
