"""Tables and goals, and where they are written: between marks in RESULTS.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

_PACKAGES: Final = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that is to be reached.

    Attributes:
        name: what is measured, with its unit unless it is a ratio.
        compare: on which side of the bound it is to be.
        bound: the bound.
        reached: what was measured.
    """

    name: str
    compare: Literal["<", ">="]
    bound: float
    reached: float

    @property
    def is_met(self) -> bool:
        """Whether it was reached."""
        return self.reached < self.bound if self.compare == "<" else self.reached >= self.bound


@dataclass(frozen=True, slots=True)
class Table:
    """What one measurement gave.

    Attributes:
        title: its heading.
        about: what was measured, and how.
        columns: the heads.
        rows: cells.
        goals: what it says of the goals.
        notes: what else is to be known.
    """

    title: str
    about: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    goals: Sequence[Goal] = ()
    notes: Sequence[str] = field(default=())

    def text(self) -> str:
        """As Markdown."""
        parts = [f"### {self.title}", self.about, _grid(self.columns, self.rows)]
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        return "\n\n".join(parts)


def _grid(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *rows))


def goals_text(goals: Iterable[Goal]) -> str:
    """All goals as a table."""
    rows = [
        (goal.name, f"{goal.compare} {goal.bound:g}", f"{goal.reached:.2f}",
         "yes" if goal.is_met else "**no**")
        for goal in goals
    ]  # fmt: skip
    return _grid(("goal", "bound", "reached", "met"), rows)


def gathered_goals(text: str) -> str:
    """The goals of every section, whichever run it was made in, as one table.

    Args:
        text: with tables of goals in its sections, and one in the section `goals` that is left out.
    """
    sections = put_between(text, "goals", "")
    head = goals_text(())
    rows = re.findall(rf"^{re.escape(head)}\n((?:\|.*\n)+)", sections, re.MULTILINE)
    return head + "\n" + "".join(rows).rstrip()


def machine() -> str:
    """What it was measured on, and of what."""
    folder = Path(__file__).parent
    commit = subprocess.run(
        ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=10"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    load = os.getloadavg()[0]
    if os.sched_getscheduler(0) == os.SCHED_RR:
        before = ", which waited for it (--before-others)"
    else:
        before = ""
    return (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, commit {commit or 'unknown'}; "
        f"{_processor()}, {os.cpu_count()} cores, load {load:.1f} at the start{before}; "
        f"{platform.system()} {platform.release()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {packages}."
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"model name\s*: (.*)", information.read_text())
        if found:
            return found[1]
    return platform.processor() or platform.machine()


def put_between(text: str, name: str, content: str) -> str:
    """`text` with `content` in place of what stands between the marks of `name`.

    Raises:
        ValueError: the marks are not there.
    """
    marks = re.compile(rf"(<!-- {name} -->\n).*?(\n?<!-- end of {name} -->)", re.DOTALL)
    if not marks.search(text):
        raise ValueError(f"the marks <!-- {name} --> and <!-- end of {name} --> are not there")
    return marks.sub(lambda found: f"{found[1]}{content}\n<!-- end of {name} -->", text, count=1)
