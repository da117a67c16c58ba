"""The twelve duplicate checks: which fields, in which lists, of how many days (section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.add_lead import messages
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.lead.same_lead import same_lead
from lmapi_mock.remembering import RememberingShort
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.schema.tables import vicidial_list as lead
from lmapi_mock.store.sql import stored_order
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.read_ahead import Question
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row, Transaction

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

    @property
    def fragile(self) -> Fragile:
        """The engine's statement that looks for the lead."""
        return _BY_FIELDS[self.fields]


BY_PHONE: Final = Fragile("the duplicate check by phone")
BY_TITLE: Final = Fragile("the duplicate check by title and alt_phone", ("title", "alt_phone"))
BY_NAME: Final = Fragile("the duplicate check by name", ("first_name", "last_name"))
LISTS_OF_CAMPAIGN: Final = Fragile(
    "the search for the lists of its campaign",
    breaks_by="a `list_id` that is no list's, or of a list whose campaign_id is NULL",
)
FRAGILE: Final = (BY_TITLE, BY_NAME, LISTS_OF_CAMPAIGN)

PHONE: Final = ("phone_number",)
PHONE_OR_ALT: Final = ("phone_number", "alt_phone")
TITLE_ALT_PHONE: Final = ("title", "alt_phone")
NAME_PHONE: Final = ("first_name", "last_name", "phone_number")

_BY_FIELDS: Final[Mapping[tuple[str, ...], Fragile]] = {
    PHONE: BY_PHONE,
    PHONE_OR_ALT: BY_PHONE,
    TITLE_ALT_PHONE: BY_TITLE,
    NAME_PHONE: BY_NAME,
}

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


Key = tuple[tuple[str, str], ...]
"""What a statement compares: columns, each with the parameter that it has to equal."""

ALT: Final[Key] = (("alt_phone", "phone_number"),)

LOOKED_AT: Final = 50
"""So many leads with the same values are looked at one by one for a window; of values that more
leads share, as an empty title and alt_phone are, the leads of the window are searched."""


@dataclass(frozen=True, slots=True)
class _Finds:
    """The statements for one key in one scope.

    Attributes:
        lowest: gives the lowest lead_id.
        several: gives leads, the lowest lead_id first.
        in_window: gives the lowest lead_id of a window.
        stored_first: gives the lead that was stored first, with its place.
        stored_first_in_window: likewise, of a window.
    """

    lowest: Statement
    several: Statement
    in_window: Statement
    stored_first: Statement
    stored_first_in_window: Statement


def _finds(key: Key, *, in_list: bool) -> _Finds:
    def statement(limit: int, *, windowed: bool = False) -> Statement:
        return Statement(lambda compare: _query(compare, key, limit, in_list, windowed))

    def stored_first(*, windowed: bool = False) -> Statement:
        return Statement(lambda compare: _query_as_stored(compare, key, in_list, windowed))

    return _Finds(
        statement(1),
        statement(LOOKED_AT),
        statement(1, windowed=True),
        stored_first(),
        stored_first(windowed=True),
    )


def _matching(compare: Engine, key: Key, in_list: bool) -> sa.Select[Any]:
    query = sa.select(lead.c.lead_id, lead.c.list_id, lead.c.phone_number, lead.c.entry_date)
    query = query.where(*(compare.matches(lead.c[column], name) for column, name in key))
    if key is ALT and compare.folds:
        # The index leaves leads without an alt_phone out, and a phone_number is never empty here.
        query = query.where(lead.c.alt_phone_fold != sa.literal_column("''"))
    if in_list:
        query = query.where(lead.c.list_id == sa.bindparam("list_id"))
    return query


def _query(
    compare: Engine,
    key: Key,
    limit: int,
    in_list: bool,
    windowed: bool,
) -> sa.Select[Any]:
    query = _matching(compare, key, in_list)
    if windowed:
        query = query.where(lead.c.entry_date > sa.bindparam("since"))
        query = query.where(lead.c.lead_id >= sa.bindparam("lowest"))
    # MariaDB would read the whole table in that order where many leads share the values; and, with
    # a lowest lead_id, all that share them, for an index of theirs has its key at the end.
    for_order = "" if windowed else " FOR ORDER BY"
    query = query.with_hint(lead, f"IGNORE INDEX{for_order} (PRIMARY)", "mysql")
    return query.order_by(lead.c.lead_id).limit(sa.literal_column(str(limit)))


