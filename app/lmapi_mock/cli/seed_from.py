"""`lmapi-mock seed --from`: how a dialer is set up, into a folder or a running server.

What the command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from lmapi_mock.cli.filling import address_of, call, send
from lmapi_mock.errors import SeedError, SettingError, StateError
from lmapi_mock.settings import Settings, is_loopback
from lmapi_mock.store.sql.place import place_of

if TYPE_CHECKING:
    from lmapi_mock.dialer.reading import Configuration


def from_dialer(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write, compare or send how a dialer is set up; returns the exit status.

    Raises:
        LmapiMockError: the database, the folder or the server cannot be used.
    """
    from lmapi_mock.dialer.folder import differences, files_of, write  # noqa: PLC0415  see above

    if arguments.url is not None:
        return _fill(settings, arguments)
    if arguments.passwords:
        raise SettingError(
            "--passwords keep goes with --url: passwords are to be in no file.",
            "lmapi-mock seed --from URL --passwords keep --url http://127.0.0.1:8080",
        )
    if len(arguments.files) != 1:
        raise SettingError(
            "Into which folder? Name one.",
            "lmapi-mock seed --from mysql://reader@host/db DIR",
        )
    folder: Path = arguments.files[0]
    found = _read(arguments)
    texts = files_of(found)
    if arguments.diff:
        changes = list(differences(texts, folder))
        sys.stdout.writelines(changes)
        print(f"{folder} is not as the dialer is." if changes else f"{folder} is as the dialer is.")
        return 1 if changes else 0
    write(texts, folder)
    print(f"{folder} is as the dialer is. Of its tables:")
    _tell(found)
    print(f"Look at it, then: lmapi-mock serve --seed {folder}")
    return 0


def _fill(settings: Settings, arguments: argparse.Namespace) -> int:
    """Fill a running server."""
    from lmapi_mock.store.state.rows import State  # noqa: PLC0415  see above

    if arguments.files or arguments.diff or arguments.add:
        raise SettingError("With --from and --url there is no FILE, and no --add or --diff.")
    where = address_of(arguments.url)
    if arguments.passwords:
        _check_it_keeps_nothing(where, settings.admin_token)
    found = _read(arguments)

    def explained(error: StateError) -> SeedError:
        return SeedError(f"A row of the dialer's does not fit: {error}", error.hint)

    state = State(found.tables, found.custom_tables, settings.fit)
    send(state, where, settings.admin_token, explained)
    print(f"{where} is as the dialer is. Of its tables:")
    _tell(found)
    return 0


def _check_it_keeps_nothing(where: str, token: str) -> None:
    """Raise a SettingError unless a server has all in memory, and nobody reads what is sent it."""
    parts = urlsplit(where)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise SettingError(
            f"Passwords would go to {where}, where others could read them.",
            "Start the server on this machine, or have it serve https.",
        )
    status, _, body = call(where, "GET", "/settings", token)
    try:
        told = {one["name"]: one["value"] for one in json.loads(body)["settings"]}
        is_memory = place_of(told["database"]).is_memory
    except (ValueError, KeyError, TypeError):
        raise SeedError(
            f"{where} answers {status}, and does not say where its database is.",
            "Is that its address, and --admin-token its token?",
        ) from None
    if not is_memory:
        raise SettingError(
            f"Passwords are kept in memory only, and {where} has its database elsewhere.",
            "Start one without --database.",
        )


def _read(arguments: argparse.Namespace) -> Configuration:
    from lmapi_mock.dialer.reading import read_configuration  # noqa: PLC0415  see above
    from lmapi_mock.store.sql.database import Database  # noqa: PLC0415  see above

    def progress(table: str) -> None:
        print(f"reading {table}", file=sys.stderr)

    with closing(Database(_with_password(arguments.dialer), reads_only=True)) as database:
        return read_configuration(
            database,
            numbers=arguments.numbers,
            passwords=arguments.passwords is not None,
            progress=progress,
        )


def _tell(found: Configuration) -> None:
    for told in found.told:
        print(f"  {told}")


def _with_password(url: str) -> str:
    """The URL with a password that was asked for, where it names a user alone."""
    import getpass  # noqa: PLC0415  see above

    parts = urlsplit(url)
    if parts.username is None or parts.password is not None or not sys.stdin.isatty():
        return url
    secret = quote(getpass.getpass(f"Password of {parts.username}: "), safe="")
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{secret}@{host}").geturl()
