"""A running server that is filled through its admin API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from lmapi_mock.errors import PLACE, SeedError, SettingError, StateError
from lmapi_mock.mariadb.fit import Fit

if TYPE_CHECKING:
    from lmapi_mock.store.state.rows import State

_TIMEOUT_S: Final = 600
"""How long a server may take to store everything."""


def address_of(url: str) -> str:
    """Where a running server is, or a namespace of it, without a slash at the end.

    Raises:
        SettingError: `--url` is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            f"--url is {url.rpartition('@')[2]!r}. Accepted: an address as http://127.0.0.1:8080."
        )
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def send(
    state: State,
    where: str,
    token: str,
    explained: Callable[[StateError], SeedError],
    *,
    add: bool = False,
) -> None:
    """Give a state to a running server's admin API.

    Args:
        state: what it is to hold.
        where: its address.
        token: what the admin API wants to be shown.
        explained: names the place in the files of what is wrong.
        add: whether what it holds stays.

    Raises:
        SeedError: it does not take it, or nothing answers there.
    """
    from lmapi_mock.store.state.seed import reference_rows  # noqa: PLC0415  see above

    tables = dict(state.tables) if add else {**reference_rows(state), **state.tables}
    content = {"tables": tables, "custom_tables": state.custom_tables}
    # What is sent has been found to fit by then, or lenience was asked for.
    path = "/state?lenient=yes" if state.fit is Fit.ANY else "/state"
    status, place, body = call(where, "POST" if add else "PUT", path, token, content)
    if not 200 <= status < 300:
        raise _refusal(explained, where, status, place, body)


def call(
    where: str, method: str, path: str, token: str, content: Mapping[str, Any] | None = None
) -> tuple[int, str, bytes]:
    """Status, place of the error and body of what a server's admin API answers.

    Args:
        where: the server's address.
        method: HTTP's.
        path: of the call, as `/state`.
        token: what the admin API wants to be shown.
        content: the body.

    Raises:
        SeedError: nothing answers there.
    """
    import http.client  # noqa: PLC0415  needed by none but this command

    parts = urlsplit(where)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    try:
        with closing(connect(parts.netloc, timeout=_TIMEOUT_S)) as connection:
            body = None if content is None else json.dumps(content)
            connection.request(method, f"{parts.path}/__admin{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader(PLACE, "[]"), answer.read()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SeedError(
            f"Nothing answers at {where}: {error}.", "Is the server running, and that its address?"
        ) from error


def _refusal(
    explained: Callable[[StateError], SeedError], where: str, status: int, place: str, body: bytes
) -> SeedError:
    """What a server has against it, with the place in the files where it names one."""
    try:
        error = json.loads(body)["error"]
        own = StateError(
            error["code"], error["message"], error["hint"], place=tuple(json.loads(place))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return SeedError(
            f"{where} answers {status}, and not as lmapi-mock does.", "Is that its address?"
        )
    if own.place:
        return explained(own)
    return SeedError(f"{where} answers {status}: {own}", own.hint)
