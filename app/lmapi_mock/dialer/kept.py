"""What a seed takes from a dialer's tables, and what it leaves there.

A seed is kept in a repository and read by many. So nothing is taken but what is named here: no
leads, no calls, no logs; of users only those of the API, without name, address or password.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lmapi_mock.store.state.rows import Scalar

Row = dict[str, Scalar]

PASSWORD: Final = "test"  # noqa: S105  nobody's
"""What every user's password is in a seed."""

LOOPBACK: Final = "127.0.0.1"
"""What stands in place of the addresses of machines."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is taken of one table.

    Attributes:
        left: columns that are left out; a seed's rows have their defaults.
        instead: values that stand in place of the dialer's own.
        why: what is left out or replaced and why, for the summary; empty where all is taken.
    """

    left: frozenset[str] = frozenset()
    instead: Mapping[str, Scalar] | None = None
    why: str = ""

    def of(self, row: Mapping[str, Scalar]) -> Row:
        """A row as the seed has it."""
        taken = {name: value for name, value in row.items() if name not in self.left}
        return taken | dict(self.instead or {})


_PERSON: Final = frozenset(
    {
        *("full_name", "email", "mobile_number", "user_nickname", "user_code", "user_location"),
        *("territory", "custom_one", "custom_two", "custom_three", "custom_four", "custom_five"),
        *("voicemail_id", "phone_login", "phone_pass", "pass", "pass_hash", "last_ip"),
        *("last_login_date", "failed_login_count", "failed_login_attempts_today"),
        *("failed_login_count_today", "failed_last_ip_today", "failed_last_type_today"),
        *("user_admin_redirect_url", "manual_dial_lead_id", "inbound_credits"),
    }
)
_NUMBERS_AND_ADDRESSES: Final = frozenset(
    {
        *("list_description", "list_changedate", "list_lastcalldate", "resets_today"),
        *("campaign_cid_override", "xferconf_a_number", "xferconf_b_number", "xferconf_c_number"),
        *("xferconf_d_number", "xferconf_e_number", "web_form_address", "web_form_address_two"),
        *("web_form_address_three", "qc_web_form_address", "na_call_url", "cache_count"),
        *("cache_count_new", "cache_count_dialable_new", "cache_date"),
    }
)
_OF_THE_DAY: Final = frozenset({"calls_today", "hopper_calls_today", "hopper_calls_hour"})

KEPT: Final[Mapping[str, Kept]] = {
    "system_settings": Kept(
        frozenset({"pass_key", "pass_cost", "system_ip_blacklist", "sounds_web_server"}),
        {"pass_hash_enabled": "0"},
        f"passwords are plain there, as every user's is {PASSWORD!r}",
    ),
    "servers": Kept(
        frozenset({"server_description"}),
        {"server_ip": LOOPBACK},
        f"addresses of machines are {LOOPBACK}",
    ),
    "vicidial_user_groups": Kept(),
    "vicidial_users": Kept(
        _PERSON, {"pass": PASSWORD}, f"users of the API alone; their passwords are {PASSWORD!r}"
    ),
    "vicidial_campaigns": Kept(),
    "vicidial_lists": Kept(_NUMBERS_AND_ADDRESSES, None, "without numbers, addresses and counts"),
    "vicidial_lists_fields": Kept(),
    "vicidial_call_times": Kept(frozenset({"call_time_comments"})),
    "vicidial_state_call_times": Kept(frozenset({"state_call_time_comments"})),
    "vicidial_call_time_holidays": Kept(),
    "vicidial_ip_lists": Kept(),
    "vicidial_ip_list_entries": Kept(
        frozenset(), {"ip_address": LOOPBACK}, f"each list lets {LOOPBACK} in and nobody else"
    ),
    "vicidial_inbound_groups": Kept(),
    "vicidial_campaign_agents": Kept(_OF_THE_DAY | {"group_web_vars"}, None, "of users kept"),
    "vicidial_inbound_group_agents": Kept(
        _OF_THE_DAY | {"group_web_vars", "calls_today_filtered"}, None, "of users kept"
    ),
    "vicidial_scripts": Kept(),
    "vicidial_lead_filters": Kept(
        frozenset(), None, "without those that ask for a number, a name or an address"
    ),
    "vicidial_url_multi": Kept(frozenset({"url_description"}), None, "secrets in them replaced"),
    "vicidial_filter_phone_groups": Kept(frozenset({"filter_phone_group_description"})),
}
"""By table, in the order of the summary."""

