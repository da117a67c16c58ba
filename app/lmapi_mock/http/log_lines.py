"""One line of the log for a request: who asked what, at which door, and what came of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from lmapi_mock.faults.kinds import Fired
from lmapi_mock.http.metrics import kind_of
from lmapi_mock.http.request_id import request_id
from lmapi_mock.non_agent_api.endpoint import Answer
from lmapi_mock.non_agent_api.wire.masking import (
    NO_SECRETS,
    masked_path,
    masked_value,
    masked_words,
)
from lmapi_mock.world import World

if TYPE_CHECKING:
    from lmapi_mock.journal.entry import Entry

log = logging.getLogger("lmapi_mock.endpoint")

_LONGEST: Final = 200
"""How much is shown of a value that a client chooses."""

_IN_TEXT: Final = (
    "door",
    "namespace",
    "user",
    "list_id",
    "phone_number",
    "result",
    "lead_id",
    "findings",
    "fault",
)
"""What follows method, path, status and function, by its name, where there is something to say."""


def log_request(
    scope: Any,
    answered: Answer,
    seconds: float,
    *,
    world: World | None = None,
    namespace: str = "",
    entry: Entry | None = None,
    fired: Fired | None = None,
) -> None:
    """Log a request, by what was said and not by what was printed.

    The text of a refused login holds the password, and of a phone number the last four digits tell
    which one it was.

    Args:
        scope: the ASGI scope.
        answered: the answer.
        seconds: how long it took.
        world: whose users' passwords are hidden; None where a request came to none.
        namespace: whose dialer was asked, without passwords; nothing for the server's own.
        entry: what the journal has of it.
        fired: the fault that it met.
    """
    if not log.isEnabledFor(logging.INFO):
        return
    secrets = answered.secrets or (world.secrets if world is not None else NO_SECRETS)
    traceparent = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")[:100]
    told = {
        "request_id": masked_words(request_id(scope), secrets),
        "traceparent": masked_words(traceparent, secrets),
        "method": masked_words(scope["method"], secrets),
        "path": masked_path(scope["path"], secrets),
        "status": answered.status,
        "function": masked_words(answered.function, secrets),
        "namespace": namespace,
        "user": masked_value("user", answered.user, secrets),
        "result": "; ".join(f"{line.message.result}: {line.kind}" for line in answered.lines),
        "fault": kind_of(fired) if fired is not None else "",
        "duration_ms": round(seconds * 1000, 2),
        **(_of_entry(entry) if entry is not None else {}),
    }
    if not told["result"] and answered.status >= 300 and fired is None:
        told["result"] = _own_words(answered, entry)
    told = {name: _one_line(value) for name, value in told.items()}
    log.info("%s", _text(told), extra=told)


def _of_entry(entry: Entry) -> dict[str, Any]:
    """What the journal's entry tells besides."""
    # The finding modules are loaded by those who want findings only.
    from lmapi_mock.findings.finding import find  # noqa: PLC0415  see above

    return {
        "door": str(entry.dialect or ""),
        "list_id": entry.sent.get("list_id", ""),
        "phone_number": _last_four(entry.sent.get("phone_number", "")),
        "lead_id": entry.lead_id or "",
        # A cause that is found in many fields is told once.
        "findings": " ".join(dict.fromkeys(one.code for one in find(entry))),
    }


def _last_four(phone_number: str) -> str:
    return f"*{phone_number[-4:]}" if len(phone_number) > 4 else phone_number


def _own_words(answered: Answer, entry: Entry | None) -> str:
    """What this server says where the endpoint has nothing to say."""
    if answered.status == 404 and answered.call is None:
        return "no door is at this path"
    return entry.said if entry is not None else answered.text


def _one_line(value: Any) -> Any:
    """A value that a client may have chosen, without what would begin another line."""
    if not isinstance(value, str):
        return value
    shown = value.strip()[:_LONGEST]
    if shown.isprintable():
        return shown
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in shown])


def _text(told: dict[str, Any]) -> str:
    """For people: `POST /API/lmapi.php 200 add_lead door=documented user=6666 ... (1.2 ms)`."""
    begins = f"{told['method'] or '-'} {told['path'] or '-'} {told['status']}"
    if told["function"]:
        begins += f" {told['function']}"
    rest = [f"{name}={_quoted(str(told[name]))}" for name in _IN_TEXT if told.get(name)]
    return " ".join([begins, *rest, f"({told['duration_ms']} ms)"])


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
