"""A dialer's database, whole, and what `seed --from` has made of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from client import BASE_STATE
from databases import scratch
from lmapi_mock.cli.main import main
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import migrate

SECRETS = (
    *("Annabel", "Quackenbush", "12 Hidden Lane", "annabel@example.com", "7275550001"),
    *("hunter2secret", "Olaf Operator", "olaf@example.com", "7275550002", "10.1.2.3"),
    *("phonelogin77", "7275550003", "7275550004", "tok-5f0c9f1d0a7b4e", "Call Olaf", "agentsmith"),
)
"""What stands in the dialer's tables, and may stand nowhere in a seed."""

LEAD = {
    "phone_number": "7275550001",
    "first_name": "Annabel",
    "last_name": "Quackenbush",
    "address1": "12 Hidden Lane",
    "email": "annabel@example.com",
}
OLAF: dict[str, Any] = {
    "user": "crm",
    "pass": "hunter2secret",
    "full_name": "Olaf Operator",
    "email": "olaf@example.com",
    "mobile_number": "7275550002",
    "phone_login": "phonelogin77",
    "user_level": 8,
    "user_group": "ADMIN",
    "modify_leads": "1",
    "modify_lists": "1",
    "vdc_agent_api_access": "1",
    "active": "Y",
}
AGENT = {"user": "agentsmith", "pass": "hunter2secret", "vdc_agent_api_access": "0"}


WHOLE_SCHEMA = 335
"""So many tables has a dialer's database."""


def _fill_up(connection: sa.Connection) -> None:
    """Make as many tables as a dialer has, each with somebody in it."""
    here = connection.exec_driver_sql(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()"
    ).scalar_one()
    for number in range(WHOLE_SCHEMA - here):
        name = f"{('vicidial', 'osdial', 'call', 'recording')[number % 4]}_other_{number}"
        # MEMORY needs no files: a table of InnoDB's takes ten times as long to make.
        connection.exec_driver_sql(
            f"CREATE TABLE {name} (id INT PRIMARY KEY, phone_number VARCHAR(18),"
            " first_name VARCHAR(30)) ENGINE=MEMORY"
        )
        if number % 40 == 0:
            connection.exec_driver_sql(f"INSERT INTO {name} VALUES (1, '7275550001', 'Annabel')")


@pytest.fixture(scope="session")
def dialer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dialer's database, with columns and tables beyond ours, and without some of ours."""
    with scratch("mariadb", tmp_path_factory.mktemp("dialer")) as url:
        database = Database(url)
        migrate(database)
        tables = BASE_STATE | {
            "vicidial_users": [OLAF, AGENT],
            "vicidial_lists": [
                {"list_id": 777, "campaign_id": "SALES", "list_description": "Call Olaf"},
                {"list_id": 12, "campaign_id": "SALES", "xferconf_a_number": "7275550003"},
            ],
            "vicidial_lists_fields": [{"list_id": 777, "field_label": "color"}],
            "vicidial_list": [LEAD],
            "vicidial_dnc": [{"phone_number": "7275550004"}],
            "vicidial_ip_lists": [{"ip_list_id": "OFFICE", "active": "Y"}],
            "vicidial_ip_list_entries": [
                {"ip_list_id": "OFFICE", "ip_address": "10.1.2.3"},
                {"ip_list_id": "OFFICE", "ip_address": "10.1.2.4"},
            ],
            "vicidial_url_multi": [
                {
                    "campaign_id": "777",
                    "entry_type": "list",
                    "active": "Y",
                    "url_type": "apinewlead",
                    "url_address": "https://olaf:hunter2secret@crm.example/new?"
                    "token=tok-5f0c9f1d0a7b4e&lead=--A--lead_id--B--",
                }
            ],
            "vicidial_lead_filters": [
                {"lead_filter_id": "F1", "lead_filter_sql": "phone_number = '7275550001'"},
                {"lead_filter_id": "F2", "lead_filter_sql": "Last_Name != 'Quackenbush'"},
                {"lead_filter_id": "F3", "lead_filter_sql": "state = 'FL'"},
            ],
        }
        put_state(database, State(tables, {"custom_777": [["color", "varchar(20)"]]}))
        with database.transaction() as tx:
            for change in (
                "ALTER TABLE vicidial_users ADD recorded_name VARCHAR(50) NOT NULL DEFAULT 'Olaf'",
                "CREATE TABLE vicidial_agent_log (agent_log_id INT PRIMARY KEY, user VARCHAR(20))",
                "INSERT INTO vicidial_agent_log VALUES (1, 'agentsmith')",
                "DROP TABLE vicidial_live_agents",
                "ALTER TABLE vicidial_lists DROP qc_scorecard_id",
            ):
                tx.connection.exec_driver_sql(change)
            _fill_up(tx.connection)
        database.close()
        yield url


class Seeded(NamedTuple):
    """What `seed --from` has written, and said."""

    folder: Path
    said: str
    progress: str


@pytest.fixture(scope="session")
def seeded(dialer: str, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    folder = tmp_path_factory.mktemp("seeded") / "dialer"
    said, progress = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(progress):
        assert main(["seed", "--from", dialer, str(folder)]) == 0
    return Seeded(folder, said.getvalue(), progress.getvalue())
