"""Findings about names: parameters and functions that nobody knows."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.findings.request import DEBUG, ESCAPED, is_json, shown_name
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.finding import Finding, outlook_of, text_of
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, NOT_IMITATED, is_there, names
from lmapi_mock.non_agent_api.lead import messages

NOT_STORED: Final = (
    messages.CUSTOM_FIELDS_DISABLED,
    messages.NO_CUSTOM_FIELDS_FOR_LIST,
    messages.NO_FIELDS_DEFINED,
    messages.NO_FIELDS_TO_UPDATE,
)
"""What is said when custom fields are not stored."""

_MEANT: Final[Mapping[str, str]] = {
    "address": "address1",
    "birthday": "date_of_birth",
    "cell": "phone_number",
    "country": "country_code",
    "dob": "date_of_birth",
    "duplicate": "duplicate_check",
    "firstname": "first_name",
    "lastname": "last_name",
    "login": "user",
    "mobile": "phone_number",
    "note": "comments",
    "notes": "comments",
    "number": "phone_number",
    "password": "pass",
    "phone": "phone_number",
    "street": "address1",
    "surname": "last_name",
    "telephone": "phone_number",
    "timezone": "tz_method",
    "username": "user",
    "vendorid": "vendor_lead_code",
    "zip": "postal_code",
    "zipcode": "postal_code",
}
"""What is meant by other names for the same."""


def find(entry: Entry) -> Iterator[Finding]:
    """Names that are not known, or that are known elsewhere."""
    if entry.called is NO_FUNCTION:
        yield from _function(entry)
        return
    sent = entry.parameters.query | entry.parameters.body
    reason = _not_stored(entry)
    if reason:
        yield Finding(
            "custom-fields-not-stored",
            f"The lead is stored, its custom fields are not: {reason}.",
            "custom_fields",
            text_of(entry, "custom_fields"),
        )
    function = entry.called
    ignored = {one.name: one.ignored for one in function.parameters if one.ignored}
    labels = outlook_of(entry).labels if "custom_fields" in entry.cleaned else frozenset()
    # update_lead's are those of the lead's list, whatever list_id was sent.
    labels |= frozenset(entry.noted.get("fields", ()))
    asked = entry.cleaned.get("custom_fields") == "Y"
    is_unknown = False
    known = tuple(one for one in entry.cleaned if entry.campaing_spelling or one != "campaing")
    for name in sent:
        if name in ignored:
            yield Finding(
                "parameter-ignored",
                f"{name} is ignored: {ignored[name]}.",
                name,
                text_of(entry, name),
            )
        elif (
            name in entry.cleaned
            or (asked and name in labels)
            or name.startswith(ESCAPED)
            or (name in entry.parameters.body and is_json(entry))
            or _is_debug(entry, name)
        ):
            continue
        elif name in labels:
            yield Finding(
                "custom-fields-not-asked",
                f"{name} is a custom field of the list, and custom_fields=Y was not sent.",
                name,
                text_of(entry, name),
            )
        else:
            near = nearest(name, (*known, *sorted(labels)) if asked else known)
            if near or not reason:
                is_unknown = True
                yield _unknown(entry, function, name, near)
    # A field that is spelt otherwise is told as such.
    if asked and labels and entry.lead_id and not is_unknown and not labels.intersection(sent):
        yield Finding(
            "custom-fields-not-sent",
            f"custom_fields=Y, and none of the list's custom fields was sent:"
            f" {', '.join(sorted(labels))}.",
            "custom_fields",
            text_of(entry, "custom_fields"),
        )
    yield from _campaing(entry)


def _is_debug(entry: Entry, name: str) -> bool:
    """Whether it is what a finding of its own speaks of."""
    return name == DEBUG and entry.watched is not None and entry.watched.shows_sql


def _function(entry: Entry) -> Iterator[Finding]:
    function = entry.cleaned["function"]
    if entry.is_left_out and is_there(function):
        yield Finding(
            "function-unknown",
            f"{function} is none of the functions that --functions lets this path know.",
            "function",
            text_of(entry, "function"),
        )
    elif function in NOT_IMITATED:
        yield Finding(
            "function-not-imitated",
            f"{function} is a function of VICIdial's that is not imitated here: a fault can answer"
            f' in its place, as {{"match": {{"function": "{function}"}}, "body": "..."}}.',
            "function",
            text_of(entry, "function"),
        )
    elif function and not is_there(function):
        near = nearest(function, names())
        meant = f"Did you mean {near}?" if near else "docs/functions.md names those there are."
        yield Finding(
            "function-unknown",
            f"{function} is no function that is known here. {meant}",
            "function",
            text_of(entry, "function"),
        )


def _not_stored(entry: Entry) -> str:
    for line in entry.lines:
        if line.message in NOT_STORED:
            return line.reason.rpartition(", ")[2].lower()
    return ""


def _unknown(entry: Entry, function: Function, name: str, near: str) -> Finding:
    meant = f" Did you mean {near}?" if near else ""
    shown = shown_name(name)
    return Finding(
        "unknown-parameter",
        f"{shown} is no parameter of {function.name}, and was ignored.{meant}",
        shown,
        text_of(entry, name),
    )


def _campaing(entry: Entry) -> Iterator[Finding]:
    sent = entry.parameters
    if "campaing" not in sent or "campaing" not in entry.cleaned:
        return
    if not entry.campaing_spelling:
        why = f"{entry.path} knows campaign_id only"
    elif "campaign_id" in sent and sent.get("campaign_id") != sent.get("campaing"):
        why = "campaign_id was sent too, and counts"
    else:
        return
    yield Finding(
        "campaing-not-read",
        f"campaing was not read: {why}.",
        "campaing",
        text_of(entry, "campaing"),
        entry.cleaned["campaign_id"],
    )


_LONGEST: Final = 40
"""Of a longer name only so much is looked at: it is nobody's."""


def nearest(name: str, known: tuple[str, ...]) -> str:
    """The known name that is most likely meant, nothing where none comes near.

    Args:
        name: as sent.
        known: what there is, the likelier ones first.
    """
    return _nearest(name[:_LONGEST], known)


@functools.lru_cache(1024)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    import difflib  # noqa: PLC0415  of no use to a server that nobody asks for findings

    plain = {_plain(one): one for one in reversed(known)}
    wanted = _plain(name)
    if wanted in plain:
        return plain[wanted]
    meant = _MEANT.get(wanted, "")
    if meant in known:
        return meant
    if len(wanted) >= 4:
        begins = [one for one in known if _plain(one).startswith(wanted)]
        if begins:
            return begins[0]
    close = difflib.get_close_matches(wanted, plain, 3, 0.8)
    if not close:
        return ""
    # Of names that come equally near, the likelier one.
    likeness = {one: difflib.SequenceMatcher(None, one, wanted).ratio() for one in close}
    best = max(likeness.values())
    return next(one for one in known if likeness.get(_plain(one)) == best)


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
