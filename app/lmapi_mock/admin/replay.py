"""A request of the journal once more: sent again, or as text to paste."""

from __future__ import annotations

from typing import Annotated, Any, Final

import sqlalchemy as sa
from anyio import to_thread
from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import Field
from starlette.types import Message

from lmapi_mock.admin.answers import RequestAnswer, answers, answers_text, fails
from lmapi_mock.admin.body import Body
from lmapi_mock.admin.entry_json import whole
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Here
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.errors import JournalError, UnknownError
from lmapi_mock.http.fields import NAMESPACE
from lmapi_mock.http.namespaces import PATH
from lmapi_mock.http.way_in import MOUNT
from lmapi_mock.journal import explaining
from lmapi_mock.journal.copying import PASSWORD, as_curl, as_test, password_of
from lmapi_mock.journal.entry import SECRET_HEADERS, Entry
from lmapi_mock.journal.replaying import body_as_sent, query_as_sent
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_users
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.world import World

routes = Routes(tags=["requests"], route_class=SmallBodies)

REPLAY: Final = b"x-lmapi-replay"
"""The header of a request that is sent again: the id of the first."""

_PASSWORD: Final = Statement(
    lambda engine: sa.select(vicidial_users.c["pass"]).where(
        engine.matches(vicidial_users.c.user, "user")
    )
)
_REPLACED: Final = frozenset({NAMESPACE, REPLAY, b"content-length", b"transfer-encoding"})

_CURL: Final = "curl 'http://127.0.0.1:8080/API/lmapi.php?function=version'"
_TEST: Final = "def test_request_1(lmapi): ..."


class ReplayBody(Body):
    """What is to be another than it was."""

    password: Annotated[
        str | None,
        Field(
            alias="pass", description="The password; else the one that was sent.", examples=["1234"]
        ),
    ] = None


@routes.post("/requests/{id}/replay", responses=answers(RequestAnswer) | fails(404))
async def replay_request(
    world: Here,
    request: Request,
    id: int,  # noqa: A002  its name in the path
    response: Response,
    body: ReplayBody | None = None,
) -> dict[str, Any]:
    """Send a request again, to the same world, by the same way; the answer is the new entry.

    It has the password that was sent, which nobody is shown, unless another is given. Where several
    processes share a database, that has no password in its journal: the one that the user has now
    is sent in place of his own, and none that was refused; what else was hidden cannot be sent.
    """
    entry = await to_thread.run_sync(_entry, world, id)
    before = await to_thread.run_sync(_last_id, world)
    password = body.password if body is not None else None
    if entry.withheld is not None:
        password = await to_thread.run_sync(_password_now, world, entry, password)
    await _send(request, world, entry, password)
    again = await to_thread.run_sync(_replay, world, entry, before)
    if again is None:
        raise JournalError(
            "not_kept",
            f"Request {id} was sent again, and the journal holds nothing of it.",
            "It has been emptied since, or more came than it holds.",
        )
    if again.lead_id:
        response.headers[explaining.LEAD] = str(again.lead_id)
    return await to_thread.run_sync(whole, again)


@routes.get(
    "/requests/{id}/curl",
    response_class=PlainTextResponse,
    responses=answers_text("text/plain", _CURL) | fails(404),
)
def copy_as_curl(world: Here, request: Request, id: int) -> str:  # noqa: A002  its name in the path
    """A curl command that does the same.

    The word PASSWORD stands in the password's place, except that of the demo data's user.
    """
    entry = _entry(world, id)
    base_url = str(request.base_url).rstrip("/") + request.scope.get(MOUNT, "")
    place = f"{base_url}{PATH}{world.name}" if world.name else base_url
    return as_curl(entry, place, _password(world, entry))


@routes.get(
    "/requests/{id}/pytest",
    response_class=PlainTextResponse,
    responses=answers_text("text/plain", _TEST) | fails(404),
)
def copy_as_test(world: Here, id: int) -> str:  # noqa: A002  its name in the path
    """A pytest test that does the same and expects the same answer, with the fixture `lmapi`.

    It sends first what stored the lead that a duplicate repeats or that was changed, and freezes
    the clock that is.
    """
    entry = _entry(world, id)
    world.follow_clock()
    return as_test(
        entry,
        _lead_before(world, entry),
        timezone=world.clock.timezone if world.clock.is_frozen else "",
        password=lambda one: _password(world, one),
    )


def _password(world: World, entry: Entry) -> str:
    """What stands for the password; of a dialer's own database never the one that was sent."""
    return PASSWORD if world.is_kept else password_of(entry)


def _lead_before(world: World, entry: Entry) -> list[Entry]:
    """What stored the leads that this request met, as far as the journal holds it.

    Those are the one that it was refused for, and those that it changed.
    """
    changed = [row.before for row in entry.rows if row.table == vicidial_list.name and row.before]
    leads = {line.fields.get("duplicate_lead_id") for line in entry.lines} - {None}
    leads |= {row["lead_id"] for row in changed}
    if not leads:
        return []
    before = world.journal.entries(before=entry.id)
    return [one for one in before if one.lead_id in leads][::-1]


def _entry(world: World, number: int) -> Entry:
    entry = world.journal.get(number)
    if entry is None:
        raise UnknownError(
            "unknown_request",
            f"The journal holds no request {number}.",
            f"It holds the last {world.journal.size}; GET /__admin/requests lists them.",
        )
    return entry


async def _send(request: Request, world: World, entry: Entry, password: str | None) -> None:
    """Hand the request to the application as the server would; what it answers, the journal has."""
    body = body_as_sent(entry, password)
    left_out = _REPLACED | SECRET_HEADERS
    headers = [(name, value) for name, value in entry.headers if name not in left_out]
    headers.append((REPLAY, str(entry.id).encode()))
    if body:
        headers.append((b"content-length", str(len(body)).encode()))
    path = f"{PATH}{world.name}{entry.path}" if world.name else entry.path
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": entry.method,
        "scheme": request.url.scheme,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query_as_sent(entry, password),
        "headers": headers,
        "client": (entry.remote_ip, 0),
        "server": request.scope.get("server"),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(_: Message) -> None:
        """The answer goes nowhere."""

    await request.app.state.served(scope, receive, send)


def _last_id(world: World) -> int:
    return world.journal.last_id


def _replay(world: World, entry: Entry, before: int) -> Entry | None:
    """The newest entry after `before` of a request that was this one sent again."""
    name = REPLAY.decode()
    since = world.journal.entries(since=before)
    return next((one for one in since if one.header(name) == str(entry.id)), None)


def _password_now(world: World, entry: Entry, offered: str | None) -> str | None:
    """What is sent as the password of a request whose own was not kept; None leaves it hidden.

    Raises:
        JournalError: it was sent with something else that is hidden, or nobody knows its password.
    """
    assert entry.withheld is not None, "asked for where nothing was kept"
    if entry.withheld.is_more:
        raise JournalError(
            "password_not_kept",
            f"Request {entry.id} was sent with a password, or something that looks like one, beside"
            " its user's own: the journal is in a database, and holds none.",
            "Send it from where it came.",
        )
    if offered is not None or not entry.withheld.is_users:
        return offered
    with world.database.transaction() as tx:
        found = tx.first(_PASSWORD, user=entry.user)
    password = str(found["pass"] or "") if found is not None else ""
    if not password:
        raise JournalError(
            "password_not_kept",
            f"The journal is in a database, and holds no password of request {entry.id}; the table"
            " of users has none of its user either.",
            'Give one: {"pass": "1234"}.',
        )
    return password
