"""--existing: a dialer's own database, with tables and columns beyond ours, used as it is."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from client import BASE_STATE, Mock
from command import COMMAND, environment, run
from databases import scratch
from lmapi_mock.errors import DatabaseError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings
from lmapi_mock.store.schema.stored_order import OWN
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import schema

BEYOND_OURS = (
    (
        "ALTER TABLE vicidial_list ADD security_extra VARCHAR(20) NOT NULL,"
        " ADD scored SMALLINT UNSIGNED NOT NULL, ADD last_seen DATETIME NOT NULL"
    ),
    "ALTER TABLE vicidial_users ADD territory_extra VARCHAR(100) NOT NULL FIRST",
    "ALTER TABLE vicidial_hopper ADD dialed ENUM('Y','N') NOT NULL",
    "CREATE TABLE vicidial_agent_log (agent_log_id INT PRIMARY KEY AUTO_INCREMENT) ENGINE=MyISAM",
    (
        "CREATE TABLE custom_101 (lead_id INT(9) UNSIGNED PRIMARY KEY, favorite_color VARCHAR(20),"
        " best_time TIME, score DOUBLE) ENGINE=MyISAM"
    ),
)
LESS_THAN_OURS = (
    "DROP TABLE vicidial_list_archive",
    (
        "ALTER TABLE vicidial_users DROP hci_enabled, DROP modify_users, DROP delete_users,"
        " DROP modify_same_user_level, DROP delete_lists, DROP custom_fields_modify,"
        " DROP modify_lists, DROP failed_login_attempts_today"
    ),
    "DROP TABLE vicidial_live_agents",
    "DROP TABLE vicidial_lead_filters",
    "ALTER TABLE vicidial_campaigns DROP lmapi_row",
    "ALTER TABLE vicidial_lists DROP qc_scorecard_id",
)
FIELD = {"list_id": 101, "field_label": "best_time", "field_type": "TIME", "field_rank": 1}


@pytest.fixture(scope="module")
def dialer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database as a dialer has it: MyISAM, columns and tables beyond ours."""
    with scratch("mariadb", tmp_path_factory.mktemp("dialer")) as url:
        database = Database(url)
        schema(database.kind).create_all(database.engine)
        OWN.create_all(database.engine)
        put_state(database, State(BASE_STATE | {"vicidial_lists_fields": [FIELD]}))
        OWN.drop_all(database.engine)
        with database.engine.begin() as connection:
            for table in schema(database.kind).tables:
                connection.exec_driver_sql(f"ALTER TABLE {table} ENGINE=MyISAM")
            for change in BEYOND_OURS + LESS_THAN_OURS:
                connection.exec_driver_sql(change)
        database.close()
        yield url


