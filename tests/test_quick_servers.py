"""The database servers of a whole run of the tests."""

from __future__ import annotations

import os
import signal
import time

import pytest

import quick_servers


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
