"""`lmapi-mock seed`: state files into a database or a running server, or only checked.

What a command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lmapi_mock.cli.filling import address_of, send
from lmapi_mock.cli.parser import Parser
from lmapi_mock.cli.seed_from import from_dialer
from lmapi_mock.errors import FileError, SettingError, StateError
from lmapi_mock.settings import Settings

if TYPE_CHECKING:
    from lmapi_mock.store.state.files import StateFiles

# Stores and engines are loaded only inside functions, so that --help answers at once.

_DESCRIPTION: Final = """\
Make a database hold what state files say and nothing else: JSON or YAML in the form of
PUT /__admin/state, several of them as one, a folder for its files by name. Area codes and ZIP codes
come with them unless they bring their own. It is done wholly or not at all, and what is wrong is
named with file, line and column.
"""


def add_parser(
    commands: argparse._SubParsersAction[Parser],
) -> Parser:
    """Add the command; returns its parser."""
    parser = commands.add_parser(
        "seed",
        help="fill a database or a running server from JSON or YAML files",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="A file or folder.")
    parser.add_argument(
        "--add", action="store_true", help="Add the rows to what is there; empty nothing."
    )
    parser.add_argument(
        "--url",
        metavar="URL",
        help="Fill the server that runs there, as http://127.0.0.1:8080, or a namespace of it, "
        "as http://127.0.0.1:8080/ns/NAME.",
    )
    parser.add_argument("--check", action="store_true", help="Only look whether the files fit.")
    parser.add_argument(
        "--from",
        dest="dialer",
        metavar="URL",
        help="Write the folder FILE from a dialer's own database, as "
        "mysql://reader@host/asterisk: how it is set up, without leads, names or passwords. A "
        "password that the URL lacks is asked for. With --url, fill the server that runs there.",
    )
    parser.add_argument(
        "--diff",
        action="store_true",
        help="With --from: write nothing, tell what has changed since; exit status 1 if something.",
    )
    parser.add_argument(
        "--numbers",
        action="store_true",
        help="With --from: take barred and filtered phone numbers too.",
    )
    parser.add_argument(
        "--passwords",
        choices=("keep",),
        metavar="keep",
        help="With --from and --url: take the users' passwords too. The server's database has to "
        "be in memory, for they are to be in no file.",
    )
    parser.add_argument(
        "--schema", action="store_true", help="Print the JSON Schema of such files, for editors."
    )
    return parser


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Do what the command line says; returns the exit status.

    Raises:
        LmapiMockError: the files, the database or the server cannot be used.
    """
    if arguments.schema:
        from lmapi_mock.store.state.json_schema import state_schema  # noqa: PLC0415  see above

        sys.stdout.write(schema_text(state_schema()))
        return 0
    if arguments.dialer is not None:
        return from_dialer(settings, arguments)
    if not arguments.files:
        raise SettingError("Which files? None is given.", "lmapi-mock seed FILE..., or --schema.")
    if arguments.diff or arguments.numbers or arguments.passwords:
        raise SettingError(
            "--diff, --numbers and --passwords go with --from URL, a dialer's own database."
        )
    from lmapi_mock.store.state.files import StateFiles  # noqa: PLC0415  see above

    files = StateFiles(arguments.files, settings.fit)
    if arguments.check:
        _check(files)
        print(_summary(f"{files.origin} fit:", files.state.tables))
    elif arguments.url is not None:
        if not arguments.add:
            # A server checks too, but cannot name a place in a file.
            _check(files)
        where = address_of(arguments.url)
        send(files.state, where, settings.admin_token, files.explained, add=arguments.add)
        print(_said(files, where, add=arguments.add))
    else:
        _store(files, settings, add=arguments.add)
    return 0


def schema_text(schema: Mapping[str, Any]) -> str:
    """The schema as it is published in `seed/state.schema.json`."""
    return json.dumps(schema, indent=2) + "\n"


def _check(files: StateFiles) -> None:
    """Put the rows into a database that nobody keeps."""
    from lmapi_mock.store.state.seed import Seed  # noqa: PLC0415  see above

    with closing(Seed(lambda: files.state, reference=False, explained=files.explained)) as seed:
        seed.image()


def _store(files: StateFiles, settings: Settings, *, add: bool) -> None:
    from lmapi_mock.serving.opening import open_database  # noqa: PLC0415  see above
    from lmapi_mock.store.state.addition import add_state  # noqa: PLC0415  see above
    from lmapi_mock.store.state.seed import seed_of  # noqa: PLC0415  see above

    if settings.place.is_memory:
        raise FileError(
            "A database in memory ends with the command.",
            "Give --database a file or a URL, or --url a running server.",
        )
    if settings.existing:
        raise FileError(
            "An existing dialer's database is left as it is: it is not seeded.",
            "Use the dialer's own tools.",
        )
    with closing(seed_of(files)) as seed:
        if not add:
            # Before the database is touched: it is opened and migrated only for what fits.
            seed.image()
        with closing(open_database(settings)) as database:
            if add:
                try:
                    add_state(database, files.state)
                except StateError as error:
                    raise files.explained(error) from error
            else:
                seed.restore(database)
            # Without its password.
            shown = database.url.render_as_string()
            where = database.url.database if database.kind.single else shown
    print(_said(files, f"{where}", add=add))


def _said(files: StateFiles, where: str, *, add: bool) -> str:
    from lmapi_mock.store.state.seed import reference_rows  # noqa: PLC0415  see above

    if add:
        return _summary(f"{where} holds besides what it held:", files.state.tables)
    return _summary(f"{where} holds now:", {**files.state.tables, **reference_rows(files.state)})


def _summary(title: str, tables: Mapping[str, Sequence[Any]]) -> str:
    """The number of rows by table."""
    counts = {name: f"{len(rows):,}" for name, rows in tables.items() if rows}
    wide = max(map(len, counts), default=0)
    most = max(map(len, counts.values()), default=0)
    lines = [f"  {name:{wide}}  {count:>{most}}" for name, count in counts.items()]
    return "\n".join([title, *(lines or ["  nothing"])])
