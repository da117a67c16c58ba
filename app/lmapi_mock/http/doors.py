"""The HTTP side of the endpoint: which paths it answers at, and the bytes of its answers (1, 2).

It has no use for FastAPI's reading of requests, and reads the raw one as PHP would. One async
function reads the body; everything after it is plain `def`.
A path that is nobody's is answered here too: who mistypes the door finds it in the journal.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from lmapi_mock.errors import DatabaseError, LmapiMockError, NamespaceError, TooMuchError
from lmapi_mock.faults.answers import instead_of_stages
from lmapi_mock.faults.kinds import Break, Failing, Fired, Phase, Response, Said
from lmapi_mock.faults.rules import Faults
from lmapi_mock.faults.shared import NewRulesError, SharedFaults
from lmapi_mock.findings.strict import Strict
from lmapi_mock.http.apache import Unreadable, part_asked_for
from lmapi_mock.http.connection import CLOSE, STATUS_LINE, UNREAD, Unread, status_line
from lmapi_mock.http.failures import defect, unavailable
from lmapi_mock.http.fields import fields_of
from lmapi_mock.http.known_secrets import know_secrets
from lmapi_mock.http.log_lines import log_request
from lmapi_mock.http.namespaces import NAMESPACE, WORLD
from lmapi_mock.http.recording import Noting, entry_of, entry_of_unread, keep, store_alone
from lmapi_mock.http.refusals import OWN_HEADER, PREFIX
from lmapi_mock.http.request_id import request_id
from lmapi_mock.http.spans import ATTRIBUTES
from lmapi_mock.http.transport import strike
from lmapi_mock.http.way_in import MOUNT
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.explaining import LEAD, verdict
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.journal.subject import subject_of
from lmapi_mock.non_agent_api.add_lead.new_lead_address import keeps_answer, log_answer
from lmapi_mock.non_agent_api.asked import asked
from lmapi_mock.non_agent_api.core.call import Call, Request
from lmapi_mock.non_agent_api.core.failing import EndedError
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.core.outgoing import Conduct, Outgoing
from lmapi_mock.non_agent_api.core.stage import NOTHING, Instead
from lmapi_mock.non_agent_api.endpoint import USUAL, Answer, answer, asks
from lmapi_mock.non_agent_api.wire.masking import masked_value, masked_words
from lmapi_mock.non_agent_api.wire.parse import MAX_BODY_BYTES, read_parameters
from lmapi_mock.patterns.subject import Subject
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.group_commit import GroupCommit
from lmapi_mock.store.sql.pieces import SETTLED_AFTER, Pace, PiecesError, Step
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.world import World, Worlds

log = logging.getLogger("lmapi_mock.endpoint")

HEADERS: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-cache, must-revalidate"),
    (b"pragma", b"no-cache"),
)

SERVER: Final = (b"server", b"Apache")
"""What the endpoint's answers carry besides, as all of Apache's."""

OWN_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"), OWN_HEADER)
"""Of what VICIdial never says: that this server, or its database, cannot answer."""

_BY_PHP: Final = {
    418: b"HTTP/1.0 418 I'm a teapot",
    500: b"HTTP/1.0 500 Internal Server Error",
}
"""Status lines that PHP writes itself; Apache hands them on and closes the connection."""

MOST_CALLS: Final = 40
"""So many addresses are called at a time; further requests wait."""

BIG: Final = 64 * 1024
"""What is longer, in bytes, is read and done in a thread, so that it holds nobody up."""


class _GoneError(Exception):
    """The request's namespace is gone; nothing has been done in it."""


