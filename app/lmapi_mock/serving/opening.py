"""From settings to worlds: the database opened, migrated and seeded, its clock, its namespaces."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from lmapi_mock.clock import Clock
from lmapi_mock.errors import DatabaseError, SeedError, SettingError
from lmapi_mock.faults.rules import Faults
from lmapi_mock.faults.shared import SharedFaults
from lmapi_mock.http.limits import MIB
from lmapi_mock.journal.journal import Journal, Room
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.non_agent_api import served_at
from lmapi_mock.non_agent_api.add_lead import new_lead_address
from lmapi_mock.non_agent_api.lead import outlook, time_zone
from lmapi_mock.non_agent_api.lists.unfinished_fields import finish_all
from lmapi_mock.serving.shared_worlds import SharedWorlds
from lmapi_mock.serving.start import Start, start_of
from lmapi_mock.settings import Settings
from lmapi_mock.store.lookup import configuration, phone_codes
from lmapi_mock.store.own_tables.processes import Heartbeat, Process
from lmapi_mock.store.own_tables.seeded import seeded_from
from lmapi_mock.store.own_tables.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.own_tables.unfinished import take_back
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import is_empty
from lmapi_mock.store.state.seed import Seed, demo_seed, file_seed
from lmapi_mock.store.state.spaces import spaces_of
from lmapi_mock.store.upkeep import existing
from lmapi_mock.store.upkeep.migrate import migrate
from lmapi_mock.version import __version__
from lmapi_mock.world import World, Worlds

log = logging.getLogger("lmapi_mock.serving.opening")


def open_worlds(
    settings: Settings,
    tell: Callable[[str], None] = lambda _: None,
    found: Callable[[Start], None] = lambda _: None,
) -> Worlds:
    """The server's own world, and room for namespaces; the database is open, migrated and seeded.

    Args:
        settings: what the server is told.
        tell: is told what is being done, where that may take a while: "migrating its database".
        found: is told what the start has found.

    Raises:
        DatabaseError: the database cannot be opened or migrated.
        SeedError: the seed cannot be read, does not fit, or is not what the database was filled
            with.
    """
    seed = _seed_of(settings)
    # Made even when the database holds data already: a seed that does not fit stops the start
    # now, not the first reset, and that is then as quick as any.
    seed.image()
    is_used = _is_used(settings)
    try:
        database = open_database(settings, tell)
        try:
            rows = "" if settings.existing else fill(database, seed, settings)
            found(start_of(database, seed, settings, rows))
        except BaseException:
            database.close()
            raise
    except BaseException:
        seed.close()
        raise
    clock = Clock(settings.timezone)
    if settings.existing and settings.workers == 1:
        _say_where(database, settings)
    if database.keeps_clock:
        if not is_used and settings.workers == 1:
            _begin_anew(database, settings)
        _follow(database, clock)

    own = World(
        "",
        database,
        clock,
        seed,
        journal_of(database, settings),
        SharedFaults(database, settings.chance) if database.shared else _faults(settings),
        is_kept=settings.existing,
        secrets=_passwords(database),
    )
    if isinstance(own.faults, SharedFaults):
        _tell_faults(own.faults.ids())
        own.heartbeat = Heartbeat(database)
        _tell_versions(own.heartbeat.start())
    return _worlds(settings, own)


def journal_of(database: Database, settings: Settings) -> Journal | SharedJournal:
    """The journal of a world: in its database, where several processes work on that."""
    most = settings.journal_memory * MIB
    if database.shared and settings.journal:
        return SharedJournal(database, settings.journal, most)
    return Journal(settings.journal, settings.workers, Room(most))


def _faults(settings: Settings) -> Faults:
    """The faults of a world, none at first; equal worlds have equal chance."""
    return Faults(random.Random(settings.chance))  # noqa: S311  no secret


def _worlds(settings: Settings, own: World) -> Worlds:
    """The server's own world, with namespaces unless it is a dialer's own."""
    most, ttl = settings.namespaces, settings.namespace_ttl
    own.seed.read_ahead(_read_for_leads)

    def in_memory(name: str) -> World:
        like = own.database if own.database.kind.single else own.seed.small()
        database = Database(MEMORY, like=like, is_lean=True)
        own.seed.restore(database)
        clock, faults = Clock(settings.timezone), _faults(settings)
        journal = Journal(settings.journal, room=own.journal.room)
        return World(name, database, clock, own.seed, journal, faults, secrets=own.secrets)

    def opened(name: str, database: Database) -> World:
        clock = Clock(settings.timezone)
        with database.transaction() as tx:
            clock.take(kept_clock(tx))
        faults = SharedFaults(database, settings.chance)
        journal = journal_of(database, settings)
        return World(name, database, clock, own.seed, journal, faults, secrets=own.secrets)

    if settings.existing and (settings.workers > 1 or not own.database.kind.single):
        why = "the server works on a dialer's own database, beside which it makes none."
        return Worlds(own, None, why_none=why)
    if own.database.shared:
        spaces = spaces_of(own.database, own.seed)
        return SharedWorlds(own, spaces, opened, in_memory, most=most, ttl=ttl)
    return Worlds(own, in_memory, most=most, ttl=ttl)


def _read_for_leads(tx: Transaction) -> None:
    """Read the configuration that every add_lead looks something up in, and who reads leads."""
    configuration.settings(tx)
    configuration.passwords(tx)
    configuration.active_server(tx)
    phone_codes.by_areacode(tx, "1", "")
    outlook.of_lists(tx)
    new_lead_address.of_lists(tx)
    served_at.has_tables(tx)
    time_zone.local_gmt_of(tx)
    configuration.custom_tables(tx)


def _passwords(database: Database) -> frozenset[bytes]:
    """What is kept out of log and journal before anybody has logged in."""
    with database.transaction() as tx:
        return configuration.passwords(tx)


def _follow(database: Database, clock: Clock) -> None:
    """Stand where the database's clock stands, and say so if that is not the present."""
    with database.transaction() as tx:
        clock.take(kept_clock(tx))
    if clock.is_frozen:
        log.warning(
            "The clock of this database is frozen at %s (%s); PUT /__admin/clock lets it run.",
            clock.now().text,
            clock.timezone,
        )


