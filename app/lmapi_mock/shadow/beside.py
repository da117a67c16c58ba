"""The double beside the dialer: it is sent what the dialer was sent, in that order.

It learns from the dialer what it cannot know: which password a user has, and which number a new
lead was given.
"""

from __future__ import annotations

import re
import socket
import time
from collections import deque
from typing import Final

from lmapi_mock.conform.asking import HEADERS, Reply, read_reply
from lmapi_mock.conform.comparing import distance
from lmapi_mock.conform.double import let_in
from lmapi_mock.conform.known import known_difference
from lmapi_mock.conform.leads import added_lead, expect, numbered, rename
from lmapi_mock.conform.sent import Sent, read_sent
from lmapi_mock.conform.suite import is_refused_login
from lmapi_mock.journal.dialer_answer import DialerAnswer
from lmapi_mock.journal.entry import BODY_KEPT
from lmapi_mock.non_agent_api.wire.masking import MASK, masked_text
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import LOOPBACK, Settings
from lmapi_mock.shadow.framing import Answers, Exchange, Passed
from lmapi_mock.shadow.recording import Recording
from lmapi_mock.shadow.waiting import Outcome

_TIMEOUT_S: Final = 30
_KNOWN: Final = 100_000


class Beside:
    """Sends the double what has passed, and notes in its journal where the answers differ.

    Args:
        server: the double; it runs.
        settings: its settings.
        recording: is given what passed.
    """

    def __init__(
        self, server: Server, settings: Settings, recording: Recording | None = None
    ) -> None:
        self._recording = recording
        self._world = server.worlds.own
        self._address = (LOOPBACK.get(server.host, server.host), server.port)
        self._doors = settings.all_doors()
        self._known: set[tuple[str, str]] = set()

    def compare(self, passed: Passed) -> Outcome:
        """Have the double do a request, and note what the dialer has answered to it.

        Raises:
            OSError: the double has not answered.
        """
        theirs = read_reply(passed.answer)
        if passed.is_cut:
            return "behind"
        sent = read_sent(passed.sent)
        if self._recording is not None:
            self._recording.add(sent, theirs, passed.came)
        added = 0
        if sent is not None:
            self._learn(sent, theirs)
            dialect = self._doors.get(sent.path)
            if dialect is not None and theirs.status == 200:
                added = added_lead(theirs.body.decode("utf-8", "replace"), dialect)
        if added:
            expect(self._world.database, added)
        noted = self._noted(passed, theirs, sent)
        ours = self._asked(passed, noted)
        if added:
            ours = self._numbered(noted, ours, added)
        noted.known = known_difference(passed.sent, ours, theirs)
        noted.differs = bool(distance(ours, theirs)) and not noted.known
        if not theirs.status:
            return "unanswered"
        if noted.known:
            return "known"
        return "different" if noted.differs else "alike"

    def _learn(self, sent: Sent, theirs: Reply) -> None:
        """Give the double's user the password that the dialer has taken."""
        cleaned = sent.cleaned
        login = (cleaned["user"], cleaned["pass"])
        if not all(login) or login in self._known or theirs.status != 200:
            return
        if sent.path not in self._doors or not sent.function.needs_login:
            return
        if not is_refused_login(theirs):
            let_in(self._world.database, *login)
            if len(self._known) < _KNOWN:
                self._known.add(login)

    def _noted(self, passed: Passed, theirs: Reply, sent: Sent | None) -> DialerAnswer:
        """What the journal keeps of the dialer's answer."""
        body = masked_text(theirs.body[:BODY_KEPT], self._world.secrets)
        if sent is not None:
            typed = sent.parameters.get("pass")
            for password in {sent.cleaned["pass"].encode("utf-8", "surrogateescape"), typed}:
                if isinstance(password, bytes) and password:
                    whole = rb"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])" % re.escape(password)
                    body = re.sub(whole, MASK.encode(), body)
        told = zip(HEADERS, theirs.headers, strict=True)
        return DialerAnswer(
            theirs.status, {name: one for name, one in told if one}, body, passed.seconds
        )

    def _asked(self, passed: Passed, noted: DialerAnswer) -> Reply:
        """The double's answer; its journal's entry has the dialer's with it."""
        pending = deque([Exchange(bytearray(passed.sent))])
        asked = pending[0]
        answers = Answers(pending)
        expected = self._world.dialer_answers
        with socket.create_connection(self._address, _TIMEOUT_S) as connection:
            own = connection.getsockname()[:2]
            expected[own] = noted
            try:
                deadline = time.monotonic() + _TIMEOUT_S
                try:
                    connection.sendall(passed.sent)
                    if not passed.is_whole:
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