class Doors:
    """Answers at the endpoint's paths, and says of every other one that nothing is there.

    Args:
        worlds: where a request's world is made, if it is the first for its namespace.
        doors: the endpoint's paths, each with the dialect of its answers.
        observe: is told of each answer.
        strict: is shown each entry of the journal.
    """

    def __init__(
        self,
        worlds: Worlds,
        doors: Mapping[str, Dialect],
        observe: Callable[..., None],
        strict: Strict,
        conduct: Conduct = USUAL,
    ) -> None:
        self._worlds = worlds
        self._doors = doors
        self._folders = {folder for door in doors if (folder := door.rpartition("/")[0])}
        self._observe = observe
        self._strict = strict
        self._conduct = conduct
        self._callers: CapacityLimiter | None = None
        self._group_commit = GroupCommit()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request."""
        unread: Unread | None = scope.get("extensions", {}).get(UNREAD)
        if unread is not None:
            await self._turn_away(scope, send, unread)
            return
        path: str = scope["path"]
        dialect = self._doors.get(path)
        if dialect is None and ".php/" in path:
            # PHP is given what stands behind the script's name, and the engine does not look at it.
            script = path[: path.index(".php/") + 4]
            dialect = self._doors.get(script)
            if dialect is not None:
                scope = {**scope, "path": script}
        if path == "/" and dialect is None and _is_browser(scope):
            await _send(send, 302, status_line(302), [_page(scope), SERVER, _NO_LENGTH], b"")
            return
        try:
            body = await _read_body(receive) if scope["method"] == "POST" else b""
        except HTTPException as refused:
            await self._turn_away(scope, send, Unread(refused.status_code, refused.detail, b""))
            return
        if body is not None:
            await self._serve(scope, receive, send, body, dialect)

    def give_up(self) -> None:
        """The server ends: answer what waits for a database."""
        self._group_commit.give_up()

    async def _turn_away(self, scope: Scope, send: Send, unread: Unread) -> None:
        """Answer what does not come to the endpoint, and keep it in the journal."""
        world: World | None = scope[WORLD]
        text = f"lmapi-mock: {unread.why}\n" if unread.why else ""
        answered = Answer(unread.status, text)
        has_answered = await self._know_secrets(self._worlds.own, world)
        self._observe(answered, 0.0)
        entry: Entry | None = None
        if world is not None and self._is_recorded(world):
            entry = entry_of_unread(world, scope, unread, text)
            await self._keep(world, entry, scope, is_away=not has_answered)
            if self._strict.is_on:
                self._strict.look_at(entry, world.name)
        name = self._shown(world.name) if world is not None else ""
        log_request(scope, answered, 0.0, world=world, namespace=name, entry=entry)
        body = unread.head if unread.echo else text.encode()
        kind = b"message/http" if unread.echo else b"text/plain; charset=utf-8"
        headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), SERVER, CLOSE]
        await _send(send, unread.status, status_line(unread.status), headers, body)

    async def _made(self, scope: Scope, send: Send, dialect: Dialect | None) -> World | None:
        """Make the namespace that a request is the first of, or answer that it is not made."""
        # A wrong path makes none, and where there is none, there is no journal for it.
        get = self._worlds.find if dialect is None else self._worlds.get
        try:
            world = await to_thread.run_sync(get, scope[NAMESPACE])
        except NamespaceError as error:
            answered = Answer(error.status, f"lmapi-mock: {error} {error.hint}\n")
        except DatabaseError as error:
            answered = Answer(503, _away(error, request_id(scope)))
        else:
            if world is not None:
                return world
            answered = Answer(404, _NOWHERE.format(path=scope["path"]))
        self._observe(answered, 0.0)
        if answered.status != 503:
            await self._know_secrets(self._worlds.own)
        log_request(
            scope, answered, 0.0, world=self._worlds.own, namespace=self._shown(scope[NAMESPACE])
        )
        await _send_answer(send, answered, (), with_body=scope["method"] != "HEAD")
        return None

    def _shown(self, namespace: str) -> str:
        """The name of a namespace, which a client may have given it, for the log."""
        return masked_words(namespace, self._worlds.own.secrets)

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, body: bytes, dialect: Dialect | None
    ) -> None:
        """Answer a request, keep it in the journal, send what a fault leaves of the answer."""
        world: World | None = scope[WORLD] or await self._made(scope, send, dialect)
        if world is None:
            return
        begun = time.perf_counter()
        is_big = len(body) + len(scope["query_string"]) > BIG
        read = to_thread.run_sync(_request, scope, body) if is_big else None
        request = self._narrowed(await read if read is not None else _request(scope, body))
        is_recorded = self._is_recorded(world)
        journal = world.journal
        noting: Noting | None = None
        if is_recorded and isinstance(journal, SharedJournal):
            make = partial(entry_of, world, scope, request, body, dialect)
            noting = Noting(journal, make, begun, self._strict.is_on or fields_of(scope).explains)
        try:
            answered, fired, seconds = await self._come_through(
                scope, receive, send, request, dialect, world, begun, noting, apart=is_big
            )
        except _GoneError:
            # Another process has dropped it, and nothing was done: its next use makes it anew.
            await self._serve({**scope, WORLD: None}, receive, send, body, dialect)
            return
        further: tuple[tuple[bytes, bytes], ...] = ()
        if dialect is None and answered.status == 301:
            further = (_location(scope),)
        # The name of a namespace is hidden where it is a password of the server's own world.
        own = self._worlds.own if world.name else None
        if own is not None or answered.secrets is None:
            await self._know_secrets(own, world if answered.secrets is None else None)
        _tell_span(scope, answered, world)
        self._observe(answered, seconds + (fired.delay if fired is not None else 0.0), fired)
        if is_recorded:
            entry = None if noting is None or noting.is_away else noting.entry
            if entry is None:
                entry = entry_of(world, scope, request, body, dialect, answered, seconds, fired)
                tried, is_away = ((), False) if noting is None else (noting.tried, noting.is_away)
                await self._keep(world, entry, scope, tried, is_away=is_away)
            further += _explanation(scope, entry)
            if self._strict.is_on:
                self._strict.look_at(entry, world.name)
            self._log(scope, answered, seconds, world, entry, fired)
        # What is stored is stored, and what came is in the journal: now the wire may break.
        late = Phase.BEFORE if fired is not None and _is_early(fired) else Phase.AFTER_COMMIT
        if fired is None or not await strike(fired, late, scope, receive, send):
            with_body = scope["method"] != "HEAD"
            await _send_answer(
                send, answered, further, with_body=with_body, wanted=fields_of(scope).range
            )

    def _log(
        self,
        scope: Scope,
        answered: Answer,
        seconds: float,
        world: World,
        entry: Entry,
        fired: Fired | None,
    ) -> None:
        """Log a request that has come to its world; what is told of it costs only those who log."""
        if log.isEnabledFor(logging.INFO):
            name = self._shown(world.name)
            log_request(
                scope, answered, seconds, world=world, namespace=name, entry=entry, fired=fired
            )

    async def _know_secrets(self, *worlds: World | None) -> bool:
        """Know what is to be hidden of what no function has looked at."""
        return await know_secrets(*worlds, run=self._group_commit.run)

    async def _keep(
        self,
        world: World,
        entry: Entry,
        scope: Scope,
        tried: Sequence[Entry] = (),
        *,
        is_away: bool,
    ) -> None:
        """Put an entry into its world's journal that is not there with what it tells of."""
        journal = world.journal
        if not isinstance(journal, SharedJournal):
            keep(world, journal, entry, scope)
        elif is_away:
            journal.store_later(entry, tried)
        else:
            try:
                storing = partial(store_alone, world, journal, entry)
                await self._group_commit.run(world.database, storing)
            except DatabaseError:
                journal.store_later(entry)

    def _is_recorded(self, world: World) -> bool:
        """Whether an entry is made of each request: for the journal, --strict or the log."""
        return bool(world.journal.size) or self._strict.is_on or log.isEnabledFor(logging.INFO)

    async def _come_through(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        request: Request,
        dialect: Dialect | None,
        world: World,
        begun: float,
        noting: Noting | None,
        *,
        apart: bool,
    ) -> tuple[Answer, Fired | None, float]:
        """Have a request answered, or a fault in its place.

        Returns:
            The answer, the fault that it met, and how many seconds it took.
        """
        fired: Fired | None = None
        is_away = False
        # At no door nobody looks into the database; several processes have their rules there.
        is_shared = isinstance(world.faults, SharedFaults)
        has_met = bool(world.faults) or (dialect is None and is_shared)
        try:
            fired = await self._met(scope, request, world) if has_met else None
        except Exception as error:  # noqa: BLE001  told and answered there
            await self._look_whether_gone(error, world)
            is_away = isinstance(error, DatabaseError)
            if noting is not None:
                noting.is_away = is_away
            if dialect is not None or not is_away:
                answered = _failure(error, request, world, request_id(scope))
                return answered, None, time.perf_counter() - begun
        if dialect is None:
            answered = self._nowhere(request.path)
            if is_away:
                answered = answered._replace(secrets=world.secrets)
        elif fired is not None and _is_early(fired):
            answered = _replaced(fired, request, world)
        else:
            if fired is not None:
                await strike(fired, Phase.BEFORE, scope, receive, send)
                begun = time.perf_counter()
            if noting is not None:
                noting.begun, noting.fired = begun, fired
            try:
                answered = await self._answered(
                    request,
                    dialect,
                    world,
                    fired,
                    request_id(scope),
                    noting,
                    apart=apart,
                    has_met=has_met,
                )
            except NewRulesError:
                return await self._come_through(
                    scope, receive, send, request, dialect, world, begun, noting, apart=apart
                )
            answered = await self._called(answered, world, noting)
        return answered, fired, time.perf_counter() - begun

    def _nowhere(self, path: str) -> Answer:
        """What is answered at a path that is no door."""
        if path in self._folders:
            return Answer(301, "")
        return Answer(404, _NOWHERE.format(path=path))

    async def _met(self, scope: Scope, request: Request, world: World) -> Fired | None:
        """What the request meets of the rules that are known of.

        Raises:
            DatabaseError: several processes share them, and their database cannot be used.
        """
        subject = _subject(scope, request, world)
        faults = world.faults
        if isinstance(faults, SharedFaults):
            return await self._group_commit.run(world.database, partial(faults.choose, subject))
        return faults.choose(subject)

    def _narrowed(self, request: Request) -> Request:
        """The request with the functions that its path knows, where those are not all."""
        if self._conduct.functions is None or request.path != DOCUMENTED_DOOR:
            return request
        return request._replace(functions=self._conduct.functions)

    async def _answered(
        self,
        request: Request,
        dialect: Dialect,
        world: World,
        fired: Fired | None,
        name: str,
        noting: Noting | None,
        *,
        apart: bool,
        has_met: bool,
    ) -> Answer:
        """Do what the request asks for; whatever keeps that from being done is answered too.

        Raises:
            NewRulesError: it has met no rule, for none was known of; now there are some.
        """
        shared = None if has_met or isinstance(world.faults, Faults) else world.faults
        instead, conduct = _conduct_with(fired, self._conduct)

        def work(tx: Transaction) -> Answer:
            if shared is not None:
                shared.look(tx)
            answered = answer(request, dialect, tx, world.clock, instead, carried, conduct)
            if noting is not None:
                noting.store(tx, answered)
            return answered

        ahead = partial(asks, request, conduct)
        carried: dict[str, Any] = {}
        try:
            while True:
                try:
                    if apart:
                        return await self._group_commit.run_apart(world.database, work)
                    return await self._group_commit.run(world.database, work, ahead)
                except PiecesError as long:
                    carried[long.name] = await self._in_pieces(
                        world.database, long.step, carried.get(long.name)
                    )
        except NewRulesError:
            raise
        except Exception as error:  # noqa: BLE001  told and answered there
            await self._look_whether_gone(error, world)
            if noting is not None:
                # What was made of it is gone with its transaction.
                noting.entry, noting.is_away = None, isinstance(error, DatabaseError)
            return _failure(error, request, world, name)

    async def _look_whether_gone(self, error: Exception, world: World) -> None:
        """Raise a _GoneError if a namespace is what cannot be used, for others have dropped it."""
        if not (self._worlds.are_shared and world.name and isinstance(error, DatabaseError)):
            return
        try:
            is_gone = await to_thread.run_sync(self._worlds.is_gone, world)
        except DatabaseError:
            # So it is the database.
            return
        if is_gone:
            raise _GoneError from error

    async def _called(self, of_lead: Answer, world: World, noting: Noting | None) -> Answer:
        """Call the address for a new lead, which the client waits for as the dialer's does."""
        call = of_lead.call
        if call is None or call.outgoing is None or not call.outgoing.is_made:
            return of_lead
        made = await self._call(of_lead, call, call.outgoing, world)
        if noting is not None and noting.entry is not None:
            entry = noting.entry
            entry.status, entry.seconds = made.status, time.perf_counter() - noting.begun
            try:
                await self._group_commit.run(world.database, partial(noting.journal.rewrite, entry))
            except DatabaseError as error:
                log.warning("The call for lead %s is not in the journal: %s", entry.lead_id, error)
        return made

    async def _call(self, of_lead: Answer, call: Call, outgoing: Outgoing, world: World) -> Answer:
        """The answer once the address was called."""
        # Loaded by those who call.
        from lmapi_mock.http.calling import call_address  # noqa: PLC0415  few ask for it

        if self._callers is None:
            # Their own threads: what is called may well ask this server something.
            self._callers = CapacityLimiter(MOST_CALLS)
        answered = await to_thread.run_sync(
            call_address, outgoing.address, limiter=self._callers, abandon_on_cancel=True
        )
        try:
            is_kept = not answered.failed or keeps_answer(call, answered.response)
        except EndedError:
            return of_lead._replace(status=500)
        if is_kept:
            keep = partial(log_answer, outgoing.log_id, answered.response, answered.seconds)
            try:
                await self._group_commit.run(world.database, keep)
            except LmapiMockError as error:
                # The lead is stored and told of; only the log of the call is not whole.
                log.warning("What was called for lead %s is not logged: %s", call.lead_id, error)
        return of_lead

    async def _in_pieces(self, database: Database, step: Step, done: Any) -> Any:
        """Do something long a piece at a time; others have their turn between."""
        pace = Pace()
        is_more = True
        pieces = 0
        while is_more:
            done, is_more = await self._group_commit.run(database, partial(pace.do, step, done))
            pieces += 1
            if pieces % SETTLED_AFTER == 0:
                # Otherwise it is left to whoever writes next, who waits for the disk.
                await to_thread.run_sync(database.settle)
        return done


