"""`lmapi-mock import` and `lmapi-mock export`: rows from and to CSV files.

What a command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import FileError, LmapiMockError, SettingError
from lmapi_mock.settings import Settings
from lmapi_mock.signals import ENDS

if TYPE_CHECKING:
    from lmapi_mock.bulk.importing import Count
    from lmapi_mock.bulk.plain_leads import PlainLeads
    from lmapi_mock.store.sql.database import Database
    from lmapi_mock.store.sql.transaction import Transaction

# Stores and engines are loaded only inside functions, so that --help answers at once.

KIND_NAMES: Final = ("leads", "dnc", "campaign-dnc", "nanpa", "phone-codes")
"""What can be imported and exported: the names in `lmapi_mock.bulk.kinds.KINDS`."""

_BAR: Final = 30

_IMPORT: Final = """\
Import rows from a CSV file (UTF-8, commas) whose header names VICIdial's columns, in any order.
Lines that cannot be imported go to FILE.rejected.csv, with the reason in front; set right, that
file can be imported itself.

A file of leads without lead_id is stored as add_lead would have stored it: columns left out, and
empty cells, are status NEW, the present entry_date, the area code's offset, list 999 and phone code
1 or what --list-id and --phone-code say; of phone numbers the digits. A number that a spreadsheet
has rounded (7.27555E+09), or with letters, is rejected.

In all other files, as exports are, columns left out get their defaults, and a cell is stored as its
column stores it: an empty one is the column's empty value (an empty lead_id the next number),
\\N is NULL.

It can be interrupted and run again: what is imported stays, and is not imported twice. For that
the table lmapi_mock_imports, made by the first import, keeps how far each file has come, known
by its content. Numbers on a DNC list need none: those there already are counted as such.
"""
_EXPORT: Final = """\
Export all rows as CSV in primary-key order, to a file or standard output. NULL is written as \\N,
so that an import of the file gives the same rows.
"""


def add_parsers(
    commands: argparse._SubParsersAction[Parser],
) -> list[Parser]:
    """Add both commands; returns their parsers."""
    parsers = []
    for name, says, description in (
        ("import", "store the rows of a CSV file", _IMPORT),
        ("export", "write rows as a CSV file", _EXPORT),
    ):
        parser = commands.add_parser(
            name,
            help=says,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("kind", choices=KIND_NAMES, help="What the rows are.")
        parsers.append(parser)
    parsers[0].add_argument("file", metavar="FILE.csv", type=Path)
    parsers[0].add_argument(
        "--again", action="store_true", help="Import a finished file once more."
    )
    for flag, metavar, says in (
        ("--list-id", "LIST", "The list of leads whose line names none. Default: 999."),
        ("--phone-code", "CODE", "The phone code of leads whose line names none. Default: 1."),
    ):
        parsers[0].add_argument(flag, metavar=metavar, help=says)
    parsers[1].add_argument("file", metavar="FILE.csv", type=Path, nargs="?")
    return parsers


class _Stop:
    """Whether the process has been told to end: then the transaction under way is the last."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, number: int, _: object) -> None:
        if self.number:
            # Told twice: at once, which costs no more than the transaction under way.
            os._exit(128 + number)
        self.number = number

    def status(self) -> int:
        """The exit status."""
        return 128 + self.number if self.number else 0


@contextmanager
def _stoppable() -> Iterator[_Stop]:
    stop = _Stop()
    numbers = ENDS
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


