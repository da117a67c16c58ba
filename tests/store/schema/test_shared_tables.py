"""The tables that processes share, as a server has them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from client import Mock
from command import seed_file
from databases import administration_of, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

OPTIONS = """SELECT n.nspname, c.reloptions FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'lmapi_mock_journal'"""


def test_postgresql_compresses_no_entry_of_a_journal_again_also_of_a_namespace(
    tmp_path: Path,
) -> None:
    with scratch("postgresql", tmp_path) as url:
        flags = {"database": url, "port": "0", "seed": seed_file(tmp_path)}
        with Server(read_settings(flags, {})) as server, closing(Mock(server, "other")) as mock:
            assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS: ")
            with administration_of("postgresql", url).connect() as connection:
                told = connection.exec_driver_sql(OPTIONS).all()
    assert len(told) == 2
    assert {tuple(options) for _, options in told} == {("toast_tuple_target=8160",)}