def _tell_span(scope: Scope, answered: Answer, world: World) -> None:
    """Tell the request's span, where it has one, what was called and by whom."""
    attributes = scope.get(ATTRIBUTES)
    if attributes is not None:
        secrets = answered.secrets or world.secrets
        attributes["lmapi.function"] = masked_words(answered.function, secrets)
        attributes["lmapi.user"] = masked_value("user", answered.user, secrets)


def _conduct_with(fired: Fired | None, conduct: Conduct) -> tuple[Instead, Conduct]:
    """What runs in place of stages, and how the dialer behaves, once a fault has struck."""
    match fired.effect if fired is not None else None:
        case Said(answer=name):
            return instead_of_stages(name), conduct
        case Failing(mode=mode):
            return NOTHING, conduct._replace(sql_failures=mode)
    return NOTHING, conduct


def _failure(error: Exception, request: Request, world: World, name: str) -> Answer:
    """What is answered, and logged under the request's name, when there is no answer."""
    if isinstance(error, TooMuchError):
        return Answer(413, f"lmapi-mock: {error} {error.hint}\n")
    if world.is_dropped:
        # Whatever it was, it was that.
        return Answer(410, _DROPPED.format(name=world.name))
    if isinstance(error, DatabaseError):
        function, user = asked(request.parameters, non_latin=world.non_latin)
        # It is not asked once more what is to be hidden.
        return Answer(503, _away(error, name), function, user, secrets=world.secrets)
    if isinstance(error, LmapiMockError):
        said = "Request %s could not be answered."
        text = f"lmapi-mock: {error} {error.hint}\n"
    else:
        said = "Request %s: a defect, not an answer."
        text = defect(world.database, name)
    log.error(said, name, exc_info=error, extra={"request_id": name})
    return Answer(500, text, *_asked(request, world))


