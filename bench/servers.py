"""Servers in processes of their own, and databases for them."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import sqlalchemy as sa

HERE: Final = Path(__file__).parent
PRODUCT: Final = ("-m", "lmapi_mock", "serve")
BARE: Final = (str(HERE / "bare.py"),)

URLS: Final = {
    "mariadb": os.environ.get("LMAPI_TEST_MARIADB_URL", "mysql://root@127.0.0.1:3306/"),
    "postgresql": os.environ.get(
        "LMAPI_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
    ),
}
"""Servers on which databases can be created, as the tests find them."""

_DRIVERS: Final = {"mariadb": "mysql+pymysql", "postgresql": "postgresql+psycopg"}
_READY: Final = re.compile(r"Ready: http://(?P<host>[^:\s]+):(?P<port>[0-9]+)")
_NUMBERS: Final = itertools.count(1)

LEAD: Final = "source=bench&user=6666&pass=1234&function=add_lead&phone_number="
"""The beginning of a query that adds a lead; the number follows."""


def before_others() -> None:
    """Have this process, and those that it starts, run before all others of a busy machine.

    Otherwise what is measured is how many others wait for the same processors. Needs root.
    """
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def beside_others() -> None:
    """Take that back for this process."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def say_ready(port: int) -> None:
    """The product's line, of another server."""
    print(f"Ready: http://127.0.0.1:{port}", flush=True)


def without(part: str) -> tuple[str, ...]:
    """The product without one of its parts."""
    return (str(HERE / "without.py"), part, "serve")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers.

    Attributes:
        port: where on 127.0.0.1.
        pid: of the process that was started.
        connection: to it.
    """

    port: int
    pid: int
    connection: http.client.HTTPConnection

    def ask(self, query: str) -> str:
        """What the documented door says."""
        self.connection.request("GET", f"/API/lmapi.php?{query}")
        return self.connection.getresponse().read().decode()

    def reset(self) -> float:
        """Go back to the seed; the seconds that it took, once the admin API has been loaded."""
        self.call("GET", "/__admin/health")
        began = time.perf_counter()
        self.call("POST", "/__admin/reset")
        return time.perf_counter() - began

    def call(self, method: str, path: str) -> None:
        """Call the admin API, and raise a RuntimeError if it refuses."""
        self.connection.request(method, path)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {said.decode()}")

    def resident_mib(self) -> float:
        """Memory that the process holds."""
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(said.stdout) / 1024


def environment(**variables: str) -> dict[str, str]:
    """The process's environment without settings of this project's, and with these variables.

    Compiled code is kept, as it is where the package is installed: a start that compiles the
    package beside libraries that pip has compiled says nothing of what users wait for.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMAPI_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | variables


@contextmanager
def serving(command: tuple[str, ...], *arguments: str, **variables: str) -> Iterator[Served]:
    """Run a server on a free port; it and its workers are gone afterwards."""
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            [sys.executable, *command, *arguments],
            env=environment(**variables),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            # A session of its own: a signal to it reaches this server's workers and nobody else.
            start_new_session=True,
        ) as process,
    ):
        yield from _served(process, errors)


def _served(process: subprocess.Popen[str], errors: IO[str]) -> Iterator[Served]:
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        ready = _READY.match(line)
        if ready is None:
            errors.seek(0)
            raise RuntimeError(f"{process.args!r} does not start: {line}{errors.read()}")
        port = int(ready["port"])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        yield Served(port, process.pid, connection)
        connection.close()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _administration(engine: str) -> sa.Engine:
    return sa.create_engine(
        sa.make_url(URLS[engine]).set(drivername=_DRIVERS[engine]),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
        connect_args={"connect_timeout": 3},
    )


def why_not(engine: str) -> str | None:
    """Why nothing is measured on an engine, None if it can be."""
    if engine == "sqlite":
        return None
    try:
        with _administration(engine).connect():
            return None
    except (sa.exc.DBAPIError, ImportError) as error:
        return f"no {engine} server answers ({type(error).__name__})"


PID_FILES: Final = {
    "mariadb": "SELECT @@pid_file",
    "postgresql": "SELECT current_setting('data_directory') || '/postmaster.pid'",
}
"""What gives the file in which a server has written its process's number."""


def pid_of(engine: str) -> int:
    """The process of a database's server, which runs on this machine."""
    with _administration(engine).connect() as connection:
        file = connection.exec_driver_sql(PID_FILES[engine]).scalar_one()
    return int(Path(file).read_text("ascii").split()[0])


_TICK_US: Final = 1e6 / os.sysconf("SC_CLK_TCK")


def processor_us(pid: int) -> float:
    """What a process and its children have had of the processor until now, in microseconds.

    A database's server has children that come and go: those that have ended are in what Linux
    tells of their parent, in ticks.
    """
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        had = sum(int((one / "schedstat").read_text("ascii").split()[0]) for one in tasks) / 1000
        children = [int(child) for one in tasks for child in (one / "children").read_text().split()]
        *_, user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:15]
    except (FileNotFoundError, ProcessLookupError):
        # It has just ended.
        return 0.0
    return had + (int(user) + int(system)) * _TICK_US + sum(map(processor_us, children))


def sqlalchemy_url(place: str) -> sa.URL:
    """What SQLAlchemy opens, of a value for --database."""
    if "://" not in place:
        return sa.URL.create("sqlite", database=place)
    url = sa.make_url(place)
    return url.set(drivername={"mysql": "mysql+pymysql"}.get(url.drivername, "postgresql+psycopg"))


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """An empty database, gone afterwards; its value for --database."""
    name = f"lmapi_bench_{os.getpid()}_{next(_NUMBERS)}"
    if engine == "sqlite":
        file = folder / f"{name}.db"
        try:
            yield str(file)
        finally:
            for ending in ("", "-wal", "-shm"):
                Path(f"{file}{ending}").unlink(missing_ok=True)
        return
    admin = _administration(engine)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        url = sa.make_url(URLS[engine]).set(database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            force = " WITH (FORCE)" if engine == "postgresql" else ""
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")
