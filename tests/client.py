"""The tests' own client: speaks HTTP to a running server, byte for byte."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import select
import threading
import weakref
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.refilling import Rest
from lmapi_mock.testing.connection import QuickResponse

GOLDEN = Path(os.environ.get("LMAPI_GOLDEN", Path(__file__).parent / "golden"))
"""The golden corpus; LMAPI_GOLDEN plays another one."""
BASE_STATE: dict[str, list[dict[str, Any]]] = json.loads(
    (GOLDEN / "base_state.json").read_text(encoding="utf-8")
)["tables"]
LOGIN = {"user": "6666", "pass": "1234", "source": "test", "function": "add_lead"}
FORM = "application/x-www-form-urlencoded"

_IMAGES: Final[weakref.WeakKeyDictionary[Server, dict[str, tuple[Database, Rest] | None]]] = (
    weakref.WeakKeyDictionary()
)
"""By server and state, a copy of the server's database right after the state was put into it; none
of one that was put only once. Many tests begin with the same, which is copied back in a fortieth of
the time."""


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Mock:
    """A server in this process, or a namespace of it, and what a test does with it."""

    def __init__(self, server: Server, namespace: str = "") -> None:
        self.server = server
        self._namespace = namespace
        self._prefix = f"/ns/{namespace}" if namespace else ""
        self._connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        self._connection.response_class = QuickResponse
        self._set_faults = False

    def fresh(self) -> Mock:
        """Drop the connection, which the server may have closed for idleness."""
        self._connection.close()
        return self

    def request(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Send a request as it is given, nothing encoded or added to the path."""
        if _is_closed(self._connection):
            self._connection.close()
        self._connection.request(method, self._prefix + path, body=body, headers=headers or {})
        answer = self._connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())

    def admin(self, method: str, path: str, content: Any = None) -> Response:
        """Call the admin API with JSON."""
        if (method, path) == ("POST", "/faults"):
            self._set_faults = True
        body = None if content is None else json.dumps(content)
        return self.request(
            method, f"/__admin{path}", body, {"content-type": "application/json"} if body else {}
        )

    def add_lead(self, *, door: str = VICIDIAL_DOOR, **parameters: str | bytes | int) -> str:
        """The answer to add_lead by GET, in VICIdial's own words unless another door is given."""
        return self.request("GET", f"{door}?{urlencode(LOGIN | parameters)}").text

    def documented(self, **parameters: str | bytes | int) -> str:
        """The answer to add_lead at /API/lmapi.php."""
        return self.add_lead(door=DOCUMENTED_DOOR, **parameters)

    def post(self, body: str | bytes, *, door: str = VICIDIAL_DOOR, query: str = "") -> str:
        """The answer to a form POST, body and query byte for byte."""
        path = f"{door}?{query}" if query else door
        return self.request("POST", path, body, {"content-type": FORM}).text

    def put_state(
        self, custom_tables: dict[str, Any] | None = None, **tables: list[dict[str, Any]]
    ) -> None:
        """The golden corpus's base state, with these tables in place of its own."""
        database = self._memory()
        if database is None:
            self._put_state("", custom_tables, tables)
            return
        images = _IMAGES.setdefault(self.server, {})
        state = json.dumps([database.is_lean, custom_tables or {}, tables])
        known = images.get(state)
        if known is not None:
            if not database.refill(*known):
                database.copy_of(*known)
            return
        self._put_state("", custom_tables, tables)
        if state not in images:
            images[state] = None
            return
        image = Database(MEMORY, is_lean=database.is_lean)
        image.copy_of(database)
        # Most of its pages held the demo data, and would be copied as those that hold something.
        image._driver.execute("VACUUM")
        # What requests look up in it is known then to all that begin with a copy.
        self.server.worlds.get("").seed.warm(image)
        images[state] = image, image.rest(frozenset())
        weakref.finalize(self.server, image.close)

    def _memory(self) -> Database | None:
        """The database that requests are for, where that is in the memory of this process."""
        if not isinstance(self.server, Server):
            return None
        world = self.server.worlds.peek(self._namespace)
        return None if world is None or not world.database.is_memory else world.database

    def put_lenient_state(
        self, custom_tables: dict[str, Any] | None = None, **tables: list[dict[str, Any]]
    ) -> None:
        """The same, with values that columns change."""
        self._put_state("?lenient=yes", custom_tables, tables)

    def _put_state(
        self,
        query: str,
        custom_tables: dict[str, Any] | None,
        tables: dict[str, list[dict[str, Any]]],
    ) -> None:
        content = {"tables": BASE_STATE | tables, "custom_tables": custom_tables or {}}
        answer = self.admin("PUT", f"/state{query}", content)
        assert answer.status == 204, answer.text

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        answer = self.admin("GET", f"/state?tables={table}&secrets=yes")
        found: list[dict[str, Any]] = answer.json["tables"][table]
        return found

    def freeze(self, now: str | None, timezone: str = "UTC") -> None:
        """Stop the clock at an instant, or with None let it run.

        Thousands of tests begin at the same instant, where it stands already.
        """
        if now is not None and self._stands_at(dt.datetime.fromisoformat(now), timezone):
            return
        answer = self.admin("PUT", "/clock", {"now": now, "timezone": timezone})
        assert answer.status == 200, answer.text

    def _stands_at(self, now: dt.datetime, timezone: str) -> bool:
        """Whether the clock of a server in this process stands still there, for all to see."""
        if not isinstance(self.server, Server):
            return False
        world = self.server.worlds.peek(self._namespace)
        if world is None or world.database.keeps_clock:
            return False
        state = world.clock.state
        there = now if now.tzinfo is not None else now.replace(tzinfo=zoneinfo.ZoneInfo(timezone))
        return (state.frozen, state.timezone) == (there, timezone)

    def drop_faults(self) -> None:
        """Delete the rules that a test has left, which would strike the next one's requests."""
        if self._set_faults or (isinstance(self.server, Server) and self._has_own_faults()):
            assert self.fresh().admin("DELETE", "/faults").status == 204
            self._set_faults = False

    def _has_own_faults(self) -> bool:
        """Whether there are rules that others have set, the page as it may be, in this process."""
        world = self.server.worlds.peek(self._namespace)
        return world is not None and not world.database.shared and bool(world.faults.ids())

    def close(self) -> None:
        self._connection.close()


def _is_closed(connection: http.client.HTTPConnection) -> bool:
    """Whether the server has closed it, as it does with one that was idle for five seconds."""
    return connection.sock is not None and bool(select.select([connection.sock], [], [], 0)[0])


def at_once(servers: Sequence[Server], count: int, ask: Callable[[Mock], str]) -> list[str]:
    """What a number of clients, shared out among the servers, are answered at the same moment."""
    ready = threading.Barrier(count)
    answers: list[str] = []

    def client(server: Server) -> None:
        mock = Mock(server)
        mock.admin("GET", "/health")
        ready.wait(timeout=60)
        answers.append(ask(mock))
        mock.close()

    threads = [
        threading.Thread(target=client, args=(servers[number % len(servers)],))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def base_with(table: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The base state's rows of a table, and these."""
    return [*BASE_STATE[table], *rows]


def base_changed(table: str, **values: Any) -> list[dict[str, Any]]:
    """The base state's rows of a table, each with these values."""
    return [row | values for row in BASE_STATE[table]]
