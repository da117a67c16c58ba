"""The whole contract as data: every answer with its cause, every parameter with its rule.

For readers of the page and of `GET /__admin/contract`; made from what the endpoint runs on.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.non_agent_api.add_lead.duplicates import WINDOW_DAYS
from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Function, messages_of
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message
from lmapi_mock.non_agent_api.core.parameter import Column, Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import LOGIN, stages_of
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, functions
from lmapi_mock.non_agent_api.login import messages as login
from lmapi_mock.non_agent_api.login.examples import EXAMPLES as LOGIN_EXAMPLES
from lmapi_mock.non_agent_api.wire.sanitise import Rule
from lmapi_mock.store.schema.columns import stored_type

LOGIN_MESSAGES: Final = {
    name: message
    for name, message in messages_of(login).items()
    if name not in NO_FUNCTION.messages
}
"""What is said before any function is reached."""


def contract() -> dict[str, Any]:
    """All of it, fit for JSON.

    Returns:
        `functions`: a list of dicts with `name`, `does`, `needs_login` and `stages` (each with
        `name`, `does` and `section`). `messages`: a list of what may be printed, each with
        `function` (empty for the login's), `name`, `result`, `reason`, `status` (HTTP's),
        `documented` and `vicidial` (the line with its `{fields}`), `logged` (whether it leaves a
        row in vicidial_api_log), `cause`, `remedy`, `stage`, `stage_does`, `section` and `example`
        (`core.example.Example` without `said`, and in `prints` the line in both dialects).
        `parameters`: a list of dicts as `described` makes them, function by function. `groups`:
        the names of the parameters' groups. `duplicate_windows`: days.
    """
    return {
        "functions": [
            {
                "name": function.name,
                "does": function.does,
                "needs_login": function.needs_login,
                "stages": [
                    {"name": stage.name, "does": stage.does, "section": stage.section}
                    for stage in stages_of(function)
                ],
            }
            for function in functions()
        ],
        "messages": list(_messages()),
        "groups": list(
            dict.fromkeys(
                parameter.group for function in functions() for parameter in function.parameters
            )
        ),
        "parameters": [
            described(function, parameter)
            for function in functions()
            for parameter in function.parameters
        ],
        "duplicate_windows": list(WINDOW_DAYS),
    }


def address_of(function: Function, message: Message) -> str | None:
    """What the contract calls a message: `FUNCTION.NAME`, of the login's NAME; None if nothing.

    Args:
        function: the one that was called.
        message: what was said.
    """
    for owner, messages in (
        (function.name, function.messages),
        (NO_FUNCTION.name, NO_FUNCTION.messages),
        ("", LOGIN_MESSAGES),
    ):
        for name, one in messages.items():
            if one is message:
                return f"{owner}.{name}" if owner else name
    return None


def _messages() -> Iterator[dict[str, Any]]:
    for name, message in LOGIN_MESSAGES.items():
        told = _message("add_lead", LOGIN, name, message, LOGIN_EXAMPLES[name], is_documented=True)
        yield told | {"function": ""}
    for function in (NO_FUNCTION, *functions()):
        examples = function.examples()
        for name, message in function.messages.items():
            yield _message(
                function.name,
                function.stages,
                name,
                message,
                examples[name],
                is_documented=function.is_documented,
            )


def _message(
    function: str,
    stages: tuple[Stage, ...],
    name: str,
    message: Message,
    example: Example,
    *,
    is_documented: bool,
) -> dict[str, Any]:
    stage = {stage.name: stage for stage in stages}[message.stage]

    def text(dialect: Dialect, fields: Mapping[str, Any]) -> str:
        return Line(message, fields, function, is_documented).text(dialect)

    return {
        "function": function,
        "name": name,
        "result": message.result,
        "reason": Line(message, _Names(), function).reason,
        "status": message.status,
        "logged": message.logged is not None,
        "cause": message.cause,
        "remedy": message.remedy,
        "stage": stage.name,
        "stage_does": stage.does,
        "section": stage.section,
        **_shown(example, text),
    }


class _Names(dict[str, str]):
    """Fills a text's fields with their own names."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _shown(example: Example, text: Callable[[Dialect, Mapping[str, Any]], str]) -> dict[str, Any]:
    """The line in both dialects, and the example with what it prints; without newlines."""
    # As they are: to copy all that stands in them takes as long as the rest of the contract.
    shown = {one.name: getattr(example, one.name) for one in fields(example)}
    del shown["said"]
    shown["prints"] = {
        str(dialect): text(dialect, example.fields).removesuffix("\n") for dialect in Dialect
    }
    lines = {str(dialect): text(dialect, _Names()).removesuffix("\n") for dialect in Dialect}
    return {**lines, "example": shown}


_CLASSES: Final = {
    "letters": string.ascii_letters,
    "capital letters": string.ascii_uppercase,
    "digits": string.digits,
}


def kept(rule: Rule, mark: Callable[[str], str] = str) -> str:
    """What a rule keeps, in words: `letters, digits, -, space`.

    Args:
        rule: the rule.
        mark: sets off a character that stands for itself.
    """
    if rule.kept is None:
        return f"all but {mark(rule.dropped)}"
    classes = [word for word, characters in _CLASSES.items() if set(characters) <= set(rule.kept)]
    if "letters" in classes:
        classes.remove("capital letters")
    others = [
        "space" if character == " " else mark(character)
        for character in rule.kept
        if not character.isalnum()
    ]
    return ", ".join([*classes, *others])


def most(column: Column | None) -> int | None:
    """How many characters a column holds; None where it holds no plain text."""
    stored = None if column is None else stored_type(column)
    return stored.length if isinstance(stored, mariadb.Varchar | mariadb.Char) else None


def described(function: Function, parameter: Parameter) -> dict[str, Any]:
    """All that there is to tell of a function's parameter, fit for JSON."""
    rule, column = parameter.rule, parameter.column
    return {
        "function": function.name,
        "name": parameter.name,
        "group": parameter.group,
        "explains": parameter.explains,
        "accepts": parameter.accepts,
        "choices": list(parameter.choices),
        "default": parameter.default,
        "needed": parameter.needed,
        "stored_in": None if column is None else f"{column.table.name}.{column.name}",
        "type": None if column is None else stored_type(column).sql,
        "most": most(column),
        "kept": kept(rule),
        "plus_is_space": rule.plus_is_space,
        "unicode": rule.unicode,
    }
