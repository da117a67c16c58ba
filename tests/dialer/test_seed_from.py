"""`lmapi-mock seed --from`: a dialer's configuration as a seed, without anybody's data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from client import Mock
from dialer.conftest import SECRETS, WHOLE_SCHEMA, Seeded
from lmapi_mock.cli.main import main
from lmapi_mock.dialer.kept import KEPT, WITH_PASSWORDS, Row, url_without_secrets
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings


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
