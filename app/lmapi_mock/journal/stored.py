"""An entry as text, for a journal that several processes share: JSON without passwords, compressed.

It is made while all other requests wait, so that its form is one that takes little time to make, to
hand to a driver, and to store. Whatever is longer takes a driver and a database longer than it
takes to compress it, by what entries have in common: see `compression.py`.

What is hidden in an entry is not in it in any form. A replay has the password that the table of
users holds for the request's user, if it was that; other things that are hidden are gone.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import orjson

from lmapi_mock.faults.kinds import Break, Effect, Failing, Fired, Phase, Response, Said
from lmapi_mock.journal.compression import compressed, decompressed
from lmapi_mock.journal.entry import BODY_KEPT, Entry, Withheld
from lmapi_mock.journal.replaying import hides_logins_only
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.core.example import DEMO_LOGIN
from lmapi_mock.non_agent_api.core.failing import (
    EVERYWHERE,
    Broke,
    Culprit,
    Fragile,
    SqlFailures,
)
from lmapi_mock.non_agent_api.core.finding import Outlook, Watched
from lmapi_mock.non_agent_api.core.function import Function, messages_of
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message
from lmapi_mock.non_agent_api.endpoint import AUTHENTICATE, stages_of
from lmapi_mock.non_agent_api.lead import messages as lead_messages
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.non_agent_api.wire.masking import (
    MASK,
    MASKED,
    Secrets,
    hides_nothing_in_json,
    masked_row,
    masked_value,
    means_password,
)
from lmapi_mock.remembering import Remembering, RememberingShort
from lmapi_mock.store.schema.secret_columns import API_LOG, OF_USERS, logged_without_passwords
from lmapi_mock.store.schema.tables import vicidial_api_urls
from lmapi_mock.store.sql.statements import PreparedInsert
from lmapi_mock.store.sql.written import NO_ROWS, Rows, Written

MOST: Final = 4 * 1024 * 1024
"""No text is longer, whatever the request did: a database takes no statement of any length."""

ROWS_KEPT: Final = 1000
"""Of an entry that would be longer, so many rows are kept, and no lines if it still is."""

_PLAIN: Final[Mapping[str, Any]] = {
    "method": "",
    "path": "",
    "body_size": 0,
    "remote_ip": "",
    "request_id": "",
    "campaing_spelling": False,
    "is_left_out": False,
    "status": 0,
    "said": "",
    "function": "",
    "user": "",
    "because": "",
    "lead_id": 0,
    "repeats": 0,
    "ended": False,
    "non_latin": False,
    "unreadable": "",
    "seconds": 0.0,
}
"""What is JSON as it is, and left out where it is this."""

_OUTER: Final[Mapping[str, Message]] = {
    **messages_of(messages),
    **{f"lead.{name}": message for name, message in messages_of(lead_messages).items()},
}
"""What may be said before a function's own stages, and what those say that several functions say.

