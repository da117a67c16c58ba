"""`lmapi-mock seed --from`: a dialer's configuration as a seed, without anybody's data."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from client import BASE_STATE, Mock
from databases import scratch
from lmapi_mock.cli.main import main
from lmapi_mock.dialer.kept import KEPT, WITH_PASSWORDS, Row, url_without_secrets
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
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
OLAF = {
    "user": "crm",
    "pass": "hunter2secret",
    "full_name": "Olaf Operator",
    "email": "olaf@example.com",
    "mobile_number": "7275550002",
    "phone_login": "phonelogin77",
    "user_level": 8,
    "user_group": "ADMIN",
    "modify_leads": "1",
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


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def seeded(dialer: str, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    folder = tmp_path_factory.mktemp("seeded") / "dialer"
    said, progress = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(progress):
        assert main(["seed", "--from", dialer, str(folder)]) == 0
    return Seeded(folder, said.getvalue(), progress.getvalue())


def test_a_seed_has_the_configuration_and_nobodys_data(seeded: Seeded) -> None:
    folder, said, progress = seeded
    text = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    assert [secret for secret in SECRETS if secret in text + said] == []
    assert (folder / "vicidial_lists.yaml").read_text(encoding="utf-8").splitlines()[1:] == [
        "tables:",
        "  vicidial_lists:",
        "  - list_id: 12",
        "    campaign_id: SALES",
        "  - list_id: 777",
        "    campaign_id: SALES",
    ]
    assert "  vicidial_users: 1 of 2 rows (users of the API alone;" in said
    assert "  left out vicidial_list: 1 rows (leads)" in said
    assert "  left out vicidial_dnc: 1 rows (phone numbers; --numbers takes them)" in said
    assert "  vicidial_lead_filters: 1 of 3 rows (without those that ask for" in said
    assert "  not there: vicidial_live_agents" in said
    assert "reading vicidial_lists\n" in progress
    assert main(["seed", "--check", str(folder)]) == 0


def test_the_dialer_has_a_whole_schema(dialer: str) -> None:
    engine = sa.create_engine(sa.make_url(dialer).set(drivername="mysql+pymysql"))
    with engine.connect() as connection:
        assert len(sa.inspect(connection).get_table_names()) == WHOLE_SCHEMA
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://hooks.example/services/T02AB/B03/x9Kd", "services/REPLACED/REPLACED/REPLACED"),
        ("https://crm.example/api/v2/new_lead.php?id=--A--lead_id--B--", None),
        ("https://crm.example/new--A--lead_id--B--/Done?list=101&src=dialer&to=ACME", None),
        ("https://crm.example/in?k=ab12cd&n=--A--phone_number--B--", "in?k=REPLACED&n=--A--phone_"),
        ("https://crm.example/in?u=olafschmidt@example.com", "in?u=REPLACED"),
        ("https://crm.example/in?user=olaf", "in?user=REPLACED"),
        ("https://olaf:pw@crm.example:8443/in", "https://crm.example:8443/in"),
    ],
)
def test_an_address_keeps_words_and_what_the_dialer_fills_in(
    address: str, kept: str | None
) -> None:
    made = url_without_secrets(address)
    assert kept in made if kept else made == address


def test_a_double_with_the_seed_answers_as_that_dialer(seeded: Seeded) -> None:
    settings = {"database": ":memory:", "port": "0", "seed": str(seeded.folder)}
    with Server(read_settings(settings, {})) as server:
        mock = Mock(server)
        login: dict[str, Any] = {"user": "crm", "pass": "test"}
        sent = login | {"phone_number": "7275551212", "list_id": 777}
        answer = mock.add_lead(**sent, custom_fields="Y", color="red")
        assert answer.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|777|1|-5|crm")
        assert mock.rows("custom_777") == [{"lead_id": 1, "color": "red"}]
        refused = mock.add_lead(**login, phone_number="7275551212", list_id=778)
        assert "777" not in refused
        assert [row["ip_address"] for row in mock.rows("vicidial_ip_list_entries")] == ["127.0.0.1"]
        (call,) = mock.rows("vicidial_url_multi")
        assert call["url_address"] == (
            "https://crm.example/new?token=REPLACED&lead=--A--lead_id--B--"
        )
        mock.close()


def test_what_has_changed_since_is_told_and_fails(
    dialer: str, seeded: Seeded, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(seeded.folder)
    assert main(["seed", "--from", dialer, "--diff", folder]) == 0
    assert capsys.readouterr().out == f"{folder} is as the dialer is.\n"
    engine = sa.create_engine(sa.make_url(dialer).set(drivername="mysql+pymysql"))
    activate = "UPDATE vicidial_lists SET active = %s WHERE list_id = 12"
    with engine.begin() as connection:
        connection.exec_driver_sql(activate, ("N",))
    try:
        assert main(["seed", "--from", dialer, "--diff", folder]) == 1
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(activate, ("Y",))
        engine.dispose()
    said = capsys.readouterr().out
    assert "\n+    active: N\n" in said
    assert said.endswith(f"{folder} is not as the dialer is.\n")


def test_numbers_are_taken_where_they_are_asked_for(dialer: str, tmp_path: Path) -> None:
    folder = tmp_path / "dialer"
    assert main(["seed", "--from", dialer, "--numbers", str(folder)]) == 0
    dnc = (folder / "vicidial_dnc.yaml").read_text(encoding="utf-8")
    assert "phone_number: '7275550004'" in dnc


def test_a_folder_of_the_users_own_is_left_alone(
    dialer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.yaml").write_text("tables: {}\n", encoding="utf-8")
    assert main(["seed", "--from", dialer, str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path}/mine.yaml was not made by lmapi-mock seed --from." in said
    assert [file.name for file in tmp_path.iterdir()] == ["mine.yaml"]


KEEP = ("--passwords", "keep")


def test_passwords_are_kept_in_the_memory_of_a_running_server(
    dialer: str, mock: Mock, capsys: pytest.CaptureFixture[str]
) -> None:
    url = mock.server.base_url
    assert main(["seed", "--from", dialer, *KEEP, "--url", url]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{url} is as the dialer is. Of its tables:\n")
    assert "vicidial_users: 1 of 2 rows (users of the API alone, with their passwords)\n" in said
    assert "hunter2secret" not in said
    sent: dict[str, Any] = {
        "user": "crm",
        "pass": "hunter2secret",
        "phone_number": "7275551212",
        "list_id": 777,
    }
    assert "LEAD HAS BEEN ADDED" in mock.add_lead(**sent)
    assert "Login incorrect" in mock.add_lead(**sent | {"pass": "test"})
    (user,) = mock.rows("vicidial_users")
    assert user["full_name"] != "Olaf Operator"


def test_hashed_passwords_are_kept_with_what_they_are_hashed_by() -> None:
    settings: Row = {"pass_hash_enabled": "1", "pass_key": "k", "pass_cost": 2}
    user: Row = {"user": "crm", "pass": "", "pass_hash": "h"}
    for table, row, without in (
        ("system_settings", settings, {"pass_hash_enabled": "0"}),
        ("vicidial_users", user, {"user": "crm", "pass": "test"}),
    ):
        assert WITH_PASSWORDS[table].of(row) == row
        assert KEPT[table].of(row) == without


def test_passwords_are_kept_nowhere_else(
    dialer: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["seed", "--from", dialer, *KEEP]
    assert main([*command, str(tmp_path / "dialer")]) == 2
    assert "--passwords keep goes with --url: passwords are to be in no file." in (
        capsys.readouterr().err
    )
    assert not (tmp_path / "dialer").exists()
    file = {"database": str(tmp_path / "leads.db"), "port": "0"}
    with Server(read_settings(file, {})) as server:
        assert main([*command, "--url", server.base_url]) == 2
    assert f"{server.base_url} has its database elsewhere." in capsys.readouterr().err
    assert main([*command, "--url", "http://double.example"]) == 2
    assert "Passwords would go to http://double.example, where others" in capsys.readouterr().err
