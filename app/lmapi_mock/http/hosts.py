"""Names by which the admin API may be called. By DNS rebinding a foreign page may use any other."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence


class AllowedHosts:
    """The names that this server goes by.

    A page of evil.example can have its own name resolved to this server, and would then be of the
    same origin. What it cannot have is an address in the place of its name, or a name without a
    dot, as containers and their services have: by those a server may be called unasked.

    Args:
        listens_on: the host that the server listens on.
        further: names besides; `.example.com` for all of a domain, `*` for any.
    """

    def __init__(self, listens_on: str, further: Sequence[str]) -> None:
        self._any = "*" in further
        self._names = {listens_on.lower(), *further}
        domains = [name for name in further if name.startswith(".")]
        self._domains = (".localhost", *domains)

    def allow(self, host: str) -> bool:
        """Whether a Host header is one of them; programs may leave it out, browsers do not."""
        name = _without_port(host).lower().removesuffix(".")
        if self._any or "." not in name or _is_address(name):
            return True
        return name in self._names or name.endswith(self._domains)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
