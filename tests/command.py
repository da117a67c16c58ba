"""The real command in a process of its own, and what a test does with it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from client import BASE_STATE, Mock
from forked import Forked
from lmapi_mock.serving.server import Server

COMMAND = (sys.executable, "-m", "lmapi_mock")
_READY = re.compile(r"Ready: http://(?P<host>\S+):(?P<port>[0-9]+)  Try: (?P<curl>curl '.*')\n")


def environment(**variables: str) -> dict[str, str]:
    """The process's environment without settings of this project's, and with these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMAPI_")}
    return kept | variables


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return ended(Forked(arguments, environment(**variables)), timeout=60)


def ended(forked: Forked, timeout: float) -> subprocess.CompletedProcess[str]:
    """What a process has said at its end, for which it has so many seconds."""
    with forked as process:
        try:
            output, errors = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


class Serving:
    """A `serve` that answers, in a process that had loaded it already unless told otherwise."""

    def __init__(
        self, arguments: tuple[str, ...], variables: Mapping[str, str], *, fresh: bool = False
    ) -> None:
        serve = ("serve", "--port", "0", *arguments)
        self.process: subprocess.Popen[str] = (
            subprocess.Popen(
                [*COMMAND, *serve],
                env=environment(**variables),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            if fresh
            else Forked(serve, environment(**variables))
        )
        assert self.process.stdout is not None
        self.ready_line = self.process.stdout.readline()
        ready = _READY.fullmatch(self.ready_line)
        if ready is None:
            self.process.kill()
            raise AssertionError((self.ready_line, *self.process.communicate(timeout=60)))
        self.host = ready["host"]
        self.port = int(ready["port"])
        self.curl = ready["curl"]
        self.page_line = self.process.stdout.readline()

    def mock(self) -> Mock:
        """A client on a connection of its own."""
        # All that it asks of a server is host and port.
        return Mock(cast("Server", self))

    def memory(self) -> int:
        """What the process holds in memory, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            pytest.skip("no /proc to look up a process's memory in")
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) // 1024

    def took(self, began: float) -> float:
        """Seconds since `began`, less those that it or this process waited for a processor."""
        return time.monotonic() - began - sum(map(_delayed, (self.process.pid, os.getpid())))

    def wait(self) -> None:
        """Wait until the process has ended, and leave it to be asked what it took."""
        if sys.platform == "linux":
            deadline = time.monotonic() + 60
            how = os.WEXITED | os.WNOWAIT | os.WNOHANG
            while os.waitid(os.P_PID, self.process.pid, how) is None:
                assert time.monotonic() < deadline, "The process does not end."
                time.sleep(0.005)
        else:
            self.process.wait(timeout=60)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal; returns exit status, further output, and errors."""
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output, errors


def began(served: Serving | None = None) -> float:
    """The present, for `Serving.took`: of a process that is to be started, or of one that runs."""
    processes = [os.getpid(), *([served.process.pid] if served else [])]
    return time.monotonic() - sum(map(_delayed, processes))


def _delayed(process: int) -> float:
    """Seconds in which a process was held up by others on its processor, where that is known."""
    statistics = Path(f"/proc/{process}/schedstat")
    return int(statistics.read_text().split()[1]) / 1e9 if statistics.exists() else 0.0


@contextmanager
def serving(*arguments: str, fresh: bool = False, **variables: str) -> Iterator[Serving]:
    """Serve on a free port; the process is gone afterwards.

    Args:
        arguments: more flags.
        fresh: whether the process loads the package itself, which takes most of a start.
        variables: of its environment.
    """
    served = Serving(arguments, variables, fresh=fresh)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.communicate(timeout=60)


def seed_file(
    folder: Path,
    custom_tables: dict[str, list[list[str]]] | None = None,
    **tables: list[dict[str, Any]],
) -> str:
    """The golden corpus's base state as a seed file, with these tables in place of its own."""
    file = folder / "seed.json"
    content = {"tables": BASE_STATE | tables, "custom_tables": custom_tables or {}}
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)
