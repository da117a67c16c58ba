"""The teapots as data, with their one stage (section 4, 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.login.parameters import PARAMETERS

NAMES: Final = ("coffee", "start_coffee", "make_coffee", "brew_coffee")

_TEXT: Final = "Coffee: {function}|Error 418 I'm a teapot"

TEAPOT: Final = Message(
    "ERROR",
    "",
    _TEXT,
    logged=_TEXT,
    stage="refuse_coffee",
    cause="function is coffee, start_coffee, make_coffee or brew_coffee; no login is asked for.",
    remedy="Send function=add_lead. The answer is HTTP 418, and ends without a newline.",
    names_function=False,
    prints_result=False,
    status=418,
    ends_line=False,
)


def refuse_coffee(call: Call) -> None:
    """A dialer is no coffee machine."""
    raise call.refusal(TEAPOT)


def _function(name: str) -> Function:
    def examples() -> Mapping[str, Example]:
        return {"TEAPOT": Example({"function": name})}

    return Function(
        name,
        "Makes no coffee; needs no login.",
        (Stage("refuse_coffee", refuse_coffee, "No coffee", "4, 2"),),
        PARAMETERS,
        {"TEAPOT": TEAPOT},
        examples,
        needs_login=False,
    )


FUNCTIONS: Final = tuple(_function(name) for name in NAMES)
