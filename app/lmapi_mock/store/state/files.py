"""State files: the form of `PUT /__admin/state` in JSON or YAML, one file or several as one.

Errors name file, line and column, whoever finds them: a file is read once more to find the place.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from lmapi_mock.errors import SeedError, StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.state import json_file as state_json
from lmapi_mock.store.state.rows import (
    LENIENTLY,
    State,
    checked,
    custom_columns,
    layouts_of,
    not_rows,
    row_mistakes,
)

SUFFIXES: Final = (".json", ".yaml", ".yml")
"""What a folder's files are known by; `*.schema.json` is none of them."""

PARTS: Final = ("tables", "custom_tables")
BESIDE: Final = ("$schema", "clock", "next_identifiers", "imports")
"""What may stand beside the parts and is no seed's affair: an editor's, or a snapshot's."""

_MOST_TOLD: Final = 50
"""How many mistakes of a seed are told at once."""

_FORM: Final = (
    'A seed is an object in the form of PUT /__admin/state: "tables" and, if you like, '
    '"custom_tables".'
)


def files_of(path: Path) -> list[Path]:
    """The state files that a path stands for: itself, or those of a folder, by name."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in SUFFIXES
        and not file.name.startswith(".")
        and not file.name.endswith(".schema.json")
        and file.is_file()
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """One file as it was read, and how many rows of each table the files before it hold."""

    file: Path
    tables: Mapping[str, Any]
    custom_tables: Mapping[str, Any]
    before: Mapping[str, int]


class StateFiles:
    """Several state files as one state: rows of one table follow each other.

    Args:
        paths: files, and folders of them.
        fit: what becomes of values that a column would change.

    Raises:
        SeedError: a file cannot be read or is not of the form, or two do not go together; names
            file, line and column.
    """

    def __init__(self, paths: Iterable[Path], fit: Fit = Fit.EXACT) -> None:
        paths = list(paths)
        self.origin = ", ".join(map(str, paths))
        self._reads: list[_Read] = []
        tables: dict[str, list[Any]] = {}
        custom: dict[str, Any] = {}
        for path in paths:
            files = files_of(path)
            if not files:
                raise SeedError(
                    f"The folder {path} holds no seed.",
                    f"Seeds are named *{', *'.join(SUFFIXES)}.",
                )
            for file in files:
                self._add(file, tables, custom)
        self.state = State(tables, custom, fit)

    @property
    def digest(self) -> str:
        """Of the files' content, by which they are known again."""
        digest = hashlib.sha256()
        for one in self._reads:
            digest.update(hashlib.sha256(one.file.read_bytes()).digest())
        return digest.hexdigest()

    def _add(self, file: Path, tables: dict[str, list[Any]], custom: dict[str, Any]) -> None:
        content = read_file(file)
        before = {name: len(rows) for name, rows in tables.items()}
        one = _Read(file, content.get("tables", {}), content.get("custom_tables", {}), before)
        for name, columns in one.custom_tables.items():
            if custom.setdefault(name, columns) != columns:
                other = next(read for read in self._reads if name in read.custom_tables)
                place = ("custom_tables", name)
                raise SeedError(
                    f"{_where(file, place)}: {name} has other columns than in "
                    f"{_where(other.file, place)}.",
                    "Give its columns in one file, or the same in both.",
                )
        for name, rows in one.tables.items():
            if not isinstance(rows, list):
                error = not_rows(name, rows)
                raise SeedError(f"{_where(file, error.place)}: {error}", error.hint)
            tables.setdefault(name, []).extend(rows)
        self._reads.append(one)

    def explained(self, error: StateError) -> SeedError:
        """An error about the state as one about the file, line and column where it lies.

        Where rows have several mistakes, all of them are told.
        """
        mistakes = list(islice(self._mistakes(), _MOST_TOLD + 1))
        if len(mistakes) > 1:
            told = [f"{message} {hint}".rstrip() for message, hint in mistakes[:_MOST_TOLD]]
            more = ["More follow."] if len(mistakes) > _MOST_TOLD else []
            # The same for all, it is said once.
            brief = [one.removesuffix(LENIENTLY).rstrip() for one in told]
            hint = LENIENTLY.replace("it", "such values", 1) if brief != told else ""
            return SeedError(
                "\n".join([f"The seed {self.origin} does not fit:", *brief, *more]), hint
            )
        one, error = self._found_in(error)
        if one is None:
            return SeedError(f"The seed {self.origin} does not fit: {error}", error.hint)
        message, hint = self._told(one, error)
        if error.also:
            other, place = self._located(error.also)
            message += f" The other is in {_where(other.file, place)}."
        return SeedError(message, hint)

    def _mistakes(self) -> Iterator[tuple[str, str]]:
        """What is wrong with rows, each with file, line and column, and what to do about it."""
        try:
            known = custom_columns(self.state.custom_tables)
        except StateError:
            return
        for one in self._reads:
            for name, rows in one.tables.items():
                try:
                    layout = layouts_of(State({name: []}), known)[name]
                except StateError as error:
                    yield self._told(one, error)
                    continue
                for number, row in enumerate(rows):
                    for mistake in row_mistakes(name, layout, number, row, self.state.fit):
                        yield self._told(one, mistake)

    def _told(self, one: _Read, error: StateError) -> tuple[str, str]:
        where = _where(one.file, error.place, of_key=error.names_unknown)
        return f"{where}: {error}", error.hint

    def _found_in(self, error: StateError) -> tuple[_Read | None, StateError]:
        """The file that an error lies in, and the error with the place and row in that file."""
        if len(self._reads) == 1:
            return (self._reads[0] if error.place else None), error
        try:
            known = custom_columns(self.state.custom_tables)
        except StateError:
            known = {}
        for one in self._reads:
            try:
                custom_columns(one.custom_tables)
                checked(State(one.tables, fit=self.state.fit), known)
            except StateError as own:
                return one, own
        if not error.place:
            return None, error
        # Only in rows of several files together can there be an error that no file has alone.
        one, place = self._located(error.place)
        return one, StateError(error.code, str(error), error.hint, place=place, also=error.also)

    def _located(self, place: Sequence[str | int]) -> tuple[_Read, tuple[str | int, ...]]:
        """The file that holds a place of the whole state, and the place in it."""
        part, name, number, *rest = place
        assert part == "tables", "only rows are counted over all files"
        assert isinstance(number, int), "a table's rows are a list"
        for one in reversed(self._reads):
            first = one.before.get(str(name), 0)
            if name in one.tables and first <= number:
                return one, (part, name, number - first, *rest)
        raise AssertionError(f"{place} is in no file.")


