"""A recorded corpus in a dialer's place: what it was asked once, and what it has answered.

The form is the golden corpus's (docs/behaviour/admin.md): a scenario a line, whose tables stand
over the double's seed, its clock, and steps that are sent byte for byte.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from lmapi_mock.conform.asking import Endpoint, Reply
from lmapi_mock.conform.double import call_admin, started
from lmapi_mock.conform.probes import Probe
from lmapi_mock.conform.suite import Asked, Result, settle
from lmapi_mock.errors import FileError
from lmapi_mock.settings import VICIDIAL_DOOR, Settings

Scenario = dict[str, Any]

_HEADERS: Final = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache, must-revalidate",
    "pragma": "no-cache",
}
"""Those of the engine's answers, where a step names none."""


def hold(file: Path, settings: Settings, progress: Callable[[str], None]) -> Result:
    """Hold a double against a corpus, and look for the settings that make them agree.

    Args:
        file: the corpus.
        settings: the double's.
        progress: told what is tried.

    Raises:
        FileError: it cannot be read, or is no corpus.
    """
    scenarios = list(_read(file))
    asked = [
        _asked(file, scenario, at) for scenario in scenarios for at in range(len(scenario["steps"]))
    ]
    if not asked:
        raise FileError(f"{file} holds no request.")

    def played(one: Settings) -> list[Reply]:
        steps = iter(asked)
        with started(one) as server:
            seeded = None
            if any(scenario["tables"] for scenario in scenarios):
                state = f"{server.base_url}/__admin/state?secrets=yes"
                seeded = call_admin("GET", state)["tables"]
            return [
                reply
                for scenario in scenarios
                for reply in _play(server.base_url, scenario, steps, seeded or {})
            ]

    return settle(str(file), asked, settings, played, progress)


def _read(file: Path) -> Iterator[Scenario]:
    try:
        with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
            texts = list(lines)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise FileError(f"{file} cannot be read: {error}.") from error
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            scenario = json.loads(text)
        except ValueError as error:
            raise FileError(
                f"{file}, line {number} is no JSON: {error}.",
                "A recording that broke off has no end; add `]}` behind its last whole step.",
            ) from error
        if not isinstance(scenario, dict) or not isinstance(scenario.get("steps"), list):
            raise FileError(f"{file}, line {number} is no scenario: it has no `steps`.")
        yield {"tables": {}, "custom_tables": {}, "now": None, "timezone": None} | scenario


def _asked(file: Path, scenario: Scenario, at: int) -> Asked:
    step = scenario["steps"][at]
    name = f"{scenario.get('name', 'scenario')}, step {at + 1}"
    try:
        body = base64.b64decode(step["body_b64"]) if "body_b64" in step else None
        if body is None:
            body = (step.get("body") or "").encode()
        # What follows a `#` is the client's own: who recorded did not send it, as none does.
        query = step["query"].partition("#")[0].encode()
        told = step.get("headers", _HEADERS)
        theirs = Reply(
            step["status"],
            tuple(told.get(header, "") for header in _HEADERS),
            step["response"].encode(),
        )
        content_type = (step.get("content_type") or "").encode("latin-1")
        probe = Probe(name, "corpus", query, body, step["method"], (), content_type=content_type)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileError(f"{file}: {name} is no step of a corpus: {error!r}.") from error
    path = step.get("path", VICIDIAL_DOOR).encode()
    return Asked(probe, path + (b"?" + query if query else b""), theirs)


def _play(
    base_url: str, scenario: Scenario, asked: Iterator[Asked], seeded: dict[str, Any]
) -> Iterator[Reply]:
    """The double's answers to a scenario's steps."""
    admin = f"{base_url}/__admin"
    if scenario["tables"] or scenario["custom_tables"]:
        tables = {**seeded, **scenario["tables"]}
        content = {"tables": tables, "custom_tables": scenario["custom_tables"]}
        call_admin("PUT", f"{admin}/state?lenient=yes", content)
    else:
        call_admin("POST", f"{admin}/reset")
    for step in scenario["steps"]:
        clock = {"now": step.get("at", scenario["now"])}
        if scenario["timezone"] is not None:
            clock["timezone"] = scenario["timezone"]
        call_admin("PUT", f"{admin}/clock", clock)
        one = next(asked)
        path = one.target.partition(b"?")[0].decode()
        yield Endpoint(f"{base_url}{path}", "", "").ask(one.probe)
