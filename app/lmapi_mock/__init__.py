"""lmapi-mock: the lead API of VICIdial-family dialers, as a test double.

The public names are loaded when they are first used: importing the package opens nothing, and
costs a test suite that does not use it nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from lmapi_mock.version import __version__

if TYPE_CHECKING:
    from lmapi_mock.serving.application import create_app
    from lmapi_mock.settings import Settings
    from lmapi_mock.testing.client import LmapiMock
    from lmapi_mock.testing.connection import CallError
    from lmapi_mock.testing.reply import Reply
    from lmapi_mock.testing.rows import (
        SystemSettings,
        VicidialCallbacks,
        VicidialCampaigns,
        VicidialHopper,
        VicidialList,
        VicidialLists,
        VicidialUsers,
    )
    from lmapi_mock.testing.served import RunningServer, Served
    from lmapi_mock.testing.server import MockServer
    from lmapi_mock.testing.told import FaultRule, Finding, JournalEntry, JournalFinding, LeadCall

__all__ = [
    "CallError",
    "FaultRule",
    "Finding",
    "JournalEntry",
    "JournalFinding",
    "LeadCall",
    "LmapiMock",
    "MockServer",
    "Reply",
    "RunningServer",
    "Served",
    "Settings",
    "SystemSettings",
    "VicidialCallbacks",
    "VicidialCampaigns",
    "VicidialHopper",
    "VicidialList",
    "VicidialLists",
    "VicidialUsers",
    "__version__",
    "create_app",
]

_HOMES = {
    "CallError": "lmapi_mock.testing.connection",
    "FaultRule": "lmapi_mock.testing.told",
    "Finding": "lmapi_mock.testing.told",
    "JournalEntry": "lmapi_mock.testing.told",
    "JournalFinding": "lmapi_mock.testing.told",
    "LeadCall": "lmapi_mock.testing.told",
    "LmapiMock": "lmapi_mock.testing.client",
    "MockServer": "lmapi_mock.testing.server",
    "Reply": "lmapi_mock.testing.reply",
    "RunningServer": "lmapi_mock.testing.served",
    "Served": "lmapi_mock.testing.served",
    "Settings": "lmapi_mock.settings",
    "SystemSettings": "lmapi_mock.testing.rows",
    "VicidialCallbacks": "lmapi_mock.testing.rows",
    "VicidialCampaigns": "lmapi_mock.testing.rows",
    "VicidialHopper": "lmapi_mock.testing.rows",
    "VicidialList": "lmapi_mock.testing.rows",
    "VicidialLists": "lmapi_mock.testing.rows",
    "VicidialUsers": "lmapi_mock.testing.rows",
    "create_app": "lmapi_mock.serving.application",
}

if not TYPE_CHECKING:
    # A checker that saw it would believe that every name is there.

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
