"""Named snapshots, on every engine: what they bring back, and what they refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from databases import ENGINES, scratch
from lmapi_mock.clock import Clock
from lmapi_mock.errors import StateError, UnknownError
from lmapi_mock.store.own_tables.imports import Progress, begin, forget, save
from lmapi_mock.store.own_tables.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.snapshots.snapshots import Snapshots
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.seed import Seed
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import HEAD, migrate, revision_of

KINDS = ("memory", *ENGINES)
INSTANT = dt.datetime(2026, 3, 8, 9, 59, 59, tzinfo=dt.UTC)
STATE = State(
    {
        "vicidial_users": [{"user": "José", "pass": "p"}],
        "vicidial_list": [{"phone_number": "1", "rank": -3}, {"lead_id": 7, "city": "O'Fallon %"}],
        "vicidial_lists": [{"list_id": 18446744073709551615}],
        "custom_101": [{"lead_id": 7, "color": "blue"}],
    },
    {"custom_101": [["color", "enum('red','blue')"]]},
)
OTHER = State({"vicidial_dnc": [{"phone_number": "9"}]}, {"custom_5": [["a", "int"]]})

DONE = Progress("t", "d", "a.csv", 1, lines_done=5, finished=1)

Opens = Callable[[], Database]


@pytest.fixture(scope="module", params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "memory":
        yield "sqlite://"
        return
    with scratch(request.param, tmp_path_factory.mktemp("snapshots")) as made:
        yield made


@pytest.fixture
def opens(url: str) -> Iterator[Opens]:
    """Opens one database again and again, at first as a new one is; one in memory is new."""
    with ExitStack() as stack:

        def opened() -> Database:
            database = Database(url, shared=not url.startswith("sqlite"))
            stack.callback(database.close)
            migrate(database)
            return database

        first = opened()
        with first.transaction() as tx:
            forget(tx)
            if first.keeps_clock:
                keep_clock(tx, None)
        with closing(Snapshots(first, Clock())) as left:
            for one in left.list():
                left.delete(one.name)
        yield opened


@pytest.fixture
def database(opens: Opens) -> Database:
    made = opens()
    put_state(made, STATE)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock("UTC")


@pytest.fixture
def snapshots(database: Database, clock: Clock) -> Iterator[Snapshots]:
    made = Snapshots(database, clock)
    yield made
    made.close()


def keep(database: Database, clock: Clock) -> None:
    """As who sets the clock does, where processes share it."""
    if database.keeps_clock:
        with database.transaction() as tx:
            keep_clock(tx, clock.state)


def everything(database: Database) -> dict[str, Any]:
    database.forget()
    with database.transaction() as tx:
        return get_state(tx)


def add_lead(database: Database) -> int:
    """Store a lead; returns the identifier that it was given."""
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("INSERT INTO vicidial_list (phone_number) VALUES ('2')")
        found = tx.connection.exec_driver_sql("SELECT max(lead_id) FROM vicidial_list")
        return int(found.scalar_one())


def downloaded(snapshots: Snapshots, name: str) -> dict[str, Any]:
    with snapshots.reading(name) as document:
        tables = {table: list(rows) for table, rows in document.tables}
        return {"tables": tables, **document.rest}


def test_a_snapshot_brings_back_every_row_and_custom_table(
    database: Database, snapshots: Snapshots
) -> None:
    before = everything(database)
    snapshots.save("a")
    put_state(database, OTHER)
    snapshots.restore("a")
    assert everything(database) == before
    assert before["custom_101"] == [{"lead_id": 7, "color": "blue"}]
    assert before["vicidial_lists"][0]["list_id"] == 18446744073709551615
    assert [row["city"] for row in before["vicidial_list"]] == [None, "O'Fallon %"]


def test_a_snapshot_of_many_rows_brings_them_back(
    database: Database, snapshots: Snapshots, clock: Clock
) -> None:
    many = State(
        {
            "vicidial_list": [{"phone_number": str(number)} for number in range(2100)],
            "vicidial_users": [{"user": "bob"}],
            "vicidial_call_time_holidays": [{"holiday_id": "B"}, {"holiday_id": "A"}],
            "custom_7": [{"lead_id": number, "a": number} for number in range(2100)],
            "custom_8": [{"lead_id": 3, "a": 1}],
        },
        {"custom_7": [["a", "int"]], "custom_8": [["a", "int"]]},
    )
    put_state(database, many)
    assert add_lead(database) == 2101
    with database.transaction() as tx:
        save(tx, begin(tx, Progress("t", "d", "a.csv", 1), again=False), DONE)
        tx.connection.exec_driver_sql("DELETE FROM vicidial_list WHERE lead_id = 2101")
    clock.freeze(INSTANT)
    before = everything(database)
    keep(database, clock)
    snapshots.save("many")
    put_state(database, OTHER)
    snapshots.save("few")
    clock.reset()

    snapshots.restore("many")
    assert everything(database) == before
    assert clock.now().utc == INSTANT
    with database.transaction() as tx:
        assert begin(tx, Progress("t", "d", "a.csv", 1), again=False) == DONE
    assert add_lead(database) == 2102
    snapshots.restore("few")
    few = everything(database)
    assert few["vicidial_dnc"] == [{"phone_number": "9"}]
    assert [name for name in few if name.startswith("custom_")] == ["custom_5"]
    assert few["vicidial_list"] == []


def test_identifiers_go_on_as_at_the_time_of_saving(
    database: Database, snapshots: Snapshots
) -> None:
    assert add_lead(database) == 8
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("DELETE FROM vicidial_list WHERE lead_id = 8")
    snapshots.save("a")
    assert [add_lead(database), add_lead(database)] == [9, 10]
    for _ in range(2):
        snapshots.restore("a")
        assert add_lead(database) == 9


def test_the_clock_comes_back_each_time(
    database: Database, snapshots: Snapshots, clock: Clock
) -> None:
    clock.freeze(INSTANT)
    clock.move_to("America/New_York")
    keep(database, clock)
    snapshots.save("frozen")
    clock.reset()
    clock.advance(dt.timedelta(days=40))
    keep(database, clock)
    snapshots.save("ahead")
    for _ in range(2):
        snapshots.restore("frozen")
        assert (clock.now().utc, clock.timezone, clock.is_frozen) == (
            INSTANT,
            "America/New_York",
            True,
        )
        clock.advance(dt.timedelta(days=1))
        snapshots.restore("ahead")
        assert (clock.state.ahead, clock.timezone) == (dt.timedelta(days=40), "UTC")
        clock.run()
    if database.shared:
        with database.transaction() as tx:
            kept = kept_clock(tx)
        assert kept is not None
        assert kept.ahead == dt.timedelta(days=40)


def test_what_has_been_imported_comes_back(database: Database, snapshots: Snapshots) -> None:
    file = Progress("vicidial_list", "digest", "a.csv", 10)
    done = Progress("vicidial_list", "digest", "a.csv", 10, lines_done=5, finished=1)
    with database.transaction() as tx:
        save(tx, begin(tx, file, again=False), done)
    snapshots.save("a")
    put_state(database, OTHER)
    snapshots.restore("a")
    with database.transaction() as tx:
        assert begin(tx, file, again=False) == done


def test_snapshots_are_listed_replaced_and_deleted(
    database: Database, snapshots: Snapshots
) -> None:
    assert snapshots.list() == []
    snapshots.save("b")
    first = snapshots.save("a")
    assert (first.name, first.leads) == ("a", 2)
    assert abs(dt.datetime.now(dt.UTC) - first.saved_at) < dt.timedelta(minutes=1)
    add_lead(database)
    assert snapshots.save("a").leads == 3
    assert [(one.name, one.leads) for one in snapshots.list()] == [("a", 3), ("b", 2)]
    snapshots.delete("a")
    assert [one.name for one in snapshots.list()] == ["b"]
    snapshots.restore("b")
    assert len(everything(database)["vicidial_list"]) == 2


def test_names_that_differ_in_case_are_two(database: Database, snapshots: Snapshots) -> None:
    for name in ("Ab", "ab", "..", "-", "a" * 64):
        snapshots.save(name)
    snapshots.delete("ab")
    assert [one.name for one in snapshots.list()] == sorted(["Ab", "..", "-", "a" * 64])


def test_a_reset_leaves_snapshots_alone(database: Database, snapshots: Snapshots) -> None:
    before = everything(database)
    snapshots.save("a")
    seed = Seed(lambda: OTHER, reference=False)
    seed.restore(database)
    seed.close()
    assert everything(database)["vicidial_dnc"] == [{"phone_number": "9"}]
    snapshots.restore("a")
    assert everything(database) == before


@pytest.mark.parametrize("url", ENGINES, indirect=True)
def test_snapshots_survive_a_restart(opens: Opens) -> None:
    first = opens()
    put_state(first, STATE)
    before = everything(first)
    Snapshots(first, Clock()).save("a")
    first.close()
    again = opens()
    put_state(again, OTHER)
    clock = Clock()
    clock.freeze(INSTANT)
    snapshots = Snapshots(again, clock)
    assert [(one.name, one.leads) for one in snapshots.list()] == [("a", 2)]
    snapshots.restore("a")
    assert everything(again) == before
    assert clock.is_frozen is False


@pytest.mark.parametrize("url", ENGINES, indirect=True)
def test_another_process_finds_and_replaces_them(opens: Opens) -> None:
    one, other = opens(), opens()
    here, there = Snapshots(one, Clock()), Snapshots(other, Clock())
    put_state(one, STATE)
    here.save("a")
    put_state(other, OTHER)
    there.save("a")
    put_state(one, State())
    here.restore("a")
    assert everything(one)["vicidial_dnc"] == [{"phone_number": "9"}]
    there.delete("a")
    with pytest.raises(UnknownError):
        here.restore("a")


def test_a_downloaded_snapshot_can_be_uploaded(
    database: Database, snapshots: Snapshots, clock: Clock
) -> None:
    add_lead(database)
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("DELETE FROM vicidial_list WHERE lead_id = 8")
    clock.freeze(INSTANT)
    keep(database, clock)
    snapshots.save("a")
    document = downloaded(snapshots, "a")
    before = everything(database)
    assert document["tables"] == before
    assert document["custom_tables"] == {"custom_101": [["color", "enum('red','blue')"]]}
    assert document["clock"] == {
        "now": "2026-03-08T09:59:59Z",
        "ahead_seconds": 0.0,
        "timezone": "UTC",
    }
    assert document["next_identifiers"]["vicidial_list"] == 9
    put_state(database, OTHER)
    clock.reset()
    uploaded = snapshots.upload("b", document)
    assert (uploaded.name, uploaded.leads) == ("b", 2)
    assert everything(database)["vicidial_dnc"] == [{"phone_number": "9"}]
    assert downloaded(snapshots, "b") == document
    snapshots.restore("b")
    assert everything(database) == before
    assert clock.now().utc == INSTANT
    assert add_lead(database) == 9


def test_a_state_can_be_uploaded(database: Database, snapshots: Snapshots, clock: Clock) -> None:
    clock.freeze(INSTANT)
    snapshots.upload("a", {"tables": {"vicidial_list": [{"city": "x"}]}})
    snapshots.restore("a")
    assert [row["city"] for row in everything(database)["vicidial_list"]] == ["x"]
    assert clock.is_frozen is False
    assert add_lead(database) == 2


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"tables": {"nope": []}}, "unknown_table", "There is no table 'nope'."),
    ({"tables": []}, "bad_snapshot", "tables is []."),
    ({"table": {}}, "bad_snapshot", "There is no 'table' in a snapshot."),
    ({"tables": {"vicidial_dnc": [{}, {}]}}, "duplicate_row", "Two rows have the same key: "),
    ({"clock": {"now": "today"}}, "bad_clock", "The snapshot's clock is {'now': 'today'}."),
    ({"clock": {"now": "2026-03-08T09:59:59"}}, "bad_clock", "The snapshot's clock is "),
    ({"clock": {"now": "9999-03-08T09:59:59Z"}}, "bad_clock", "The snapshot's clock is "),
    ({"clock": {"timezone": "Mars"}}, "bad_clock", "The snapshot's clock is "),
    ({"clock": {"ahead_seconds": 1e300}}, "bad_clock", "The snapshot's clock is "),
    ({"clock": {"ahead_seconds": float("nan")}}, "bad_clock", "The snapshot's clock is "),
    ({"clock": {"at": 1}}, "bad_clock", "The snapshot's clock is "),
    ({"clock": 5}, "bad_clock", "The snapshot's clock is 5."),
    ({"next_identifiers": {"vicidial_list": 0}}, "bad_snapshot", "next_identifiers is "),
    ({"next_identifiers": {"vicidial_list": 1 << 32}}, "bad_snapshot", "next_identifiers is "),
    ({"next_identifiers": {"vicidial_dnc": 1}}, "bad_snapshot", "next_identifiers is "),
    ({"imports": [{}]}, "bad_snapshot", "imports is [{}]."),
    ({"imports": 1}, "bad_snapshot", "imports is 1."),
]


@pytest.mark.parametrize(("document", "code", "message"), BROKEN)
def test_a_document_that_does_not_fit_is_refused_and_nothing_is_changed(
    tmp_path: Path, document: dict[str, Any], code: str, message: str
) -> None:
    database = Database(f"sqlite:///{tmp_path}/leads.db")
    migrate(database)
    snapshots = Snapshots(database, Clock())
    snapshots.save("a")
    before = downloaded(snapshots, "a")
    with pytest.raises(StateError) as refused:
        snapshots.upload("a", document)
    assert refused.value.code == code
    assert str(refused.value).startswith(message)
    assert refused.value.status == 422
    assert downloaded(snapshots, "a") == before
    assert len(list((tmp_path / "leads.db.snapshots").iterdir())) == 1
    database.close()


def test_a_document_that_does_not_fit_is_refused_on_every_engine(
    database: Database, snapshots: Snapshots
) -> None:
    before = everything(database)
    with pytest.raises(StateError):
        snapshots.upload("a", {"tables": {"nope": []}})
    assert snapshots.list() == []
    assert everything(database) == before


@pytest.mark.parametrize("name", ["", "a" * 65, "a/b", "a b", "ä", "a\n", "../a"])
def test_what_is_no_name_is_refused(name: str) -> None:
    database = Database("sqlite://")
    migrate(database)
    snapshots = Snapshots(database, Clock())
    calls: list[Callable[[], object]] = [
        lambda: snapshots.save(name),
        lambda: snapshots.upload(name, {}),
    ]
    for call in calls:
        with pytest.raises(StateError) as refused:
            call()
        assert (refused.value.code, str(refused.value)) == (
            "bad_name",
            f"{name!r} is no name of a snapshot.",
        )
    database.close()


def test_a_snapshot_that_is_not_there_is_named_with_those_that_are(
    database: Database, snapshots: Snapshots
) -> None:
    for hint in ("There is none yet.", "There are: a, b."):
        for call in (snapshots.restore, snapshots.delete, partial(downloaded, snapshots)):
            with pytest.raises(UnknownError) as refused:
                call("nope")
            assert (refused.value.code, refused.value.status) == ("unknown_snapshot", 404)
            assert str(refused.value) == "There is no snapshot 'nope'."
            assert refused.value.hint == hint
        snapshots.save("a")
        snapshots.save("b")


def test_a_restore_that_fails_changes_nothing(
    database: Database, snapshots: Snapshots, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.save("a")
    put_state(database, OTHER)
    before = everything(database)
    clock.freeze(INSTANT)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("lmapi_mock.store.state.rows.insert_rows", fails)
    monkeypatch.setattr(Database, "copy_of", fails)
    with pytest.raises(OSError, match="disk full"):
        snapshots.restore("a")
    assert everything(database) == before
    assert clock.now().utc == INSTANT


def test_a_save_that_fails_keeps_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/leads.db")
    migrate(database)
    snapshots = Snapshots(database, Clock())
    snapshots.save("a")

    def fails(*_: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("lmapi_mock.store.snapshots.images.keep_clock", fails)
        with pytest.raises(OSError, match="disk full"):
            snapshots.save("a")
    assert [one.name for one in snapshots.list()] == ["a"]
    assert len(list((tmp_path / "leads.db.snapshots").iterdir())) == 1
    snapshots.restore("a")
    database.close()


def test_a_snapshot_of_an_older_version_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/leads.db")
    migrate(database)
    snapshots = Snapshots(database, Clock())
    snapshots.save("a")
    asked = []

    def migrating(image: Database) -> bool:
        asked.append(revision_of(image))
        return False

    monkeypatch.setattr("lmapi_mock.store.snapshots.images.migrate", migrating)
    snapshots.restore("a")
    assert asked == [HEAD]
    database.close()


def test_many_leads_are_saved_and_restored(
    database: Database, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one row of the table holds, and more than are sent in one statement."""
    monkeypatch.setattr("lmapi_mock.store.snapshots.rows.PART_BYTES", 1 << 12)
    rows = [{"phone_number": f"{n:010}", "comments": f"{n * 7919}" * 12} for n in range(2_500)]
    put_state(database, State({"vicidial_list": rows}))
    before = everything(database)
    assert snapshots.save("a").leads == 2_500
    put_state(database, State())
    snapshots.restore("a")
    assert everything(database) == before
