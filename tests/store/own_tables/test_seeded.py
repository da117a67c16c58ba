"""From what a database was filled, remembered in it on every engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from databases import ENGINES, scratch
from lmapi_mock.errors import SeedError, SettingError
from lmapi_mock.serving.opening import fill, open_database
from lmapi_mock.settings import Settings, read_settings
from lmapi_mock.store.own_tables.seeded import Origin, keep_origin, make_table, seeded_from
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.seed import file_seed
from lmapi_mock.store.state.whole_state import put_state


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with scratch(request.param, tmp_path) as made:
        yield made


def seed_of(folder: Path, list_id: int) -> Path:
    """A seed of one list, with a postal code so that no reference data comes with it."""
    tables = {
        "vicidial_lists": [{"list_id": list_id}],
        "vicidial_postal_codes": [{"postal_code": "33701", "country_code": 1}],
    }
    file = folder / f"{list_id}.json"
    file.write_text(json.dumps({"tables": tables}), encoding="utf-8")
    return file


def filled(settings: Settings) -> tuple[str, list[int], Origin | None]:
    """What filling says, the lists that are there then, and the origin that is kept."""
    assert settings.seed is not None
    with closing(open_database(settings)) as database, closing(file_seed(settings.seed)) as seed:
        said = fill(database, seed, settings)
        return said, lists(database), origin_of(database)


def lists(database: Database) -> list[int]:
    with database.transaction() as tx:
        found = tx.connection.exec_driver_sql("SELECT list_id FROM vicidial_lists ORDER BY list_id")
        return [int(one) for one in found.scalars()]


def origin_of(database: Database) -> Origin | None:
    with database.transaction() as tx:
        return seeded_from(tx)


def test_another_seed_is_refused_until_it_is_to_replace_the_rows(url: str, tmp_path: Path) -> None:
    one, other = seed_of(tmp_path, 101), seed_of(tmp_path, 102)

    def settings(seed: Path, reseed: str = "no") -> Settings:
        return read_settings({"database": url, "seed": str(seed), "reseed": reseed}, {})

    assert filled(settings(one))[:2] == (f"seeded with {one}", [101])
    assert filled(settings(one))[:2] == (f"its rows kept (seeded with {one})", [101])
    with pytest.raises(SeedError, match=f"it was seeded with {one}") as refused:
        filled(settings(other))
    assert "--reseed" in refused.value.hint
    said, rows, origin = filled(settings(other, "yes"))
    assert (said, rows) == (f"seeded with {other}", [102])
    assert origin is not None
    assert origin.name == str(other)


def test_a_state_and_a_reset_leave_it_known(url: str, tmp_path: Path) -> None:
    settings = read_settings({"database": url, "seed": str(seed_of(tmp_path, 101))}, {})
    before = filled(settings)[2]
    one = tmp_path / "101.json"
    with closing(open_database(settings)) as database, closing(file_seed(one)) as seed:
        put_state(database, State({"vicidial_lists": [{"list_id": 103}]}))
        assert origin_of(database) == before
        seed.restore(database)
        assert (lists(database), origin_of(database)) == ([101], before)


def test_rows_of_unknown_origin_are_kept_with_a_warning(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = read_settings({"database": url, "seed": str(seed_of(tmp_path, 101))}, {})
    with closing(open_database(settings)) as database:
        put_state(database, State({"vicidial_lists": [{"list_id": 103}]}))
    assert filled(settings) == ("its rows kept", [103], None)
    assert "from what they came is not known: --seed" in caplog.text
    assert "--reseed" in caplog.text


def test_a_long_name_fits(url: str) -> None:
    with closing(open_database(read_settings({"database": url}, {}))) as database:
        with database.transaction() as tx:
            make_table(tx)
        with database.transaction() as tx:
            keep_origin(tx, Origin("x" * 400, "digest"))
        assert origin_of(database) == Origin("x" * 252 + "...", "digest")


def test_a_dialers_own_database_is_never_reseeded(tmp_path: Path) -> None:
    settings = read_settings(
        {"database": f"{tmp_path}/x.db", "existing": "yes", "reseed": "yes"}, {}
    )
    with pytest.raises(SettingError, match="an existing dialer's is left as it is"):
        open_database(settings)
