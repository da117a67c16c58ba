"""The journal that several processes share: two of them on one database have one."""

from __future__ import annotations

import base64
import json
import random
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

import entries
from databases import ENGINES, scratch
from lmapi_mock.errors import DatabaseError, JournalError
from lmapi_mock.journal import compression, shared
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.journal.stored import MOST, entry_told, json_of, text_of
from lmapi_mock.journal.usual import USUAL_OF_ZLIB
from lmapi_mock.non_agent_api.core.outcome import Line, Message
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import METADATA
from lmapi_mock.store.schema.shared_tables import JOURNAL
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.sql.written import Rows, Written


def entry(lead: tuple[str, ...] | None = None, path: str = "/API/lmapi.php") -> Entry:
    """With bytes that are no text."""
    return entries.entry(
        path=path,
        query=b"phone_number=%FF\xff",
        headers=((b"host", b"\xe9"),),
        body=b"\x00\xff",
        body_size=2,
        said="\udcff\0",
        lead=lead,
    )


def entry_of(text: str, number: int, secrets: frozenset[bytes]) -> Entry:
    return entry_told(json_of(text), number, secrets)


@pytest.fixture(params=ENGINES)
def databases(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Database]]:
    # Its table of users is not made here.
    monkeypatch.setattr(configuration, "passwords", lambda _: frozenset())
    # What is done beside is done by the tests themselves.
    monkeypatch.setattr(shared, "LOOKS_EVERY_S", 3600.0)
    with (
        scratch(request.param, tmp_path) as url,
        closing(Database(url, shared=True)) as one,
        closing(Database(url, shared=True)) as other,
    ):
        one.share()
        with one.transaction() as tx:
            # Of these PostgreSQL tells the last identifiers when requests have their turn.
            for name in one.last_keys:
                METADATA.tables[name].create(tx.connection)
        yield [one, other]


Journals = Callable[..., list[SharedJournal]]


@pytest.fixture
def both(databases: list[Database]) -> Iterator[Journals]:
    """Makes what two processes have of a journal."""
    made: list[SharedJournal] = []

    def make(size: int, most: int | None = None) -> list[SharedJournal]:
        made[:] = [SharedJournal(one, size, most) for one in databases]
        return made

    yield make
    for journal in made:
        journal.close()


def add(journal: SharedJournal, *entries: Entry) -> None:
    with journal._database.transaction() as tx:
        tx.hold_all()
        for one in entries:
            tx.store_at_last(journal.store, partial(replace, one))


def ids(journal: SharedJournal, **which: int) -> list[int]:
    return [one.id for one in journal.entries(**which)]


def test_both_have_what_either_stores(both: Journals) -> None:
    one, other = both(250)
    add(one, entry(), entry())
    add(other, entry())
    assert ids(one) == ids(other) == [3, 2, 1]
    assert ids(one, since=1) == [3, 2]
    assert ids(one, before=3, since=1) == [2]
    assert (one.last_id, one.stand.held, len(other)) == (3, 3, 3)
    found = other.get(2)
    assert found is not None
    assert [getattr(found, name) for name in ("query", "headers", "body", "said")] == [
        b"phone_number=%FF\xff",
        ((b"host", b"\xe9"),),
        b"\x00\xff",
        "\udcff\0",
    ]
    assert other.get(4) is None
    # More than one row holds, and more rows than are read at once.
    add(one, *(entry() for _ in range(205)))
    for _ in range(25):
        add(other, entry())
    assert ids(other) == list(range(233, 0, -1))
    assert ids(one, before=100, since=90) == list(range(99, 90, -1))
    assert [found and found.id for found in map(one.get, (1, 4, 36, 208, 233, 234))] == [
        *(1, 4, 36, 208, 233),
        None,
    ]


