"""Type checkers, both as strict as they can be, over a folder of Python files."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from mypy import api

Checker = Callable[[Path], tuple[set[tuple[str, int]], str]]
"""Gives the file and line of all that it finds wrong in a folder's files, and what it says."""

MYPY_CACHE: Final = Path(__file__).parents[1] / ".mypy_cache"
"""What mypy knows of the packages that are installed: to find that out takes most of its time.

Its own files there are never half written. What it knows depends on its settings, which are the
same for all who use the folder, this project's own types included: it is strict, and no more.
"""


def mypy(folder: Path) -> tuple[set[tuple[str, int]], str]:
    """What mypy finds wrong."""
    MYPY_CACHE.mkdir(exist_ok=True)
    with (MYPY_CACHE / "lock").open("w") as lock:
        # Of two at once the second finds what the first has found out.
        fcntl.flock(lock, fcntl.LOCK_EX)
        said, wrong, _ = api.run(
            [
                "--strict",
                f"--python-executable={sys.executable}",
                "--config-file=",  # none, ours neither
                f"--cache-dir={MYPY_CACHE}",
                *map(str, sorted(folder.glob("*.py"))),
            ]
        )
    assert not wrong, wrong
    return set(_told_by_mypy(said)), said


def _told_by_mypy(said: str) -> Iterator[tuple[str, int]]:
    for line in said.splitlines():
        if ": error:" in line:
            file, number = line.split(":")[:2]
            yield Path(file).name, int(number)


def pyright(folder: Path) -> tuple[set[tuple[str, int]], str]:
    """What pyright finds wrong."""
    settings = {"typeCheckingMode": "strict", "include": ["."]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode in {0, 1}, ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    assert told["summary"]["filesAnalyzed"] == len(list(folder.glob("*.py"))), ran.stdout
    return {
        (Path(one["file"]).name, one["range"]["start"]["line"] + 1)
        for one in told["generalDiagnostics"]
    }, ran.stdout