Of the latter a function may have a copy under the same name, which tells of its own stage.
"""

_OUTER_NAMES: Final = {id(message): name for name, message in _OUTER.items()}
_plain_json: Final = json.JSONEncoder(
    separators=(",", ":"), check_circular=False, default=dt.datetime.isoformat
).encode

_OBJECT: Final = "$object"
_DEMO_PASSWORD: Final = DEMO_LOGIN[MASKED].encode()
_ONLY_LOGIN: Final = re.compile(rf"(?:^|&){MASKED}={MASK}(?:&|$)".encode())


def text_of(entry: Entry, told: Told | None = None) -> str:
    """The entry as it is stored by itself, MOST characters at the most.

    Args:
        entry: what is to be stored.
        told: what `told_of` has made of it; None to have it made.
    """
    text = compressed((told or told_of(entry)).json)
    if len(text) > MOST:
        text = compressed(told_of(replace(entry, rows=Rows(entry.rows[:ROWS_KEPT]))).json)
    if len(text) > MOST:
        said = entry.text[:BODY_KEPT]
        little = replace(entry, rows=NO_ROWS, noted={}, unmasked_lines=(), said_after=(), said=said)
        text = compressed(told_of(little).json)
    return text


def entry_told(json_text: str | bytes, number: int, secrets: Secrets) -> Entry:
    """The entry that a JSON tells of, as `told_of` made it.

    Args:
        json_text: that, or what a version before this made.
        number: its number in the journal.
        secrets: the passwords that there are now, which are not shown.
    """
    told = _joined(json.loads(json_text))
    entry = Entry(
        **{name: told.get(name, usual) for name, usual in _PLAIN.items()},
        id=number,
        at=dt.datetime.fromisoformat(told["at"]),
        query=told["query"].encode("latin-1"),
        headers=tuple([(n.encode("latin-1"), v.encode("latin-1")) for n, v in told["headers"]]),
        body=told["body"].encode("latin-1"),
        dialect=Dialect(told["dialect"]) if told["dialect"] else None,
        unmasked_lines=tuple([_line_of(one) for one in told["lines"]]),
        said_after=tuple(told["said_after"]),
        rows=Rows([_written_of(one) for one in told["rows"]]),
        noted=_value_of(told["noted"]),
        secrets=secrets,
        withheld=Withheld(*told["withheld"]),
    )
    entry.stages = stages_of(entry.called)[: told["stages"]]
    if (watched := told.get("watched")) is not None:
        (*outlook, labels, encrypted), *rest = watched
        of_list = Outlook(*outlook)
        of_list = of_list._replace(labels=frozenset(labels), encrypted=frozenset(encrypted))
        entry.watched = Watched(of_list, *rest)
    if (broke := told.get("broke")) is not None:
        purpose, is_told, culprit, *places = broke
        entry.broke = Broke(_fragile(entry, purpose, is_told), Culprit(*culprit), *places)
    if (fault := told.get("fault")) is not None:
        rule, phase, delay, effect = fault
        entry.fault = Fired(rule, Phase(phase), delay, _effect_of(effect))
    return entry


class Told(NamedTuple):
    """An entry as JSON in one line, without passwords.

    Attributes:
        frame: its beginning, which most requests of a client have in common.
        rest: what follows.
    """

    frame: bytes
    rest: bytes

    @property
    def size(self) -> int:
        """Of both, in bytes."""
        return len(self.frame) + len(self.rest)

    @property
    def json(self) -> bytes:
        """Both."""
        return self.frame + self.rest


def told_of(entry: Entry) -> Told:
    """The entry as JSON."""
    (told,) = all_told([entry])
    return told


def all_told(entries: Sequence[Entry]) -> list[Told]:
    """The same of several entries; passwords are looked for in all of them at once."""
    as_they_are = [_as_it_is(entry) for entry in entries]
    hide_nothing = _hide_nothing(entries, as_they_are)
    return [
        _told(entry, shown if shown is not None and hides_nothing else _without_passwords(entry))
        for entry, shown, hides_nothing in zip(entries, as_they_are, hide_nothing, strict=True)
    ]


def _hide_nothing(entries: Sequence[Entry], shown: Sequence[_Shown | None]) -> Sequence[bool]:
    """Of each entry, whether what was said and stored is sure to hold no password."""
    secrets = entries[0].secrets
    if len(entries) > 1 and all(entry.secrets is secrets for entry in entries):
        together = b"\n".join([one.text for one in shown if one is not None])
        if hides_nothing_in_json(together, secrets):
            return [True] * len(entries)
    return [
        one is not None and hides_nothing_in_json(one.text, entry.secrets)
        for entry, one in zip(entries, shown, strict=True)
    ]


def _told(entry: Entry, shown: _Shown) -> Told:
    lines, tables, text = shown
    told: dict[str, Any] = {name: value for name in _OWN if (value := getattr(entry, name))}
    told["at"] = entry.at
    told["query"] = entry.query.decode("latin-1")
    told["body"] = entry.body.decode("latin-1")
    told["noted"] = _value(entry.noted, entry.secrets) if entry.noted else {}
    told["withheld"] = list(_withheld(entry))
    if entry.broke is not None:
        fragile, culprit, *places = entry.broke
        told["broke"] = [fragile.purpose, fragile.is_told, list(culprit), *places]
    if entry.fault is not None:
        fault = entry.fault
        told["fault"] = [fault.rule, fault.phase, fault.delay, _effect(fault.effect)]
    heads = tuple([_head(one) for one in lines])
    frame: bytes = _FRAMES[*_framed_by(entry), len(entry.stages), heads, tables]
    return Told(frame, b"".join((text[1:-1], b",", _json(told)[1:])))


def _json(told: Any) -> bytes:
    """JSON, in a tenth of the time that Python's own takes, which knows more texts and numbers."""
    try:
        return orjson.dumps(told)
    except orjson.JSONEncodeError:
        # Half a character as PHP has it, a number of more than 64 bits.
        return _plain_json(told).encode("ascii")


