"""vicidial_api_log and vicidial_api_urls: one row of each for every logged line (section 12)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.call import Call, Request
from lmapi_mock.non_agent_api.core.failing import SqlFailures, is_sql_text, sql_text
from lmapi_mock.non_agent_api.core.outcome import Line
from lmapi_mock.non_agent_api.served_at import served_at
from lmapi_mock.non_agent_api.wire.masking import (
    Secrets,
    masked_value,
    masked_words,
    without_users,
)
from lmapi_mock.store.lookup import configuration
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


def log_line(call: Call, line: Line, run_time: str) -> None:
    """Keep a line of the answer: a row of vicidial_api_log, and one of vicidial_api_urls.

    A line that leaves no row is left out. The engine puts `value` into its SQL as sent: where that
    ends the text too early (`O'Neil`) the row is lost, though everything else is stored. The
    corpus has it so, and it is so even where values are data; what else breaks the row does not.

    Args:
        call: the request.
        line: what was said.
        run_time: how many seconds it took.
    """
    data = line.logged
    if data is None:
        return
    row_breaks = url_breaks = None
    if call.broke is not None:
        row_breaks, url_breaks = call.breaks_log(line)
    is_data = call.sql_failures is SqlFailures.NONE
    name, last_of_body = call.given.parameters.last_of_body
    last = last_of_body.decode("utf-8", "surrogateescape")
    if row_breaks is not None and not (is_data and is_sql_text(last, "'")):
        return
    secrets = configuration.passwords(call.tx)
    # Only what a line fills in may hold one.
    reason = line.reason if line.reason == line.kind else masked_words(line.reason, secrets)
    if not is_data:
        last, reason, data = sql_text(last, "'"), sql_text(reason, "'"), sql_text(data, '"')
    value = call.value
    if name in _NEW_PASSWORDS and name in value:
        name = "value"
    place = served_at(call.tx, call.given)
    row = {
        "user": masked_value("user", value["user"], secrets),
        "api_date": call.now.text,
        "api_script": "non-agent",
        "function": masked_words(line.function or value["function"], secrets),
        "agent_user": masked_words(value["agent_user"], secrets),
        "value": masked_value(name, last, secrets),
        "result": line.message.result,
        "result_reason": reason,
        "source": masked_words(value["source"], secrets),
        # A new user's name and password stand side by side there, as a dialer logs them.
        "data": masked_value("data", data, without_users(secrets)),
        "run_time": run_time,
        "webserver": place.webserver_id,
        "api_url": place.url_id,
    }
    if url_breaks is not None and not is_data:
        call.tx.insert(_LOG, row)
        return
    url = address(call.given, secrets)
    if not is_data:
        url = sql_text(url, "'")
    call.tx.insert_at_end(
        _LOG,
        row,
        _URL,
        lambda api_id: {
            "api_id": api_id,
            "api_date": call.now.text,
            "remote_ip": call.given.remote_ip,
            "url": url,
        },
    )


_NOT_IN_URLS: Final = str.maketrans("", "", "'\"\\;")
"""What the engine takes out of a body's variables there, and leaves in a query."""


def address(given: Request, secrets: Secrets) -> str:
    """The request as vicidial_api_urls has it: its address, with the body's variables behind.

    Without a query the variables stand in its place too.

    Args:
        given: the request, its query and its origin without passwords.
        secrets: the users' passwords.
    """
    query = given.query.decode("utf-8", "surrogateescape")
    sent = [
        (name, value.decode("utf-8", "surrogateescape"))
        for name, value in given.parameters.body.items()
    ]
    body = "&".join(
        f"{masked_value('', name, secrets)}={masked_value(name, text, secrets)}"
        for name, text in sent
    ).translate(_NOT_IN_URLS)
    if body:
        query = f"{query or body}&GET-AND-POST=Y&{body}"
    return f"{given.origin}{given.path}?{query}"
