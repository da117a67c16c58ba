"""The migrations make what the definitions make; older, newer and foreign databases."""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.schema import CreateIndex, CreateTable

from command import environment
from databases import scratch
from lmapi_mock import paths
from lmapi_mock.errors import DatabaseError
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.schema.columns import MARIADB_OPTIONS
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.stored_order import OWN, STORED_ORDER
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import ENGINES
from lmapi_mock.store.state.addition import add_state
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.upkeep import migrate as migrating
from lmapi_mock.store.upkeep.migrate import (
    HEAD,
    create_schema,
    migrate,
    revision_of,
    schema,
    upgrade,
)

ADDS_A_COLUMN = """
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("vicidial_new", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("vicidial_list", sa.Column("new", sa.String(5), server_default="x"))
    {then}


def downgrade() -> None:
    pass
"""


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Database]:
    made = Database("sqlite://")
    yield made
    made.close()


def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str = "pass") -> Path:
    """Stand in for a later version of this project: it has one more revision."""
    folder = tmp_path / "migrations"
    shutil.copytree(paths.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9000_new.py").write_text(ADDS_A_COLUMN.format(head=HEAD, then=then))
    monkeypatch.setattr(paths, "MIGRATIONS", folder)
    monkeypatch.setattr(migrating, "HEAD", "9000")
    return folder


def master(database: Database) -> list[tuple[Any, ...]]:
    """Everything that is in the schema, in SQLite's own words, however these are broken up."""
    with database.transaction() as tx:
        rows = tx.connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
        spaced = ((*row[:3], row[3] and "".join(row[3].split())) for row in rows)
        return sorted(spaced, key=lambda row: (row[0], row[1]))


def pragmas(database: Database) -> dict[str, Any]:
    """Columns, types, defaults, nullability, keys and indexes of each table."""
    with database.transaction() as tx:

        def ask(pragma: str, name: str) -> list[tuple[Any, ...]]:
            return [
                tuple(row) for row in tx.connection.exec_driver_sql(f"PRAGMA {pragma}('{name}')")
            ]

        found: dict[str, Any] = {}
        for table in sa.inspect(tx.connection).get_table_names():
            indexes = sorted(row[1:] for row in ask("index_list", table))
            found[table] = ask("table_info", table), indexes
            for name, *_ in indexes:
                found[name] = ask("index_xinfo", name)
        return found


def numbered(database: Database) -> set[str]:
    """The tables whose identifiers are never used twice."""
    return {row[1] for row in master(database) if row[3] and "AUTOINCREMENT" in row[3]}


def test_the_migrations_make_what_the_definitions_make(database: Database, other: Database) -> None:
    create_schema(database)
    upgrade(other)
    assert master(database) == master(other)
    assert pragmas(database) == pragmas(other)
    assert {"vicidial_list", "vicidial_api_log"} <= numbered(database) == numbered(other)
    assert METADATA.tables.keys() <= {row[1] for row in master(other)}
    assert revision_of(database) == revision_of(other) == HEAD


def other_default(*compared: Any) -> bool:
    """Whether defaults differ; SQLAlchemy reads an empty text's back from SQLite as `('')`."""
    _, _, column, found, defined_as, _ = compared
    if found is None or defined_as is None:
        return found is not defined_as
    return bool(found.strip("()") != f"'{column.server_default.arg}'")


def test_alembic_finds_no_difference_to_the_definitions(database: Database) -> None:
    upgrade(database)
    defined_here = sa.MetaData()
    for table in (*METADATA.tables.values(), *OWN.tables.values()):
        table.to_metadata(defined_here)
    with database.transaction() as tx:
        context = MigrationContext.configure(
            tx.connection, opts={"compare_type": True, "compare_server_default": other_default}
        )
        assert compare_metadata(context, defined_here) == []


def test_head_is_the_newest_revision_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def ddl(dialect: str) -> list[str]:
    """The statements of all revisions for an engine, without one to run them.

    An index that a later revision drops is left out, and so is its dropping; a column that one
    adds stands where the table is made, before its key and the number of its rows, and one that
    one changes has its later type there.
    """
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        for revision in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
            revision.module.upgrade()
    made = [" ".join(part.split()) for part in written.getvalue().split(";") if part.strip()]
    for added in [one for one in made if " ADD COLUMN " in one]:
        made.remove(added)
        table, column = added.removeprefix("ALTER TABLE ").split(" ADD COLUMN ")
        (place,) = (
            place for place, one in enumerate(made) if one.startswith(f"CREATE TABLE {table} (")
        )
        at = re.search(r", PRIMARY KEY \(|, lmapi_row | \)(ENGINE=.*)?$", made[place])
        assert at is not None
        made[place] = f"{made[place][: at.start()]}, {column}{made[place][at.start() :]}"
    changes = re.compile(
        r"ALTER TABLE (\S+) (?:ALTER COLUMN (\S+) TYPE|MODIFY (\S+)) (\S+)(?: NULL)?"
    )
    for change, found in [(one, found) for one in made if (found := changes.fullmatch(one))]:
        made.remove(change)
        table, column, kind = found[1], found[2] or found[3], found[4]
        (place,) = (
            place for place, one in enumerate(made) if one.startswith(f"CREATE TABLE {table} (")
        )
        made[place] = re.sub(rf"\b{column} \w+\(\d+\)", f"{column} {kind}", made[place])
    dropped = {one.split()[2] for one in made if one.startswith("DROP INDEX ")}
    return sorted(
        one
        for one in made
        if not one.startswith("DROP INDEX ")
        and not (one.startswith("CREATE INDEX ") and one.split()[2] in dropped)
    )


def defined(dialect: str) -> list[str]:
    """The statements that the definitions would be made by."""
    engine = sa.create_mock_engine(f"{dialect}://", lambda *_: None)
    statements: list[sa.schema.ExecutableDDLElement] = []
    own = STORED_ORDER.to_metadata(sa.MetaData())
    if dialect in ("mysql", "mariadb"):
        own.dialect_kwargs.update(MARIADB_OPTIONS)
    for table in (*schema(ENGINES[dialect]).sorted_tables, own):
        statements.append(CreateTable(table))
        statements.extend(map(CreateIndex, table.indexes))
    return sorted(" ".join(str(one.compile(dialect=engine.dialect)).split()) for one in statements)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql", "mariadb"])
def test_the_revisions_are_written_for_every_engine(dialect: str) -> None:
    assert ddl(dialect) == defined(dialect)


def test_mariadb_gets_vicidials_own_types_and_no_companions() -> None:
    text = "\n".join(ddl("mysql"))
    assert "_fold" not in text
    tables = len(METADATA.tables) + len(OWN.tables)
    assert text.count("ENGINE=InnoDB") == text.count("CREATE TABLE") == tables
    assert text.count("COLLATE utf8mb3_unicode_ci") == tables
    for column in (
        "lead_id INTEGER UNSIGNED NOT NULL AUTO_INCREMENT",
        "list_id BIGINT UNSIGNED NOT NULL DEFAULT '0'",
        "gender ENUM('M','F','U') DEFAULT 'U'",
        "date_of_birth DATE",
        "entry_date DATETIME",
        "gmt_offset_now NUMERIC(4, 2) DEFAULT '0.00'",
        "url MEDIUMTEXT",
        "priority TINYINT DEFAULT '0'",
        "areacode CHAR(3)",
    ):
        assert column in text


def test_the_first_revision_can_be_taken_back_and_made_again(database: Database) -> None:
    upgrade(database)
    before = master(database)
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    from alembic import command

    with database.transaction() as tx:
        config.attributes["connection"] = tx.connection
        command.downgrade(config, "base")
    assert [row[1] for row in master(database) if row[0] == "table"] == [
        "alembic_version",
        "sqlite_sequence",
    ]
    assert migrate(database) is True
    assert {row[1] for row in master(database)} == {row[1] for row in before}
    assert revision_of(database) == HEAD


def test_no_definition_reads_otherwise_where_several_are_sent_as_one(database: Database) -> None:
    migrate(database)
    with database.transaction() as tx:
        made = migrating._definitions(tx.engine, tx.connection.dialect)
    assert made.keys() == METADATA.tables.keys() | OWN.tables.keys()
    statements = [statement for several in made.values() for statement in several]
    assert [one for one in statements if ";" in one or "%" in one] == []


def test_a_new_database_is_made_once(database: Database) -> None:
    assert revision_of(database) is None
    assert migrate(database) is True
    assert migrate(database) is False
    assert revision_of(database) == HEAD


def test_an_older_database_is_upgraded_and_keeps_its_rows(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_schema(database)
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("INSERT INTO vicidial_list (phone_number) VALUES ('1')")
    extended(tmp_path, monkeypatch)
    assert migrate(database) is False
    assert revision_of(database) == "9000"
    with database.transaction() as tx:
        rows = tx.connection.exec_driver_sql("SELECT lead_id, phone_number, new FROM vicidial_list")
        assert [tuple(row) for row in rows] == [(1, "1", "x")]


@pytest.mark.parametrize(
    "then",
    [
        "raise RuntimeError('interrupted')",
        "op.execute('SELECT nonsense')",
        "raise KeyboardInterrupt",
    ],
    ids=["defect", "refused statement", "Ctrl-C"],
)
def test_an_interrupted_migration_leaves_nothing_half_done(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    create_schema(database)
    before = master(database)
    extended(tmp_path, monkeypatch, then)
    with pytest.raises((RuntimeError, sa.exc.OperationalError, KeyboardInterrupt)):
        migrate(database)
    assert master(database) == before
    assert revision_of(database) == HEAD


KILLED = """
import sys
from pathlib import Path
from lmapi_mock import paths
from lmapi_mock.store.upkeep import migrate
from lmapi_mock.store.sql.database import Database
paths.MIGRATIONS, migrate.HEAD = Path(sys.argv[1]), "9000"
migrate.migrate(Database(sys.argv[2]))
"""


def test_a_migration_killed_half_way_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/leads.db"
    first = Database(url)
    create_schema(first)
    before = master(first)
    first.close()
    folder = extended(tmp_path, monkeypatch, "import os; os.kill(os.getpid(), 9)")
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), url], env=environment(), timeout=30
    )
    assert ended.returncode == -signal.SIGKILL
    again = Database(url)
    assert master(again) == before
    assert revision_of(again) == HEAD
    again.close()