def _away(error: DatabaseError, name: str) -> str:
    """What is told of a database that cannot be used, and logged under the request's name."""
    # No defect, so no traceback.
    log.error("Request %s: %s %s", name, error, error.hint, extra={"request_id": name})
    return unavailable(error, name)


def _subject(scope: Scope, request: Request, world: World) -> Subject:
    """What fault rules are held against."""
    function, user = _asked(request, world)
    return subject_of(
        scope["method"],
        request.path,
        request.parameters,
        request.remote_ip,
        function=function,
        user=user,
        secrets=world.secrets,
    )


def _asked(request: Request, world: World) -> tuple[str, str]:
    """Function and user of a request that the endpoint has not come to."""
    return asked(request.parameters, non_latin=world.non_latin)


def _is_early(fired: Fired) -> bool:
    """Whether the fault keeps the request from the endpoint altogether."""
    return fired.phase is Phase.BEFORE and isinstance(fired.effect, Response | Break)


def _replaced(fired: Fired, request: Request, world: World) -> Answer:
    """What the journal shows for an answer that a fault has taken the place of; 0 for none."""
    match fired.effect:
        case Response(status=status, body=body):
            return Answer(
                status,
                body.decode("utf-8", "replace"),
                *asked(request.parameters, non_latin=world.non_latin),
            )
        case _:
            return Answer(0, "", *_asked(request, world))


