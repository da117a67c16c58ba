"""The database servers of a whole run of the tests."""

from __future__ import annotations

import os
import signal
import time

import pytest

import quick_servers
from databases import administration_of
from own_servers import own_server


def test_they_end_when_the_run_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        with quick_servers.quick_servers():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)

    monkeypatch.setattr(quick_servers, "_KINDS", {})
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert signal.getsignal(signal.SIGTERM) is before


def test_no_other_server_that_starts_deletes_what_one_has_made_in_passing() -> None:
    with own_server("mariadb") as server:
        url = server.url.render_as_string(hide_password=False)
        with administration_of("mariadb", url).connect() as connection:
            used = connection.exec_driver_sql("SELECT @@tmpdir").scalar_one()
        assert used == str(server.folder)
