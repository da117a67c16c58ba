"""The requests of docs/reference/lmapi-mock.http and its Postman twin, made from the contract.

Those messages have one whose request needs nothing but the demo data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from lmapi_mock.non_agent_api.contract import contract
from lmapi_mock.settings import DOCUMENTED_DOOR

SERVER = "http://127.0.0.1:8080"
FORM = "application/x-www-form-urlencoded"


class Asked(NamedTuple):
    """One request of the collection."""

    function: str
    title: str
    cause: str
    parameters: dict[str, str]
    prints: str


def requests() -> Iterator[Asked]:
    """The requests, function by function."""
    for message in contract()["messages"]:
        example: dict[str, Any] = message["example"]
        if any(example[name] for name in ("before", "rows", "columns", "custom_tables", "clock")):
            continue
        function = message["function"] or "login"
        title = f"{function}: {message['reason'].removeprefix(function).strip()}"
        prints = example["prints"]["documented"]
        yield Asked(function, title, message["cause"], example["parameters"], prints)


def http_file() -> str:
    """For VS Code's REST Client, JetBrains' HTTP Client and their like."""
    blocks = [
        f"### {one.title}\n# {one.cause}\nPOST {{{{server}}}}{DOCUMENTED_DOOR}\n"
        f"Content-Type: {FORM}\n\n{urlencode(one.parameters)}\n"
        for one in requests()
    ]
    head = (
        "# Requests to a server with the demo data; made by tests/readme.py.\n"
        f"@server = {SERVER}\n\n"
    )
    return head + "\n".join(blocks)


def postman() -> str:
    """A Postman collection, version 2.1: a folder for each function."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for one in requests():
        pairs = [{"key": name, "value": value} for name, value in one.parameters.items()]
        folders.setdefault(one.function, []).append(
            {
                "name": one.title,
                "request": {
                    "description": one.cause,
                    "method": "POST",
                    "url": "{{server}}" + DOCUMENTED_DOOR,
                    "header": [],
                    "body": {"mode": "urlencoded", "urlencoded": pairs},
                },
            }
        )
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    collection = {
        "info": {"name": "lmapi-mock", "schema": schema},
        "variable": [{"key": "server", "value": SERVER}],
        "item": [{"name": name, "item": items} for name, items in folders.items()],
    }
    return json.dumps(collection, indent=1) + "\n"
