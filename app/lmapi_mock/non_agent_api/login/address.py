"""Whence a user may call: the system's blacklist and the user group's api_ip_list (section 4)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.wire.php import php_float
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.sql.transaction import Row, Transaction

SHORTEST_NAME: Final = 2
"""An IP list's name of one character is as good as none."""


def why_not_from(tx: Transaction, ip: str, user: Row) -> str:
    """Why the user may not call from an address; nothing if they may.

    Which lists are active, and the group's admin_ip_list, do not matter.
    """
    settings = configuration.settings(tx)
    if php_float(str(settings["allow_ip_lists"])) < 1 or str(user["ignore_ip_list"]) == "1":
        return ""
    if _holds(tx, settings["system_ip_blacklist"], ip):
        return f"{ip} is on the system's blacklist"
    group = configuration.user_group(tx, user["user_group"] or "")
    name = str(group["api_ip_list"] or "") if group is not None else ""
    if len(name) >= SHORTEST_NAME and not _holds(tx, name, ip):
        return f"{ip} is not on its user group's list {name}"
    return ""


def _holds(tx: Transaction, name: str, ip: str) -> bool:
    """Whether an IP list has the address, or its class C as `10.1.2.x`."""
    if len(name) < SHORTEST_NAME:
        return False
    entries = {fold(str(entry)) for entry in configuration.ip_list_addresses(tx, name)}
    return not entries.isdisjoint((fold(ip), fold(ip.rpartition(".")[0] + ".x")))
