"""vicidial_api_log and vicidial_api_urls: one row of each for every logged line (section 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lmapi_mock.non_agent_api.core.call import Call, Request
from lmapi_mock.non_agent_api.core.failing import SqlFailures, is_sql_text, sql_text
from lmapi_mock.non_agent_api.served_at import served_at
from lmapi_mock.non_agent_api.wire.masking import (
    Secrets,
    hides_nothing,
    masked_value,
    masked_words,
    without_users,
)
from lmapi_mock.store.schema.tables import vicidial_api_log, vicidial_api_urls
from lmapi_mock.store.sql.statements import Insert

_LOG: Final = Insert(
    vicidial_api_log,
    (
        "user",
        "api_date",
        "api_script",
        "function",
        "agent_user",
        "value",
        "result",
        "result_reason",
        "source",
        "data",
        "run_time",
        "webserver",
        "api_url",
    ),
)
_URL: Final = Insert(vicidial_api_urls, ("api_id", "api_date", "remote_ip", "url"))


_NEW_PASSWORDS: Final = frozenset({"agent_pass", "phone_pass", "reset_password"})
"""Parameters that are no login: what they hold is logged as a dialer logs it, and shown to those
only who ask for passwords (`secret_columns`)."""


def log_lines(call: Call, run_time: str, secrets: Secrets) -> None:
    """Keep the answer: for each line a row of vicidial_api_log, and one of vicidial_api_urls.

    A line that leaves no row is left out. The engine puts `value` into its SQL as sent: where that
    ends the text too early (`O'Neil`) the row is lost, though everything else is stored. The
    corpus has it so, and it is so even where values are data; what else breaks the row does not.

    Args:
        call: the request, and what was said.
        run_time: how many seconds it took.
        secrets: the users' passwords.
    """
    is_data = call.sql_failures is SqlFailures.NONE
    of_request: _OfRequest | None = None
    logged = [(line, data) for line in call.lines if (data := line.logged) is not None]
    # A new user's name and password stand side by side there, as a dialer logs them.
    hidden = without_users(secrets)
    hides_none = is_data and hides_nothing([data for _, data in logged], hidden)
    for line, filled_in in logged:
        row_breaks = url_breaks = None
        if call.broke is not None:
            row_breaks, url_breaks = call.breaks_log(line)
        if row_breaks is not None and not (is_data and is_sql_text(_last_of_body(call)[1], "'")):
            continue
        reason, data = line.kind, filled_in
        if "{" in reason:
            # Only what a line fills in may hold one.
            reason = masked_words(line.reason, secrets)
        if not is_data:
            reason, data = sql_text(reason, "'"), sql_text(data, '"')
        if of_request is None:
            of_request = _of_request(call, run_time, secrets, is_data=is_data)
        row = {
            **of_request.row,
            "function": masked_words(line.function or call.value["function"], secrets),
            "result": line.message.result,
            "result_reason": reason,
            "data": data if hides_none else masked_value("data", data, hidden),
        }
        if url_breaks is not None and not is_data:
            call.tx.insert(_LOG, row)
        else:
            call.tx.insert_at_end(_LOG, row, _URL, of_request.url_row)


@dataclass(slots=True)
class _OfRequest:
    """What the rows of all lines of an answer have in common.

    Attributes:
        row: columns of vicidial_api_log.
        url_row: makes the row of vicidial_api_urls beside it, from its identifier.
    """

    row: dict[str, Any]
    url_row: Callable[[int], dict[str, Any]]


def _of_request(call: Call, run_time: str, secrets: Secrets, *, is_data: bool) -> _OfRequest:
    value, request, api_date = call.value, call.request, call.now.text
    name, last = _last_of_body(call)
    if name in _NEW_PASSWORDS and name in value:
        name = "value"
    url = address(request, secrets)
    if not is_data:
        last, url = sql_text(last, "'"), sql_text(url, "'")
    place = served_at(call.tx, request)
    row = {
        "user": masked_value("user", value["user"], secrets),
        "api_date": api_date,
        "api_script": "non-agent",
        "agent_user": masked_words(value["agent_user"], secrets),
        "value": masked_value(name, last, secrets),
        "source": masked_words(value["source"], secrets),
        "run_time": run_time,
        "webserver": place.webserver_id,
        "api_url": place.url_id,
    }
    return _OfRequest(
        row,
        lambda api_id: {
            "api_id": api_id,
            "api_date": api_date,
            "remote_ip": request.remote_ip,
            "url": url,
        },
    )


def _last_of_body(call: Call) -> tuple[str, str]:
    name, value = call.request.parameters.last_of_body
    return name, value.decode("utf-8", "surrogateescape")


_NOT_IN_URLS: Final = str.maketrans("", "", "'\"\\;")
"""What the engine takes out of a body's variables there, and leaves in a query."""


def address(request: Request, secrets: Secrets) -> str:
    """The request as vicidial_api_urls has it: its address, with the body's variables behind.

    Without a query the variables stand in its place too.

    Args:
        request: the request, its query and its origin without passwords.
        secrets: the users' passwords.
    """
    query = request.query.decode("utf-8", "surrogateescape")
    if not request.parameters.body:
        return f"{request.origin}{request.path}?{query}"
    sent = [
        (name, value.decode("utf-8", "surrogateescape"))
        for name, value in request.parameters.body.items()
    ]
    body = "&".join(
        f"{masked_value('', name, secrets)}={masked_value(name, text, secrets)}"
        for name, text in sent
    ).translate(_NOT_IN_URLS)
    if body:
        query = f"{query or body}&GET-AND-POST=Y&{body}"
    return f"{request.origin}{request.path}?{query}"