_FRAMING: Final = (
    *("method", "path", "body_size", "remote_ip", "campaing_spelling", "is_left_out", "status"),
    *("function", "user", "because", "ended", "non_latin", "unreadable"),
)
"""Of what is JSON as it is, what most requests of a client have in common."""

_OWN: Final = tuple([name for name in _PLAIN if name not in _FRAMING])
_framed_by: Final = attrgetter(*_FRAMING, "headers", "dialect", "said_after", "watched")


def _frame(key: tuple[Any, ...]) -> bytes:
    """The beginning of an object, of what requests have in common."""
    *plain, headers, dialect, said_after, watched, stages, said, tables = key
    told: dict[str, Any] = {
        name: value for name, value in zip(_FRAMING, plain, strict=True) if value
    }
    told["headers"] = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in headers]
    told["dialect"] = dialect
    told["said_after"] = said_after
    if watched is not None:
        outlook, *rest = watched
        *shown, labels, encrypted = outlook
        told["watched"] = [[*shown, sorted(labels), sorted(encrypted)], *rest]
    told["stages"] = stages
    told["heads"] = [
        (dict(name) if isinstance(name, tuple) else name, *others) for name, *others in said
    ]
    told["tables"] = tables
    return _json(told)[:-1] + b","


def _length(key: tuple[Any, ...]) -> int:
    """How long a frame is at least, in characters."""
    *plain, headers, _, said_after, _, _, said, tables = key
    texts = [value for value in plain if isinstance(value, str)]
    texts += [address for *_, address in tables if address is not None]
    named = _LEAST * (len(said_after) + len(said) + len(tables))
    return named + sum(map(len, texts)) + sum([len(name) + len(value) for name, value in headers])


_LEAST: Final = 16
"""Characters that a stage, a line or a row takes in a frame, or more."""

_FRAMES: Final = RememberingShort(_frame, most=64, longest=2048, length=_length)


def json_of(text: str) -> str:
    """The JSON of a stored text; what an older version stored is that already, or nearly."""
    if not text.startswith("{"):
        return decompressed(text).decode()
    for usual, stored in _ONCE_IN_PLACE_OF_QUOTES:
        text = text.replace(stored, usual)
    if _ONCE_IN_PLACE_OF_THE_QUERY in text:
        told, _, query = text.rpartition(',"query":"')
        told = told.replace(_ONCE_IN_PLACE_OF_THE_QUERY, query[:-2])
        text = f'{told},"query":"{query}'
    return text


_ONCE_IN_PLACE_OF_QUOTES: Final = (('"', "\x1d"), ("'", "\x1e"), ("\\", "\x1f"))
_ONCE_IN_PLACE_OF_THE_QUERY: Final = "\x1c"


def _withheld(entry: Entry) -> Withheld:
    """What is known of what is hidden."""
    if entry.withheld is not None:
        return entry.withheld
    hidden = (*entry.hidden_query, *entry.hidden_body)
    if not hidden:
        return Withheld(is_users=False, is_demo=False, is_more=False)
    has_passed = AUTHENTICATE in entry.stages[: len(entry.said_after)]
    only = entry.query if entry.hidden_query else entry.body
    if len(hidden) == 1 and _ONLY_LOGIN.search(only):
        is_demo = hidden[0] == _DEMO_PASSWORD and entry.user == DEMO_LOGIN["user"]
        return Withheld(has_passed, is_demo, is_more=False)
    # Copies are made by few, and most requests have their password in one place.
    from lmapi_mock.journal.copying import PASSWORD, password_of  # noqa: PLC0415  see above

    is_demo = not entry.is_cut and password_of(entry) != PASSWORD
    return Withheld(has_passed, is_demo, not hides_logins_only(entry))


@lru_cache(maxsize=256)
def _names(function: Function, edition: int) -> Mapping[int, str]:
    """The names of a function's messages, by what Python calls these."""
    del edition
    return {id(message): name for name, message in function.messages.items()}


def _head(line: Line) -> tuple[Any, ...]:
    """All of a line but its values: the message's name, or the message where it has none."""
    key = (
        id(line.message), line.function, line.is_documented, functions.edition(), *line.fields
    )  # fmt: skip
    head = _HEADS.get(key)
    if head is None:
        head = _new_head(line)
        # A message that has a name is nobody else's place as long as this edition stands.
        if isinstance(head[0], str):
            if len(_HEADS) >= _MOST_HEADS:
                _HEADS.clear()
            _HEADS[key] = head
    return head


