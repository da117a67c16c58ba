"""Which leads were not stored in the order of their lead_ids: a table of this project's own.

A dialer's table of leads has them in the order in which they were stored, and of equal leads the
first is the duplicate. Here they are kept by lead_id, which nearly always comes to the same; where
it does not, a row says so. It belongs to the leads: whoever replaces, copies or saves those does
so with these rows too.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import AS_IN_MARIADB
from lmapi_mock.store.schema.tables import vicidial_list

ORDERED: Final = vicidial_list
"""The table whose order it is."""

OWN: Final = sa.MetaData()

STORED_ORDER: Final = sa.Table(
    "lmapi_mock_stored_order",
    OWN,
    sa.Column(
        "number",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("of_lead", sa.BigInteger, nullable=False),
    sa.Column("behind", sa.BigInteger, nullable=False),
    sa.Index("lmapi_mock_stored_order_of_lead", "of_lead", unique=True),
    sa.Index("lmapi_mock_stored_order_behind", "behind"),
    **AS_IN_MARIADB,
)
"""The lead `of_lead` stands behind the lead `behind` and before all higher ones, though it is lower
itself (or, where its lead_id was changed, higher). Of several behind one lead, the lower `number`
is first. A row whose lead has been deleted means nothing.
"""
