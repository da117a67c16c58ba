"""The double beside the dialer: it is sent what the dialer was sent, in that order.

All of it is done in a thread of its own, behind what passes: a double that fails, or that is
slower than the dialer, holds nobody up. It learns from the dialer what it cannot know: which
password a user has, and which number a new lead was given.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections import deque
from typing import Final

from lmapi_mock.conform.asking import HEADERS, Reply, read_reply
from lmapi_mock.conform.comparing import distance
from lmapi_mock.conform.double import call_admin, let_in
from lmapi_mock.conform.leads import added_lead, expect, numbered, rename
from lmapi_mock.conform.suite import is_refused_login
from lmapi_mock.journal.dialer_answer import DialerAnswer
from lmapi_mock.journal.entry import BODY_KEPT
from lmapi_mock.non_agent_api.wire.masking import MASK, masked_text
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import LOOPBACK, Settings
from lmapi_mock.shadow.framing import Answers, Exchange
from lmapi_mock.shadow.recording import Recording
from lmapi_mock.shadow.sent import Sent, read_sent

log = logging.getLogger("lmapi_mock.shadow")

MOST_WAITING: Final = 64 * 1024 * 1024
"""How much may wait for the double, in bytes; what comes meanwhile is not compared."""

_ANSWER_S: Final = 120
"""How long the dialer's answer is waited for: behind it others wait in their order."""

_TIMEOUT_S: Final = 30
_KNOWN: Final = 100_000


class Counts:
    """What became of the requests that passed.

    Attributes:
        passed: how many were sent to the dialer.
        alike: how many both have answered alike.
        different: how many they have not.
        unanswered: how many the dialer has not answered.
        behind: how many came while too much waited for the double.
        failed: how many the double has not answered.
    """

    def __init__(self) -> None:
        self.passed = self.alike = self.different = 0
        self.unanswered = self.behind = self.failed = 0

    def __str__(self) -> str:
        told = [f"{self.passed:,} requests passed: {self.alike:,} answered alike"]
        told.append(f"{self.different:,} differ")
        for count, what in (
            (self.unanswered, "without an answer of the dialer's"),
            (self.behind, "not compared or recorded, for the double was too far behind"),
            (self.failed, "not answered by the double"),
        ):
            if count:
                told.append(f"{count:,} {what}")
        return ", ".join(told) + "."


