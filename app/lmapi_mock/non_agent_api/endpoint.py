"""One request, first byte to last: clean, log in, call the function, answer, log (section 4).

The parameters have been read (`wire/parse.py`); what happens from here on is one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from lmapi_mock.clock import Clock
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.core.call import Call, Request, read_campaing
from lmapi_mock.non_agent_api.core.failing import READING, Culprit, EndedError
from lmapi_mock.non_agent_api.core.finding import Watched
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Refusal
from lmapi_mock.non_agent_api.core.outgoing import Conduct
from lmapi_mock.non_agent_api.core.stage import NOTHING, Instead, Stage, run_stages
from lmapi_mock.non_agent_api.lead.outlook import watch
from lmapi_mock.non_agent_api.log import log_lines
from lmapi_mock.non_agent_api.login.allowed import CAMPAIGNS
from lmapi_mock.non_agent_api.login.authenticate import FRAGILE, authenticate
from lmapi_mock.non_agent_api.login.restriction import restrict_lists
from lmapi_mock.non_agent_api.wire.masking import Secrets, masked_pairs, masked_words
from lmapi_mock.non_agent_api.wire.sanitise import ARRAY_FAILS_BEFORE_LOGIN, clean_function
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.own_tables.shared_clock import kept_clock
from lmapi_mock.store.sql.read_ahead import Question
from lmapi_mock.store.sql.transaction import Transaction

USUAL: Final = Conduct()

AUTHENTICATE: Final = Stage(
    "authenticate", authenticate, "Login, lock-out and address", "4, 1-3", fragile=FRAGILE
)
RESTRICT_LISTS: Final = Stage(
    "restrict_lists",
    restrict_lists,
    "The lists that the user may load",
    "4, 4",
    fragile=(CAMPAIGNS,),
)
LOGIN: Final = (AUTHENTICATE, RESTRICT_LISTS)
"""What may come before a function's own stages."""


@cache
def stages_of(function: Function) -> tuple[Stage, ...]:
    """All stages of a call of the function, the login's included."""
    if not function.needs_login:
        return function.stages
    if not function.restricts_lists:
        return (AUTHENTICATE, *function.stages)
    return (*LOGIN, *function.stages)


NO_PIECES: Final[Mapping[str, Any]] = {}
"""Nothing was done before."""


class Answer(NamedTuple):
    """What goes back.

    Attributes:
        status: HTTP's.
        text: the body.
        function: what was called, cleaned.
        user: who called, cleaned.
        lines: what was said, line by line, for those who count or explain it.
        call: the request as the stages left it; None where none could be made of it.
        secrets: the passwords of the users that there are, to be kept out of what is kept; None
            where nobody has looked.
        watched: what only the database knows of the request, noted before its transaction ended.
    """

    status: int
    text: str
    function: str = ""
    user: str = ""
    lines: tuple[Line, ...] = ()
    call: Call | None = None
    watched: Watched | None = None
    secrets: Secrets | None = None


def answer(
    request: Request,
    dialect: Dialect,
    tx: Transaction,
    clock: Clock,
    instead: Instead = NOTHING,
    carried: Mapping[str, Any] = NO_PIECES,
    conduct: Conduct = USUAL,
) -> Answer:
    """Do all that the request asks for, and say so in the dialect's words.

    A bug is no refusal: whatever is raised is to end the transaction, so that nothing is stored.

    Args:
        request: what was sent.
        dialect: whose words.
        tx: the transaction that all of it is stored in.
        clock: gives the moment at which it happens.
        instead: a fault's functions, in place of stages.
        carried: what of it was done in pieces before, by name.
        conduct: how the dialer behaves, beside what its tables say.

    Raises:
        PiecesError: something is to be done in pieces before all of it is done anew.
    """
    tx.carried = carried
    if tx.keeps_clock:
        clock.take(tx.cached(kept_clock))
    _know_charset(tx, conduct)
    secrets = configuration.passwords(tx)
    request = request.hidden(
        masked_pairs(request.query, secrets), masked_words(request.origin, secrets)
    )
    name = clean_function(request.parameters)
    function = functions.named(name, request.functions)
    value = function.cleaner.clean(request.parameters, non_latin=tx.non_latin)
    if request.campaing_spelling:
        read_campaing(value, request.parameters)
    call = Call(
        request,
        function,
        dialect,
        value,
        clock.now(),
        tx,
        instead=instead,
        sql_failures=conduct.sql_failures,
        call_urls=conduct.call_urls,
        release=(conduct.version, conduct.build),
        arrays=request.parameters.arrays,
    )
    status = 0
    try:
        _run(call)
    except EndedError:
        status = 500
    run_time = _seconds(call.now.utc, clock.instant())
    log_lines(call, run_time, secrets)
    text = "".join([line.text(dialect) for line in call.lines])
    if not status:
        status = call.lines[0].message.status if call.lines else 200
    watched = watch(call) if function.needs_login else None
    return Answer(status, text, name, call.user, tuple(call.lines), call, watched, secrets)


def _know_charset(tx: Transaction, conduct: Conduct) -> None:
    tx.non_latin = configuration.settings(tx)["use_non_latin"] == "1"
    tx.charset = "utf8" if tx.non_latin else conduct.charset


def asks(request: Request, conduct: Conduct, tx: Transaction) -> Iterator[Question]:
    """What the request is likely to read: for `Transaction.read_ahead`.

    Args:
        request: what was sent.
        conduct: as for `answer`.
        tx: that of all requests which are committed with it.
    """
    function = functions.named(clean_function(request.parameters), request.functions)
    stages = [stage for stage in function.stages if stage.asks_ahead]
    if stages:
        _know_charset(tx, conduct)
        value = function.cleaner.clean(request.parameters, non_latin=tx.non_latin)
        for stage in stages:
            yield from stage.asks(value, tx)


def _seconds(begun: dt.datetime, ended: dt.datetime) -> str:
    """The time between, by the clock, which may stand still."""
    seconds = max((ended - begun).total_seconds(), 0.0)
    return f"{seconds:.6f}" if seconds else "0"


def _run(call: Call) -> None:
    """Run what there is to run, up to the first refusal.

    Raises:
        EndedError: a statement broke before the end.
    """
    if call.arrays:
        for name in sorted(ARRAY_FAILS_BEFORE_LOGIN & call.arrays):
            call.runs(READING, Culprit(name))
    try:
        run_stages(call, stages_of(call.function))
    except Refusal as refusal:
        call.because = refusal.because
        for line in refusal.lines:
            call.add(line)
