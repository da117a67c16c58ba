"""What people see of `import` and `export`: the progress on a terminal, and the help."""

from __future__ import annotations

import io
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from command import COMMAND, environment, run
from lmapi_mock.bulk.kinds import KINDS
from lmapi_mock.cli import bulk

NEW_LINE = "\r\033[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a bar reads; a test moves them."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_the_bar_shows_share_rows_and_speed_ten_times_a_second_at_most(clock: list[float]) -> None:
    terminal = Terminal()
    bar = bulk._Bar(terminal)
    for now, rows, share in ((0.05, 1, 0.1), (2.0, 20_000, 0.5), (2.09, 25_000, 0.6)):
        clock[0] = now
        bar.show(rows, share)
    assert terminal.getvalue() == (
        f"{NEW_LINE}[###############...............]  50%  20,000 rows, 10,000 a second"
    )
    clock[0] = 4.0
    bar.show(80_000, 1.0)
    bar.clear()
    assert terminal.getvalue().split(NEW_LINE)[2:] == [
        f"[{'#' * 30}] 100%  80,000 rows, 20,000 a second",
        "",
    ]


def test_without_a_share_there_is_no_bar_and_off_a_terminal_nothing(clock: list[float]) -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        clock[0] = 0.0
        bar = bulk._Bar(stream)
        clock[0] = 2.0
        bar.show(1_000)
        bar.clear()
    assert terminal.getvalue() == f"{NEW_LINE}1,000 rows, 500 a second{NEW_LINE}"
    assert file.getvalue() == ""


def on_a_terminal(*arguments: str) -> tuple[str, str]:
    """Standard output, and what a terminal was sent as standard error."""
    terminal, end = os.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=end,
        text=True,
    ) as process:
        os.close(end)
        seen = b""
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                # How Linux tells that nobody has the other end open.
                part = b""
            if not part:
                break
            seen += part
        assert process.stdout is not None
        output = process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0, seen
    return output, seen.decode()


def test_a_terminal_shows_how_far_an_import_is_and_is_left_clean(tmp_path: Path) -> None:
    file, out = tmp_path / "leads.csv", tmp_path / "out.csv"
    file.write_text("phone_number\n" + "".join(f"{n}\n" for n in range(30_000)))
    where = ("--database", str(tmp_path / "leads.db"))
    output, seen = on_a_terminal("import", "leads", str(file), *where)
    assert output.startswith(f"{file}: 30,000 read, 30,000 imported, 0 rejected, ")
    first, *shown, last = seen.split(NEW_LINE)
    assert (first, last) == ("", "")
    assert shown
    for line in shown:
        assert re.fullmatch(r"\[#*\.*\] +[0-9]+%  [0-9]0,000 rows, [0-9,]+ a second", line), line
        assert line.index("]") == 31

    output, seen = on_a_terminal("export", "leads", *where, str(out))
    assert output == ""
    *shown, said = seen.split(NEW_LINE)
    assert re.fullmatch(rf"{out}: 30,000 exported, [0-9.]+ seconds\.\r\n", said)
    assert all(re.fullmatch(r"|[0-9,]+ rows, [0-9,]+ a second", line) for line in shown)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            "import",
            (
                "Import rows from a CSV file (UTF-8, commas) whose header names VICIdial's columns",
                "\\N is NULL",
                "go to FILE.rejected.csv, with the reason in front",
                "It can be interrupted and run again",
                "lmapi_mock_imports",
                "--again",
                "--seed FILE",
                "--database URL",
            ),
        ),
        (
            "export",
            (
                "Export all rows as CSV in primary-key order, to a file or standard output.",
                "NULL is written as \\N",
                "[FILE.csv]",
                "--database URL",
            ),
        ),
    ],
)
def test_the_help_tells_what_goes_in_and_out(command: str, said: tuple[str, ...]) -> None:
    ended = run(command, "--help", COLUMNS="100")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"{{{','.join(KINDS)}}}" in ended.stdout
    for part in said:
        assert part in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 100


def test_a_kind_that_there_is_not_is_told_with_those_there_are() -> None:
    ended = run("import", "lead", "leads.csv")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    for kind in KINDS:
        assert kind in ended.stderr
