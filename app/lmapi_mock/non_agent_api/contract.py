"""The whole contract as data: every answer with its cause, every parameter with its rule.

For readers of the page and of `GET /__admin/contract`; made from what the endpoint runs on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from lmapi_mock.non_agent_api.add_lead import messages as inner
from lmapi_mock.non_agent_api.add_lead.duplicates import WINDOW_DAYS
from lmapi_mock.non_agent_api.add_lead.examples import EXAMPLES
from lmapi_mock.non_agent_api.add_lead.parameters import PARAMETERS, described
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import LOGIN
from lmapi_mock.non_agent_api.functions import FUNCTIONS, NO_FUNCTION
from lmapi_mock.non_agent_api.login import messages as outer

CATALOGUE: Final[Mapping[str, Message]] = {
    name: message
    for module in (outer, inner)
    for name, message in vars(module).items()
    if isinstance(message, Message)
}
"""Every message by its name, in the order in which a request may meet them."""

STAGES: Final[Mapping[str, Stage]] = {
    stage.name: stage for stages in (LOGIN, NO_FUNCTION, *FUNCTIONS.values()) for stage in stages
}


def contract() -> dict[str, Any]:
    """All of it, fit for JSON.

    Returns:
        `messages`: a list of what may be printed, each with `name`, `result`, `reason`, `status`
        (HTTP's), `documented` and `vicidial` (the line with its `{fields}`), `logged` (whether it
        leaves a row in vicidial_api_log), `cause`, `remedy`, `stage`, `stage_does`, `section` and
        `example` (`examples.Example` without `said`, and in `prints` the line in both dialects).
        `parameters`: a list of dicts as `parameters.described` makes them, in the page's order.
        `groups`: the names of the parameters' groups. `duplicate_windows`: days.
    """
    return {
        "messages": [
            *(_other(**other) for other in _OTHERS),
            *(_message(name, message) for name, message in CATALOGUE.items()),
        ],
        "groups": list(PARAMETERS),
        "parameters": [
            described(group, parameter)
            for group, parameters in PARAMETERS.items()
            for parameter in parameters
        ],
        "duplicate_windows": list(WINDOW_DAYS),
    }


def _message(name: str, message: Message) -> dict[str, Any]:
    stage = STAGES[message.stage]
    return {
        "name": name,
        "result": message.result,
        "reason": message.reason,
        "status": 200,
        "logged": message.logged is not None,
        "cause": message.cause,
        "remedy": message.remedy,
        "stage": stage.name,
        "stage_does": stage.does,
        "section": stage.section,
        **_shown(name, lambda dialect, fields: Line(message, fields).text(dialect)),
    }


_OTHERS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "VERSION",
        "text": outer.VERSION,
        "status": 200,
        "logged": False,
        "cause": "function is version; no login is asked for.",
        "remedy": "Nothing to mend: the zone is local_gmt of the first active row of servers.",
        "section": "4, 1",
    },
    {
        "name": "TEAPOT",
        "text": outer.TEAPOT,
        "status": 418,
        "logged": True,
        "cause": "function is coffee, start_coffee, make_coffee or brew_coffee; no login is asked"
        " for.",
        "remedy": "Send function=add_lead. The answer is HTTP 418, and ends without a newline.",
        "section": "4, 2",
    },
)
"""What is printed before any stage runs, and is no Message."""


def _other(name: str, text: str, **told: Any) -> dict[str, Any]:
    return {
        "name": name,
        "result": text.partition(":")[0],
        "reason": "",
        "stage": "",
        "stage_does": "Before any login",
        **told,
        **_shown(name, lambda _, fields: text.format_map(fields)),
    }


class _Names(dict[str, str]):
    """Fills a text's fields with their own names."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _shown(name: str, text: Callable[[Dialect, Mapping[str, Any]], str]) -> dict[str, Any]:
    """The line in both dialects, and the example with what it prints; without newlines."""
    example = EXAMPLES[name]
    shown = asdict(example)
    del shown["said"]
    shown["prints"] = {
        str(dialect): text(dialect, example.fields).removesuffix("\n") for dialect in Dialect
    }
    lines = {str(dialect): text(dialect, _Names()).removesuffix("\n") for dialect in Dialect}
    return {**lines, "example": shown}
