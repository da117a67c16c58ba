"""Which leads were not stored in the order of their lead_ids.

Of those that are there nobody knows any more: they count as stored in that order. On MariaDB each
change is committed by itself: what an interrupted run has done is found done by the next one.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MARIADB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb3",
    "mysql_collate": "utf8mb3_unicode_ci",
}
_ORDER = "lmapi_mock_stored_order"


def _has(*, index: str = "") -> bool:
    """Whether the table, or its index, is there; not where statements are only written down."""
    if op.get_context().as_sql:
        return False
    inspector = sa.inspect(op.get_bind())
    if not inspector.has_table(_ORDER):
        return False
    return not index or index in {one["name"] for one in inspector.get_indexes(_ORDER)}


def upgrade() -> None:
    if not _has():
        op.create_table(
            _ORDER,
            sa.Column(
                "number",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                primary_key=True,
                autoincrement=True,
            ),
            sa.Column("of_lead", sa.BigInteger(), nullable=False),
            sa.Column("behind", sa.BigInteger(), nullable=False),
            **_MARIADB,
        )
    if not _has(index=f"{_ORDER}_of_lead"):
        op.create_index(f"{_ORDER}_of_lead", _ORDER, ["of_lead"], unique=True)
    if not _has(index=f"{_ORDER}_behind"):
        op.create_index(f"{_ORDER}_behind", _ORDER, ["behind"])


def downgrade() -> None:
    op.drop_table(_ORDER)