def read_file(file: Path) -> dict[str, Any]:
    """A state file: JSON, or by its suffix YAML.

    Raises:
        SeedError: the file cannot be read, or is not of the form; names file, line and column.
    """
    text = _text_of(file)
    reader = _reader_of(file)
    try:
        content = reader.read(text)
    except state_json.Misread as error:
        raise SeedError(
            f"{file}, line {error.line}, column {error.column}: {error}.",
            f"A seed is {'JSON' if reader is state_json else 'YAML'} in the form of"
            " PUT /__admin/state.",
        ) from error
    if not isinstance(content, dict):
        raise SeedError(f"{_where(file, ())}: this is {content!r:.40}.", _FORM)
    for name, part in content.items():
        if name not in (*PARTS, *BESIDE):
            near = difflib.get_close_matches(name, PARTS, n=1)
            raise SeedError(
                f"{_where(file, (name,), of_key=True)}: there is no {name!r} in a seed.",
                f"Did you mean {near[0]}?" if near else _FORM,
            )
        if name in PARTS and not isinstance(part, dict):
            raise SeedError(f"{_where(file, (name,))}: {name} is {part!r:.40}.", "It is an object.")
    return content


def _reader_of(file: Path) -> ModuleType:
    if file.suffix.lower() not in {".yaml", ".yml"}:
        return state_json
    from lmapi_mock.store.state import yaml_file as state_yaml  # noqa: PLC0415  PyYAML, which few need

    return state_yaml


def _text_of(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SeedError(f"The seed file {file} cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = state_json.line_and_column(before, len(before))
        raise SeedError(
            f"{file}, line {line}, column {column}: this is not UTF-8.",
            "Save the file as UTF-8.",
        ) from error


def _where(file: Path, place: tuple[str | int, ...], *, of_key: bool = False) -> str:
    """File, line and column of a place."""
    line, column = _reader_of(file).position(_text_of(file), place, of_key=of_key)
    return f"{file}, line {line}, column {column}"
