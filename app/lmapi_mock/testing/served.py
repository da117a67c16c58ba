"""A server as tests see it, whoever runs it: its addresses, and the worlds that it can hold."""

from __future__ import annotations

import http.client
import secrets
from abc import ABC, abstractmethod
from functools import cached_property
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.testing.connection import CallError, Connections, read_json

__tracebackhide__ = True  # pytest shows the test's own line, not ours

TIMEOUT_S: Final = 30.0
"""How long an answer may take."""


_HAS_NONE: Final = frozenset({"no_namespaces", "namespace_not_granted"})
"""The codes by which a server says that it has but one world."""


class Served(ABC):
    """What a server in this process and one that runs elsewhere have in common."""

    token: str = ""
    """What the admin API wants to be shown, empty for nothing."""

    why_none: str = ""
    """Why it has no namespaces, in its own words; nothing where it has."""

    _prefix: str = ""
    _named: int = 0

    @property
    @abstractmethod
    def base_url(self) -> str:
        """`http://127.0.0.1:40123`, without a slash at the end."""

    @property
    def url(self) -> str:
        """The documented door, whole: `http://127.0.0.1:40123/API/lmapi.php`."""
        return self.base_url + DOCUMENTED_DOOR

    @property
    def vicidial_url(self) -> str:
        """VICIdial's own door, whole."""
        return self.base_url + VICIDIAL_DOOR

    @cached_property
    def connections(self) -> Connections:
        """Connections to it, which stay open from test to test."""
        return Connections(self.base_url, TIMEOUT_S)

    def call(self, method: str, path: str, body: bytes | None = None) -> Any:
        """What the admin API answers.

        Args:
            method: HTTP's.
            path: whole, without the server's address.
            body: JSON.

        Raises:
            CallError: it refuses.
        """
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self.connections.send(method, path, body, headers)
        return read_json(answer, f"{self.base_url.rpartition('@')[2]}{path}")

    @cached_property
    def has_namespaces(self) -> bool:
        """Whether it can hold worlds beside its own; if not, `why_none` says why.

        Raises:
            LmapiMockError: nothing answers, or no server of ours.
        """
        name = self.new_namespace()
        try:
            # Only one that is made shows that its database's user may make some.
            self.call("POST", f"/ns/{name}/__admin/reset")
        except CallError as error:
            if error.code in _HAS_NONE:
                self.why_none = str(error)
                return False
            raise
        except (OSError, http.client.HTTPException) as error:
            shown = self.base_url.rpartition("@")[2]
            raise LmapiMockError(
                f"Nothing answers at {shown}: {error}. Is the server running, and that its address?"
            ) from error
        self.drop(name)
        return True

    def rows_of(self, namespace: str, table: str) -> list[dict[str, Any]]:
        """The rows of a table, its passwords hidden.

        Args:
            namespace: whose; empty for the server's own world.
            table: its name.

        Raises:
            CallError: there is no such table.
        """
        path = f"/ns/{namespace}" if namespace else ""
        told = self.call("GET", f"{path}/__admin/state?tables={quote(table)}")["tables"]
        if table not in told:
            raise LmapiMockError(f"rows is given {table!r}. Accepted: the name of one table.")
        rows: list[dict[str, Any]] = told[table]
        return rows

    def new_namespace(self) -> str:
        """A name that nobody else uses, whatever process or machine they are on."""
        self._prefix = self._prefix or f"test-{secrets.token_hex(6)}-"
        self._named += 1
        return f"{self._prefix}{self._named}"

    def drop(self, name: str) -> None:
        """Drop a namespace with all that it holds, whether it was ever used or not."""
        try:
            self.call("DELETE", f"/__admin/namespaces/{name}")
        except CallError as error:
            if error.code != "unknown_namespace":
                raise

    def drop_all(self) -> None:
        """Drop every namespace named here: what a test has left running makes its own anew."""
        for one in self.call("GET", "/__admin/namespaces")["namespaces"]:
            if one["name"].startswith(self._prefix):
                self.drop(one["name"])


class RunningServer(Served):
    """A server that runs already, here or elsewhere.

    Args:
        base_url: its address, `http://127.0.0.1:8080`.
        token: what its admin API wants to be shown.
    """

    def __init__(self, base_url: str, token: str = "") -> None:
        self._base_url = base_url.rstrip("/")
        self.token = token

    @property
    def base_url(self) -> str:
        """Its address, without a slash at the end."""
        return self._base_url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._prefix and self.has_namespaces:
                self.drop_all()
        finally:
            self.connections.close()