def test_who_waits_for_a_turn_numbers_on_from_what_was_stored_meanwhile(
    both: Journals, databases: list[Database]
) -> None:
    one, other = both(10)
    stored = threading.Event()

    def wait() -> None:
        with databases[1].transaction() as tx:
            tx.hold_all()
            assert stored.is_set()
            tx.store_at_last(other.store, entry)

    waiting = threading.Thread(target=wait)
    with databases[0].transaction() as tx:
        tx.hold_all()
        waiting.start()
        # So long that the other has sent what it asks for; on a file it has to wait to begin.
        time.sleep(0.1)
        tx.store_at_last(one.store, entry)
        stored.set()
    waiting.join()
    assert ids(one) == [2, 1]


def test_a_text_has_nothing_that_a_driver_writes_as_two(both: Journals) -> None:
    one, other = both(10)
    query = b"user=6666&pass=XXXX&first_name='O\\\"'&list_id=101"
    log = Written("vicidial_api_urls", 0, (7, f"http://x/?{query.decode()}"), ("api_id", "url"))
    text = text_of(replace(entry(), query=query, rows=Rows([log])))
    assert not set("'\"\\") & set(text)
    add(one, replace(entry(), query=query, rows=Rows([log])))
    (found,) = other.entries()
    assert (found.query, found.rows[0].row) == (query, log.row)


def test_a_text_holds_little_but_what_its_request_has_of_its_own() -> None:
    values = dict.fromkeys(_COLUMNS_OF_A_LEAD, "") | {"lead_id": 7, "first_name": "Zoe"}
    lead = Written("vicidial_list", 7, tuple(values.values()), tuple(values))
    names = ",".join(values)
    query = b"user=6666&pass=XXXX&first_name=Zoe&list_id=101"
    address = ("http://127.0.0.1:8080/API/lmapi.php?" + query.decode(),)
    logged = Written("vicidial_api_urls", 0, address, ("url",))
    without = text_of(replace(entry(), query=query))
    text = text_of(replace(entry(), query=query, rows=Rows([lead, logged])))
    # Which columns a lead has, every entry tells; an address repeats the query.
    assert len(text) - len(without) < len(query) + 40 < len(names)


_COLUMNS_OF_A_LEAD = (
    *("lead_id", "entry_date", "modify_date", "status", "user", "phone_number", "phone_code"),
    *("list_id", "vendor_lead_code", "source_id", "title", "first_name", "middle_initial"),
    *("last_name", "address1", "address2", "address3", "city", "state", "province"),
    *("postal_code", "country_code", "gender", "date_of_birth", "alt_phone", "email"),
)


BEFORE = (
    '{"method":"GET","path":"/API/lmapi.php","status":200,"function":"add_lead","user":"6666",'
    '"lead_id":54,"repeats":3,"at":"2026-11-27T16:45:02+00:00","query":"first_name=O\'Neil",'
    '"headers":[["host","\\u00e9"]],"body":"","dialect":"documented","lines":[["LEAD_ADDED",'
    '{"phone_number":"2128419707","list_id":"999","lead_id":54,"gmt_offset":"-5","user":"6666"},'
    '"add_lead",true]],"stages":1,"said_after":[1],"rows":[["vicidial_list",54,"inserted",'
    '"lead_id,status",[54,"NEW"],null]],"noted":{},"withheld":[true,true,false]}'
)
"""An entry as a version before this stored it."""


def apart() -> str:
    """As that version stored it."""
    query = '"query":"first_name=O\'Neil"'
    text = BEFORE.replace(f"{query},", '"because":"\x1c",')[:-1] + f",{query}}}"
    for usual, stored in (('"', "\x1d"), ("'", "\x1e"), ("\\", "\x1f")):
        text = text.replace(usual, stored)
    return text


def compressed() -> str:
    """As both stored a long one."""
    return base64.b64encode(zlib.compress(BEFORE.encode(), 1)).decode()


