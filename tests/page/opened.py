"""The namespaces that tests of the page have opened; other tests share the server."""

from __future__ import annotations

from client import Mock

_OURS = ("try-", "ci-", "other")


def opened(demo: Mock) -> list[str]:
    """Those that are there now, by name."""
    found = demo.admin("GET", "/namespaces").json["namespaces"]
    return [one["name"] for one in found if one["name"].startswith(_OURS)]