_DROPPED: Final = (
    "lmapi-mock: the namespace {name} was dropped while this request was under way; what it may"
    " have stored is gone with it.\n"
)
_NOWHERE: Final = (
    f"{{path}} is not here. The endpoint answers at {DOCUMENTED_DOOR} and {VICIDIAL_DOOR},"
    f" the admin API under {PREFIX}.\n"
)


def _explanation(scope: Scope, entry: Entry) -> tuple[tuple[bytes, bytes], ...]:
    """Headers that say which entry of the journal explains the answer, if that was asked for."""
    if not fields_of(scope).explains:
        return ()
    # The finding modules are loaded by those who want findings only.
    from lmapi_mock.findings.finding import find  # noqa: PLC0415  few ask for it

    lead = ((LEAD.encode(), str(entry.lead_id).encode()),) if entry.lead_id else ()
    return (
        OWN_HEADER,
        *(((b"x-lmapi-request", str(entry.id).encode()),) if entry.id else ()),
        *lead,
        (b"x-lmapi-verdict", verdict(entry).encode("ascii", "replace")),
        (b"x-lmapi-findings", " ".join([one.code for one in find(entry)]).encode("ascii")),
    )


def _request(scope: Scope, body: bytes) -> Request:
    content_type = fields_of(scope).content_type
    query = scope["query_string"]
    client = scope.get("client")
    return Request(
        path=scope["path"],
        query=query,
        parameters=read_parameters(query, body, content_type),
        content_type=content_type,
        remote_ip=client[0] if client else "",
        campaing_spelling=scope["path"] == DOCUMENTED_DOOR,
        origin=_origin(scope),
    )