def _query_as_stored(compare: Engine, key: Key, in_list: bool, windowed: bool) -> sa.Select[Any]:
    place = stored_order.place()
    query = _matching(compare, key, in_list).add_columns(*place)
    query = query.select_from(stored_order.with_order())
    if windowed:
        query = query.where(lead.c.entry_date > sa.bindparam("since"))
    query = query.with_hint(lead, "IGNORE INDEX (PRIMARY)", "mysql")
    return query.order_by(*place).limit(sa.literal_column("1"))


def _lowest_by_date() -> sa.Select[Any]:
    # The sum keeps engines from looking for the lowest in the order of the key.
    lowest = sa.func.min(lead.c.lead_id + sa.literal_column("0")).label("lead_id")
    return sa.select(lowest).where(lead.c.entry_date > sa.bindparam("since"))


def _lowest_by_key() -> sa.Select[Any]:
    later = lead.c.entry_date > sa.bindparam("since")
    query = sa.select(lead.c.lead_id).where(later, lead.c.lead_id >= sa.bindparam("lowest"))
    return query.order_by(lead.c.lead_id).limit(sa.literal_column("1"))


_LOWEST_BY_DATE: Final = Statement(lambda _: _lowest_by_date())
_LOWEST_BY_KEY: Final = Statement(lambda _: _lowest_by_key())


def _keys(fields: tuple[str, ...]) -> tuple[Key, ...]:
    if fields is PHONE_OR_ALT:
        return (*_keys(PHONE), ALT)
    return (tuple((name, name) for name in fields),)


_KEYS: Final[Mapping[tuple[str, ...], tuple[Key, ...]]] = {
    fields: _keys(fields) for fields in (PHONE, PHONE_OR_ALT, TITLE_ALT_PHONE, NAME_PHONE)
}
_FINDS: Final = {
    (key, in_list): _finds(key, in_list=in_list)
    for key in {key for keys in _KEYS.values() for key in keys}
    for in_list in (False, True)
}


class _Asked(NamedTuple):
    """What a duplicate_check asks for.

    Attributes:
        checks: those that run, in their order.
        days: how far back a lead counts; 0 for ever.
    """

    checks: tuple[Check, ...]
    days: int


def _read(duplicate_check: str) -> _Asked:
    text = duplicate_check.upper()
    checks = tuple([check for check in CHECKS if check.name in text])
    days = [days for days in WINDOW_DAYS if f"{days}DAY" in text]
    return _Asked(checks, days[-1] if days else 0)


_ASKED: Final = RememberingShort(_read, most=256, longest=100)
"""Applications ask for the same with each lead."""


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether any check may run."""
    return "DUP" in value["duplicate_check"].upper()


def check_duplicates(call: Call) -> None:
    """Refuse a lead that is there already, as far as duplicate_check asks."""
    checks, days = _ASKED[call.value["duplicate_check"]]
    if not checks:
        return
    call.tx.hold(_same_lead(call, check) for check in checks)
    window = _Window(days, call.now.days_ago(days)) if days else None
    for check in checks:
        if check.scope == "CAMP" and not call.runs(LISTS_OF_CAMPAIGN, _no_campaign(call)):
            continue
        fragile = check.fragile
        if fragile.takes and not call.runs(fragile):
            continue
        found = _find(call, check, window, call.as_read(fragile))
        if found is not None:
            raise call.refusal(
                check.message,
                duplicate_lead_id=found["lead_id"],
                duplicate_list_id=unsigned64(found["list_id"]),
                matched=_matched(call, found),
            )


def _no_campaign(call: Call) -> Culprit | None:
    """The list, if it has no campaign: then the search for the campaign's lists breaks."""
    own = configuration.list_(call.tx, call.value["list_id"])
    return Culprit("list_id") if own is None or own["campaign_id"] is None else None


def _same_lead(call: Call, check: Check) -> str:
    """A name for what the check compares: of requests that share it, one is checked at a time.

    Check and insert are then one (section 13), and other leads need not wait.
    """
    fields = TITLE_ALT_PHONE if check.fields is TITLE_ALT_PHONE else PHONE
    return same_lead(**{name: call.value[name] for name in fields})


class _Window(NamedTuple):
    """How far back a lead counts.

    Attributes:
        days: the whole of it.
        since: the local time after which a lead is inside, `YYYY-MM-DD HH:MM:SS`.
    """

    days: int
    since: str


