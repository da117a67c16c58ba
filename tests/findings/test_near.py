"""Each code of any function's requests and of add_lead's: one that earns it, a near one that does
not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pytest

from client import FORM, Mock, base_changed
from findings.conftest import GOOD, Find, Send
from findings.test_finding import CASES
from lmapi_mock.findings.catalogue import GENERAL
from lmapi_mock.non_agent_api.functions import named
from lmapi_mock.settings import VICIDIAL_DOOR

NEAR: Final[dict[str, dict[str, str]]] = {
    "unknown-parameter": {"address1": "1 Main St"},
    "campaing-not-read": {"campaign_id": "SALES"},
    "function-unknown": {"function": "add_lead"},
    "function-not-imitated": {"function": "add_list"},
    "parameter-ignored": {"rank": "5"},
    "dropped-characters": {"source": "webform", "first_name": "Jose", "rank": "35"},
    "plus-became-space": {"email": "me@example.com"},
    "phone-number-cleaned": {"phone_number": "7275551212"},
    "digits-glued": {"phone_number": "(727) 555.1212"},
    "country-code-in-number": {"phone_number": "7175551212"},
    "value-cut": {"title": "Prof"},
    "value-clamped": {"rank": "32767", "hopper_priority": "99", "add_to_hopper": "Y"},
    "character-replaced": {"comments": "José"},
    "backslash-is-an-escape": {"comments": "C:/tmp/x"},
    "impossible-date": {"date_of_birth": "1980-02-29"},
    "date-read-otherwise": {"date_of_birth": "1980/07/04"},
    "callback-in-past": {
        "callback": "Y",
        "campaign_id": "SALES",
        "callback_datetime": "2026-07-15 14:00:00",
    },
    "switch-not-on": {"dnc_check": "Y"},
    "unknown-choice": {"gender": "F"},
    "custom-fields-not-stored": {"favorite_color": "blue"},
    "unknown-duplicate-check": {"duplicate_check": "DUPLIST"},
    "unknown-window": {"duplicate_check": "DUPSYS30DAY"},
    "several-windows": {"duplicate_check": "DUPLIST30DAY-DUPSYS30DAY"},
    "missing-requirement": {"tz_method": "POSTAL", "postal_code": "33701"},
    "nanpa-skipped": {"tz_method": "NANPA", "nanpa_ac_prefix_check": "Y"},
    "alt-phones-ignored": {"multi_alt_phones": "727555"},
    "held-without-callback": {
        "callback": "Y",
        "campaign_id": "SALES",
        "callback_datetime": "NOW",
    },
    "list-id-defaulted": {"list_id": "101"},
    "list-id-not-sent": {"list_id": "999"},
    "list-missing": {"list_id": "102"},
    "list-inactive": {"list_id": "101"},
    "campaign-missing": {"list_id": "101"},
    "campaign-inactive": {"list_id": "101"},
    "campaign-not-the-lists": {"campaign_id": "sales"},
    "offset-unknown": {"phone_code": "1", "phone_number": "7275551212"},
    "offset-guessed": {"phone_number": "7275551212"},
    "time-zone-not-found": {"tz_method": "POSTAL", "postal_code": "33701"},
    "number-length": {"phone_number": "7275551112"},
    "number-prefix": {"phone_number": "2079460018", "phone_code": "44"},
    "number-abroad": {"phone_number": "15123456789", "phone_code": "49"},
    "number-unassigned": {"phone_number": "7275551234"},
    "number-kind": {"phone_number": "2079460018", "phone_code": "44"},
    "number-zone": {"phone_number": "7278930000", "tz_method": "TZCODE", "owner": "EST"},
    "number-elsewhere": {"phone_number": "7278930000", "state": "FL", "postal_code": "33701"},
    "state-not-found": {"lookup_state": "Y"},
    "encoded-twice": {"comments": "don't, 100%"},
    "unfilled-placeholder": {"last_name": "Null", "comments": "undefined by {law}"},
}
"""By a code that a change of a good request earns (`CASES`), one that comes near to it."""


ELSEWHERE: Final = {"dialer-differs": "shadow/test_shadow.py"}
"""By a code that a server which stands alone never tells, the file that has both requests."""


class Sent(NamedTuple):
    """A request, as it goes over the wire."""

    form: dict[str, str] | str = ""
    query: str = ""
    method: str = "POST"
    content_type: str = FORM
    tables: dict[str, Any] | None = None
    times: int = 1
    custom_tables: dict[str, Any] | None = None


QUERY: Final = urlencode(GOOD)
JSON: Final = '{"phone_number": "7275551111", "list_id": "101"}'
NO_PASS: Final = "&".join(part for part in QUERY.split("&") if not part.startswith("pass="))
DEBUG: Final = {"system_settings": base_changed("system_settings", allow_web_debug="1")}
FIELD: Final = {
    "list_id": 101,
    "field_label": "color",
    "field_type": "TEXT",
    "field_duplicate": "N",
    "field_encrypt": "N",
}
COLOR: Final = {"vicidial_lists_fields": [FIELD]}
NUMBER: Final = {"custom_101": [("color", "int(3)")]}
TEXT: Final = {"custom_101": [("color", "varchar(20)")]}
CRYPT: Final = {
    "vicidial_lists_fields": [FIELD | {"field_encrypt": "Y"}],
    "system_settings": base_changed("system_settings", active_modules="cf_encrypt"),
}
CUSTOM: Final = GOOD | {"custom_fields": "Y"}
OPENED: Final = {"vicidial_users": base_changed("vicidial_users", api_list_restrict="1")}
ADDRESS: Final = {
    "campaign_id": "101",
    "entry_type": "list",
    "url_type": "apinewlead",
    "url_address": "http://127.0.0.1:9/new",
}
BLANK: Final = {"title": "Ms ", "first_name": "Ann ", "last_name": "Lee ", "city": "Rome "}


def _groups(allowed_campaigns: str) -> Any:
    return base_changed("vicidial_user_groups", allowed_campaigns=allowed_campaigns)


PAIRS: Final[dict[str, tuple[Sent, Sent]]] = {
    "unreadable-request": (
        Sent(GOOD, content_type="x" * 9000),
        Sent(GOOD, content_type="x" * 8000),
    ),
    "body-ignored": (
        Sent(JSON, QUERY, content_type="application/json"),
        Sent(GOOD, content_type=f"{FORM}; charset=utf-8"),
    ),
    "method-body-ignored": (Sent(GOOD, QUERY, "PUT"), Sent(query=QUERY, method="PUT")),
    "body-too-large": (
        Sent(GOOD | {"comments": "x" * (8 << 20)}),
        Sent(GOOD | {"comments": "x" * (8 << 10)}),
    ),
    "too-many-variables": (
        Sent("&".join([QUERY, *["comments=x"] * 995])),
        Sent("&".join([QUERY, *["comments=x"] * 994])),
    ),
    "query-and-body": (Sent(GOOD | {"title": "Mr"}, "title=Ms"), Sent(GOOD, "title=Ms")),
    "array-parameter": (Sent(GOOD | {"title[]": "Mr"}), Sent(GOOD | {"title": "Mr"})),
    "method-acts": (
        Sent(query=QUERY, method="OPTIONS"),
        Sent(query=f"{NO_PASS}&pass=wrong", method="OPTIONS"),
    ),
    "sent-twice": (Sent(f"{QUERY}&title=Mr&title=Ms"), Sent(f"{QUERY}&title=Ms&title=Ms")),
    "ampersand-escaped": (
        Sent(query=QUERY.replace("&", "&amp;"), method="GET"),
        Sent(f"{QUERY}&comments=a%26amp%3Bb"),
    ),
    "json-as-form": (Sent(JSON, QUERY), Sent(GOOD | {"comments": JSON})),
    "values-end-in-blanks": (
        Sent(GOOD | BLANK | {"state": "FL ", "comments": "x ", "email": "a@b.c "}),
        Sent(GOOD | {"title": "Ms ", "first_name": "Ann "}),
    ),
    "debug-output": (Sent(GOOD | {"DB": "1"}, tables=DEBUG), Sent(GOOD | {"DB": "1"})),
    "fails-on-the-dialer": (
        Sent(GOOD | {"last_name": "O'Brien", "duplicate_check": "DUPNAMEPHONELIST"}),
        Sent(GOOD | {"last_name": "O'Brien", "duplicate_check": "DUPLIST"}),
    ),
    "password-in-query": (Sent(query=QUERY, method="GET"), Sent({"pass": "1234"}, NO_PASS)),
    "password-cleaned": (Sent(GOOD | {"pass": "12!34"}), Sent(GOOD)),
    "repeated-lead": (Sent(GOOD, times=2), Sent(GOOD | {"duplicate_check": "DUPLIST"}, times=2)),
    "value-changed": (
        Sent(CUSTOM | {"color": "red"}, tables=COLOR, custom_tables=NUMBER),
        Sent(CUSTOM | {"color": "7"}, tables=COLOR, custom_tables=NUMBER),
    ),
    "custom-field-encrypted": (
        Sent(CUSTOM | {"color": "red"}, tables=CRYPT, custom_tables=TEXT),
        Sent(CUSTOM | {"color": "red"}, tables=COLOR, custom_tables=TEXT),
    ),
    "custom-fields-not-asked": (
        Sent(GOOD | {"color": "red"}, tables=COLOR, custom_tables=TEXT),
        Sent(CUSTOM | {"color": "red"}, tables=COLOR, custom_tables=TEXT),
    ),
    "group-opened-by-campaign": (
        Sent(GOOD, tables=OPENED | {"vicidial_user_groups": _groups(" SALES X-ally - -")}),
        Sent(
            GOOD,
            tables=OPENED | {"vicidial_user_groups": _groups(" SALES X-ally -ALL-CAMPAIGNS- - -")},
        ),
    ),
    "new-lead-address-inactive": (
        Sent(GOOD, tables={"vicidial_url_multi": [ADDRESS]}),
        Sent(GOOD, tables={"vicidial_url_multi": [ADDRESS | {"active": "Y"}]}),
    ),
    "custom-fields-not-sent": (
        Sent(CUSTOM, tables=COLOR, custom_tables=TEXT),
        Sent(CUSTOM | {"color": ""}, tables=COLOR, custom_tables=TEXT),
    ),
}
"""By a code of a request as a whole, or of custom fields: what earns it, and what comes near."""


@pytest.mark.parametrize("code", NEAR)
def test_a_near_request_does_not_earn_it(send: Send, code: str) -> None:
    assert code not in {one["code"] for one in send(**NEAR[code])}


@pytest.mark.parametrize("code", PAIRS)
def test_what_earns_it_and_what_comes_near(mock: Mock, find: Find, code: str) -> None:
    for sent, is_earned in zip(PAIRS[code], (True, False), strict=True):
        mock.put_state(sent.custom_tables, **(sent.tables or {}))
        form = sent.form if isinstance(sent.form, str) else urlencode(sent.form)
        target = f"{VICIDIAL_DOOR}?{sent.query}" if sent.query else VICIDIAL_DOOR
        headers = {"content-type": sent.content_type} if form else {}
        for _ in range(sent.times):
            mock.fresh().request(sent.method, target, form or None, headers)
        assert (code in {one["code"] for one in find()}) is is_earned


def test_every_code_has_both() -> None:
    kinds = GENERAL.keys() | named("add_lead").findings().kinds.keys()
    assert NEAR.keys() == {case.code for case in CASES}
    assert NEAR.keys() | PAIRS.keys() | ELSEWHERE.keys() == kinds
    for code, file in ELSEWHERE.items():
        assert f'"{code}"' in (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