def _origin(scope: Scope) -> str:
    """Scheme, the name that the client calls the server by, and the port it listens on.

    Apache writes names in small letters, without the dot that may end them.
    """
    server, port = scope.get("server") or ("localhost", None)
    return _origin_of(scope["scheme"], fields_of(scope).host, server, port)


# Whoever calls, calls it by one of few names.
@lru_cache(maxsize=64)
def _origin_of(scheme: str, host: bytes, server: str, port: int | None) -> str:
    called = _PORT.sub(b"", host).lower().removesuffix(b".").decode("latin-1") or server
    return f"{scheme}://{called}" + ("" if port is None else f":{port}")


_PORT: Final = re.compile(rb":[0-9]*$")


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; nothing of one that PHP would not read; None when the client is gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= MAX_BODY_BYTES:
            parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if size <= MAX_BODY_BYTES else b""


async def _send_answer(
    send: Send,
    answered: Answer,
    further: Iterable[tuple[bytes, bytes]],
    *,
    with_body: bool,
    wanted: bytes = b"",
) -> None:
    body = answered.text.encode("utf-8", "surrogateescape")
    # What PHP has said is the engine's; an answer without a call is this server's own.
    by_php = answered.status in {200, 418} or answered.call is not None
    headers = [*(HEADERS if by_php else OWN_HEADERS), SERVER, *further]
    status = answered.status
    if wanted and status == 200 and by_php and with_body:
        try:
            part = part_asked_for(wanted, len(body))
        except Unreadable as error:
            status, headers, body = error.status, [*OWN_HEADERS, SERVER], error.why.encode()
        else:
            if part is not None:
                asked_for = b"bytes %d-%d/%d" % (part.start, part.stop - 1, len(body))
                status, body = 206, body[part.start : part.stop]
                headers.append((b"content-range", asked_for))
    if with_body:
        # Of an answer to HEAD, Apache knows no length.
        headers.append((b"content-length", b"%d" % len(body)))
    line = status_line(status)
    if by_php and answered.status in _BY_PHP:
        line = _BY_PHP[answered.status]
        headers.append(CLOSE)
    await _send(send, status, line, headers, body if with_body else b"")


async def _send(
    send: Send, status: int, line: bytes, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": headers, STATUS_LINE: line}
    )
    await send({"type": "http.response.body", "body": body})


_NO_LENGTH: Final = (b"content-length", b"0")


def _is_browser(scope: Scope) -> bool:
    """Whether a person looks: programs do not ask for HTML."""
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return scope["method"] == "GET" and b"text/html" in accepted


def _page(scope: Scope) -> tuple[bytes, bytes]:
    """Where the page is, of the request's namespace."""
    name: str = scope[NAMESPACE]
    inside = f"/ns/{quote(name, safe='')}" if name else ""
    return b"location", f"{scope.get(MOUNT, '')}{inside}{PREFIX}".encode()


def _location(scope: Scope) -> tuple[bytes, bytes]:
    """Where a folder without its slash is, in the words of mod_dir."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1") or scope["server"][0]
    query = scope["query_string"].decode("latin-1")
    place = f"{host}{scope.get(MOUNT, '')}{scope['path']}"
    url = f"{scope['scheme']}://{place}/{f'?{query}' if query else ''}"
    return b"location", url.encode("latin-1")
