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
    from lmapi_mock.testing.server import MockServer

__all__ = ["LmapiMock", "MockServer", "Settings", "__version__", "create_app"]

_HOMES = {
    "LmapiMock": "lmapi_mock.testing.client",
    "MockServer": "lmapi_mock.testing.server",
    "Settings": "lmapi_mock.settings",
    "create_app": "lmapi_mock.serving.application",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
