"""What a killed process has left of a custom field is made whole at the next start, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from databases import ENGINES, scratch
from lmapi_mock.mariadb.types import parse_type
from lmapi_mock.serving.opening import open_database
from lmapi_mock.settings import read_settings
from lmapi_mock.store.custom.custom_columns import CustomColumn, add_column, create_table
from lmapi_mock.store.custom.under_way import noted


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_without_a_field_go_at_the_next_start(engine: str, tmp_path: Path) -> None:
    with scratch(engine, tmp_path) as url:
        settings = read_settings({"database": url}, {})
        killed = open_database(settings)
        with killed.transaction() as tx:
            create_table(tx, "custom_5", [CustomColumn("a", parse_type("int"))])
        with killed.transaction() as tx:
            add_column(tx, "custom_5", CustomColumn("b", parse_type("varchar(20)")))
        killed.close()

        again = open_database(settings)
        with again.transaction() as tx:
            present = tx.engine.custom_tables(tx.connection)
            assert noted(tx) == {}
        again.close()
    # Others commit the change of a table with the field's row, and here that was all.
    assert sorted(present) == ([] if engine == "mariadb" else ["custom_5"])
