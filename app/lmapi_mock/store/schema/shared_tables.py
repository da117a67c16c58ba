"""Tables of this project's own for what processes share that work on one database.

They are no state of VICIdial's: a start makes them, and no reset, snapshot or seed touches them.
A namespace has its own of them, but for those of `OF_THE_WHOLE`.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import AS_IN_MARIADB, MariaDBType

SHARED: Final = sa.MetaData()
"""All of them."""

GENERATION: Final = sa.Table(
    "lmapi_mock_generation",
    SHARED,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.BigInteger, nullable=False),
    **AS_IN_MARIADB,
)
"""One row: a number that no earlier state of the database had (`store/sql/generation.py`)."""

FAULTS: Final = sa.Table(
    "lmapi_mock_faults",
    SHARED,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column(
        "name",
        sa.String(100).with_variant(sa.VARCHAR(100, collation="utf8mb3_bin"), "mysql", "mariadb"),
        nullable=False,
        unique=True,
    ),
    # JSON in ASCII, which every engine keeps as it is.
    sa.Column("rule", sa.Text().with_variant(MariaDBType("LONGTEXT"), "mysql", "mariadb")),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.Column("fired", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger),
    **AS_IN_MARIADB,
)
"""The fault rules, in the order of their numbers, none of which is ever given twice."""

FAULT_COUNTERS: Final = sa.Table(
    "lmapi_mock_fault_counters",
    SHARED,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("added", sa.BigInteger, nullable=False),
    sa.Column("named", sa.BigInteger, nullable=False),
    sa.Column("drawn", sa.BigInteger, nullable=False),
    **AS_IN_MARIADB,
)
"""One row: how many rules were added, how many names made up, how many seeds drawn."""

PROCESSES: Final = sa.Table(
    "lmapi_mock_processes",
    SHARED,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("pid", sa.BigInteger, nullable=False),
    sa.Column("version", sa.String(64), nullable=False),
    sa.Column("since", sa.String(40), nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    **AS_IN_MARIADB,
)
"""The processes that work on the database, and when each last said so, by the database's clock."""

COUNTS: Final = sa.Table(
    "lmapi_mock_counts",
    SHARED,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("counts", sa.Text().with_variant(MariaDBType("LONGTEXT"), "mysql", "mariadb")),
    **AS_IN_MARIADB,
)
"""What each of the processes has counted, as JSON, for the metrics of all of them."""

CLOCK: Final = sa.Table(
    "lmapi_mock_clock",
    sa.MetaData(),
    sa.Column("frozen", sa.String(40)),
    sa.Column("ahead_seconds", sa.String(40), nullable=False),
    sa.Column("timezone", sa.String(64), nullable=False),
    **AS_IN_MARIADB,
)
"""One row, while somebody has set the clock that all follow. On a server it is made with the
others; servers that are started on one file make it when the first of them sets its clock."""

NAMESPACES: Final = sa.Table(
    "lmapi_mock_namespaces",
    SHARED,
    sa.Column(
        "name",
        sa.String(64).with_variant(sa.VARCHAR(64, collation="utf8mb3_bin"), "mysql", "mariadb"),
        primary_key=True,
    ),
    sa.Column("space", sa.String(64), nullable=False),
    sa.Column("is_ready", sa.Integer, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger, nullable=False),
    **AS_IN_MARIADB,
)
"""The namespaces, where each has its tables, and since when, by the database's clock."""

OF_THE_WHOLE: Final = frozenset({PROCESSES.name, COUNTS.name, NAMESPACES.name})
"""Those of the database as a whole, which no namespace has."""

BORROWED: Final = sa.Table(
    "lmapi_mock_borrowed",
    sa.MetaData(),
    sa.Column("name", sa.String(64), primary_key=True),
    **AS_IN_MARIADB,
)
"""Of a namespace on a server alone: the tables whose rows it reads elsewhere (`sql/lending.py`)."""

JOURNAL: Final = sa.Table(
    "lmapi_mock_journal",
    SHARED,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("lead", sa.String(32)),
    sa.Column("size", sa.BigInteger, nullable=False),
    # JSON in ASCII, which every engine keeps as it is.
    sa.Column(
        "entry",
        sa.Text().with_variant(MariaDBType("LONGTEXT"), "mysql", "mariadb"),
        nullable=False,
    ),
    **AS_IN_MARIADB,
)
"""The requests of all processes: without a gap numbered in the order in which they are committed.

A row holds one, or some that were committed together (`journal/bundles.py`), and has the number of
the last. `lead` is alike for those that stored the same lead, where it holds one; `size` is the
row's, in bytes.
"""

JOURNAL_STAND: Final = sa.Table(
    "lmapi_mock_journal_stand",
    SHARED,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("cleared_up_to", sa.BigInteger, nullable=False),
    sa.Column("dropped_up_to", sa.BigInteger, nullable=False),
    sa.Column("counted_up_to", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    **AS_IN_MARIADB,
)
"""One row: up to which entries the journal was emptied, and cut to what it may hold.

`bytes` is the size of those up to `counted_up_to` that are there.
"""


def as_in_postgresql() -> None:
    """Have the tables made as PostgreSQL alone is told to.

    Where a definition has such an option, SQLAlchemy loads all that it knows of PostgreSQL and its
    drivers, for which a server on SQLite has no use.
    """
    # It compresses rows of two thousand bytes, which takes longer than all else it does.
    JOURNAL.dialect_options["postgresql"]["with"] = {"toast_tuple_target": 8160}
