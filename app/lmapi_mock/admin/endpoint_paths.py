"""The endpoint itself in the OpenAPI document: each door, by GET and as a form.

FastAPI does not read its requests, so what stands here is made of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lmapi_mock.journal.explaining import LEAD
from lmapi_mock.non_agent_api.contract import contract

_TAG: Final = "endpoint"
_FORM: Final = "application/x-www-form-urlencoded"
_ADDED: Final = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"


def _said(media_type: str, description: str, example: str) -> dict[str, Any]:
    content = {media_type: {"schema": {"type": "string"}, "example": example}}
    return {"description": description, "content": content}


def _own(description: str) -> dict[str, Any]:
    """An answer that no dialer gives."""
    return _said("text/plain", description, "lmapi-mock: ...\n")


_ANSWERS: Final[dict[str, Any]] = {
    "200": {
        **_said("text/html", "Lines of SUCCESS, NOTICE and ERROR; a refusal is a 200 too.", _ADDED),
        "headers": {
            LEAD: {
                "description": "The id of the lead that was stored, if X-Lmapi-Explain was 1.",
                "schema": {"type": "integer"},
            },
            "X-Lmapi-Verdict": {
                "description": "What became of the request, if X-Lmapi-Explain was 1.",
                "schema": {"type": "string"},
            },
        },
    },
    "408": _own("The body did not come in time."),
    "409": _own("The namespace cannot be had."),
    "410": _own("The namespace was dropped while the request was under way."),
    "413": _own("The body is too large, or names too many further phone numbers."),
    "418": _said("text/html", "A teapot's answer.", ""),
    "500": _own("A defect of the server's own; nothing was stored."),
    "503": _own("The database is away; nothing was stored."),
}
"""What a door answers; a fault may put anything in its place."""


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
            # No body is read of it.
            "responses": {name: one for name, one in _ANSWERS.items() if name != "408"},
        },
        "post": {
            "tags": [_TAG],
            "summary": "Call a function by a form",
            "description": "Call a function of the API, its parameters in a form.",
            "operationId": f"call_by_form_{number}",
            "requestBody": {"content": {_FORM: form}},
            "responses": _ANSWERS,
        },
    }