def asks(value: Mapping[str, str], tx: Transaction) -> Iterator[Question]:
    """What the checks that are asked for read first."""
    checks, days = _ASKED[value["duplicate_check"]]
    for check in checks:
        for finds, values in _looks(value, tx, check):
            yield Question(finds.several if days else finds.lowest, values)


def _looks(
    value: Mapping[str, str], tx: Transaction, check: Check
) -> Iterator[tuple[_Finds, dict[str, Any]]]:
    """Where a check looks for leads, and for which values: in a list, or in the whole system."""
    lists: Sequence[int | None] = [None] if check.scope == "SYS" else _lists(value, tx, check.scope)
    for key in _KEYS[check.fields]:
        for list_id in lists:
            values: dict[str, Any] = {name: value[name] for _, name in key}
            if list_id is not None:
                values["list_id"] = tx.engine.unsigned64(list_id)
            yield _FINDS[key, list_id is not None], values


def _find(
    call: Call, check: Check, window: _Window | None, as_read: Mapping[str, str]
) -> Row | None:
    """The existing lead that was stored first."""
    looks = [(finds, {**values, **as_read}) for finds, values in _looks(call.value, call.tx, check)]
    found = [row for finds, values in looks if (row := _first(call.tx, finds, values, window))]
    if found and not stored_order.is_by_lead_id(call.tx):
        found = [
            row for finds, values in looks if (row := _stored_first(call.tx, finds, values, window))
        ]
        return min(found, key=lambda row: (int(row["place"]), int(row["number"])))
    return min(found, key=_lead_id) if found else None


def _lead_id(row: Row) -> int:
    return int(row["lead_id"])


def _stored_first(
    tx: Transaction, finds: _Finds, values: Mapping[str, Any], window: _Window | None
) -> Row | None:
    """Of the leads with these values the one that was stored first, whatever its lead_id."""
    if window is None:
        return tx.first(finds.stored_first, **values)
    return tx.first(finds.stored_first_in_window, **values, since=window.since)


def _first(
    tx: Transaction, finds: _Finds, values: Mapping[str, Any], window: _Window | None
) -> Row | None:
    """The lowest lead_id with these values."""
    if window is None:
        return tx.first(finds.lowest, **values)
    rows = tx.all(finds.several, **values)
    # Read ahead, they have come as parts of a UNION, which promises no order.
    for row in sorted(rows, key=_lead_id):
        if row["entry_date"] is not None and row["entry_date"] > window.since:
            return row
    if len(rows) < LOOKED_AT:
        return None
    lowest = _lowest_in(window, tx)
    if lowest is None:
        return None
    return tx.first(finds.in_window, **values, since=window.since, lowest=lowest)


def _lowest_in(window: _Window, tx: Transaction) -> int | None:
    """The lowest lead_id of a window, or one below it; None if no lead is inside.

    Identifiers mostly grow with time, so that with this no older lead has to be passed by. A
    window only ever moves on, unless the clock is set back, and new leads have higher identifiers:
    the next look begins where the last one ended.
    """
    if not tx.knows_all_leads and not tx.cached(_dates_are_indexed):
        return 0
    since, lowest = tx.seen.get(window.days, (None, 0))
    if since is not None and since <= window.since:
        row = tx.first(_LOWEST_BY_KEY, since=window.since, lowest=lowest)
    else:
        row = tx.first(_LOWEST_BY_DATE, since=window.since)
    if row is None or row["lead_id"] is None:
        tx.seen.pop(window.days, None)
        return None
    if tx.knows_all_leads:
        tx.seen[window.days] = window.since, row["lead_id"]
    return int(row["lead_id"])


def _dates_are_indexed(tx: Transaction) -> bool:
    """Whether an index has the leads by date; a dialer's own database may have none."""
    indexes = sa.inspect(tx.connection).get_indexes(lead.name)
    return any(index["column_names"][:1] == [lead.c.entry_date.name] for index in indexes)


def _lists(value: Mapping[str, str], tx: Transaction, scope: Scope) -> Sequence[int]:
    if scope == "LIST":
        list_id = configuration.number(value["list_id"])
        return [list_id] if list_id < 1 << 64 else []
    own = configuration.list_(tx, value["list_id"])
    if own is None or own["campaign_id"] is None:
        return []
    return configuration.lists_of_campaign(tx, str(own["campaign_id"]))


def _matched(call: Call, found: Row) -> str:
    """PHONE or ALT: which column holds the request's phone_number."""
    same = fold(str(found["phone_number"])) == fold(call.value["phone_number"])
    return "PHONE" if same else "ALT"
