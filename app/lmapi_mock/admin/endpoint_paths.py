"""The endpoint itself in the OpenAPI document: each door, by GET and as a form.

It is no route of FastAPI's, so what stands here is made of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lmapi_mock.non_agent_api.contract import contract

_TAG: Final = "endpoint"
_FORM: Final = "application/x-www-form-urlencoded"
_ANSWER: Final[dict[str, Any]] = {
    "200": {
        "description": "Lines of SUCCESS, NOTICE and ERROR; a refusal is a 200 too.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


def endpoint_paths(doors: Iterable[str]) -> dict[str, Any]:
    """The paths of an OpenAPI document for these doors, with every function's parameters."""
    told = contract()
    schemas = _parameters(told["parameters"])
    schemas["function"]["examples"] = [one["name"] for one in told["functions"]]
    return {door: _operations(number, schemas) for number, door in enumerate(doors, 1)}


def _parameters(parameters: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A schema by name; what several functions read is told once for each."""
    schemas: dict[str, dict[str, Any]] = {}
    for one in parameters:
        schema = schemas.setdefault(one["name"], {"type": "string", "description": ""})
        told = f"{one['function']}: {_told(one)}"
        schema["description"] = "\n\n".join(filter(None, [schema["description"], told]))
    return schemas


def _told(one: dict[str, Any]) -> str:
    """What a parameter means to a function, and what cleaning keeps of it."""
    parts = [
        "Needed." if one["needed"] else "",
        one["explains"],
        one["accepts"],
        f"One of {', '.join(one['choices'])}." if one["choices"] else "",
        f"Default {one['default']}." if one["default"] else "",
        f"Kept: {one['kept']}." if one["kept"] else "",
        f"At most {one['most']} characters are stored." if one["most"] else "",
    ]
    return " ".join(filter(None, parts))


def _operations(number: int, schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A door's GET and POST; nothing is required, for what is missing is answered in words."""
    query = [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema["description"],
            "schema": {key: value for key, value in schema.items() if key != "description"},
        }
        for name, schema in schemas.items()
    ]
    form = {"schema": {"type": "object", "properties": schemas}}
    return {
        "get": {
            "tags": [_TAG],
            "summary": "Call a function",
            "description": "Call a function of the API, its parameters in the address.",
            "operationId": f"call_by_query_{number}",
            "parameters": query,
            "responses": _ANSWER,
        },
        "post": {
            "tags": [_TAG],
            "summary": "Call a function by a form",
            "description": "Call a function of the API, its parameters in a form.",
            "operationId": f"call_by_form_{number}",
            "requestBody": {"content": {_FORM: form}},
            "responses": _ANSWER,
        },
    }
