"""`lmapi-mock import` and `export`, in a process of their own."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path

from command import COMMAND, environment, run


def summary(text: str) -> str:
    return re.sub(r"[0-9]+\.[0-9] seconds", "N seconds", text)


def test_rows_go_in_and_come_out(tmp_path: Path) -> None:
    file, out = tmp_path / "dnc.csv", tmp_path / "out.csv"
    where = ("--database", str(tmp_path / "leads.db"))
    file.write_text("phone_number\n7275551212\n\n7275551213\n7275551212\n")
    seed = tmp_path / "seed.json"
    seed.write_text("{}")
    ended = run("import", "dnc", str(file), *where, "--seed", str(seed))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert summary(ended.stdout) == (
        f"{file}: 3 read, 2 imported, 1 already there, 0 rejected, N seconds.\n"
    )
    ended = run("export", "dnc", *where, str(out))
    assert (ended.returncode, ended.stdout) == (0, "")
    assert summary(ended.stderr) == f"{out}: 2 exported, N seconds.\n"
    assert out.read_bytes() == b"phone_number\r\n7275551212\r\n7275551213\r\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "dnc.csv",
        "leads.db",
        "out.csv",
        "seed.json",
    ]


def test_errors_come_without_traceback(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("phone_number\n1\n")
    for arguments, said in (
        (("import", "leads", "/none.csv"), "There is no file /none.csv."),
        (
            ("import", "leads", str(file), "--database", ":memory:"),
            "A database in memory ends with the command.\nGive --database a file or a URL.",
        ),
        (
            ("export", "leads", "--database", f"{tmp_path}/no.db"),
            f"There is no database file {tmp_path}/no.db.",
        ),
    ):
        ended = run(*arguments)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == f"lmapi-mock: {said}\n"


def test_an_interrupted_import_says_where_it_stopped_and_goes_on_there(tmp_path: Path) -> None:
    file, database = tmp_path / "leads.csv", tmp_path / "leads.db"
    file.write_text("phone_number\n" + "".join(f"{n}\n" for n in range(60_000)))
    where = ("import", "leads", str(file), "--database", str(database))
    process = subprocess.Popen(
        [*COMMAND, *where],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # From then on a signal lets the first transaction be the last.
    while not database.exists():
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "")
    assert summary(output) == (
        f"{file}: 20,000 read, 20,000 imported, 0 rejected, N seconds.\n"
        "Stopped after line 20,001; the same command goes on there.\n"
    )
    assert summary(run(*where).stdout) == (
        f"{file}: 40,000 read, 40,000 imported, 0 rejected, N seconds.\n"
        "It went on after line 20,001, where it had stopped.\n"
    )
    out = run("export", "leads", "--database", str(database)).stdout
    assert out.count("\n") == 60_001
