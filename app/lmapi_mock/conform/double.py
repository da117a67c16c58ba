"""The double that a dialer is held against: in this process, of any settings."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.core.outgoing import CallUrls
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import OF_A_PROFILE, Settings
from lmapi_mock.store.schema.tables import vicidial_users
from lmapi_mock.store.sql.changes import Update
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.statements import Insert

_RIGHTS: Final = {
    "user_level": 9,
    "user_group": "ADMIN",
    "modify_leads": "1",
    "vdc_agent_api_access": "1",
    "modify_lists": "1",
    "view_reports": "1",
    "active": "Y",
}
"""What a user may do whom the seed does not know."""

_PASSWORD: Final = Update(vicidial_users, ("user",))
_USER: Final = Insert(vicidial_users, ("user", "pass", *_RIGHTS))

SETTINGS: Final = (*OF_A_PROFILE, "seed", "lenient")
"""What the double takes of the settings."""

_TIMEOUT_S: Final = 30


def with_door(settings: Settings, path: str) -> Settings:
    """The settings, with a door at the dialer's path; VICIdial's where there is none yet."""
    if path in settings.all_doors():
        return settings
    return replace(settings, doors=(*settings.doors, (path, Dialect.VICIDIAL)))


@contextmanager
def started(settings: Settings) -> Iterator[Server]:
    """A double in memory, on a free port, for a `with` statement.

    Args:
        settings: how it answers. No other setting counts, wherever it came from: above all no
            database that is somebody's.
    """
    taken: dict[str, Any] = {name: getattr(settings, name) for name in SETTINGS}
    with Server(Settings(**{**taken, "port": 0, "call_urls": CallUrls.RECORD})) as server:
        yield server


def let_in(database: Database, user: str, password: str) -> None:
    """Give a double's user a password; where the seed does not know them, with all rights.

    Args:
        database: the double's.
        user: who logs in.
        password: likewise.
    """
    with database.transaction() as tx:
        if not tx.update(_PASSWORD, {"pass": password}, user=user).matched:
            tx.insert(_USER, {"user": user, "pass": password, **_RIGHTS})


def call_admin(
    method: str, url: str, content: dict[str, Any] | None = None, token: str = ""
) -> Any:
    """What the admin API of a double in this process answers; None for nothing."""
    data = json.dumps(content).encode() if content is not None else None
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  own server
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310  likewise
        told = answer.read()
    return json.loads(told) if told else None