def framed() -> str:
    """As the version after that stored it: by what entries have in common."""
    told = json.loads(BEFORE)
    lines, rows = told.pop("lines"), told.pop("rows")
    told["heads"] = [
        [name, function, is_known, list(said)] for name, said, function, is_known in lines
    ]
    told["tables"] = [[table, change, names] for table, _, change, names, *_ in rows]
    told["fields"] = [list(said.values()) for _, said, *_ in lines]
    told["values"] = [[key, values, before] for _, key, _, _, values, before in rows]
    made = zlib.compressobj(level=2, wbits=13, memLevel=6, zdict=USUAL_OF_ZLIB.encode())
    packed = made.compress(json.dumps(told).encode()) + made.flush()
    return base64.b64encode(packed).decode()


@pytest.mark.parametrize("text", [BEFORE, apart(), compressed(), framed()])
def test_what_a_version_before_this_has_stored_is_read(text: str) -> None:
    found = entry_of(text, 5, frozenset())
    assert (found.query, found.headers, found.lead_id, found.repeats, found.rows[0].row) == (
        b"first_name=O'Neil",
        ((b"host", b"\xe9"),),
        54,
        3,
        {"lead_id": 54, "status": "NEW"},
    )
    assert found.because in {"", "first_name=O'Neil"}
    assert found.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 2128419707|6666|999|54|-5\n"


NAMES = ("api_id", "url")


@pytest.mark.parametrize(
    ("query", "url"),
    [
        (b"a=1&pass=XXXX", "http://127.0.0.1:8080/API/lmapi.php?a=1&pass=XXXX"),
        (b"a=1", "http://127.0.0.1:8080/API/lmapi.php?a=1&GET-AND-POST=Y&pass=XXXX"),
        (b"a=\xff", "http://host/x?a=\xff"),
        (b"a=1", "a=1"),
        (b"", "http://host/x?"),
        (b"", "http://host/x?a=1&pass=XXXX&GET-AND-POST=Y&a=1&pass=XXXX"),
        (b"", "http://host/x"),
        (b"a=?", "http://host/x?a=?"),
        (b'a="1\\', 'http://host/x?a="1\\'),
    ],
)
def test_an_address_is_read_as_it_was_stored(query: bytes, url: str) -> None:
    log = Written("vicidial_api_urls", 0, (7, url), NAMES)
    other = Written("vicidial_list", 3, (3, "a=1"), ("lead_id", "comments"))
    read = entry_of(text_of(replace(entry(), query=query, rows=Rows([log, other]))), 7, frozenset())
    assert [(one.table, one.key, one.row) for one in read.rows] == [
        ("vicidial_api_urls", 0, {"api_id": 7, "url": url}),
        ("vicidial_list", 3, {"lead_id": 3, "comments": "a=1"}),
    ]


@pytest.mark.parametrize(
    "value", [2**63, 2**64 - 1, 2**70, -(2**63), -(2**70), 0.1, "\udcff", "\0", "\U0001f600", None]
)
def test_a_row_is_read_as_it_was_stored(value: object) -> None:
    row = Written("vicidial_list", 3, (3, value), ("lead_id", "x"), "updated", {"x": value})
    read = entry_of(text_of(replace(entry(), rows=Rows([row]))), 7, frozenset())
    assert (read.rows[0].row, read.rows[0].before) == ({"lead_id": 3, "x": value}, {"x": value})


