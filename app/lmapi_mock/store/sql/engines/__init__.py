"""The engines: what SQLite, MariaDB (and MySQL) and PostgreSQL each do in their own way.

Everything else in the package speaks to all of them alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.store.sql.engines.base import Engine
from lmapi_mock.store.sql.engines.mariadb import MariaDB
from lmapi_mock.store.sql.engines.postgresql import PostgreSQL
from lmapi_mock.store.sql.engines.sqlite import SQLite

__all__ = ["ENGINES", "Engine"]

ENGINES: Final[Mapping[str, Engine]] = {
    "sqlite": SQLite(),
    "mysql": MariaDB(),
    "mariadb": MariaDB(),
    "postgresql": PostgreSQL(),
}
"""The engines by the name that a database's URL begins with."""
