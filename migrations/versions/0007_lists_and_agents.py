"""Agents who are logged in, and the order in which campaigns and in-groups were stored.

A dialer tells of campaigns in that order. SQLite numbers rows by itself. On MariaDB each change is
committed by itself: what an interrupted run has done is found done by the next one.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

from lmapi_mock.store.schema.columns import MariaDBType

revision = "0007"
down_revision = "0006"

_MARIADB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb3",
    "mysql_collate": "utf8mb3_unicode_ci",
}
_FOLD = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_IN_ORDER = ("vicidial_campaigns", "vicidial_inbound_groups")
_ROW = "lmapi_row"
_AGENTS = "vicidial_live_agents"
_INBOUND = "vicidial_live_inbound_agents"
_KEY = ("user", "group_id")


def _dialect() -> str:
    return op.get_context().dialect.name


def _text(length: int) -> sa.types.TypeEngine[Any]:
    return sa.String(length).with_variant(sa.VARCHAR(length), "mysql", "mariadb")


def _tiny(*, unsigned: bool = False) -> sa.types.TypeEngine[Any]:
    return sa.Integer().with_variant(mysql.TINYINT(unsigned=unsigned), "mysql", "mariadb")


def _has(table: str, column: str = "") -> bool:
    """Whether a table, or its column, is there; not where statements are only written down."""
    if op.get_context().as_sql:
        return False
    inspector = sa.inspect(op.get_bind())
    if not inspector.has_table(table):
        return False
    return not column or column in {one["name"] for one in inspector.get_columns(table)}


def _ranks(of: str) -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        sa.Column(f"{of}_weight", _tiny(), server_default="0"),
        sa.Column(f"{of}_grade", _tiny(unsigned=True), server_default="1"),
    )


def upgrade() -> None:
    _number_rows()
    if not _has(_AGENTS):
        number = sa.BigInteger().with_variant(mysql.INTEGER(unsigned=True), "mysql", "mariadb")
        op.create_table(
            _AGENTS,
            sa.Column(
                "live_agent_id",
                number.with_variant(sa.Integer(), "sqlite"),
                primary_key=True,
                autoincrement=True,
            ),
            sa.Column("user", _text(20)),
            sa.Column("campaign_id", _text(8)),
            *_ranks("campaign"),
            sqlite_autoincrement=True,
            **_MARIADB,
        )
    if not _has(_INBOUND):
        folds = _dialect() not in ("mysql", "mariadb")
        parts: list[sa.schema.SchemaItem] = [
            sa.Column("user", _text(20)),
            sa.Column("group_id", _text(20)),
            *_ranks("group"),
        ]
        if folds:
            parts += [sa.Column(f"{name}_fold", _FOLD) for name in _KEY]
        if _dialect() == "postgresql":
            parts.append(sa.Column(_ROW, sa.BigInteger(), sa.Identity(always=True)))
        op.create_table(_INBOUND, *parts, **_MARIADB)
        op.create_index(f"{_INBOUND}_pair", _INBOUND, list(_KEY), unique=True)
        if folds:
            names = [f"{name}_fold" for name in _KEY]
            op.create_index(f"{_INBOUND}_fold", _INBOUND, names, unique=True)


def _number_rows() -> None:
    for table in _IN_ORDER:
        if _dialect() == "postgresql":
            number = sa.Column(_ROW, sa.BigInteger(), sa.Identity(always=True))
            op.add_column(table, number)
        elif _dialect() in ("mysql", "mariadb") and not _has(table, _ROW):
            op.add_column(table, sa.Column(_ROW, MariaDBType("BIGINT AUTO_INCREMENT UNIQUE")))


def downgrade() -> None:
    op.drop_table(_INBOUND)
    op.drop_table(_AGENTS)
    if _dialect() != "sqlite":
        for table in _IN_ORDER:
            op.drop_column(table, _ROW)
