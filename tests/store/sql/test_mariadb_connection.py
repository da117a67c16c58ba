"""How connections to MariaDB are encrypted, and that certificates are read only to check one."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
from pymysql.connections import Connection

from databases import scratch
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.mariadb_connection import QuickConnection

AUTHORITIES = ssl.get_default_verify_paths().cafile
CHECKS: list[dict[str, Any]] = [
    {},
    {"ssl_verify_cert": True, "ssl_ca": AUTHORITIES},
    {"ssl_verify_identity": True, "ssl_ca": AUTHORITIES},
]
"""What the query of a database's URL may say of it."""


def told(connection: Any) -> dict[str, Any]:
    """What a connection will do with a server that can encrypt, and with one that cannot."""
    names = ("verify_mode", "check_hostname", "minimum_version", "maximum_version", "options")
    asked = {name: getattr(connection.ctx, name) for name in names}
    return asked | {"encrypts": connection.ssl, "must": connection._ssl_required}


@pytest.mark.parametrize("said", CHECKS)
def test_a_connection_is_encrypted_as_the_drivers_own(said: dict[str, Any]) -> None:
    ours: Any = QuickConnection(defer_connect=True, **said)
    drivers: Any = Connection(defer_connect=True, **said)
    assert told(ours) == told(drivers)


def test_none_is_encrypted_where_the_url_says_so() -> None:
    ours: Any = QuickConnection(defer_connect=True, ssl_disabled=True)
    assert not ours.ssl


def test_certificates_are_read_only_where_one_is_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read: list[str] = []
    load = ssl.SSLContext.load_default_certs

    def noted(context: ssl.SSLContext, *given: Any) -> None:
        read.append("the system's")
        load(context, *given)

    with scratch("mariadb", tmp_path) as url:
        monkeypatch.setattr(ssl.SSLContext, "load_default_certs", noted)
        database = Database(url)
        with database.transaction() as one, database.transaction() as another:
            driver: Any = one.connection.connection.driver_connection
            assert driver is not another.connection.connection.driver_connection
            assert isinstance(driver, QuickConnection)
        database.close()
        assert read == []
    Connection(defer_connect=True)
    assert read, "The driver's own reads none any more: ours has nothing to save."
