"""One request, first byte to last: clean, log in, call the function, answer, log (section 4).

The parameters have been read (`parse.py`); what happens from here on is one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from lmapi_mock.clock import Clock
from lmapi_mock.non_agent_api import messages
from lmapi_mock.non_agent_api.authenticate import authenticate
from lmapi_mock.non_agent_api.call import Call, Request
from lmapi_mock.non_agent_api.functions import FUNCTIONS, TEAPOTS, no_function, version
from lmapi_mock.non_agent_api.log import log, log_line
from lmapi_mock.non_agent_api.outcome import Dialect, Line, Refusal
from lmapi_mock.non_agent_api.restriction import restrict_lists
from lmapi_mock.non_agent_api.sanitise import clean
from lmapi_mock.store import configuration
from lmapi_mock.store.database import Database
from lmapi_mock.store.shared_clock import kept_clock


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back.

    Attributes:
        status: HTTP's.
        text: the body.
        function: what was called, cleaned.
        user: who called, cleaned.
        lines: what was said, line by line, for those who count or explain it.
    """

    status: int
    text: str
    function: str = ""
    user: str = ""
    lines: tuple[Line, ...] = ()


def answer(request: Request, dialect: Dialect, database: Database, clock: Clock) -> Answer:
    """Do all that the request asks for, and say so in the dialect's words.

    A bug is no refusal: whatever else is raised leaves nothing stored.
    """
    with database.transaction() as tx:
        if database.shared:
            clock.take(tx.cached(kept_clock))
        tx.non_latin = configuration.settings(tx)["use_non_latin"] == "1"
        value = clean(request.parameters, non_latin=tx.non_latin)
        if request.campaing_spelling and "campaign_id" not in request.parameters:
            value["campaign_id"] = value["campaing"]
        call = Call(request, dialect, value, clock.now(), tx)

        function = value["function"]
        if function == "version":
            return Answer(200, version(call), function, call.user)
        if function in TEAPOTS:
            teapot = messages.TEAPOT.format(function=function)
            log(call, result="ERROR", reason="", data=teapot)
            return Answer(418, teapot, function, call.user)

        try:
            authenticate(call)
            restrict_lists(call)
            FUNCTIONS.get(function, no_function)(call)
        except Refusal as refusal:
            call.reply.lines.extend(refusal.lines)
        for line in call.reply.lines:
            log_line(call, line)
        text = "".join([line.text(dialect) for line in call.reply.lines])
        return Answer(200, text, function, call.user, tuple(call.reply.lines))
