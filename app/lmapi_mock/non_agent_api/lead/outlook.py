"""What only the database knows of a request, noted while its transaction stands.

This costs every request, so it is a few look-ups in cached configuration; sentences are made of
it later, for those who ask (`finding.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.finding import NO_LIST, Outlook, Watched
from lmapi_mock.non_agent_api.lead.custom_fields import STANDARD, encrypted_labels
from lmapi_mock.non_agent_api.wire.php import php_float, php_strlen
from lmapi_mock.store.custom.field_types import NO_VALUES
from lmapi_mock.store.lookup import configuration, phone_codes
from lmapi_mock.store.sql.transaction import Row, Transaction


def watch(call: Call) -> Watched:
    """Note what `finding.find` cannot work out afterwards; nothing is changed by it."""
    value = call.value
    list_id = value.get("list_id", "")
    outlook = NO_LIST
    # A request that was refused early still has its list_id as sent.
    if list_id.isascii() and list_id.isdigit():
        outlook = of_lists(call.tx).get(configuration.number(list_id), NO_LIST)
    sent = call.request.parameters.get("pass")
    has_lead = call.function.stores_lead and bool(call.lead_id)
    return Watched(
        outlook,
        has_lead and _is_guessed(call),
        value["pass"] != sent.decode("utf-8", "surrogateescape"),
        has_lead and bool(value["tz_method"]) and _is_missed(call),
        _shows_sql(call),
    )


def _is_guessed(call: Call) -> bool:
    value = call.value
    if value.get("tz_method") or not call.gmt_offset:
        return False
    place = value["phone_code"], call.areacode, value["state"]
    lacking = call.tx.cached(_lacking)
    is_lacking = lacking.get(place)
    if is_lacking is None:
        is_lacking = _is_lacking(call.tx, *place)
        if len(lacking) < _MOST_PLACES:
            lacking[place] = is_lacking
    return is_lacking


_MOST_PLACES: Final = 1024


def _lacking(_: Transaction) -> dict[tuple[str, str, str], bool]:
    """Of places that were looked up whether they are lacking, till the tables change."""
    return {}


def _is_lacking(tx: Transaction, phone_code: str, areacode: str, state: str) -> bool:
    """Whether a country has area codes, or states, and this is none of them."""
    match configuration.number(phone_code):
        case 1 | 52:
            return phone_codes.by_areacode(tx, phone_code, areacode) is None
        case 61:
            return phone_codes.by_state(tx, phone_code, state) is None
    return False


def _is_missed(call: Call) -> bool:
    """Whether tz_method had all that it needs, and yet found nothing."""
    value = call.value
    method = value.get("tz_method", "")
    found: list[object] = []
    if "POSTAL" in method.upper() and value["phone_code"] == "1":
        postal_code = value["postal_code"]
        if php_strlen(postal_code) > 4:
            found.append(phone_codes.by_postal_code(call.tx, "1", postal_code))
    if method == "TZCODE" and php_strlen(value["owner"]) > 1:
        found.append(phone_codes.by_tz_code(call.tx, value["phone_code"], value["owner"]))
    return bool(found) and not any(found)


def _shows_sql(call: Call) -> bool:
    asked = call.request.parameters.get("DB")
    return bool(
        asked
        and php_float(asked[:20].decode("latin-1")) > 0
        and str(configuration.settings(call.tx)["allow_web_debug"]) == "1"
    )


def of_lists(tx: Transaction) -> Mapping[int, Outlook]:
    """What is known of each list, whatever is asked."""
    return tx.cached(_outlooks)


def _outlooks(tx: Transaction) -> Mapping[int, Outlook]:
    return {
        configuration.number(list_id): _outlook(tx, row, list_id)
        for list_id in configuration.all_lists(tx)
        if (row := configuration.list_(tx, list_id)) is not None
    }


def _outlook(tx: Transaction, row: Row, list_id: str) -> Outlook:
    campaign_id = str(row["campaign_id"] or "")
    campaign = configuration.campaign(tx, campaign_id) if campaign_id else None
    fields = configuration.fields_of_list(tx, list_id)
    return Outlook(
        exists=True,
        is_active=_is_yes(row["active"]),
        campaign=campaign_id,
        campaign_exists=campaign is not None,
        campaign_is_active=campaign is not None and _is_yes(campaign["active"]),
        labels=frozenset(label for field in fields if (label := _label(field))),
        encrypted=encrypted_labels(tx, list_id),
    )


def _label(field: Row) -> str:
    """The label of a custom field that holds a value."""
    label = str(field["field_label"] or "")
    holds = field["field_duplicate"] not in {None, "Y"} and field["field_type"] not in NO_VALUES
    return label if holds and label not in STANDARD else ""


def _is_yes(value: Any) -> bool:
    return fold(str(value or "")) == "y"
