"""A seed as a folder of YAML files, one a table, which differ only where the dialer does."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from lmapi_mock.dialer.reading import Configuration
from lmapi_mock.errors import FileError

_MADE: Final = "# Made by lmapi-mock seed --from; --diff tells what has changed since.\n"


def files_of(configuration: Configuration) -> dict[str, str]:
    """The text of each file, by its name."""
    texts = {
        f"{name}.yaml": _text({"tables": {name: rows}})
        for name, rows in configuration.tables.items()
        if rows
    }
    if configuration.custom_tables:
        columns = {
            table: [list(column) for column in pairs]
            for table, pairs in configuration.custom_tables.items()
        }
        texts["custom_tables.yaml"] = _text({"custom_tables": columns})
    return texts


def _text(content: Mapping[str, Any]) -> str:
    # Names of SQLAlchemy's are more than text, which YAML's writer does not know.
    plain = json.loads(json.dumps(content))
    return _MADE + yaml.safe_dump(
        plain, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )


def write(texts: Mapping[str, str], folder: Path) -> None:
    """Make a folder hold these files, and no others that were made so before.

    Raises:
        FileError: it cannot be written, or holds files that were made otherwise.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.glob("*.yaml"):
            if not file.read_text(encoding="utf-8").startswith(_MADE):
                raise FileError(
                    f"{file} was not made by lmapi-mock seed --from.",
                    "Name an empty folder, or one that was filled so before.",
                )
            if file.name not in texts:
                file.unlink()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"The folder {folder} cannot be written: {error}.") from error


def differences(texts: Mapping[str, str], folder: Path) -> Iterator[str]:
    """What has changed since a folder was written, as a unified diff, line by line.

    Raises:
        FileError: it cannot be read.
    """
    try:
        before = {
            file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml"))
        }
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"The folder {folder} cannot be read: {error}.") from error
    if not before:
        raise FileError(f"The folder {folder} holds no seed to compare with.")
    for name in sorted({*before, *texts}):
        yield from difflib.unified_diff(
            before.get(name, "").splitlines(keepends=True),
            texts.get(name, "").splitlines(keepends=True),
            f"{folder}/{name}",
            f"dialer/{name}",
        )
