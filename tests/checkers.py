"""Type checkers, both as strict as they can be, over a folder of Python files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from mypy import api

Checker = Callable[[Path], tuple[set[tuple[str, int]], str]]
"""Gives the file and line of all that it finds wrong in a folder's files, and what it says."""


def mypy(folder: Path) -> tuple[set[tuple[str, int]], str]:
    """What mypy finds wrong."""
    said, wrong, _ = api.run(
        [
            "--strict",
            "--follow-imports=silent",
            f"--python-executable={sys.executable}",
            "--config-file=",  # none, ours neither
            f"--cache-dir={folder / '.mypy_cache'}",
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