SECRETS = frozenset({b"s3cret-words", b"6666\0s3cret-words", b"1234", b"6666\x001234"})


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (Written("vicidial_list", 3, (3, "1234"), ("lead_id", "x")), ["XXXX"]),
        (Written("vicidial_list", 3, (3, '"1234'), ("lead_id", "x")), ['"1234']),
        (Written("vicidial_list", 3, (3, 'is "S3cret-Words'), ("lead_id", "x")), ['is "XXXX']),
        (Written("vicidial_list", 3, (3, "S%33cret-words"), ("lead_id", "x")), ["XXXX"]),
        (Written("vicidial_list", 3, (3, "x"), ("lead_id", "p%61ss")), ["XXXX"]),
        (
            Written("vicidial_list", 3, (3, "x"), ("lead_id", "x"), "updated", {"x": "1234"}),
            ["x", "XXXX"],
        ),
        (
            Written("vicidial_list", 3, (3, "x"), ("lead_id", "x"), "updated", {"p%61ss": "y"}),
            ["x", "XXXX"],
        ),
        (
            Written("vicidial_api_urls", 0, (7, "http://a:hunter2@host/x?a=1"), NAMES),
            ["http://a:XXXX@host/x?a=1"],
        ),
        (
            Written(
                "vicidial_api_urls", 0, (7, "http://host/x?a=1&pass=XXXX&b=s3cret-words"), NAMES
            ),
            ["http://host/x?a=1&pass=XXXX&b=XXXX"],
        ),
        (
            Written("vicidial_api_urls", 0, (7, "http://host/x?pass=hunter2&pass=XXXX"), NAMES),
            ["http://host/x?pass=XXXX&pass=XXXX"],
        ),
        (
            Written("vicidial_api_urls", 0, (7, "http://s3cret-words/x?a=1"), NAMES),
            ["http://XXXX/x?a=1"],
        ),
    ],
)
def test_no_password_is_stored_with_a_row(row: Written, kept: list[str]) -> None:
    text = text_of(replace(entry(), query=b"a=1", rows=Rows([row]), secrets=SECRETS))
    (read,) = entry_of(text, 7, SECRETS).rows
    assert [read.values[1], *(read.before or {}).values()] == kept
    assert not any(one in json_of(text).lower() for one in ("s3cret-words", "hunter2"))


def test_what_a_python_without_zstd_stores_is_read_by_all(monkeypatch: pytest.MonkeyPatch) -> None:
    by_zstd = text_of(entry())
    monkeypatch.setattr(compression, "_COMPRESSOR", None)
    text = text_of(entry())
    monkeypatch.undo()
    assert text != by_zstd
    assert json_of(text) == json_of(by_zstd)
    monkeypatch.setattr(compression, "_zstd", None)
    with pytest.raises(JournalError, match="built without it"):
        json_of(by_zstd)


def test_a_message_without_a_name_is_stored_with_its_line() -> None:
    message = Message("ERROR", "{user} IS NOT HERE", " - {user}")
    line = Line(message, {"user": "Zo\udcff"}, "add_lead", is_documented=False)
    said = replace(entry(), said="", unmasked_lines=(line, line))
    read = entry_of(text_of(said), 7, frozenset())
    assert read.text == said.text
    assert asdict(read.lines[1]) == asdict(line)


def test_what_comes_to_nothing_leaves_no_gap(both: Journals, databases: list[Database]) -> None:
    one, other = both(10)
    add(one, entry())
    with databases[0].transaction() as tx:
        one.store(tx, [entry()])
        tx.connection.rollback()
    add(other, entry())
    assert ids(one) == [2, 1]


def test_of_those_in_one_row_one_is_stored_anew(both: Journals, databases: list[Database]) -> None:
    one, other = both(10)
    add(one, entry(("a",)), entry(("a",), path="/second"), entry())
    found = other.get(2)
    assert found is not None
    with databases[1].transaction() as tx:
        other.rewrite(replace(found, path="/changed"), tx)
    assert [(found.id, found.path, found.repeats) for found in one.entries()] == [
        (3, "/API/lmapi.php", 0),
        (2, "/changed", 1),
        (1, "/API/lmapi.php", 0),
    ]


def test_one_that_has_been_dropped_is_stored_anew_nowhere(
    both: Journals, databases: list[Database]
) -> None:
    one, other = both(10)
    add(one, entry(), entry())
    dropped = other.get(2)
    assert dropped is not None
    one.clear()
    add(one, entry(path="/newer"), entry())
    with databases[1].transaction() as tx:
        other.rewrite(replace(dropped, path="/changed"), tx)
    assert [(found.id, found.path) for found in one.entries()] == [
        (4, "/API/lmapi.php"),
        (3, "/newer"),
    ]


