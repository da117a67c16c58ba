"""A running server: uvicorn around the application, for the command line and for tests."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType, TracebackType
from typing import Any, Final, Self

import uvicorn

from lmapi_mock.errors import LmapiMockError, SettingError
from lmapi_mock.http.apache import HeadLimits
from lmapi_mock.http.connection import Connection, ConnectionLimits
from lmapi_mock.http.limits import MIB
from lmapi_mock.serving.lazy_application import LazyApplication
from lmapi_mock.serving.opening import open_worlds
from lmapi_mock.serving.start import Start
from lmapi_mock.serving.waiting_room import WaitingRoom
from lmapi_mock.settings import LOOPBACK, Settings, check_admin_is_closed, check_tls
from lmapi_mock.signals import when_told_to_end

log = logging.getLogger("uvicorn.error")
"""For what uvicorn would say itself."""

_GRACE_SECONDS: Final = 1
"""How long requests in flight have to be answered when the server is told to end."""

_LOOKS_EVERY_S: Final = 0.005
"""How often it is looked meanwhile whether they have been."""


class Server:
    """Serves one application on one socket.

    Args:
        settings: what the server is told; port 0 picks a free one.
        on_ready: called once requests are answered.
        listening: a socket that listens already; without it one is made by the settings.

    Attributes:
        start: what the start has found: the database, and who may add leads.
        worlds: what it serves.

    Raises:
        SettingError: the address cannot be listened on, or its admin API would be open to all.
    """

    def __init__(
        self,
        settings: Settings,
        on_ready: Callable[[], None] = lambda: None,
        *,
        listening: socket.socket | None = None,
    ) -> None:
        check_admin_is_closed(settings)
        check_tls(settings)
        self._is_tls = settings.tls_cert is not None
        self._socket = listening or listen(settings)
        self.host: str
        self.port: int
        self.host, self.port = self._socket.getsockname()[:2]
        self.start: Start
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        try:
            if listening is None:
                with WaitingRoom(self._socket, settings) as waiting:
                    worlds = open_worlds(settings, waiting.tell, self._note_start)
            else:
                worlds = open_worlds(settings, found=self._note_start)
        except BaseException:
            self._socket.close()
            raise
        self.worlds = worlds
        app = LazyApplication(settings, worlds)
        self.strict = app.strict
        config = uvicorn.Config(
            app,
            http=_connections(settings),
            interface="asgi3",
            log_config=None,
            access_log=False,
            # The peer's own address is what the engine sees and logs.
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=settings.keep_alive,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
            lifespan="on",
            ws="none",
        )
        # The access log would show passwords in queries.
        logging.getLogger("uvicorn.access").disabled = True
        self._uvicorn = _Uvicorn(config, self._announce(on_ready), app.give_up)

    def _note_start(self, start: Start) -> None:
        self.start = start

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:8080`, without a slash at the end; of all addresses the loopback's."""
        return base_url_of(self.host, self.port, tls=self._is_tls)

    def run(self) -> None:
        """Serve until the process is told to end."""
        self._uvicorn.run(sockets=[self._socket])

    def run_until_told(self) -> None:
        """Serve until SIGTERM, SIGINT or SIGHUP, which all are a good end."""
        # uvicorn has its own handlers of the first two, and passes the signal on to these.
        when_told_to_end(self.stop)
        self.run()

    def start_in_thread(self) -> None:
        """Serve in a thread of this process; returns once requests are answered."""
        self._thread = threading.Thread(target=self._run_guarded, name="lmapi-mock", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise LmapiMockError("The server did not start.") from self._failure

    def stop(self) -> None:
        """Answer what is in flight, then end."""
        self._uvicorn.end()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        self.start_in_thread()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _announce(self, on_ready: Callable[[], None]) -> Callable[[], None]:
        def announce() -> None:
            on_ready()
            self._ready.set()

        return announce

    def _run_guarded(self) -> None:
        try:
            self.run()
        except BaseException as error:
            self._failure = error
            raise
        finally:
            self._ready.set()


def _connections(settings: Settings) -> Any:
    """What uvicorn makes a connection of."""
    limits = ConnectionLimits(
        HeadLimits(
            settings.url_limit or settings.max_body * MIB,
            settings.header_limit or settings.max_body * MIB,
        ),
        settings.header_timeout,
        settings.keep_alive_requests,
    )
    return partial(Connection, limits=limits)


class _Uvicorn(uvicorn.Server):
    """uvicorn, that says when it answers, and when it can wait no longer for answers."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], give_up: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._give_up = give_up
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_told = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def end(self) -> None:
        """End, told by any thread."""
        self.should_exit = True
        self._wake()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, told by a signal."""
        super().handle_exit(sig, frame)
        self._wake()

    def _wake(self) -> None:
        if self._loop is not None:
            # It may have ended already.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._is_told.set)

    async def main_loop(self) -> None:
        """Serve until told to end, and then end at once: uvicorn looks every tenth of a second."""
        self._loop = asyncio.get_running_loop()
        tenths = 0
        while not await self.on_tick(tenths):
            tenths += 10
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._is_told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End as soon as nothing is in flight: uvicorn waits a tenth of a second each time.

        What waits for a database that hangs is answered before it is cut off.
        """
        timer = asyncio.get_running_loop().call_later(_GRACE_SECONDS * 0.7, self._give_up)
        for listener in self.servers:
            listener.close()
        for listening in sockets or []:
            listening.close()
        # Those that are answering close once they have.
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_GRACE_SECONDS):
                await self._all_answered()
        except TimeoutError:
            log.error(  # noqa: TRY400  where it was waited tells nobody anything
                "Cancel %s running task(s), timeout graceful shutdown exceeded",
                len(self.server_state.tasks),
            )
            for task in list(self.server_state.tasks):
                task.cancel(msg="The server ends.")
        if not self.force_exit:
            await self.lifespan.shutdown()
        timer.cancel()

    async def _all_answered(self) -> None:
        state = self.server_state
        # uvicorn has no event for it.
        while (state.connections or state.tasks) and not self.force_exit:  # noqa: ASYNC110  no event
            await asyncio.sleep(_LOOKS_EVERY_S)
        for listener in self.servers:
            await listener.wait_closed()


def base_url_of(host: str, port: int, *, tls: bool = False) -> str:
    """`http://127.0.0.1:8080`; of a server on all addresses the loopback's."""
    host = LOOPBACK.get(host, host)
    scheme = "https" if tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        SettingError: it cannot.
    """
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, _, _, _, address = found[0]
        return socket.create_server(address, family=family, backlog=2048)
    except OSError as error:
        raise SettingError(
            f"The server cannot listen on {settings.host}, port {settings.port}: "
            f"{error.strerror or error}.",
            "Choose another with --host and --port; port 0 picks a free one.",
        ) from error