@pytest.fixture(scope="module")
def existing(dialer: str) -> Iterator[Mock]:
    """A server on the dialer's database."""
    with Server(read_settings({"database": dialer, "existing": "yes", "port": "0"}, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def columns_of(url: str) -> Any:
    engine = sa.create_engine(sa.make_url(url).set(drivername="mysql+pymysql"))
    inspector = sa.inspect(engine)
    found = {
        table: [(column["name"], str(column["type"])) for column in inspector.get_columns(table)]
        for table in inspector.get_table_names()
    }
    engine.dispose()
    return found


def test_a_lead_is_loaded_with_all_that_belongs_to_it(existing: Mock) -> None:
    answer = existing.add_lead(
        phone_number="7275551212",
        list_id="101",
        add_to_hopper="Y",
        multi_alt_phones="7275551111_1_home",
        custom_fields="Y",
        best_time="09:30",
        campaign_id="SALES",
        callback="Y",
        callback_datetime="NOW",
    )
    said = [
        line.partition(" - ")[0].removeprefix("7275551111|1|home") for line in answer.split("\n")
    ]
    assert said[:-1] == [
        "SUCCESS: add_lead LEAD HAS BEEN ADDED",
        "NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED",
        "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED",
        "NOTICE: add_lead ADDED TO HOPPER",
        "NOTICE: add_lead SCHEDULED CALLBACK ADDED",
    ]
    lead_id = existing.rows("vicidial_list")[-1]["lead_id"]
    assert existing.rows("vicidial_hopper")[-1]["lead_id"] == lead_id
    assert existing.rows("vicidial_callbacks")[-1]["lead_id"] == lead_id


def test_duplicates_are_found_as_ever(existing: Mock) -> None:
    lead = {"phone_number": "7275553333", "list_id": "102", "duplicate_check": "DUPLIST"}
    assert existing.add_lead(**lead).startswith("SUCCESS: ")
    assert existing.add_lead(**lead).startswith("ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST")


def test_nothing_is_created_or_altered(dialer: str, existing: Mock) -> None:
    before = columns_of(dialer)
    existing.add_lead(phone_number="7275551212")
    with Server(read_settings({"database": dialer, "existing": "yes", "port": "0"}, {})):
        pass
    assert columns_of(dialer) == before
    assert "alembic_version" not in before


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [("PUT", "/state", {"tables": {}}), ("POST", "/reset", None)],
    ids=["state", "reset"],
)
def test_what_would_empty_its_tables_is_refused(
    existing: Mock, method: str, path: str, content: Any
) -> None:
    before = existing.rows("vicidial_users")
    answer = existing.admin(method, path, content)
    assert answer.status == 422
    assert answer.json["error"]["code"] == "existing_database"
    assert existing.rows("vicidial_users") == before


def test_what_only_further_functions_need_may_be_missing(existing: Mock) -> None:
    assert "hci_enabled" not in existing.rows("vicidial_users")[0]
    assert "qc_scorecard_id" not in existing.rows("vicidial_lists")[0]
    assert existing.rows("vicidial_list_archive") == []
    names = [one["name"] for one in existing.admin("GET", "/tables").json["tables"]]
    assert "vicidial_lists" in names
    assert "vicidial_list_archive" not in names


def test_rights_that_it_does_not_know_nobody_has(existing: Mock) -> None:
    said = existing.request(
        "GET",
        f"{VICIDIAL_DOOR}?user=6666&pass=1234&source=test&function=list_info&list_id=101",
    ).text
    assert said == "ERROR: list_info USER DOES NOT HAVE PERMISSION TO MODIFY LISTS: |6666|0\n"
    assert existing.add_lead(phone_number="7275551212").startswith("SUCCESS: add_lead")
    assert existing.add_lead(**{"pass": "wrong"}).startswith("ERROR: Login incorrect")
    assert existing.add_lead(phone_number="7275551212").startswith("SUCCESS: add_lead")


def test_health_says_that_it_is_well(existing: Mock) -> None:
    assert existing.admin("GET", "/health").status == 200


def test_what_is_missing_is_listed_and_stops_the_start(tmp_path: Path) -> None:
    with scratch("mariadb", tmp_path) as url:
        database = Database(url)
        schema(database.kind).create_all(database.engine)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE vicidial_hopper")
            connection.exec_driver_sql("ALTER TABLE vicidial_users DROP api_list_restrict")
            for change in LESS_THAN_OURS:
                connection.exec_driver_sql(change)
        database.close()
        with pytest.raises(DatabaseError) as refused:
            Server(read_settings({"database": url, "existing": "yes", "port": "0"}, {}))
    assert str(refused.value) == (
        "The database lacks 2 of the tables and columns that the endpoint needs: "
        "vicidial_users.api_list_restrict, vicidial_hopper."
    )


def test_only_a_dialers_engine_is_taken(tmp_path: Path) -> None:
    settings = {"database": str(tmp_path / "x.db"), "existing": "yes", "port": "0"}
    with pytest.raises(DatabaseError, match="which is on MariaDB or MySQL"):
        Server(read_settings(settings, {}))


def test_what_is_stored_of_a_request_that_fails_is_not_denied(existing: Mock, dialer: str) -> None:
    engine = sa.create_engine(sa.make_url(dialer).set(drivername="mysql+pymysql"))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no_log BEFORE INSERT ON vicidial_api_log FOR EACH ROW"
            " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no log today'"
        )
    try:
        answer = existing.add_lead(phone_number="7275559876")
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER no_log")
        engine.dispose()
    assert answer.startswith(
        "lmapi-mock: The database cannot be used now: a trigger or a routine of its own refuses "
        "what is stored. What this request had stored by then is stored: not all of the database's "
        "tables are of an engine with transactions. "
    )
    stored = [row["phone_number"] for row in existing.rows("vicidial_list")]
    assert "7275559876" in stored


def test_who_waits_for_a_table_is_told_what_is_stored_and_what_it_waited_for(dialer: str) -> None:
    flags = {"database": dialer, "existing": "yes", "port": "0", "database_timeout": "2"}
    other = sa.create_engine(sa.make_url(dialer).set(drivername="mysql+pymysql"))
    with Server(read_settings(flags, {})) as server, other.connect() as connection:
        mock = Mock(server)
        assert mock.add_lead(phone_number="7275559870").startswith("SUCCESS")
        connection.exec_driver_sql("LOCK TABLES vicidial_api_log WRITE")
        answer = mock.add_lead(phone_number="7275559871")
        connection.exec_driver_sql("UNLOCK TABLES")
        assert answer.startswith(
            "lmapi-mock: The database cannot be used now: another session holds rows or tables "
            "that are needed. What this request had stored by then is stored: "
        )
        assert "7275559871" in [row["phone_number"] for row in mock.rows("vicidial_list")]
        mock.close()
    other.dispose()


def test_the_start_says_on_what_it_works_and_offers_no_lead_to_try(dialer: str) -> None:
    arguments = ("--port", "0", "--existing", "--database", dialer, "--timezone", "Asia/Tokyo")
    process = subprocess.Popen(
        [*COMMAND, "serve", *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert re.fullmatch(r"Ready: http://127\.0\.0\.1:[0-9]+\n", ready), errors
    assert "This is a dialer's own database: mysql://root@" in errors
    assert re.search(r"its leads on MyISAM, about [0-9,]+ of them", errors)
    assert "Its dialer may call what is added here." in errors
    assert "(--timezone Asia/Tokyo)" in errors
    assert "Give the dialer's zone with --timezone." in errors


def test_a_user_who_may_only_read_is_refused_with_a_sentence(dialer: str) -> None:
    url = sa.make_url(dialer)
    engine = sa.create_engine(url.set(drivername="mysql+pymysql"))
    user = f"reads_{os.getpid()}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE USER {user}@'%%' IDENTIFIED BY 'unspoken'")
        connection.exec_driver_sql(f"GRANT SELECT ON {url.database}.* TO {user}@'%%'")
    try:
        reader = url.set(username=user, password="unspoken").render_as_string(hide_password=False)
        ended = run("serve", "--port", "0", "--existing", "--database", reader)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP USER {user}@'%%'")
        engine.dispose()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("lmapi-mock: The user of --database may not add leads: ")
    assert "unspoken" not in ended.stderr
    assert "Traceback" not in ended.stderr