WITH_PASSWORDS: Final[Mapping[str, Kept]] = {
    **KEPT,
    "system_settings": replace(
        KEPT["system_settings"],
        left=KEPT["system_settings"].left - {"pass_key", "pass_cost"},
        instead=None,
        why="with what passwords are hashed by",
    ),
    "vicidial_users": Kept(
        _PERSON - {"pass", "pass_hash"}, None, "users of the API alone, with their passwords"
    ),
}
"""The same where users keep their passwords: for a database that nobody keeps."""

OF_USERS: Final = frozenset({"vicidial_campaign_agents", "vicidial_inbound_group_agents"})
"""Tables whose rows belong to a user: those of users who are left out go with them."""

NUMBERS: Final = ("vicidial_dnc", "vicidial_campaign_dnc", "vicidial_filter_phone_numbers")
"""Tables of phone numbers, which are counted, and taken only where that is asked for."""

REFERENCE: Final = ("vicidial_phone_codes", "vicidial_postal_codes")
"""Tables that are taken only where they are not those that lmapi-mock brings along."""

WHY_LEFT: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("vicidial_list", "vicidial_list_archive", "vicidial_list_alt_phones"), "leads"
    ),
    **dict.fromkeys(
        ("vicidial_hopper", "vicidial_callbacks", "vicidial_callbacks_archive"), "of leads"
    ),
    **dict.fromkeys(
        (
            *("vicidial_api_log", "vicidial_api_urls", "vicidial_url_log", "vicidial_dnc_log"),
            *("vicidial_admin_log", "vicidial_log", "vicidial_closer_log"),
        ),
        "logs",
    ),
    **dict.fromkeys(("vicidial_live_agents", "vicidial_live_inbound_agents"), "of the moment"),
    **dict.fromkeys(("phones", "phones_alias"), "logins of phones"),
    **dict.fromkeys(("vicidial_webservers", "vicidial_urls"), "made anew by what is called"),
    "vicidial_nanpa_prefix_codes": "prefixes, which no area code needs",
}
"""Why other tables are left out."""

_SECRET_KEY: Final = re.compile(r"pass|pwd|token|secret|key|auth|sig|login|user", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"--A--[^&/]*--B--")
_NUMBER: Final = re.compile(r"[0-9]{7,}")
_WORD: Final = re.compile(r"(?:[A-Za-z]?[a-z]{0,15}|[A-Z]{1,6}|v[0-9]{1,2})")
"""What a person reads in an address: a word, a few capitals, a version."""
_SMALL: Final = re.compile(r"[0-9]{1,4}")
REPLACED: Final = "REPLACED"


def url_without_secrets(url: str) -> str:
    """The address for new leads without what may be a secret in it.

    A login before the host is left out; parts of the path that are no words, and values of
    parameters that are neither words nor small numbers or that are called like a secret, are
    replaced; what the dialer fills in, as `--A--lead_id--B--`, stays.
    """
    head, mark, query = url.partition("?")
    scheme, parted, rest = head.partition("://")
    if parted:
        host, slash, path = rest.partition("/")
        path = "/".join(one if _is_plain(one) else REPLACED for one in path.split("/"))
        head = f"{scheme}{parted}{host.rpartition('@')[2]}{slash}{path}"
    return head + mark + "&".join(map(_pair_without_secret, query.split("&")))


def _is_plain(text: str) -> bool:
    """Whether nothing in a text can be a secret."""
    rest = _PLACEHOLDER.sub("", text)
    return all(map(_WORD.fullmatch, re.split(r"[-._~]", rest)))


def _pair_without_secret(pair: str) -> str:
    name, mark, value = pair.partition("=")
    if not value or _PLACEHOLDER.fullmatch(value):
        return pair
    is_plain = _is_plain(value) or _SMALL.fullmatch(value)
    return f"{name}{mark}{REPLACED}" if _SECRET_KEY.search(name) or not is_plain else pair


_SOMEBODY: Final = re.compile(
    r"\b(?:(?:alt_)?phone(?:_number)?|(?:first|last)_name|middle_initial|address[123]|email"
    r"|date_of_birth|security_phrase|comments|vendor_lead_code|source_id|owner)\b",
    re.IGNORECASE,
)
"""Columns of a lead that tell who it is."""


def names_somebody(sql: Any) -> bool:
    """Whether a lead filter may hold a lead's number, name or address."""
    text = str(sql or "")
    return bool(_NUMBER.search(text) or _SOMEBODY.search(text))