def test_a_newer_database_is_refused_with_what_to_do(database: Database) -> None:
    create_schema(database)
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = master(database)
    with pytest.raises(DatabaseError) as refused:
        migrate(database)
    assert str(refused.value) == (
        "The database cannot be migrated: Can't locate revision identified by '9999'."
    )
    assert refused.value.hint == (
        "It may have been made by a newer lmapi-mock; use that one, or another database."
    )
    assert master(database) == before
    assert revision_of(database) == "9999"


def test_a_database_with_tables_of_our_names_is_refused_and_untouched(database: Database) -> None:
    with database.transaction() as tx:
        for name in ("vicidial_users", "servers", "mine"):
            tx.connection.exec_driver_sql(f"CREATE TABLE {name} (a INT)")
            tx.connection.exec_driver_sql(f"INSERT INTO {name} VALUES (7)")
    before = master(database)
    with pytest.raises(DatabaseError) as refused:
        migrate(database)
    assert str(refused.value) == "The database has tables of its own: servers, vicidial_users."
    assert refused.value.hint == "Give lmapi-mock a database to itself."
    assert master(database) == before
    with database.transaction() as tx:
        rows = tx.connection.exec_driver_sql("SELECT a FROM servers")
        assert [tuple(row) for row in rows] == [(7,)]


