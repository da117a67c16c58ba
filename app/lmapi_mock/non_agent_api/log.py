"""vicidial_api_log and vicidial_api_urls: one row of each for every logged line (section 12)."""

from __future__ import annotations

import re
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call, Request
from lmapi_mock.non_agent_api.core.outcome import Line
from lmapi_mock.non_agent_api.wire.masking import Secrets, masked_value
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
    ),
)
_URL: Final = Insert(vicidial_api_urls, ("api_id", "api_date", "remote_ip", "url"))


def log_line(call: Call, line: Line) -> None:
    """Keep a line of the answer, unless it is one that leaves no row."""
    data = line.logged
    if data is not None:
        log(
            call,
            result=line.message.result,
            reason=line.reason,
            data=data,
            function=line.function,
        )


_NEW_PASSWORDS: Final = frozenset({"agent_pass", "phone_pass", "reset_password"})
"""Parameters that are no login: what they hold is logged as a dialer logs it, and shown to those
only who ask for passwords (`secret_columns`)."""

_SQL_TEXT: Final = re.compile(rb"(?:[^'\\]|\\.|'')*", re.DOTALL)


def log(call: Call, *, result: str, reason: str, data: str, function: str = "") -> None:
    """Write one row of vicidial_api_log and its row of vicidial_api_urls.

    Args:
        call: whose answer it is.
        result: SUCCESS, NOTICE or ERROR.
        reason: result_reason.
        data: as it is shown, but for passwords.
        function: which says it; without it what was called, as sent.

    The engine puts `value` into its SQL as sent: where that ends the text too early (`O'Neil`)
    the row is lost, though everything else is stored. The corpus has it so.
    """
    name, last_of_body = call.given.parameters.last_of_body
    if not _SQL_TEXT.fullmatch(last_of_body):
        return
    last = last_of_body.decode("utf-8", "surrogateescape")
    value = call.value
    secrets = configuration.passwords(call.tx)
    url = address(call.given, secrets)
    if name in _NEW_PASSWORDS and name in value:
        name = "value"
    call.tx.insert_at_end(
        _LOG,
        {
            "user": masked_value("user", value["user"], secrets),
            "api_date": call.now.text,
            "api_script": "non-agent",
            "function": function or value["function"],
            "agent_user": value["agent_user"],
            "value": masked_value(name, last, secrets),
            "result": result,
            "result_reason": reason,
            "source": value["source"],
            "data": masked_value("data", data, secrets),
        },
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
        given: the request, its query without passwords.
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