_HEADS: Final[dict[tuple[Any, ...], tuple[Any, ...]]] = {}
_MOST_HEADS: Final = 512


def _new_head(line: Line) -> tuple[Any, ...]:
    function = functions.named(line.function)
    name = _names(function, functions.edition()).get(id(line.message))
    said: Any = name or _OUTER_NAMES.get(id(line.message))
    if said is None:
        message = line.message
        said = tuple([(one.name, getattr(message, one.name)) for one in fields(message)])
    return said, line.function, line.is_documented, tuple(line.fields)


def _joined(told: dict[str, Any]) -> dict[str, Any]:
    """Lines and rows each in one piece, as the first version stored them."""
    if "tables" in told:
        told["lines"] = [
            (name, dict(zip(names, values, strict=True)), function, is_documented)
            for (name, function, is_documented, names), values in zip(
                told.pop("heads"), told["fields"], strict=True
            )
        ]
        told["rows"] = [
            (table, key, change, names, _whole(names, values, address, told["query"]), before)
            for (table, change, names, *address), (key, values, before) in zip(
                told["tables"], told["values"], strict=True
            )
        ]
    return told


def _whole(
    names: str | list[str], values: list[Any], address: Sequence[str | None], query: str
) -> list[Any]:
    """The values of a row, the last of them with its address, and the query where that is left out.

    Versions before this told of no address.
    """
    if address in ([], [None]):
        return values
    columns = names.split(",") if isinstance(names, str) else names
    *others, rest = values if len(values) == len(columns) else [*values, query]
    return [*others, f"{address[0]}{rest}"]


def _line_of(told: Sequence[Any]) -> Line:
    said, filled, function, is_documented = told
    if isinstance(said, str):
        # Of another version, which has other messages, at least its name is told.
        message = functions.named(function).messages.get(said) or _OUTER.get(said)
        message = message or Message("", said, "", prints_result=False)
    else:
        message = Message(**said)
    return Line(message, filled, function, is_documented)


class _Shown(NamedTuple):
    """What was said and stored, without passwords.

    Attributes:
        lines: what was said.
        tables: of each row its table, what was done to it, its columns, and the address that its
            last value begins with, up to a `?`; None where it is none.
        text: as JSON, the values of the lines' fields, and of each row its key, its values, without
            such an address, and without the request's query behind it, and what it was before.
    """

    lines: Sequence[Line]
    tables: tuple[tuple[Any, ...], ...]
    text: bytes


def _as_it_is(entry: Entry) -> _Shown | None:
    """Lines and rows as they are; None where a name or an address tells that something is hidden.

    What else has to be is looked for in all of them at once, as JSON: in that of most requests
    there is nothing.
    """
    lines = entry.unmasked_lines
    if entry.function in OF_USERS or any(_COLUMNS[(*one.fields,)].have_secret for one in lines):
        return None
    query = entry.query.decode("latin-1")
    tables, values = [], []
    for noted, its_key, parameters in entry.rows.as_noted():
        if isinstance(noted, Written):
            columns, held, before = _COLUMNS[noted.names], noted.values, noted.before
            key, table = noted.key, (noted.table, noted.change, columns.names, None)
        else:
            columns, held, before = _COLUMNS[noted], noted.values(parameters, its_key), None
            key, table = its_key, columns.inserted
        if columns.have_secret or (before is not None and _COLUMNS[tuple(before)].have_secret):
            return None
        if table[0] == _URLS and type(url := held[-1]) is str and "?" in url:
            # A client's addresses are the same. In the query there is nothing left to hide.
            script, _, rest = url.partition("?")
            address = _addresses_with(entry.secrets)[f"{script}?"]
            if address is None:
                return None
            table = (*table[:3], address)
            held = held[:-1] if rest == query else (*held[:-1], rest)
        tables.append(table)
        values.append((key, held, before))
    return _Shown(lines, tuple(tables), _values_as_json(lines, values))


_URLS: Final = vicidial_api_urls.name


def _without_passwords(entry: Entry) -> _Shown:
    """Lines and rows where each value may be a password."""
    rows = list(entry.rows)
    tables = [(one.table, one.change, _COLUMNS[one.names].names, None) for one in rows]
    values = [(one.key, _values_without(entry, one), _before_without(entry, one)) for one in rows]
    return _Shown(entry.lines, tuple(tables), _values_as_json(entry.lines, values))


