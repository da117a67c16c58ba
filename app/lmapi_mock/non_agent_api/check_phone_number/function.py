"""check_phone_number as data (leads.md, 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.check_phone_number import messages, stages
from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling, permission_examples
from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen, messages_of
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import call_time, dnc, phone_number, time_zone
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r

_SHARED: Final = (
    *shared.OF_PERMISSION,
    "INVALID_LENGTH",
    "INVALID_PREFIX",
    "INVALID_AREACODE",
    "INVALID_NANPA",
    "IN_DNC",
    "IN_CAMPAIGN_DNC",
)


def _not_stored(parameter: Parameter) -> Parameter:
    """A lead's parameter, of which nothing is stored here."""
    return replace(parameter, column=None)


def _check(**parameters: str) -> dict[str, str]:
    sent = {"phone_number": ANYONE, "local_call_time": "24hours"}
    return calling("check_phone_number", **(sent | parameters))


def _examples() -> Mapping[str, Example]:
    winter = {"now": "2026-01-15T17:00:00Z", "timezone": "UTC"}
    nanpa = {
        "vicidial_nanpa_prefix_codes": [
            {"areacode": "727", "prefix": str(prefix), "GMT_offset": "-5", "DST": "Y"}
            for prefix in range(200, 210)
        ]
    }
    told = {"parts": "AREACODE: 1|-5#", "phone_code": "1", "postal_code": "", "state": ""}
    return {
        **permission_examples("check_phone_number", "MAY_NOT_CHECK", phone_number=ANYONE),
        "CALL_TIME_UNKNOWN": Example(_check(local_call_time="none")),
        "NANPA_NOT_LOADED": Example(_check(tz_method="NANPA"), said={"rows": 0}),
        "INVALID_LENGTH": Example(_check(phone_number="72755")),
        "INVALID_PREFIX": Example(_check(phone_number="7271551212", usacan_prefix_check="Y")),
        "INVALID_AREACODE": Example(_check(phone_number="1115551212", usacan_areacode_check="Y")),
        "INVALID_NANPA": Example(_check(nanpa_ac_prefix_check="Y"), rows=nanpa),
        "IN_DNC": Example(_check(phone_number="7275559999", dnc_check="Y")),
        "IN_CAMPAIGN_DNC": Example(
            _check(phone_number="7275558888", campaign_dnc_check="Y", campaign_id="SALES")
        ),
        "CHECKED": Example(_check(), said={**told, "owner": ""}, clock=winter),
    }


KINDS: Final[Mapping[str, Kind]] = {
    "call-time-misnamed": Kind(
        Severity.WARNING,
        "call_time in place of local_call_time",
        "The documentation's first example sends call_time; it is not read, and the call time is"
        " said to be none.",
        "Send local_call_time.",
    ),
    "called-by-londons-clock": Kind(
        Severity.WARNING,
        "May be called, by London's clock",
        "Where no time zone is found the offset is empty, and counts as 0 in the answer: 1 says"
        " that a call is allowed in London.",
        "Take a part with an empty offset for no answer, or send another phone_code.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    if said(seen, messages.CALL_TIME_UNKNOWN) and "call_time" in seen.parameters:
        sent = seen.parameters.get("call_time").decode("utf-8", "replace")
        yield Finding(
            "call-time-misnamed", "call_time is not read: local_call_time is.", "call_time", sent
        )

    for method in seen.noted.get("without_offset", ()):
        yield Finding(
            "called-by-londons-clock",
            f"{method} found no time zone: whether a call is allowed is told for offset 0.",
            "tz_method",
            method,
        )


_LOCAL_CALL_TIME: Final = Parameter(
    "local_call_time",
    r.LETTERS_WORD,
    "The call time that has to allow a call, vicidial_call_times.call_time_id.",
    group=login.REQUIRED,
    needed=True,
)

FUNCTION: Final = Function(
    "check_phone_number",
    "Says whether a number is well formed, not forbidden, and may be called now.",
    (
        Stage(
            "check_permission",
            rights(messages.MAY_NOT_CHECK, {"vdc_agent_api_access": "1"}),
            "Source and the user's rights",
            "1.2",
            texts=("source",),
        ),
        Stage("check_call_time", stages.check_call_time, "The call time", "8, 1"),
        Stage("set_defaults", stages.set_defaults, "Defaults for what was not sent", "8, 2"),
        Stage("check_nanpa_data", stages.check_nanpa_data, "NANPA data", "8, 3"),
        Stage("check_phone_number", phone_number.check_number, "The phone number", "8, 4-7"),
        Stage("check_dnc", dnc.check_dnc, "Do-not-call lists", "8, 8-9", dnc.is_asked),
        Stage(
            "tell",
            stages.tell,
            "May it be called now?",
            "8, 10",
            fragile=(*time_zone.FRAGILE, *call_time.FRAGILE),
        ),
    ),
    (
        login.USER,
        login.PASSWORD,
        login.FUNCTION,
        _not_stored(lead.PHONE_NUMBER),
        _LOCAL_CALL_TIME,
        _not_stored(lead.PHONE_CODE),
        login.SOURCE,
        _not_stored(lead.STATE),
        _not_stored(lead.POSTAL_CODE),
        _not_stored(lead.OWNER),
        replace(lead.TZ_METHOD, choices=("AREACODE", "POSTAL", "TZCODE", "NANPA")),
        lead.DNC_CHECK,
        lead.CAMPAIGN_DNC_CHECK,
        _not_stored(lead.CAMPAIGN_ID),
        lead.USACAN_PREFIX_CHECK,
        lead.USACAN_AREACODE_CHECK,
        lead.NANPA_AC_PREFIX_CHECK,
        login.AGENT_USER,
    ),
    chosen(shared, _SHARED) | messages_of(messages),
    _examples,
    lambda: Findings(KINDS, _find),
)
