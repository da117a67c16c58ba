"""A recorded corpus in a dialer's place: what it was asked once, and what it has answered.

The form is the golden corpus's (docs/behaviour/admin.md): a scenario a line, whose tables stand
over the double's seed, its clock, and steps that are sent byte for byte.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from lmapi_mock.conform.asking import Endpoint, Reply
from lmapi_mock.conform.double import let_in, started
from lmapi_mock.conform.probes import Probe
from lmapi_mock.conform.sent import Sent
from lmapi_mock.conform.suite import Asked, Result, is_refused_login, settle
from lmapi_mock.errors import FileError, StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.settings import VICIDIAL_DOOR, Settings
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.world import World

Scenario = dict[str, Any]

RECORDED: Final = "recorded"
"""The family of what `lmapi-mock shadow --record` has written: its users are let in."""

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

    begins = [*accumulate((len(scenario["steps"]) for scenario in scenarios), initial=0)]

    def played(one: Settings, wanted: Collection[int]) -> dict[int, Reply]:
        replies: dict[int, Reply] = {}
        with started(one) as server:
            stage = _Stage(file, server.worlds.own)
            for begin, scenario in zip(begins, scenarios, strict=False):
                steps = range(begin, begin + len(scenario["steps"]))
                if any(at in wanted for at in steps):
                    stage.set(scenario)
                    if scenario.get("family") == RECORDED:
                        for login in _logins(asked[at] for at in steps):
                            let_in(server.worlds.own.database, *login)
                    for at, step in zip(steps, scenario["steps"], strict=True):
                        stage.clock(step.get("at", scenario["now"]))
                        path = asked[at].target.partition(b"?")[0].decode()
                        endpoint = Endpoint(f"{server.base_url}{path}", "", "")
                        replies[at] = endpoint.ask(asked[at].probe)
        return replies

    return settle(str(file), asked, settings, played, progress)


def _logins(asked: Iterable[Asked]) -> dict[tuple[str, str], None]:
    """User and password of each login that the dialer has taken: stand-ins, in a recording."""
    found: dict[tuple[str, str], None] = {}
    for one in asked:
        probe, path = one.probe, one.target.partition(b"?")[0].decode()
        sent = Sent(
            probe.method, path, probe.query, probe.body, probe.content_type.decode("latin-1")
        )
        user, password = sent.cleaned["user"], sent.cleaned["pass"]
        is_taken = one.theirs.status == 200 and not is_refused_login(one.theirs)
        if user and password and is_taken and sent.function.needs_login:
            found[user, password] = None
    return found


class _Stage:
    """What a scenario finds: its tables over those of the double's seed, and its clock.

    Args:
        file: the corpus, for errors.
        world: the double's.
    """

    def __init__(self, file: Path, world: World) -> None:
        self._file = file
        self._world = world
        with world.database.transaction() as tx:
            custom = custom_tables(tx)
            self._custom = {
                table: [(name, kind.sql) for name, kind in columns.items() if name != "lead_id"]
                for table, columns in custom.items()
            }
            self._rows = get_state(tx, [*custom])

    def set(self, scenario: Scenario) -> None:
        """Set it.

        Raises:
            FileError: a table or a row of the scenario's is none.
        """
        self._world.reset()
        tables, custom = scenario["tables"], scenario["custom_tables"]
        try:
            if tables or custom:
                state = State({**self._rows, **tables}, {**self._custom, **custom}, Fit.ANY)
                kept = METADATA.tables.keys() - tables.keys()
                put_state(self._world.database, state, alone=True, kept=kept)
            if scenario["timezone"] is not None:
                self._world.clock.move_to(scenario["timezone"])
        except (StateError, ValueError, KeyError, OSError) as error:
            name = scenario.get("name", "a scenario")
            raise FileError(f"{self._file}: {name} does not fit: {error}.") from error

    def clock(self, now: str | None) -> None:
        """Have the clock stand at a moment; run where there is none."""
        if now is None:
            self._world.clock.run()
            return
        try:
            self._world.clock.freeze(dt.datetime.fromisoformat(now))
        except (ValueError, OverflowError) as error:
            raise FileError(f"{self._file}: {now!r} is no moment: {error}.") from error


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