def _values_as_json(lines: Sequence[Line], values: Sequence[Any]) -> bytes:
    return _json({"fields": [list(one.fields.values()) for one in lines], "values": values})


def _before_without(entry: Entry, written: Written) -> Mapping[str, Any] | None:
    return None if written.before is None else masked_row(written.before, entry.secrets)


def _values_without(entry: Entry, written: Written) -> Sequence[Any]:
    values = written.values
    if written.table == API_LOG and entry.function in OF_USERS:
        values = list(logged_without_passwords(written.row).values())
    row = dict(zip(written.columns, values, strict=True))
    return list(masked_row(row, entry.secrets).values())


@lru_cache(maxsize=16)
def _addresses_with(secrets: Secrets) -> RememberingShort:
    """Addresses without queries, None for those that hide something: a client's are the same."""
    return RememberingShort(
        lambda address: address if masked_value("", address, secrets) == address else None,
        most=256,
        longest=_LONGEST_ADDRESS_REMEMBERED,
    )


_LONGEST_ADDRESS_REMEMBERED: Final = 256


class _Columns(NamedTuple):
    """What is known of the columns of a row.

    Attributes:
        names: as one text, which is read and written sooner; a custom field may have any.
        have_secret: whether one of the names means a password.
        inserted: what `_Shown.tables` tells of a row that an insert wrote.
    """

    names: str | tuple[str, ...]
    have_secret: bool
    inserted: tuple[Any, ...]


def _columns(names: PreparedInsert | tuple[str, ...]) -> _Columns:
    table = ""
    if isinstance(names, PreparedInsert):
        table, names = names.table, names.names
    joined = names if any("," in name for name in names) else ",".join(names)
    have_secret = any(map(means_password, names))
    return _Columns(joined, have_secret, (table, "inserted", joined, None))


_COLUMNS: Final = Remembering(_columns, most=512)
"""By the names of a row, or by the insert that wrote it."""


def _written_of(told: Sequence[Any]) -> Written:
    table, key, change, names, values, before = told
    if isinstance(names, str):
        names = names.split(",") if names else ()
    return Written(table, key, tuple(values), tuple(names), change, before)


def _value(value: Any, secrets: Secrets, name: str = "") -> Any:
    """What a function noted, as JSON; of an object its attributes."""
    if isinstance(value, str):
        return masked_value(name, value, secrets)
    if isinstance(value, Mapping):
        return {key: _value(one, secrets, str(key)) for key, one in value.items()}
    if is_dataclass(value):
        attributes = {one.name: getattr(value, one.name) for one in fields(value)}
        return {_OBJECT: _value(attributes, secrets)}
    if isinstance(value, set | frozenset):
        return [_value(one, secrets, name) for one in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [_value(one, secrets, name) for one in value]
    return value if value is None or isinstance(value, int | float) else str(value)


def _value_of(told: Any) -> Any:
    if isinstance(told, dict):
        if told.keys() == {_OBJECT}:
            return SimpleNamespace(**_value_of(told[_OBJECT]))
        return {name: _value_of(one) for name, one in told.items()}
    return [_value_of(one) for one in told] if isinstance(told, list) else told


def _fragile(entry: Entry, purpose: str, is_told: bool) -> Fragile:
    """The statement of this purpose: of the request's own function, if it has one."""
    found = next((one for one in _fragiles(entry.called) if one.purpose == purpose), None)
    return found or Fragile(purpose, is_told=is_told)


def _fragiles(function: Function) -> Iterator[Fragile]:
    yield from EVERYWHERE
    for stage in stages_of(function):
        yield from stage.fragile


def _effect(effect: Effect | None) -> Any:
    match effect:
        case Response(status=status, body=body, headers=headers):
            shown = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in headers]
            return {"status": int(status), "body": body.decode("latin-1"), "headers": shown}
        case Break():
            return {"break": effect}
        case Said(answer=answer):
            return {"said": answer}
        case Failing(mode=mode):
            return {"failing": mode}
    return None


def _effect_of(told: Mapping[str, Any] | None) -> Effect | None:
    match told:
        case {"status": status, "body": body, "headers": headers}:
            sent = tuple([(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers])
            return Response(status, body.encode("latin-1"), sent)
        case {"break": kind}:
            return Break(kind)
        case {"said": answer}:
            return Said(answer)
        case {"failing": mode}:
            return Failing(SqlFailures(mode))
    return None