class Beside:
    """Sends the double what passes, and notes in its journal where the answers differ.

    Args:
        server: the double; it runs.
        settings: its settings.
        recording: is given what passed.
        most_waiting: how much may wait for it, in bytes.

    Attributes:
        counts: what became of the requests.
    """

    def __init__(
        self,
        server: Server,
        settings: Settings,
        recording: Recording | None = None,
        *,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._recording = recording
        self._world = server.worlds.own
        self._address = (LOOPBACK.get(server.host, server.host), server.port)
        self._base_url = server.base_url
        self._token = settings.admin_token
        self._doors = settings.all_doors()
        self._most_waiting = most_waiting
        self._known: set[tuple[str, str]] = set()
        self._waiting: deque[Exchange] = deque()
        self._size = 0
        self._has_some = threading.Condition()
        self._is_ending = False
        self.counts = Counts()
        # The admin API is loaded now, and not while requests pass.
        call_admin("GET", f"{self._base_url}/__admin/health", token=self._token)
        self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)
        self._thread.start()

    def put(self, exchange: Exchange) -> None:
        """A request has been sent to the dialer."""
        self.counts.passed += 1
        size = len(exchange.sent)
        with self._has_some:
            if self._size + size > self._most_waiting:
                self.counts.behind += 1
                return
            self._size += size
            self._waiting.append(exchange)
            self._has_some.notify()

    def stop(self, grace: float) -> None:
        """Take nothing more, and be done with what waits within so many seconds."""
        with self._has_some:
            self._is_ending = True
            self._has_some.notify()
        self._thread.join(grace)
        with self._has_some:
            self.counts.behind += len(self._waiting)
            self._waiting.clear()

    def _run(self) -> None:
        while (exchange := self._next()) is not None:
            exchange.done.wait(_ANSWER_S)
            try:
                self._do(exchange)
            except Exception as error:  # noqa: BLE001  whatever it is, the dialer's answers go on
                self.counts.failed += 1
                log.warning("The double has not answered: %s: %s", type(error).__name__, error)
            with self._has_some:
                self._size -= len(exchange.sent)

    def _next(self) -> Exchange | None:
        with self._has_some:
            while not self._waiting:
                if self._is_ending:
                    return None
                self._has_some.wait()
            return self._waiting.popleft()

    def _do(self, exchange: Exchange) -> None:
        theirs = read_reply(bytes(exchange.answer))
        if exchange.is_cut:
            self.counts.behind += 1
            return
        sent = read_sent(bytes(exchange.sent))
        if self._recording is not None:
            self._recording.add(sent, theirs, exchange.came)
        added = 0
        if sent is not None:
            self._learn(sent, theirs)
            dialect = self._doors.get(sent.path)
            if dialect is not None and theirs.status == 200:
                added = added_lead(theirs.body.decode("utf-8", "replace"), dialect)
        if added:
            expect(self._world.database, added)
        noted = self._noted(exchange, theirs, sent)
        ours = self._asked(exchange, noted)
        if added:
            ours = self._numbered(noted, ours, added)
        noted.differs = bool(distance(ours, theirs))
        if not theirs.status:
            self.counts.unanswered += 1
        elif noted.differs:
            self.counts.different += 1
        else:
            self.counts.alike += 1

    def _learn(self, sent: Sent, theirs: Reply) -> None:
        """Give the double's user the password that the dialer has taken."""
        cleaned = sent.cleaned
        login = (cleaned["user"], cleaned["pass"])
        if not all(login) or login in self._known or theirs.status != 200:
            return
        if sent.path not in self._doors or not sent.function.needs_login:
            return
        if not is_refused_login(theirs):
            let_in(self._base_url, *login, self._token)
            if len(self._known) < _KNOWN:
                self._known.add(login)

    def _noted(self, exchange: Exchange, theirs: Reply, sent: Sent | None) -> DialerAnswer:
        """What the journal keeps of the dialer's answer."""
        body = masked_text(theirs.body[:BODY_KEPT], self._world.secrets)
        if sent is not None:
            given = sent.parameters.get("pass")
            for password in {sent.cleaned["pass"].encode("utf-8", "surrogateescape"), given}:
                if isinstance(password, bytes) and password:
                    whole = rb"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])" % re.escape(password)
                    body = re.sub(whole, MASK.encode(), body)
        told = zip(HEADERS, theirs.headers, strict=True)
        return DialerAnswer(
            theirs.status, {name: one for name, one in told if one}, body, exchange.seconds
        )

    def _asked(self, exchange: Exchange, noted: DialerAnswer) -> Reply:
        """The double's answer; its journal's entry has the dialer's with it."""
        pending = deque([Exchange(exchange.sent)])
        asked = pending[0]
        answers = Answers(pending)
        expected = self._world.dialer_answers
        with socket.create_connection(self._address, _TIMEOUT_S) as connection:
            own = connection.getsockname()[:2]
            expected[own] = noted
            try:
                deadline = time.monotonic() + _TIMEOUT_S
                try:
                    connection.sendall(exchange.sent)
                    if not exchange.is_whole:
                        connection.shutdown(socket.SHUT_WR)
                    while not asked.done.is_set() and (part := connection.recv(65536)):
                        answers.take(part)
                        if time.monotonic() > deadline:
                            raise TimeoutError("it takes too long")
                except ConnectionError:
                    # Closed on a request that is too long; what was said before counts.
                    pass
            finally:
                expected.pop(own, None)
        if not asked.answer and not noted.entry_id:
            raise ConnectionError("it has closed the connection")
        return read_reply(bytes(asked.answer))

    def _numbered(self, noted: DialerAnswer, ours: Reply, lead_id: int) -> Reply:
        """The double's answer with the dialer's number of the new lead, which it has then."""
        entry = self._world.journal.get(noted.entry_id)
        if entry is None or not entry.lead_id or entry.lead_id == lead_id:
            return ours
        rename(self._world.database, entry, lead_id)
        said = numbered(entry, lead_id).encode("utf-8", "surrogateescape")
        return ours._replace(body=said) if ours.body else ours
