"""Writes the plugin's methods, with their types, from the functions' records."""

from __future__ import annotations

from keyword import iskeyword
from pathlib import Path

from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.functions import functions
from lmapi_mock.testing.replies import REPLIES
from lmapi_mock.testing.reply import Reply

_LONGEST = 101
"""A longer line, its end included, is broken up, as the formatter does."""

CALLS = Path(__file__).parents[1] / "app" / "lmapi_mock" / "testing" / "functions.py"

_HEAD = '''"""A method for each function, with its parameters: made by `python tests/readme.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from lmapi_mock.testing.replies import (
{kinds})
from lmapi_mock.testing.reply import R, Reply, Value


'''
_CLASS = '''class Functions:
    """What calls the functions: each method sends its parameters, and reads the answer.

    Every method takes beside its parameters `custom`, further ones by name, as custom fields;
    `vicidial=True` for VICIdial's own door; `post=True` for a form. One underscore at a name's end
    is left out (`pass_`). User 6666 sends it from source test, unless told; None leaves one out.
    """

    def _answered(
        self,
        kind: type[R],
        function: str,
        params: Mapping[str, Any],
        custom: Mapping[str, Value] | None,
        vicidial: bool,
        post: bool,
    ) -> R:
        """Send a request, and read the answer as a kind of reply."""
        raise NotImplementedError  # LmapiMock, which is one, knows how

'''


def calls() -> str:
    """app/lmapi_mock/testing/functions.py, whole: a method for each function, with types."""
    others = [one for one in functions() if one.name != "add_lead"]
    kinds = {one.name: REPLIES.get(one.name, Reply).__name__ for one in others}
    own = sorted({kind for kind in kinds.values() if kind != "Reply"})
    return (
        _HEAD.format(kinds="".join(f"    {kind},\n" for kind in own))
        + "".join(map(typed_parameters, others))
        + _CLASS
        + "\n".join(method(one, kinds[one.name]) for one in others)
    )


def typed_parameters(function: Function) -> str:
    """The class of a function's parameters."""
    lines = [
        f"    {keyword(one.name)}: Value\n" for one in function.parameters if one.name != "function"
    ]
    name = class_name(function)
    return (
        f"class {name}(TypedDict, total=False):\n"
        f'    """What {function.name} reads."""\n\n{"".join(lines)}\n\n'
    )


def keyword(name: str) -> str:
    """A parameter's name as a keyword of Python's."""
    return f"{name}_" if iskeyword(name) else name


def class_name(function: Function) -> str:
    return "".join(part.capitalize() for part in function.name.split("_"))


def method(function: Function, kind: str) -> str:
    does = function.does.removesuffix(".")
    arguments = f'{kind}, "{function.name}", params, custom, vicidial, post'
    answered = f"        return self._answered({arguments})\n"
    if len(answered) > _LONGEST:
        answered = f"        return self._answered(\n            {arguments}\n        )\n"
    return (
        f"    def {function.name}(\n"
        "        self,\n"
        "        *,\n"
        "        custom: Mapping[str, Value] | None = None,\n"
        "        vicidial: bool = False,\n"
        "        post: bool = False,\n"
        f"        **params: Unpack[{class_name(function)}],\n"
        f"    ) -> {kind}:\n"
        f'        """{function.name}: {does[:1].lower()}{does[1:]}."""\n'
        f"{answered}"
    )
