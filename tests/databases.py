"""The databases that tests run on: SQLite always, the others where their server is reached."""

from __future__ import annotations

import itertools
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

from lmapi_mock.store.sql.engines.mariadb_connection import connect_quickly

SERVERS: Final = ("mariadb", "postgresql")
ENGINES: Final = ("sqlite", *SERVERS)
URLS: Final = {
    "mariadb": os.environ.get("LMAPI_TEST_MARIADB_URL", "mysql://root@127.0.0.1:3306/"),
    "postgresql": os.environ.get(
        "LMAPI_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
    ),
}
"""Servers on which databases can be created."""

_SESSIONS: Final = {
    "mariadb": "SELECT count(*) FROM information_schema.processlist WHERE db = %s",
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE datname = %s",
}
_DRIVERS: Final = {"mariadb": "mysql+pymysql", "postgresql": "postgresql+psycopg"}
_NAMES: Final = itertools.count(1)


def _administration(engine: str) -> sa.Engine:
    """The server itself, each statement on its own."""
    return administration_of(engine, URLS[engine])


def administration_of(engine: str, url: str) -> sa.Engine:
    """A database as its administrator sees it, each statement on its own."""
    made = sa.create_engine(
        sa.make_url(url).set(drivername=_DRIVERS[engine]),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
        connect_args={"connect_timeout": 30},
    )
    return connect_quickly(made) if engine == "mariadb" else made


@cache
def why_not(engine: str) -> str | None:
    """Why an engine cannot be tested here, None if it can."""
    if engine == "sqlite":
        return None
    try:
        with _administration(engine).connect():
            return None
    except (sa.exc.DBAPIError, ImportError):
        url = sa.make_url(URLS[engine])
        return (
            f"no {engine} server at {url.host}:{url.port or 'its port'}"
            f" (LMAPI_TEST_{engine.upper()}_URL)"
        )


def need(engine: str) -> None:
    """Skip the test where the engine is not there; with LMAPI_REQUIRE_DATABASES=1, fail it."""
    reason = why_not(engine)
    if reason is not None:
        if os.environ.get("LMAPI_REQUIRE_DATABASES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@contextmanager
def scratch(engine: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database, which is gone afterwards: a file in the folder for SQLite."""
    need(engine)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"lmapi_test_{worker}_{os.getpid()}_{next(_NAMES)}"
    if engine == "sqlite":
        yield f"sqlite:///{folder / name}.db"
        return
    server = _administration(engine)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        url = sa.make_url(URLS[engine]).set(database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        how = " WITH (FORCE)" if engine == "postgresql" else ""
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{how}")


_LIMITED: Final = {
    "mariadb": (
        "CREATE USER {user} IDENTIFIED BY 'limited'",
        "GRANT ALL ON {database}.* TO {user}",
    ),
    "postgresql": (
        "CREATE ROLE {user} LOGIN PASSWORD 'limited'",
        "GRANT ALL ON SCHEMA public TO {user}",
    ),
}


def server_of(url: str) -> tuple[str, int]:
    """Where a database's server listens."""
    parsed = sa.make_url(url)
    usual = {"mysql": 3306, "mariadb": 3306, "postgresql": 5432}[parsed.get_backend_name()]
    return parsed.host or "127.0.0.1", parsed.port or usual


def through(url: str, port: int) -> str:
    """The URL of a database behind a proxy on this port."""
    behind = sa.make_url(url).set(host="127.0.0.1", port=port)
    return behind.render_as_string(hide_password=False)


@contextmanager
def limited_user(engine: str, url: str) -> Iterator[str]:
    """The URL of a database for a user who may use that, and make no other and no schema."""
    user = f"limited_{secrets.token_hex(4)}"
    with administration_of(engine, url).connect() as connection:
        for statement in _LIMITED[engine]:
            made = statement.format(user=user, database=sa.make_url(url).database)
            connection.exec_driver_sql(made)
    try:
        limited = sa.make_url(url).set(username=user, password="limited")
        yield limited.render_as_string(hide_password=False)
    finally:
        with administration_of(engine, url).connect() as connection:
            if engine == "postgresql":
                connection.exec_driver_sql(f"DROP OWNED BY {user}")
            connection.exec_driver_sql(f"DROP USER {user}")


def settle(url: str) -> None:
    """Wait until the server is done with what a client that is gone has sent it."""
    read = sa.make_url(url)
    engine = {"sqlite": "sqlite", "postgresql": "postgresql"}.get(read.drivername, "mariadb")
    if engine == "sqlite":
        return
    deadline = time.monotonic() + 60
    with _administration(engine).connect() as connection:
        while connection.exec_driver_sql(_SESSIONS[engine], (read.database,)).scalar_one():
            assert time.monotonic() < deadline, "The server still works for a client that is gone."
            time.sleep(0.005)
