"""The measurements can be taken: `bench/run --quick` goes through all of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import ended, environment
from forked import Forked

BENCH = Path(__file__).parents[1] / "bench"
NAMES = (
    "goals",
    "call",
    "leads",
    "load",
    "memory",
    "parts",
    "peers",
    "scale sqlite",
    "start",
    "suite",
)


def quick(output: Path, *arguments: str) -> list[str]:
    return ["--quick", "--output", str(output), *arguments]


def measured(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a measurement comes to; it and the servers that it starts are forked."""
    return ended(Forked(arguments, environment(), script=BENCH / program), timeout=300)


def bench(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return measured("run", *quick(output, "--folder", str(output.parent), *arguments))


def bench_as_started(
    output: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The same, all of whose processes start as they do for who measures."""
    return subprocess.run(
        [sys.executable, str(BENCH / "run"), *quick(output, *arguments)],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A file of results without any."""
    file = tmp_path / "RESULTS.md"
    marks = "".join(f"<!-- {name} -->\nold\n<!-- end of {name} -->\n" for name in NAMES)
    file.write_text(f"Before\n{marks}After\n")
    return file


def between(output: Path, name: str) -> str:
    return output.read_text().partition(f"<!-- {name} -->\n")[2].partition("<!-- end of")[0]


def test_what_finding_and_changing_a_lead_costs_is_measured(output: Path) -> None:
    output.unlink()
    ended = bench(output, "leads")
    assert ended.returncode == 0, ended.stderr
    told = between(output, "leads")
    for name in ("update_lead by lead_id", "update_lead by phone_number", "lead_search by phone"):
        assert f"\n| {name}" in told
    assert "| sqlite, update_lead by lead_id at 400 leads to 200 | < 1.5 |" in told


def test_a_call_a_start_and_the_scale_are_measured(output: Path) -> None:
    started = bench_as_started(output, "start")
    assert started.returncode == 0, started.stderr
    ended = bench(output, "call", "scale", "--engines", "sqlite")
    assert ended.returncode == 0, ended.stderr
    assert "| in-process call, median ms | < 1 |" in between(output, "call")
    assert "| `serve --database :memory:` |" in between(output, "start")
    scale = between(output, "scale sqlite")
    for check in ("DUPLIST, found", "DUPNAMEPHONESYS30DAY, none", "reset"):
        assert f"\n| {check} | " in scale
    assert between(output, "load") == "old\n"
    goals = between(output, "goals").splitlines()
    assert goals[:2] == ["| goal | bound | reached | met |", "| --- | ---: | ---: | ---: |"]
    assert [row.split(" | ")[0] for row in goals[2:]] == [
        "| in-process call, median ms",
        *[row.split(" | ")[0] for row in scale.splitlines() if row.startswith("| sqlite, slowest")],
        "| start to first answer, seconds",
        "| start to first answer, to `import fastapi, sqlalchemy` alone",
    ]
    assert output.read_text().startswith("Before\n")
    assert output.read_text().endswith("After\n")


def test_suites_of_users_are_measured(output: Path) -> None:
    ended = bench(output, "suite")
    assert ended.returncode == 0, ended.stderr
    told = between(output, "suite")
    for name in ("3 tests with lmapi", "1 workers, a server each", "1 workers, --lmapi-shared"):
        assert f"\n| {name} | " in told


def test_the_double_is_measured_as_beside_its_peers(output: Path) -> None:
    if shutil.which("wrk") is None:
        pytest.skip("wrk is not installed; on Debian: apt-get install wrk")
    ended = measured("peers", *quick(output))
    assert ended.returncode == 0, ended.stderr
    told = between(output, "peers")
    for name in ("memory", "file"):
        assert re.search(rf"^\| lmapi-mock [^|]*, {name} \| ", told, re.MULTILINE)
    assert "\n| bare FastAPI route | " in told


def test_load_and_memory_are_measured(output: Path) -> None:
    if shutil.which("wrk") is None:
        pytest.skip("wrk is not installed; on Debian: apt-get install wrk")
    head = "| goal | bound | reached | met |\n| --- | ---: | ---: | ---: |\n"
    earlier = f"{head}| of old | < 1 | 2 | no |\n"
    output.write_text(output.read_text().replace("<!-- end of call", f"{earlier}<!-- end of call"))
    ended = bench(output, "parts", "memory")
    assert ended.returncode == 0, ended.stderr
    assert "\n| of old | < 1 | 2 | no |\n| memory after" in between(output, "goals")
    parts = between(output, "parts")
    for part in ("bare FastAPI route", "without the API log", "without the journal (--journal 0)"):
        assert f"\n| {part} | " in parts
    assert "| memory after 1,000 requests to that after 300 | < 1.1 |" in between(output, "memory")


def test_a_measurement_that_there_is_none_of_is_refused(output: Path) -> None:
    ended = bench(output, "speed")
    assert ended.returncode == 2
    known = (
        "start, processor, call, suite, load, journal, distant, parts, memory, large, page, "
        "browse, leads, shadow, scale"
    )
    assert ended.stderr == f"Unknown: speed. Known: {known}.\n"


def test_load_without_wrk_says_what_to_install(output: Path, tmp_path: Path) -> None:
    ended = bench_as_started(output, "load", PATH=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr == (
        "Nothing was measured: wrk is not installed; on Debian: apt-get install wrk.\n"
    )


def test_a_soak_says_what_became_of_the_leads() -> None:
    ended = measured("soak.py", "--minutes", "0.04", "--only", "strangers")

    assert " acknowledged, 0 lost; other answers: {}" in ended.stdout, ended.stderr
    assert "a neighbour's wait without waiting for a processor, ms: median " in ended.stdout
    assert "500s: 0; ended in " in ended.stdout
