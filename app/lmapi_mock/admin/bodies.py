"""The schemas of the bodies that our own readers read: a pattern, a fault's rule, a snapshot.

Their readers say what is wrong better than a schema could; so the schema is for the document only,
and takes its names from them.
"""

from __future__ import annotations

from typing import Any, Final

from lmapi_mock.faults.kinds import LONGEST_MS, Break, Phase
from lmapi_mock.faults.pages import PAGES
from lmapi_mock.non_agent_api.core.failing import SqlFailures

_MATCHER: Final[dict[str, Any]] = {
    "description": "A text or whole number that it equals; an object, as "
    '{"contains": "DUPLICATE"}; or a list of such objects that all have to fit.',
    "type": ["string", "integer", "object", "array"],
}
_SENT: Final[dict[str, Any]] = {
    **{
        name: _MATCHER | {"title": name}
        for name in ("method", "path", "function", "user", "remote_ip")
    },
    "params": {
        "type": "object",
        "description": "Matchers by parameter.",
        "additionalProperties": _MATCHER,
    },
}

PATTERN: Final[dict[str, Any]] = {
    "title": "Pattern",
    "type": "object",
    "description": "Conditions that all have to hold; an empty one fits every request.",
    "properties": {
        **_SENT,
        **{name: _MATCHER | {"title": name} for name in ("status", "result", "response")},
        "since": {"type": "integer", "description": "Only requests with ids above this one."},
    },
    "additionalProperties": False,
    "examples": [{"params": {"phone_number": {"equalTo": "7275551212"}}, "result": "SUCCESS"}],
}
"""The schema of a pattern."""

_MS: Final[dict[str, Any]] = {"type": "number", "minimum": 0, "maximum": LONGEST_MS}


def _delay(kind: str, **values: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, **values},
        "required": ["type", *values],
        "additionalProperties": False,
    }


FAULT: Final[dict[str, Any]] = {
    "title": "FaultRule",
    "type": "object",
    "description": "Which requests it picks, how often it strikes, and what it does to them.",
    "properties": {
        "id": {"type": "string", "description": "Its name; one is made up."},
        "match": {
            "type": "object",
            "description": "The pattern of the requests that it is for; all, if left out.",
            "properties": _SENT,
            "additionalProperties": False,
        },
        "probability": {"type": "number", "minimum": 0, "maximum": 1, "default": 1},
        "seed": {"type": "integer", "minimum": 0, "description": "Of its chance."},
        "times": {"type": "integer", "minimum": 1, "description": "How often at most."},
        "skip": {
            "type": "integer",
            "minimum": 0,
            "description": "How many requests that match it leaves alone first.",
        },
        "ttl": {
            "type": "number",
            "exclusiveMinimum": 0,
            "description": "How long it lives, in seconds.",
        },
        "phase": {
            "enum": [phase.value for phase in Phase],
            "default": Phase.BEFORE.value,
            "description": "Before anything is done, or when all is stored.",
        },
        "delay": {
            "description": "How long it waits, in milliseconds.",
            "anyOf": [
                _delay("fixed", milliseconds=_MS),
                _delay("uniform", lower=_MS, upper=_MS),
                _delay("lognormal", median=_MS, sigma={"type": "number", "maximum": 10}),
            ],
        },
        "status": {"type": "integer", "minimum": 200, "maximum": 599, "description": "HTTP's."},
        "body": {"type": "string", "description": "In place of the answer's."},
        "headers": {"type": "object", "description": "Of the answer, by name."},
        "fault": {
            "enum": [kind.value for kind in Break],
            "description": "How the connection breaks.",
        },
        "answer": {
            "type": "string",
            "description": "An answer of the endpoint's own, by its name.",
        },
        "page": {"enum": [*PAGES], "description": "A page that stands in the answer's place."},
        "sql_failures": {
            "enum": [*SqlFailures],
            "description": "What comes of values that break the dialer's SQL.",
        },
    },
    "additionalProperties": False,
    "examples": [{"match": {"function": "add_lead"}, "times": 2, "status": 503}],
}
"""The schema of a fault's rule."""

_CELL: Final[dict[str, Any]] = {"type": ["string", "number", "null"]}

SNAPSHOT: Final[dict[str, Any]] = {
    "title": "Snapshot",
    "type": "object",
    "description": "As it was downloaded, or as put to /__admin/state; what is left out is empty.",
    "properties": {
        "tables": {
            "type": "object",
            "description": "Rows by table.",
            "additionalProperties": {
                "type": "array",
                "items": {"type": "object", "additionalProperties": _CELL},
            },
        },
        "custom_tables": {
            "type": "object",
            "description": "Pairs of column and MariaDB type, by table.",
            "additionalProperties": {"type": "array"},
        },
        "clock": {"type": ["object", "null"], "description": "Where the clock stood."},
        "next_identifiers": {"type": "object", "description": "The next ones given, by table."},
        "imports": {"type": "array", "description": "What `lmapi-mock import` has read so far."},
    },
    "additionalProperties": False,
    "examples": [{"tables": {"vicidial_dnc": [{"phone_number": "7275559999"}]}}],
}
"""The schema of a snapshot."""

NAMED: Final = {schema["title"]: schema for schema in (PATTERN, FAULT, SNAPSHOT)}
"""Those that the document has by name, as it has the models."""