def _tell_versions(processes: list[Process]) -> None:
    """Say so if processes of other versions work on the database too."""
    others = [one for one in processes if one.version != __version__]
    if others:
        listed = ", ".join(f"{one.version} ({one.name})" for one in others)
        log.warning(
            "This is version %s, and others work on this database: %s. Start all of them anew with "
            "one version.",
            __version__,
            listed,
        )


def _tell_faults(ids: tuple[str, ...]) -> None:
    """Say so if something is to go wrong already, by the will of those who came before."""
    if ids:
        log.warning(
            "Faults of this database are in force: %s; DELETE /__admin/faults removes them.",
            ", ".join(ids),
        )


def _say_where(database: Database, settings: Settings) -> None:
    """Log on which dialer's database the server is, once for all of its processes."""
    now = Clock(settings.timezone).now().text
    for sentence in existing.describe(database, now, settings.timezone):
        log.warning("%s", sentence)


def open_database(settings: Settings, tell: Callable[[str], None] = lambda _: None) -> Database:
    """Open the database and bring its schema up to date; the folder of a file is made."""
    place = settings.place
    if settings.existing and settings.reseed:
        raise SettingError(
            "--reseed empties the database, and an existing dialer's is left as it is.",
            "Leave out --reseed or --existing.",
        )
    if place.file is not None:
        folder = place.file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The folder {folder} of the database cannot be made: {error.strerror}.",
                "Choose another file with --database, or :memory:.",
            ) from error
    # A server's database may have other processes of ours on it that nobody here knows of; a
    # dialer's own gets no table for their clock.
    shared = not settings.existing and (settings.workers > 1 or place.is_server)
    database = _opened(settings, tell, shared=shared)
    try:
        if settings.existing:
            existing.check(database)
        elif not database.is_memory:
            # One in memory gets its tables with its seed.
            migrate(database, tell)
            if database.kind.single:
                with database.alone():
                    take_back(database)
            finish_all(database)
        database.learn()
    except BaseException:
        database.close()
        raise
    return database