def test_leads_are_read_anew_of_a_journal_that_is_another(
    both: Journals, databases: list[Database]
) -> None:
    one, _ = both(10)
    add(one, entry(("a",)), entry(("b",)))
    assert [found.repeats for found in one.entries()] == [0, 0]
    with databases[1].transaction() as tx:
        tx.connection.execute(sa.delete(JOURNAL))
    add(one, entry(("b",)), entry(("c",)), entry(("b",)))
    assert [(found.id, found.repeats) for found in one.entries()] == [(3, 1), (2, 0), (1, 0)]


def test_a_lead_that_was_stored_before_is_found(both: Journals) -> None:
    one, other = both(4)
    add(one, entry(("a",)), entry(("b",)))
    add(other, entry(("a",)), entry(), entry(("a",)))
    assert [found.repeats for found in one.entries()] == [3, 0, 1, 0]
    # The one before it is not to be seen any more.
    add(one, entry(("b",)))
    assert next(one.entries()).repeats == 0


def test_the_oldest_go_when_it_is_full(both: Journals, databases: list[Database]) -> None:
    one, other = both(3)
    for _ in range(5):
        add(one, entry())
    assert ids(other) == [5, 4, 3]
    assert (other.stand.held, other.stand.dropped) == (3, 2)
    with pytest.raises(JournalError, match="holds the last 3 requests, and 2 older ones have been"):
        other.must_hold_all(since=1)
    other.must_hold_all(since=2)
    assert rows(databases[0]) == [1, 2, 3, 4, 5]
    other.trim()
    assert rows(databases[0]) == [3, 4, 5]
    assert (one.stand.held, one.stand.dropped, ids(one)) == (3, 2, [5, 4, 3])


def rows(database: Database) -> list[int]:
    with database.transaction() as tx:
        return list(tx.connection.execute(sa.select(JOURNAL.c.id).order_by(JOURNAL.c.id)).scalars())


