"""LmapiMock: everything that a test does with a server, in a world of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from http.client import HTTPMessage
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, Unpack
from urllib.parse import urlencode

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.testing.admin import Admin
from lmapi_mock.testing.functions import AddLead, Functions
from lmapi_mock.testing.replies import REPLIES
from lmapi_mock.testing.reply import R, Reply, Value, read_reply
from lmapi_mock.testing.served import RunningServer, Served
from lmapi_mock.testing.strictness import check_codes, check_severity
from lmapi_mock.testing.told import Severity

__tracebackhide__ = True  # pytest shows the test's own line, not ours

if TYPE_CHECKING:
    from lmapi_mock.testing.server import MockServer

LOGIN: Final = {"user": "6666", "pass": "1234", "source": "test", "function": "add_lead"}
"""What `add_lead` sends where it is told nothing else: the demo data's first user."""


_SENT: Final = (str, bytes, int, float, Decimal, dt.date)
"""What a parameter may be; a datetime is a date too."""


class LmapiMock(Functions, Admin):
    """A server and a fresh world in it, for a `with` statement; the `lmapi` fixture is one too.

        with LmapiMock() as lmapi:
            assert lmapi.add_lead(phone_number="7275551212").ok

    Args:
        server: a MockServer that runs, whose other worlds this one knows nothing of, or the
            address of a server. Without it the address in LMAPI_URL, else a server of its own.
        token: what the admin API of an address wants to be shown; LMAPI_ADMIN_TOKEN without it.
        strict: findings of this severity (True: `warning`) or above are an AssertionError at the
            end; False for none.
        allow: codes of findings that `strict` lets pass, as `["repeated-lead"]`.
    """

    def __init__(
        self,
        server: Served | str | None = None,
        *,
        token: str | None = None,
        strict: bool | Severity = False,
        allow: Iterable[str] = (),
    ) -> None:
        self.strict = strict if isinstance(strict, bool) else check_severity(strict, "strict")
        self.allow = tuple(check_codes(allow, "allow"))
        self._owned: MockServer | RunningServer | None = None
        if not isinstance(server, Served):
            address = os.environ.get("LMAPI_URL", "") if server is None else server
            server = self._owned = _server_at(address, token)
        super().__init__(server)
        self._has_begun = False

    def __enter__(self) -> Self:
        self._has_begun = True
        if self._owned is not None:
            self._owned.__enter__()
        try:
            self._find_world()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self.check_strict()
        finally:
            self._close()

    def _find_world(self) -> None:
        if self._owned is not None and not isinstance(self._owned, RunningServer):
            return
        if self._server.has_namespaces:
            self._namespace = self._server.new_namespace()
        else:
            self.reset()

    def _close(self) -> None:
        try:
            if self._namespace:
                self._server.drop(self._namespace)
        finally:
            if self._owned is not None:
                self._owned.__exit__(None, None, None)

    @property
    def _name(self) -> str:
        # On a server that somebody else has started, it is that server's own world without.
        if self._owned is not None and not self._has_begun:
            raise LmapiMockError(
                "This LmapiMock has not begun, so that there is no world that it could ask. Use it "
                "in a `with` statement: `with LmapiMock() as lmapi:`."
            )
        return self._namespace

    @property
    def base_url(self) -> str:
        """The world's address, without a slash at the end; the admin API is `/__admin` below."""
        path = self._path  # Asked first: it says what to do where nothing has begun.
        return self._server.base_url + path

    @property
    def url(self) -> str:
        """The documented door, whole: what the code under test is given as its dialer."""
        return self.base_url + DOCUMENTED_DOOR

    @property
    def vicidial_url(self) -> str:
        """VICIdial's own door, whole."""
        return self.base_url + VICIDIAL_DOOR

    def __repr__(self) -> str:
        if self._owned is not None and not self._has_begun:
            return "<LmapiMock that has not begun>"
        return f"<LmapiMock {self.base_url.rpartition('@')[2]}>"

    def add_lead(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[AddLead],
    ) -> Reply:
        """Send an add_lead and read the answer.

        Args:
            custom: further parameters by name, as custom fields.
            vicidial: at VICIdial's own door, in its words.
            post: as a form, not in the address.
            params: parameters by name; one underscore at a name's end is left out (`pass_`).
                Without them user 6666 sends it from source test; None leaves one of these out.

        Raises:
            OSError, http.client.HTTPException: no answer comes, because of a fault for example.
            LmapiMockError: a value is none that can be sent.
        """
        return self._answered(Reply, "add_lead", params, custom, vicidial, post)

    def call(
        self,
        function: str,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Any,
    ) -> Reply:
        """Call any function by its name, there or not, and read the answer.

        Args:
            function: its name.
            custom: further parameters by name, as custom fields, of which any may be one.
            vicidial: at VICIdial's own door.
            post: as a form, not in the address.
            params: as of `add_lead`.

        Returns:
            What the function's own method gives, as a `SearchReply` for lead_search.

        Raises:
            OSError, http.client.HTTPException: no answer comes, because of a fault for example.
            LmapiMockError: a value is none that can be sent.
        """
        kind = REPLIES.get(function, Reply)
        return self._answered(kind, function, params, custom, vicidial, post)

    def _answered(
        self,
        kind: type[R],
        function: str,
        params: Mapping[str, Any],
        custom: Mapping[str, Value] | None,
        vicidial: bool,
        post: bool,
    ) -> R:
        named = {name.removesuffix("_"): value for name, value in params.items()}
        every = LOGIN | {"function": function} | named | dict(custom or {})
        sent = {name: value for name, value in every.items() if value is not None}
        for name, value in sent.items():
            if isinstance(value, bool) or not isinstance(value, _SENT):
                raise LmapiMockError(
                    f"{name} is given {value!r:.120}. Accepted: a text, bytes, a number or a date, "
                    "which are sent as they are written; None leaves it out."
                )
        path = self._path + (VICIDIAL_DOOR if vicidial else DOCUMENTED_DOOR)
        form = urlencode(sent)
        headers = {"x-lmapi-explain": "1"}
        if post:
            headers["content-type"] = "application/x-www-form-urlencoded"
            answer = self._server.connections.send("POST", path, form.encode(), headers)
        else:
            answer = self._server.connections.send("GET", f"{path}?{form}", None, headers)
        return read_reply(
            kind,
            answer.body.decode("utf-8", "replace"),
            answer.status,
            answer.headers["x-lmapi-request"],
            _lead_of(answer.headers),
            self._findings_of,
            sent,
            self.rows,
        )

    def check_strict(self) -> None:
        """Make sure of what `strict` asks for.

        Raises:
            AssertionError: something of that severity or above was swallowed.
        """
        if self.strict:
            severity = "warning" if self.strict is True else self.strict
            self.assert_clean(severity, allow=self.allow)


def _lead_of(headers: HTTPMessage) -> str | None:
    """The id of the lead that an answer's headers say was stored."""
    lead: str | None = headers["x-lmapi-lead"]
    if lead is None:
        # A server from before that header says it in words only.
        lead = (headers["x-lmapi-verdict"] or "").partition("stored as lead ")[2]
    return lead or None


def _server_at(address: str, token: str | None) -> MockServer | RunningServer:
    """A server to be entered: the one at an address, or for none one of its own."""
    if address:
        if token is None:
            token = os.environ.get("LMAPI_ADMIN_TOKEN", "")
        return RunningServer(address, token)
    # The server's own modules are loaded by those who start one.
    from lmapi_mock.testing.server import MockServer  # noqa: PLC0415  without a URL only

    return MockServer()
