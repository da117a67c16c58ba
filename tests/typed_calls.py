"""Writes the plugin's methods and rows, with their types, from functions and schema."""

from __future__ import annotations

from keyword import iskeyword
from pathlib import Path

from sqlalchemy import Column, Table

from lmapi_mock.faults.answers import answers
from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.functions import functions
from lmapi_mock.store.schema import tables
from lmapi_mock.store.schema.columns import is_fold
from lmapi_mock.testing.admin import EFFECTS
from lmapi_mock.testing.replies import REPLIES
from lmapi_mock.testing.reply import Reply

_LONGEST = 101
"""A longer line, its end included, is broken up, as the formatter does."""

TESTING = Path(__file__).parents[1] / "app" / "lmapi_mock" / "testing"
CALLS = TESTING / "functions.py"
ROWS = TESTING / "rows.py"
EFFECT_NAMES = TESTING / "effects.py"

MAIN_TABLES = (
    tables.vicidial_list,
    tables.vicidial_hopper,
    tables.vicidial_callbacks,
    tables.vicidial_users,
    tables.vicidial_lists,
    tables.vicidial_campaigns,
    tables.system_settings,
)
"""Those whose rows have types."""

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
        + "".join(map(typed_parameters, functions()))
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


def rows() -> str:
    """app/lmapi_mock/testing/rows.py, whole: the rows of the main tables, with types."""
    head = (
        '"""Rows of the main tables as the admin API shows them: made by `python tests/readme.py`.'
    )
    return (
        f"{head}\n\nDates and decimals are texts there, as MariaDB writes them.\n"
        '"""\n\nfrom __future__ import annotations\n\nfrom typing import TypedDict\n'
        + "".join(map(row_class, MAIN_TABLES))
    )


def row_class(table: Table) -> str:
    """The class of a table's rows; one with a column that is a keyword is written as a call."""
    name = "".join(part.capitalize() for part in table.name.split("_"))
    columns = {one.name: value_type(one) for one in table.columns if not is_fold(one)}
    said = f'"""A row of {table.name}."""'
    if any(map(iskeyword, columns)):
        fields = "".join(f'        "{column}": {kind},\n' for column, kind in columns.items())
        return f'\n\n{name} = TypedDict(\n    "{name}",\n    {{\n{fields}    }},\n)\n{said}\n'
    fields = "".join(f"    {column}: {kind}\n" for column, kind in columns.items())
    return f"\n\nclass {name}(TypedDict):\n    {said}\n\n{fields}"


def value_type(column: Column[object]) -> str:
    """What a column's value is in JSON."""
    kind = "int" if isinstance(column.info["stored"], mariadb.Int) else "str"
    return f"{kind} | None" if column.nullable else kind


def effects() -> str:
    """app/lmapi_mock/testing/effects.py, whole: the names of what a fault can do."""
    head = '"""The names of all that a fault can do: made by `python tests/readme.py`."""'
    names = "".join(f'    "{name}",\n' for name in (*EFFECTS, *answers()))
    return (
        f"{head}\n\nfrom __future__ import annotations\n\nfrom typing import Literal\n\n"
        f'Effect = Literal[\n{names}]\n"""What `LmapiMock.fault` takes beside an HTTP status."""\n'
    )
