"""One request, first byte to last: clean, log in, call the function, answer, log (section 4).

The parameters have been read (`parse.py`); what happens from here on is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from lmapi_mock.clock import Clock
from lmapi_mock.non_agent_api.core.call import Call, Request
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Refusal
from lmapi_mock.non_agent_api.core.stage import Stage, run_stages
from lmapi_mock.non_agent_api.functions import FUNCTIONS, NO_FUNCTION, TEAPOTS, version
from lmapi_mock.non_agent_api.log import log, log_line
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.non_agent_api.login.authenticate import authenticate
from lmapi_mock.non_agent_api.login.restriction import restrict_lists
from lmapi_mock.non_agent_api.wire.sanitise import clean
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.own_tables.shared_clock import kept_clock
from lmapi_mock.store.sql.transaction import Transaction

LOGIN: Final = (
    Stage("authenticate", authenticate, "Login, lock-out and address", "4, 1-3"),
    Stage("restrict_lists", restrict_lists, "The lists that the user may load", "4, 4"),
)
"""What every function but `version` and the teapot begins with."""

Instead = Mapping[str, Callable[[Call], None]]
"""Functions that run in place of the stages of these names."""

NOTHING: Final[Instead] = {}


class Answer(NamedTuple):
    """What goes back.

    Attributes:
        status: HTTP's.
        text: the body.
        function: what was called, cleaned.
        user: who called, cleaned.
        lines: what was said, line by line, for those who count or explain it.
        call: the request as the stages left it; None where none could be made of it.
        watched: what `watch` made of the call before its transaction ended.
    """

    status: int
    text: str
    function: str = ""
    user: str = ""
    lines: tuple[Line, ...] = ()
    call: Call | None = None
    watched: Any = None


def answer(
    request: Request,
    dialect: Dialect,
    tx: Transaction,
    clock: Clock,
    instead: Instead = NOTHING,
    watch: Callable[[Call], Any] = lambda _: None,
) -> Answer:
    """Do all that the request asks for, and say so in the dialect's words.

    A bug is no refusal: whatever is raised is to end the transaction, so that nothing is stored.

    Args:
        request: what was sent.
        dialect: whose words.
        tx: the transaction that all of it is stored in.
        clock: gives the moment at which it happens.
        instead: a fault's functions, in place of stages.
        watch: looks at the call once all is done, while the transaction still stands.
    """
    if tx.is_shared:
        clock.take(tx.cached(kept_clock))
    tx.non_latin = configuration.settings(tx)["use_non_latin"] == "1"
    value = clean(request.parameters, non_latin=tx.non_latin)
    if request.campaing_spelling and "campaign_id" not in request.parameters:
        value["campaign_id"] = value["campaing"]
    call = Call(request, dialect, value, clock.now(), tx, instead=instead)

    function = value["function"]
    if function == "version":
        return Answer(200, version(call), function, call.user, call=call)
    if function in TEAPOTS:
        teapot = messages.TEAPOT.format(function=function)
        log(call, result="ERROR", reason="", data=teapot)
        return Answer(418, teapot, function, call.user, call=call)

    try:
        run_stages(call, LOGIN)
        run_stages(call, FUNCTIONS.get(function, NO_FUNCTION))
    except Refusal as refusal:
        call.lines.extend(refusal.lines)
        call.because = refusal.because
    for line in call.lines:
        log_line(call, line)
    text = "".join([line.text(dialect) for line in call.lines])
    return Answer(200, text, function, call.user, tuple(call.lines), call, watch(call))
