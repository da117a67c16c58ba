"""The server with one of its parts taken out: `without.py PART ARGUMENT...`, for a measurement.

The product has no settings for these: nobody wants a mock that forgets its API log.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from lmapi_mock.cli import main as cli
from lmapi_mock.http.doors import Doors
from lmapi_mock.journal.journal import Journal
from lmapi_mock.non_agent_api import endpoint
from lmapi_mock.non_agent_api.endpoint import Answer
from lmapi_mock.serving import opening
from lmapi_mock.settings import Settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.group import TURNS

ANSWER = Answer(
    200,
    "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"
    "NOTICE: add_lead ADDED TO HOPPER - 7275551212|6666|1|1\n",
    "add_lead",
    "6666",
)


def _nothing(*_: Any, **__: Any) -> None:
    """Stands in for a part that only writes."""


def _replace(owner: Any, name: str, stand_in: Any) -> None:
    """Put something in a part's place; a part that is no more must not seem to cost nothing."""
    if not hasattr(owner, name):
        raise AttributeError(f"{owner} has no {name} any more: this measurement is out of date.")
    setattr(owner, name, stand_in)


def _without_api_log() -> None:
    _replace(endpoint, "log_lines", _nothing)


def _without_endpoint() -> None:
    # What is left is what stands around it: HTTP, middleware, journal, metrics.
    async def answered(*_: Any, **__: Any) -> Answer:
        return ANSWER

    _replace(Doors, "_answered", answered)


def _without_shared_journal() -> None:
    # Each process keeps its own, in memory.
    def journal_of(database: Database, settings: Settings) -> Journal:
        if database.shared and settings.workers < 2:
            # By the number of the newest entry a process knows that nobody else has had a turn, and
            # need not ask again what it knows: one that is alone knows it all the same.
            database.read_at_turn[TURNS] = "SELECT 0 AS value"
        return Journal(settings.journal, settings.workers)

    _replace(opening, "journal_of", journal_of)


PARTS: dict[str, Callable[[], None]] = {
    "api-log": _without_api_log,
    "endpoint": _without_endpoint,
    "shared-journal": _without_shared_journal,
}


if __name__ == "__main__":
    PARTS[sys.argv[1]]()
    sys.exit(cli.main(sys.argv[2:]))
