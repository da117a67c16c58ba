"""lmapi-mock: the lead API of VICIdial-family dialers, as a test double."""

from lmapi_mock.version import __version__

__all__ = ["__version__"]
