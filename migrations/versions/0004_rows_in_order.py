"""On PostgreSQL, the order in which rows were put into a table that has no key.

Where several rows fit a phone number, the first that was put counts, and PostgreSQL puts a row
wherever there is room.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_WITHOUT_KEY = (
    "servers",
    "system_settings",
    "vicidial_campaign_dnc",
    "vicidial_ip_list_entries",
    "vicidial_nanpa_prefix_codes",
    "vicidial_phone_codes",
    "vicidial_postal_codes",
    "vicidial_user_groups",
)


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for name in _WITHOUT_KEY:
            number = sa.Column("lmapi_row", sa.BigInteger(), sa.Identity(always=True))
            op.add_column(name, number)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for name in _WITHOUT_KEY:
            op.drop_column(name, "lmapi_row")