def test_the_oldest_go_when_they_take_too_much(both: Journals, databases: list[Database]) -> None:
    size = len(text_of(entry()))
    one, other = both(100, 3 * size + size // 2)
    for _ in range(5):
        add(one, entry())
    add(other, entry())
    assert one.stand.bytes == 6 * size
    one.trim()
    assert rows(databases[1]) == [4, 5, 6]
    assert other.stand == (3, 3 * size, 6, 3)
    add(other, entry())
    add(other, entry())
    other.trim()
    assert ids(one) == [8, 7, 6]
    # One that is larger than all may be leaves nothing, and numbers go on.
    add(other, entry(path="/" + random.Random(1).randbytes(4 * size).hex()))
    one.trim()
    assert (ids(one), one.stand.bytes) == ([], 0)
    add(one, entry())
    assert ids(other) == [10]


def test_of_those_in_one_row_the_oldest_go_too(both: Journals, databases: list[Database]) -> None:
    one, other = both(3)
    add(one, *(entry(("a",)) for _ in range(5)))
    other.trim()
    # The row stays for those that are to be seen.
    assert rows(databases[0]) == [5]
    assert [(found.id, found.repeats) for found in one.entries()] == [(5, 4), (4, 3), (3, 2)]
    assert (one.stand.held, one.stand.dropped, one.get(2)) == (3, 2, None)
    add(one, *(entry() for _ in range(3)))
    other.trim()
    assert rows(databases[0]) == [8]
    assert (other.stand.held, other.stand.bytes) == (3, size_of(databases[0]))


def size_of(database: Database) -> int:
    with database.transaction() as tx:
        texts = tx.connection.execute(sa.select(JOURNAL.c.entry)).scalars()
        return sum(map(len, texts))


def test_what_is_looked_at_before_its_commit_is_forgotten_if_that_fails(
    both: Journals, databases: list[Database]
) -> None:
    one, _ = both(10)
    add(one, entry(("a",)))

    def looked_at(tx: Transaction, *leads: str) -> list[int]:
        made = [entry((lead,)) for lead in leads]
        one.store_looking(tx, made)
        return [each.repeats for each in made]

    with databases[0].transaction() as tx:
        tx.hold_all()
        one.store(tx, [entry(("b",))])
        assert looked_at(tx, "a", "b", "a") == [1, 2, 3]
        tx.connection.rollback()
    with databases[0].transaction() as tx:
        tx.hold_all()
        assert looked_at(tx, "b", "a", "b") == [0, 1, 2]
    assert [(found.id, found.repeats) for found in one.entries()] == [
        (4, 2),
        (3, 1),
        (2, 0),
        (1, 0),
    ]


def test_emptied_it_knows_all_that_came_since(both: Journals) -> None:
    one, other = both(3)
    add(one, *(entry(("a",)) for _ in range(5)))
    other.clear()
    assert ids(one) == []
    assert one.stand == (0, 0, 5, 0)
    one.must_hold_all()
    add(one, entry(("a",)))
    assert [(found.id, found.repeats) for found in other.entries()] == [(6, 0)]
    other.must_hold_all()
    one.trim()
    assert other.stand[:1] + other.stand[2:] == (1, 6, 0)


def test_what_could_not_be_stored_is_stored_later(
    both: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "LOOKS_EVERY_S", 0.01)
    one, other = both(10)
    one.store_later(entry(path="/first"))
    deadline = time.monotonic() + 60
    while not len(other):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    one.close()
    one.store_later(entry())
    assert [found.path for found in other.entries()] == ["/first"]


def test_what_is_stored_by_a_commit_that_nobody_heard_of_is_not_stored_again(
    both: Journals, databases: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both(10)
    add(other, entry(path="/before"))
    transaction = databases[0].transaction

    @contextmanager
    def unheard(**how: bool) -> Iterator[Transaction]:
        with transaction(**how) as tx:
            yield tx
        raise DatabaseError("The connection was lost.", "")

    monkeypatch.setattr(databases[0], "transaction", unheard)
    answered = replace(entry(path="/answered"), request_id="answered")
    one.store_later(answered)
    with pytest.raises(DatabaseError):
        one._store_waiting()
    # A request's own transaction, whose client is told that nothing is known of it.
    made = replace(entry(("a",), path="/unheard"), request_id="unheard", lead_id=12)
    with pytest.raises(DatabaseError):
        add(one, made)
    monkeypatch.setattr(databases[0], "transaction", transaction)
    (stored,) = [found for found in other.entries() if found.path == "/unheard"]
    tried = [replace(made, id=stored.id)]
    one.store_later(replace(made, status=503, said="Away.", lead_id=0, seconds=0.5), tried)
    # What was to be stored under a number that another request has is not there.
    lost = replace(entry(path="/lost"), request_id="lost")
    one.store_later(lost, [replace(lost, id=stored.id)])
    one._store_waiting()
    assert [(found.path, found.status, found.lead_id, found.text) for found in other.entries()] == [
        ("/lost", 200, 0, "\udcff\0"),
        ("/unheard", 503, 12, "Away."),
        ("/answered", 200, 0, "\udcff\0"),
        ("/before", 200, 0, "\udcff\0"),
    ]


@pytest.mark.parametrize(("count", "wide"), [(1_500, 2_000), (1, 3_000_000)])
def test_an_entry_of_any_size_fits_a_statement(count: int, wide: int) -> None:
    chance = random.Random(1)
    many = tuple(
        Written("vicidial_list", number, (number, chance.randbytes(wide).hex()), ("lead_id", "x"))
        for number in range(count)
    )
    text = text_of(replace(entry(), rows=Rows(many)))
    assert len(text) < MOST
    read = entry_of(text, 7, frozenset())
    assert (read.id, read.path) == (7, "/API/lmapi.php")
    assert list(read.rows) == list(many[: len(read.rows)])
