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
    from lmapi_mock.testing.served import RunningServer, Served
    from lmapi_mock.testing.server import MockServer

__all__ = [
    "CallError",
    "LmapiMock",
    "MockServer",
    "Reply",
    "RunningServer",
    "Served",
    "Settings",
    "__version__",
    "create_app",
]

_HOMES = {
    "CallError": "lmapi_mock.testing.connection",
    "LmapiMock": "lmapi_mock.testing.client",
    "MockServer": "lmapi_mock.testing.server",
    "Reply": "lmapi_mock.testing.reply",
    "RunningServer": "lmapi_mock.testing.served",
    "Served": "lmapi_mock.testing.served",
    "Settings": "lmapi_mock.settings",
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
