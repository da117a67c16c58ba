"""Load on a database that is a way off: each round trip to it takes a millisecond longer.

Between the server and its database stands a proxy on the loopback, a process of its own, which
hands on what clients send some time after it came, and counts the round trips: how often a client
sends something after it has read an answer.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from load import CONNECTIONS, WHOLE, wrk
from results import Table
from servers import PRODUCT, database, serving, why_not

DELAY_MS: Final = 1.0
_ENGINES: Final = {"mariadb": "MariaDB", "postgresql": "PostgreSQL"}


class Proxy:
    """Hands on what comes, to a port of this machine.

    Args:
        port: the database's.
        delay: how much later it is handed on, in seconds.

    Attributes:
        trips: how many round trips there have been.
    """

    def __init__(self, port: int, delay: float) -> None:
        self.trips = 0
        self._port = port
        self._delay = delay
        self._tasks: set[asyncio.Task[None]] = set()

    async def connect(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        """Carry both ways until one side ends."""
        server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        was_answered = True

        async def there() -> None:
            nonlocal was_answered
            loop = asyncio.get_running_loop()
            while data := await client.read(1 << 16):
                self.trips += was_answered
                was_answered = False
                loop.call_later(self._delay, to_server.write, data)
            loop.call_later(self._delay, to_server.close)

        async def back() -> None:
            nonlocal was_answered
            while data := await server.read(1 << 16):
                was_answered = True
                to_client.write(data)
            to_client.close()

        await asyncio.gather(there(), back(), return_exceptions=True)


async def _serve(port: int, delay: float) -> None:
    proxy = Proxy(port, delay)
    listening = await asyncio.start_server(proxy.connect, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, lambda: print(proxy.trips, flush=True))
    await listening.serve_forever()


@contextmanager
def _proxy(port: int, delay_ms: float) -> Iterator[tuple[int, Callable[[], int]]]:
    """A proxy's own port, and what tells how many round trips it has counted."""
    command = [sys.executable, str(Path(__file__)), str(port), str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout

        def trips() -> int:
            process.send_signal(signal.SIGUSR1)
            return int(out.readline())

        try:
            yield int(out.readline()), trips
        finally:
            process.terminate()


def distant_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """The same load with and without the way to the database, and by one client alone."""
    rows = []
    left_out = []
    seconds = 1 if quick else 5
    for engine, name in _ENGINES.items():
        why = why_not(engine)
        if why is not None:
            left_out.append(f"{name}: not measured, {why}.")
            continue
        for delay_ms in (0.0, DELAY_MS):
            for connections in (1, CONNECTIONS):
                with ExitStack() as stack:
                    url = sa.make_url(stack.enter_context(database(engine, folder)))
                    assert url.port is not None, "the servers' URLs name it"
                    port, trips = stack.enter_context(_proxy(url.port, delay_ms))
                    place = url.set(port=port).render_as_string(hide_password=False)
                    served = stack.enter_context(
                        serving(PRODUCT, "--port", "0", "--database", place, "--workers", "2")
                    )
                    wrk(served.port, 1 if quick else 3, WHOLE, connections)
                    before = trips()
                    run = wrk(served.port, seconds, WHOLE, connections)
                    a_request = (trips() - before) / (run.rate * seconds)
                row = (
                    name, f"{delay_ms:g}", str(connections), f"{run.rate:.0f}", f"{run.p50:.1f}",
                    f"{run.p99:.1f}", f"{a_request:.1f}",
                )  # fmt: skip
                say(", ".join(row))
                rows.append(row)
    return Table(
        "A database that is a way off",
        "The load of above, two workers, their database behind a proxy that hands on what they "
        "send so many milliseconds later. Round trips are those of all its connections, of what a "
        "server does beside its requests too.",
        ("engine", "delay ms", "clients", "requests/s", "p50 ms", "p99 ms", "round trips/request"),
        rows,
        notes=left_out,
    )


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
