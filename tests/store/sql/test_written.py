"""The rows that a transaction has written, kept as few objects."""

from __future__ import annotations

import sqlalchemy as sa

from lmapi_mock.store.schema.tables import vicidial_hopper
from lmapi_mock.store.sql.engines import ENGINES
from lmapi_mock.store.sql.statements import Insert, PreparedInsert
from lmapi_mock.store.sql.written import Rows, Written

HOPPER = PreparedInsert(
    Insert(vicidial_hopper, ("lead_id", "status")),
    ENGINES["sqlite"],
    sa.create_engine("sqlite://").dialect,
)
CHANGED = Written("one", 0, (7, "b"), ("id", "text"), "updated", {"id": 7, "text": "a"})


def rows() -> Rows:
    written = Rows()
    written.insert(HOPPER, 3, (5, "READY"))
    written += [CHANGED]
    written.insert(HOPPER, 4, (6, "READY"))
    return written


def test_rows_are_told_in_their_order_before_and_after_they_are_kept() -> None:
    inserted = [Written("vicidial_hopper", 3, (5, "READY"), HOPPER)]
    last = [Written("vicidial_hopper", 4, (6, "READY"), HOPPER)]
    for written in (rows(), rows().keep()):
        assert len(written) == 3
        assert list(written) == [*inserted, CHANGED, *last]
        assert [written[0], written[-1]] == inserted + last
        assert written[1:] == [CHANGED, *last]
    assert rows()[0].row == {"hopper_id": 3, "lead_id": 5, "status": "READY"}


def test_it_is_told_whether_any_row_was_there_before() -> None:
    assert rows().tells_before
    assert rows().keep().tells_before
    assert not Rows([Written("one", 0, (7,), ("id",))]).tells_before
