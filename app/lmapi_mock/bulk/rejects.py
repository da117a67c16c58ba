"""The lines of a file that are not imported, each with its reason in front."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final, Self, TextIO

REASON: Final = "reason"


def rejected_file(file: Path) -> Path:
    """Where the rejected lines of a file go: those of `leads.csv` to `leads.rejected.csv`."""
    return file.with_name(f"{file.stem}.rejected.csv")


def first_reason(file: Path) -> str:
    """Why the first line of a file of rejected lines was rejected."""
    with file.open(encoding="utf-8", errors="surrogateescape", newline="") as rows:
        return next(csv.DictReader(rows))[REASON]


class Rejects:
    """The file of rejected lines, made when the first one is rejected.

    It goes on at the size that it had when the last transaction was committed.
    """

    def __init__(self, file: Path, header: list[str], size: int) -> None:
        self._file = file
        self._header = header
        self._size = size
        self._target: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._target is not None:
            self._target.close()

    def add(self, reason: str, cells: list[str]) -> None:
        """Write a rejected line."""
        if self._target is None:
            self._target = self._opened()
        csv.writer(self._target).writerow([reason, *cells])

    def size(self) -> int:
        """How long the file is."""
        if self._target is not None:
            self._target.flush()
            self._size = self._file.stat().st_size
        return self._size

    def _opened(self) -> TextIO:
        target = self._file.open("a", encoding="utf-8", errors="surrogateescape", newline="")
        target.truncate(min(self._size, self._file.stat().st_size))
        if self._file.stat().st_size == 0:
            csv.writer(target).writerow([REASON, *self._header])
        return target
