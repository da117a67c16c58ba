"""Database servers of a test's own, which it may stop, kill and start again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa


class OwnServer(ABC):
    """A server with a data folder of its own, on a port that nobody else uses.

    Attributes:
        user: whom it runs as where the tests run as root, whom it refuses.
        polite: the signal by which an operator's stop ends it, whoever is connected.
    """

    user: str
    polite: signal.Signals

    def __init__(self, folder: Path, programs: dict[str, str]) -> None:
        self.folder = folder
        self.programs = programs
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def make(self) -> None:
        """Make the data folder."""

    @abstractmethod
    def command(self) -> list[str]:
        """What serves it."""

    @property
    @abstractmethod
    def url(self) -> sa.URL:
        """The server, and a database on it that is always there."""

    def run_as_user(self, *command: str) -> None:
        ended = subprocess.run(command, **self._as_user(), capture_output=True, timeout=60)
        assert ended.returncode == 0, ended.stdout.decode() + ended.stderr.decode()

    def start(self) -> float:
        """Start it; returns when it answered, on the monotonic clock."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, **self._as_user()
            )
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        deadline = time.monotonic() + 60
        while True:
            try:
                with engine.connect() as connection:
                    connection.exec_driver_sql("SELECT 1")
                return time.monotonic()
            except sa.exc.DBAPIError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.02)

    def stop(self, number: signal.Signals) -> None:
        """Send it a signal and wait until it is gone; SIGKILL goes to its helpers too."""
        assert self.process is not None
        helpers = _children_of(self.process.pid) if number is signal.SIGKILL else []
        os.kill(self.process.pid, number)
        for pid in helpers:
            # One may have ended since they were looked for, as a client of its went.
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        self.process.wait(timeout=60)
        deadline = time.monotonic() + 60
        while any(map(_is_there, helpers)):
            assert time.monotonic() < deadline, "A helper of the server does not end."
            time.sleep(0.005)
        self.process = None

    def _as_user(self) -> dict[str, Any]:
        # MariaDB deletes at its start whatever tables others have in the folder for those that are
        # made in passing, and in /tmp all servers would have theirs.
        variables = os.environ | {"TMPDIR": str(self.folder)}
        settings: dict[str, Any] = {"cwd": self.folder, "env": variables}
        if os.getuid() == 0:
            settings |= {"user": self.user, "group": self.user, "extra_groups": []}
        return settings


class OwnMariaDB(OwnServer):
    """MariaDB."""

    user = "mysql"
    polite = signal.SIGTERM

    def make(self) -> None:
        """Make the data folder; root needs no password."""
        self.run_as_user(
            self.programs["mariadb-install-db"],
            "--no-defaults",
            f"--datadir={self.folder}/data",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )

    def command(self) -> list[str]:
        """What serves it."""
        return [
            self.programs["mariadbd"],
            "--no-defaults",
            f"--datadir={self.folder}/data",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--socket={self.folder}/socket",
            f"--pid-file={self.folder}/pid",
            "--innodb-buffer-pool-size=32M",
            "--innodb-log-file-size=16M",
        ]

    @property
    def url(self) -> sa.URL:
        """Its own database."""
        return sa.make_url(f"mysql+pymysql://root@127.0.0.1:{self.port}/mysql")


class OwnPostgreSQL(OwnServer):
    """PostgreSQL, stopped as pg_ctl and the system stop it: SIGTERM waits for every client."""

    user = "postgres"
    polite = signal.SIGINT

    def make(self) -> None:
        """Make the data folder; postgres needs no password."""
        self.run_as_user(
            self.programs["initdb"],
            f"--pgdata={self.folder}/data",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )

    def command(self) -> list[str]:
        """What serves it."""
        settings = (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            # In its folder, for one that is killed leaves what it has elsewhere.
            "dynamic_shared_memory_type=mmap",
        )
        options = [option for setting in settings for option in ("-c", setting)]
        return [self.programs["postgres"], "-D", f"{self.folder}/data", *options]

    @property
    def url(self) -> sa.URL:
        """The database of its administrator."""
        return sa.make_url(f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres")


MEMORY: Final = Path("/dev/shm")
"""Where servers keep what they have, if it is there.

A kill of the process leaves it as it leaves a disk, and nobody waits for what else a disk does.
"""

_KINDS: Final[dict[str, tuple[type[OwnServer], tuple[str, ...]]]] = {
    "mariadb": (OwnMariaDB, ("mariadb-install-db", "mariadbd")),
    "postgresql": (OwnPostgreSQL, ("initdb", "postgres")),
}
_FOLDERS: Final = (
    *os.environ["PATH"].split(os.pathsep),
    *("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"),
    # The newest first.
    *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
)


def missing_programs(engine: str) -> list[str]:
    """The programs that starting a server takes, and that are not here."""
    return [name for name, program in _programs(engine).items() if program is None]


@contextmanager
def own_server(engine: str) -> Iterator[OwnServer]:
    """A running server, gone afterwards; the test is skipped where its programs are missing."""
    if missing := missing_programs(engine):
        reason = f"no program {' and no '.join(missing)} to start a {engine} server with"
        if os.environ.get("LMAPI_REQUIRE_DATABASES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with running(engine, _KINDS[engine][0]) as server:
        yield server


@contextmanager
def running(engine: str, kind: type[OwnServer]) -> Iterator[OwnServer]:
    """A server of a kind, gone afterwards with what it has."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    # Short, for a socket's path is; and open to the server's user, as pytest's own are not.
    folder = Path(tempfile.mkdtemp(prefix="lmapi-", dir=where))
    server = kind(folder, {name: program for name, program in _programs(engine).items() if program})
    try:
        if os.getuid() == 0:
            shutil.chown(folder, server.user, server.user)
        server.make()
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.stop(signal.SIGKILL)
        shutil.rmtree(folder)


def _programs(engine: str) -> dict[str, str | None]:
    names = _KINDS[engine][1]
    return {name: shutil.which(name, path=os.pathsep.join(_FOLDERS)) for name in names}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _children_of(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
