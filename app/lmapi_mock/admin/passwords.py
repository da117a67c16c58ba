"""Passwords of the tables: shown to whoever asks for them with `?secrets=yes`, and may."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from lmapi_mock.errors import AdminError
from lmapi_mock.settings import Settings
from lmapi_mock.store.schema.secret_columns import (
    API_LOG,
    HIDDEN,
    SECRET_COLUMNS,
    TELLING,
    logged_without_passwords,
)


class SecretsError(AdminError):
    """Passwords are not shown to this caller, or in this way; a 403."""

    status = 403


async def _secrets(
    request: Request,
    secrets: Annotated[
        Literal["yes", "no"],
        Query(
            description=f"Whether passwords are shown; else `{HIDDEN}` stands in their place. It"
            " takes the token, or where the server has none a caller on its own machine."
        ),
    ] = "no",
) -> bool:
    if secrets == "no":
        return False
    settings: Settings = request.app.state.settings
    # Where there is a token, nobody without it comes as far as this.
    if not settings.admin_token and not _is_loopback(request.client.host if request.client else ""):
        raise SecretsError(
            "secrets_need_token",
            "Without a token passwords are shown on the server's own machine only.",
            "Start the server with --admin-token or LMAPI_ADMIN_TOKEN, and send it.",
        )
    return True


Secrets = Annotated[bool, Depends(_secrets)]
"""Whether passwords are to be shown, as a handler's parameter."""


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # A socket for both kinds of addresses writes the old ones as `::ffff:127.0.0.1`.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def refuse_to_find_by_secrets(table: str, columns: list[str]) -> None:
    """Raise a SecretsError where rows are asked for by their passwords, which would tell them."""
    for name in columns:
        if name in SECRET_COLUMNS.get(table, frozenset()):
            raise SecretsError(
                "secret_column",
                f"{table}.{name} is hidden, so that no row is found or sorted by it.",
                "Ask with ?secrets=yes.",
            )


def refuse_to_disclose(
    table: str, changed: Iterable[str], row: Callable[[], Mapping[str, Any]]
) -> None:
    """Raise a SecretsError where a change of a row would let its passwords be seen.

    Args:
        table: whose row.
        changed: the columns that are to be changed.
        row: gives the row as it is.
    """
    if table != API_LOG or not any(name in TELLING for name in changed):
        return
    before = row()
    if logged_without_passwords(before) != before:
        raise SecretsError(
            "secret_column",
            f"What {table} hides is known by its {' and '.join(TELLING)}, which stay as they are.",
            "Ask with ?secrets=yes.",
        )