def test_tables_of_other_names_are_left_alone(database: Database) -> None:
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE mine (a INT)")
    assert migrate(database) is True
    assert "mine" in {row[1] for row in master(database)}


STARTS = """
import sys
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.upkeep.migrate import migrate
database = Database(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
print(migrate(database))
"""


def test_of_two_processes_on_one_new_database_one_makes_it(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", STARTS, f"sqlite:///{tmp_path}/leads.db"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=30) for process in processes]
    assert sorted(ended) == [("False\n", ""), ("True\n", "")]


def test_rows_of_an_older_database_on_postgresql_are_numbered_as_they_lie(tmp_path: Path) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    with scratch("postgresql", tmp_path) as url:
        old = Database(url)
        with old.transaction() as tx:
            config.attributes["connection"] = tx.connection
            command.upgrade(config, "0003")
            for code in "cab":
                tx.connection.exec_driver_sql(
                    "INSERT INTO vicidial_postal_codes (postal_code) VALUES (%s)", (code,)
                )
        assert migrate(old) is False
        with old.transaction() as tx:
            found = tx.rows(METADATA.tables["vicidial_postal_codes"])
        assert [row["postal_code"] for row in found] == ["c", "a", "b"]
        old.close()


@pytest.mark.parametrize("dialect", ["sqlite", "mariadb", "postgresql"])
def test_leads_of_an_older_database_count_as_stored_by_lead_id(
    tmp_path: Path, dialect: str
) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    with scratch(dialect, tmp_path) as url:
        old = Database(url)
        with old.transaction() as tx:
            config.attributes["connection"] = tx.connection
            command.upgrade(config, "0007")
            for lead_id in (50, 20):
                tx.connection.exec_driver_sql(
                    f"INSERT INTO vicidial_list (lead_id, phone_number) VALUES ({lead_id}, '1')"
                )
        assert migrate(old) is False
        add_state(old, State({"vicidial_list": [{"lead_id": 30, "phone_number": "1"}]}))
        with old.transaction() as tx:
            leads = get_state(tx, ["vicidial_list"], as_stored=True)["vicidial_list"]
        old.close()
    assert [lead["lead_id"] for lead in leads] == [20, 50, 30]


@pytest.mark.parametrize("dialect", ["sqlite", "mariadb", "postgresql"])
def test_leads_and_users_of_an_older_database_get_what_further_functions_need(
    tmp_path: Path, dialect: str
) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    with scratch(dialect, tmp_path) as url:
        old = Database(url)
        with old.transaction() as tx:
            config.attributes["connection"] = tx.connection
            command.upgrade(config, "0004")
            for code in ("'\u00c4b '", "NULL", "''"):
                tx.connection.exec_driver_sql(
                    "INSERT INTO vicidial_list (phone_number, vendor_lead_code)"
                    f" VALUES ('1', {code})"
                )
            quoted = tx.quoted("user"), tx.quoted("pass")
            tx.connection.exec_driver_sql(
                f"INSERT INTO vicidial_users ({', '.join(quoted)}) VALUES ('6666', 'x')"
            )
        assert migrate(old) is False
        assert revision_of(old) == HEAD
        with old.transaction() as tx:
            leads = tx.rows(METADATA.tables["vicidial_list"])
            (user,) = tx.rows(METADATA.tables["vicidial_users"])
            assert tx.rows(METADATA.tables["vicidial_list_archive"]) == []
        old.close()
    assert [lead["vendor_lead_code"] for lead in leads] == ["\u00c4b ", None, ""]
    if dialect != "mariadb":
        assert [lead["vendor_lead_code_fold"] for lead in leads] == [fold("ab"), None, ""]
    assert (user["user"], user["view_reports"], user["inbound_credits"]) == ("6666", "0", -1)


@pytest.mark.parametrize("dialect", ["sqlite", "mariadb", "postgresql"])
def test_callbacks_of_an_older_database_keep_all_but_what_a_campaign_cannot_be(
    tmp_path: Path, dialect: str
) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    tables = ("vicidial_callbacks", "vicidial_callbacks_archive")
    with scratch(dialect, tmp_path) as url:
        old = Database(url)
        with old.transaction() as tx:
            config.attributes["connection"] = tx.connection
            command.upgrade(config, "0005")
            for table in tables:
                for key, campaign in enumerate(("'TESTCAMP'", "'LONGCAMPAIGN'", "NULL"), 1):
                    tx.connection.exec_driver_sql(
                        f"INSERT INTO {table} (callback_id, lead_id, campaign_id, comments)"
                        f" VALUES ({key}, 7, {campaign}, 'again')"
                    )
        assert migrate(old) is False
        with old.transaction() as tx:
            stored = [tx.rows(METADATA.tables[table]) for table in tables]
        old.close()
    for rows in stored:
        assert [row["campaign_id"] for row in rows] == ["TESTCAMP", "LONGCAMP", None]
        assert {(row["lead_id"], row["comments"]) for row in rows} == {(7, "again")}


def test_a_table_made_anew_gives_no_identifier_twice(database: Database) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    insert = "INSERT INTO vicidial_callbacks (lead_id) VALUES (7)"
    with database.transaction() as tx:
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "0005")
        tx.connection.exec_driver_sql(insert)
        tx.connection.exec_driver_sql("DELETE FROM vicidial_callbacks")
        command.upgrade(config, "0006")
        tx.connection.exec_driver_sql(insert)
        (row,) = tx.rows(METADATA.tables["vicidial_callbacks"])
    assert row["callback_id"] == 2
