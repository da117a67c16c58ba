"""The twelve duplicate checks: which fields, in which lists, of how many days (section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.add_lead import messages
from lmapi_mock.non_agent_api.call import Call
from lmapi_mock.non_agent_api.outcome import Message
from lmapi_mock.store import configuration
from lmapi_mock.store.columns import unsigned64
from lmapi_mock.store.database import Row
from lmapi_mock.store.engines import Engine
from lmapi_mock.store.statements import Statement
from lmapi_mock.store.tables import vicidial_list as lead

Scope = Literal["LIST", "CAMP", "SYS"]

WINDOW_DAYS: Final = (1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360)
"""The windows there are; of several that occur in the text the last of these wins."""


@dataclass(frozen=True, slots=True)
class Check:
    """One of the twelve checks.

    Attributes:
        name: what has to occur in duplicate_check.
        scope: the request's list, the lists of its campaign, or the whole system.
        fields: the columns that all have to equal the request's values, or, for PHONEALT, one
            of which has to equal its phone_number.
        message: the refusal.
    """

    name: str
    scope: Scope
    fields: tuple[str, ...]
    message: Message


PHONE: Final = ("phone_number",)
PHONE_OR_ALT: Final = ("phone_number", "alt_phone")
TITLE_ALT_PHONE: Final = ("title", "alt_phone")
NAME_PHONE: Final = ("first_name", "last_name", "phone_number")

CHECKS: Final = (
    Check("DUPLIST", "LIST", PHONE, messages.DUPLIST),
    Check("DUPCAMP", "CAMP", PHONE, messages.DUPCAMP),
    Check("DUPSYS", "SYS", PHONE, messages.DUPSYS),
    Check("DUPPHONEALTLIST", "LIST", PHONE_OR_ALT, messages.DUPPHONEALTLIST),
    Check("DUPPHONEALTCAMP", "CAMP", PHONE_OR_ALT, messages.DUPPHONEALTCAMP),
    Check("DUPPHONEALTSYS", "SYS", PHONE_OR_ALT, messages.DUPPHONEALTSYS),
    Check("DUPTITLEALTPHONELIST", "LIST", TITLE_ALT_PHONE, messages.DUPTITLEALTPHONELIST),
    Check("DUPTITLEALTPHONECAMP", "CAMP", TITLE_ALT_PHONE, messages.DUPTITLEALTPHONECAMP),
    Check("DUPTITLEALTPHONESYS", "SYS", TITLE_ALT_PHONE, messages.DUPTITLEALTPHONESYS),
    Check("DUPNAMEPHONELIST", "LIST", NAME_PHONE, messages.DUPNAMEPHONELIST),
    Check("DUPNAMEPHONECAMP", "CAMP", NAME_PHONE, messages.DUPNAMEPHONECAMP),
    Check("DUPNAMEPHONESYS", "SYS", NAME_PHONE, messages.DUPNAMEPHONESYS),
)
"""All checks, in the order in which they run."""


def _statement(fields: tuple[str, ...], scope: Scope, *, windowed: bool) -> Statement:
    def build(compare: Engine) -> sa.Select[tuple[int, int, str]]:
        if fields is PHONE_OR_ALT:
            same = sa.or_(*(compare.matches(lead.c[name], "phone_number") for name in fields))
        else:
            same = sa.and_(*(compare.matches(lead.c[name], name) for name in fields))
        query = sa.select(lead.c.lead_id, lead.c.list_id, lead.c.phone_number).where(same)
        if scope != "SYS":
            query = query.where(lead.c.list_id == sa.bindparam("list_id"))
        if windowed:
            query = query.where(lead.c.entry_date > sa.bindparam("since"))
        return query.order_by(lead.c.lead_id).limit(sa.literal_column("1"))

    return Statement(build)


_FIND: Final[Mapping[tuple[tuple[str, ...], Scope, bool], Statement]] = {
    (fields, scope, windowed): _statement(fields, scope, windowed=windowed)
    for fields in (PHONE, PHONE_OR_ALT, TITLE_ALT_PHONE, NAME_PHONE)
    for scope in ("LIST", "SYS")
    for windowed in (False, True)
}


def check_duplicates(call: Call) -> None:
    """Refuse a lead that is there already, as far as duplicate_check asks."""
    asked = call.value["duplicate_check"].upper()
    if "DUP" not in asked:
        return
    checks = [check for check in CHECKS if check.name in asked]
    call.tx.hold(_same_lead(call, check) for check in checks)
    since = _since(call, asked)
    for check in checks:
        found = _find(call, check, since)
        if found is not None:
            raise call.refusal(
                check.message,
                duplicate_lead_id=found["lead_id"],
                duplicate_list_id=unsigned64(found["list_id"]),
                matched=_matched(call, found),
            )


def _same_lead(call: Call, check: Check) -> str:
    """A name for what the check compares: of requests that share it, one is checked at a time.

    Check and insert are then one (section 13), and other leads need not wait.
    """
    fields = TITLE_ALT_PHONE if check.fields is TITLE_ALT_PHONE else PHONE
    return "|".join([*fields, *(fold(call.value[name]) for name in fields)])


def _since(call: Call, asked: str) -> str | None:
    """The time after which a lead counts, None for ever."""
    days = [days for days in WINDOW_DAYS if f"{days}DAY" in asked]
    return call.now.days_ago(days[-1]) if days else None


def _find(call: Call, check: Check, since: str | None) -> Row | None:
    """The existing lead with the lowest lead_id."""
    values = {name: call.value[name] for name in {*check.fields, "phone_number"}}
    if since is not None:
        values["since"] = since
    if check.scope == "SYS":
        return call.tx.first(_FIND[check.fields, "SYS", since is not None], **values)
    in_list = _FIND[check.fields, "LIST", since is not None]
    found = [
        row
        for list_id in _lists(call, check.scope)
        if (row := call.tx.first(in_list, **values, list_id=call.tx.engine.unsigned64(list_id)))
    ]
    return min(found, key=lambda row: int(row["lead_id"]), default=None)


def _lists(call: Call, scope: Scope) -> Sequence[int]:
    if scope == "LIST":
        list_id = configuration.number(call.value["list_id"])
        return [list_id] if list_id < 1 << 64 else []
    own = configuration.list_(call.tx, call.value["list_id"])
    if own is None or not own["campaign_id"]:
        return []
    return configuration.lists_of_campaign(call.tx, str(own["campaign_id"] or ""))


def _matched(call: Call, found: Row) -> str:
    """PHONE or ALT: which column holds the request's phone_number."""
    same = fold(str(found["phone_number"])) == fold(call.value["phone_number"])
    return "PHONE" if same else "ALT"