def _opened(settings: Settings, tell: Callable[[str], None], *, shared: bool) -> Database:
    """The database; one that cannot be opened yet is waited for, if a setting says so."""
    deadline = time.monotonic() + settings.wait_for_database
    is_said = False
    while True:
        try:
            return Database(settings.database, shared=shared, patience=settings.database_timeout)
        except DatabaseError as error:
            # What is wrong with the URL itself does not pass.
            passes = isinstance(error.__cause__, sa.exc.DBAPIError)
            if not passes or time.monotonic() >= deadline:
                raise
            if not is_said:
                log.warning("%s It is waited for.", error)
                tell("waiting for its database")
                is_said = True
            time.sleep(0.2)


def prepare(settings: Settings, tell: Callable[[str], None] = lambda _: None) -> Start:
    """Make, migrate and seed the database, so that workers find it ready; what the start found.

    The clock and the faults of a file that no other server has open begin anew with this one.
    """
    seed = _seed_of(settings)
    is_used = _is_used(settings)
    database = open_database(settings, tell)
    try:
        rows = ""
        if settings.existing:
            _say_where(database, settings)
        else:
            rows = fill(database, seed, settings)
            if not is_used:
                _begin_anew(database, settings)
        return start_of(database, seed, settings, rows)
    finally:
        seed.close()
        database.close()


def _is_used(settings: Settings) -> bool:
    """Whether others may have the database open: a server's, or a file that has its `-wal`.

    One that was killed leaves that file too; then its clock stands where it stood, and the start
    says so.
    """
    file = settings.place.file
    return not settings.place.is_memory and (file is None or Path(f"{file}-wal").exists())


def _begin_anew(database: Database, settings: Settings) -> None:
    """Let the clock run, and nothing go wrong: both were a server's that has ended."""
    with database.transaction() as tx:
        if kept_clock(tx) is not None:
            keep_clock(tx, None)
    if database.shared:
        SharedFaults(database, settings.chance).begin_anew()


def _seed_of(settings: Settings) -> Seed:
    return file_seed(settings.seed, fit=settings.fit) if settings.seed else demo_seed()


def fill(database: Database, seed: Seed, settings: Settings) -> str:
    """Seed a database that holds nothing yet, or is to be seeded anew; says what was done.

    Of servers that start at once on one database, one seeds it, before any answers.

    Args:
        database: opened and migrated.
        seed: what it is filled with.
        settings: whether the seed was asked for, and whether the database is to be emptied.

    Returns:
        "seeded with the demo data", "its rows kept (seeded with the demo data)".

    Raises:
        SeedError: it holds rows, was filled from another seed, and one was asked for.
    """
    if database.is_memory:
        seed.restore(database, alone=True)
        return _seeded(seed)
    if database.kind.single:
        # Page by page, which SQLite does outside a transaction only.
        with database.alone():
            with database.transaction() as tx:
                kept = _kept(tx, seed, settings)
            if kept is None:
                seed.restore(database, alone=True)
        return kept or _seeded(seed)
    with database.transaction() as tx:
        tx.hold(["seed"])
        kept = _kept(tx, seed, settings)
        if kept is None:
            seed.restore(database, alone=True)
    return kept or _seeded(seed)


def _seeded(seed: Seed) -> str:
    return f"seeded with {seed.origin.name}" if seed.origin else "seeded"


def _kept(tx: Transaction, seed: Seed, settings: Settings) -> str | None:
    """What is said of the rows that stay; None where the database is to be filled.

    Raises:
        SeedError: as for `fill`.
    """
    if settings.reseed or is_empty(tx):
        return None
    before = seeded_from(tx)
    kept = "its rows kept" + (f" (seeded with {before.name})" if before else "")
    if settings.seed is None or seed.origin is None:
        return kept
    if before is None:
        log.warning(
            "The database holds rows, and from what they came is not known: --seed %s is used by "
            "a reset only. --reseed empties the database and fills it with the seed now.",
            settings.seed,
        )
    elif before.digest != seed.origin.digest:
        changed = ", which has been changed since" if before.name == seed.origin.name else ""
        raise SeedError(
            f"--seed is {settings.seed}, and the database holds rows already: it was seeded with "
            f"{before.name}{changed}.",
            "Start with --reseed to empty it and fill it with this seed, name another --database, "
            "or leave out --seed to serve the rows that are there.",
        )
    return kept