class _Bar:
    """A line on a terminal that is written anew as things go on; nothing elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._began = self._last = time.monotonic()

    def show(self, rows: int, share: float | None = None) -> None:
        """Show how far it is, ten times a second at most."""
        now = time.monotonic()
        if not self._shown or now - self._last < 0.1:
            return
        self._last = now
        text = f"{rows:,} rows, {rows / (now - self._began):,.0f} a second"
        if share is not None:
            text = f"[{'#' * int(share * _BAR):.<{_BAR}}] {share:4.0%}  {text}"
        self._stream.write(f"\r\033[K{text}")
        self._stream.flush()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self._began


def import_rows(settings: Settings, arguments: argparse.Namespace) -> int:
    """Import a file; returns the exit status.

    Raises:
        LmapiMockError: the file or the database cannot be used.
    """
    from lmapi_mock.bulk.importing import Count, import_file  # noqa: PLC0415  see above
    from lmapi_mock.bulk.kinds import KINDS  # noqa: PLC0415  see above

    file: Path = arguments.file
    if not file.is_file():
        raise FileError(f"There is no file {file}.")
    _check_numbers(arguments)
    bar = _Bar(sys.stderr)
    count = Count()
    with _stoppable() as stop, _opened(settings, is_import=True) as database:
        try:
            plain = (
                _plain_leads(database, settings, arguments) if arguments.kind == "leads" else None
            )
            kind = KINDS[arguments.kind]
            for count in import_file(database, kind, file, again=arguments.again, plain=plain):
                bar.show(count.read, count.share)
                if stop.number:
                    break
        except LmapiMockError:
            bar.clear()
            if count.read:
                print(_summary(file, count, bar.seconds()))
            raise
        bar.clear()
    print(_summary(file, count, bar.seconds()))
    return 0 if count.finished else stop.status()


_LENGTHS: Final = {"list_id": (3, 12), "phone_code": (1, 4)}
"""Digits of what flags give in place of a column."""


def _check_numbers(arguments: argparse.Namespace) -> None:
    for name, (fewest, most) in _LENGTHS.items():
        value = getattr(arguments, name)
        flag = f"--{name.replace('_', '-')}"
        if value is None:
            continue
        if arguments.kind != "leads":
            raise SettingError(f"{flag} is for leads, and {arguments.kind} has no {name}.")
        if not (value.isascii() and value.isdigit() and fewest <= len(value) <= most):
            raise SettingError(f"{flag} is {value!r}. Accepted: {fewest} to {most} digits.")


def _plain_leads(
    database: Database, settings: Settings, arguments: argparse.Namespace
) -> PlainLeads:
    """What add_lead stores of a lead beside what a file says of it."""
    from lmapi_mock.bulk.plain_leads import PlainLeads  # noqa: PLC0415  see above
    from lmapi_mock.clock import Clock  # noqa: PLC0415  see above
    from lmapi_mock.non_agent_api.add_lead.insert import AS_SENT  # noqa: PLC0415  see above
    from lmapi_mock.non_agent_api.add_lead.parameters import PARAMETERS  # noqa: PLC0415  see above
    from lmapi_mock.non_agent_api.lead.time_zone import offset_of_number  # noqa: PLC0415  see above
    from lmapi_mock.store.own_tables.shared_clock import kept_clock  # noqa: PLC0415  see above

    clock = Clock(settings.timezone)
    with database.transaction() as tx:
        clock.take(kept_clock(tx))
    now = clock.now()
    values = {one.name: one.default for one in PARAMETERS if one.name in AS_SENT}
    values |= dict.fromkeys(("entry_date", "modify_date", "last_local_call_time"), now.text)
    values |= {"status": "NEW", "called_since_last_reset": "N", "called_count": "0"}
    values |= {name: value for name in _LENGTHS if (value := getattr(arguments, name))}

    def offset_of(tx: Transaction, phone_code: str, areacode: str, state: str) -> str:
        return offset_of_number(tx, now, phone_code, areacode, state)

    return PlainLeads(values, offset_of)


def _summary(file: Path, count: Count, seconds: float) -> str:
    if count.finished and count.line == count.resumed:
        return f"{file}: all of it has been imported before; --again imports it once more."
    from lmapi_mock.bulk.rejects import first_reason, rejected_file  # noqa: PLC0415  see above

    parts = [f"{count.read:,} read", f"{count.imported:,} imported"]
    if count.already:
        parts.append(f"{count.already:,} already there")
    parts += [f"{count.rejected:,} rejected", f"{seconds:.1f} seconds"]
    lines = [f"{file}: {', '.join(parts)}."]
    if count.resumed:
        lines.append(f"It went on after line {count.resumed:,}, where it had stopped.")
    if count.rejected:
        rejected = rejected_file(file)
        lines.append(f"Rejected lines, with their reasons: {rejected}")
        lines.append(f"The first: {first_reason(rejected)}.")
    if count.odd:
        lines.append(
            f"{count.odd:,} phone numbers are not of 6 to 16 digits: add_lead would have refused "
            "them."
        )
    if not count.finished:
        lines.append(f"Stopped after line {count.line:,}; the same command goes on there.")
    return "\n".join(lines)


def export_file(settings: Settings, kind: str, file: Path | None) -> int:
    """Export rows to a file or standard output; returns the exit status.

    Raises:
        LmapiMockError: the file or the database cannot be used.
    """
    from lmapi_mock.bulk.exporting import export_rows  # noqa: PLC0415  see above
    from lmapi_mock.bulk.kinds import KINDS  # noqa: PLC0415  see above

    bar = _Bar(sys.stderr)
    rows = 0
    with _stoppable() as stop, _opened(settings, is_import=False) as database:
        try:
            with _target(file, stop) as target:
                for rows in export_rows(database, KINDS[kind], target):
                    bar.show(rows)
                    if stop.number:
                        break
        except BrokenPipeError:
            # The reader has seen enough, as `head` has.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except OSError as error:
            raise FileError(f"{file or 'Standard output'}: {error.strerror}.") from error
        finally:
            bar.clear()
    end = "Stopped; nothing is kept." if stop.number and file else ""
    print(
        f"{file or kind}: {rows:,} exported, {bar.seconds():.1f} seconds. {end}".rstrip(),
        file=sys.stderr,
    )
    return stop.status()


@contextmanager
def _target(file: Path | None, stop: _Stop) -> Iterator[TextIO]:
    """Where an export goes; a file has its name only once it is whole."""
    if file is None:
        target = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        yield target
        target.flush()
        target.detach()
        return
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as target:
            yield target
        if not stop.number:
            part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _opened(settings: Settings, *, is_import: bool) -> Iterator[Database]:
    """The database, as a server would find it; for an export it has to be there."""
    from lmapi_mock.serving.opening import fill, open_database  # noqa: PLC0415  see above
    from lmapi_mock.store.state.seed import demo_seed, file_seed  # noqa: PLC0415  see above

    if settings.place.is_memory:
        raise FileError(
            "A database in memory ends with the command.",
            "Give --database a file or a URL.",
        )
    if settings.existing:
        raise FileError(
            "An existing dialer's database is left as it is: no import, no export.",
            "Use the dialer's own tools.",
        )
    file = settings.place.file
    if not is_import and file is not None and not file.exists():
        raise FileError(f"There is no database file {file}.")
    with closing(open_database(settings)) as database:
        if is_import:
            # A server seeds a database that is empty, but not one with imported rows alone.
            with closing(
                file_seed(settings.seed, fit=settings.fit) if settings.seed else demo_seed()
            ) as seed:
                fill(database, seed, replace(settings, reseed=False))
        yield database
