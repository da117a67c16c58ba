"""/__admin/live and /__admin/ready: 200 or 503 as an orchestrator needs it, HEAD too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from balanced import DRIVER
from client import Mock
from command import seed_file
from databases import ENGINES, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.upkeep import readiness
from lmapi_mock.version import __version__

DRIVERS = {"sqlite": "sqlite", "mariadb": "mysql+pymysql", "postgresql": "postgresql+psycopg"}
LEAD = "/vicidial/non_agent_api.php?user=6666&pass=1234&source=test&function=add_lead&phone_number="


@contextmanager
def served(folder: Path, database: str, **flags: str) -> Iterator[Mock]:
    given = {"database": database, "port": "0", "seed": seed_file(folder), **flags}
    with Server(read_settings(given, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def ready(mock: Mock) -> tuple[int, Any]:
    answer = mock.admin("GET", "/ready")
    return answer.status, answer.json.get("reason")


def test_a_server_that_would_store_leads_is_ready(mock: Mock) -> None:
    assert mock.admin("GET", "/live").json == {"status": "ok", "version": __version__}
    assert mock.admin("GET", "/ready").json == {
        "status": "ok",
        "version": __version__,
        "database": DRIVER,
    }


@pytest.mark.parametrize("probe", ["live", "ready"])
def test_probes_need_no_token_and_may_be_asked_for_their_head(tmp_path: Path, probe: str) -> None:
    with served(tmp_path, ":memory:", admin_token="sixteen-and-more") as one:
        assert one.admin("GET", f"/{probe}").status == 200
        head = one.request("HEAD", f"/__admin/{probe}")
        assert (head.status, head.body) == (200, b"")
        assert one.admin("GET", "/state").status == 401


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_file_that_is_gone_is_a_503_and_no_lead_is_lost_in_it(tmp_path: Path, how: str) -> None:
    file = tmp_path / "leads.db"
    with served(tmp_path, str(file)) as mock:
        assert mock.request("GET", f"{LEAD}7275551212").text.startswith("SUCCESS")
        if how == "replaced":
            sqlite3.connect(tmp_path / "other.db").close()
            (tmp_path / "other.db").write_bytes(b"")
            (tmp_path / "other.db").replace(file)
        else:
            file.unlink()
        why = (
            "The database cannot be used now: its file has been deleted, or another put in its "
            "place."
        )
        answer = mock.request("GET", f"{LEAD}7275551213")
        assert answer.status == 503
        assert answer.text.startswith(f"lmapi-mock: {why} ")
        assert str(tmp_path) not in answer.text
        assert ready(mock) == (503, why)
        assert mock.admin("GET", "/live").status == 200
        assert mock.request("HEAD", "/__admin/ready").status == 503


def test_a_full_disk_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path, str(tmp_path / "leads.db")) as mock:
        monkeypatch.setattr(readiness, "ROOM", 10**18)
        assert ready(mock) == (503, "The database cannot be used now: its disk is full.")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_table_is_no_defect(engine: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(scratch(engine, tmp_path))
        mock = stack.enter_context(served(tmp_path, url))
        other = sa.create_engine(
            sa.make_url(url).set(drivername=DRIVERS[engine]), poolclass=sa.NullPool
        )
        with other.begin() as connection:
            connection.exec_driver_sql("DROP TABLE vicidial_api_urls")
        answer = mock.request("GET", f"{LEAD}7275551213")
        assert (answer.status, "it lacks a table" in answer.text) == (503, True), answer.text
        assert ready(mock) == (503, "The database lacks vicidial_api_urls.")
        assert mock.rows("vicidial_list") == []


def test_a_database_that_may_only_be_read_is_not_ready(tmp_path: Path) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(scratch("postgresql", tmp_path))
        mock = stack.enter_context(served(tmp_path, url))
        made = sa.make_url(url)
        other = sa.create_engine(
            made.set(drivername="postgresql+psycopg"),
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
        )
        with other.connect() as connection:
            # As on a replica, for all connections from now on.
            connection.exec_driver_sql(
                f"ALTER DATABASE {made.database} SET default_transaction_read_only = on"
            )
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert ready(mock) == (503, "The database cannot be used now: it is read-only.")
        answer = mock.request("GET", f"{LEAD}7275551213")
        assert (answer.status, "it is read-only" in answer.text) == (503, True)
