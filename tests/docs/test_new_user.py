"""docs/examples/new_user: its suites run, type checkers pass it, and tell what is mistyped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checkers import MYPY_CACHE, Checker, mypy, pyright
from command import environment
from quotes import EXAMPLES

PROJECT = EXAMPLES / "new_user"

SLIPS = {
    "from lmapi_mock import JournalEntry, LmapiMock, VicidialList": (
        "from lmapi_mock import JournalEntry, LmapiMock, VicidialLead"
    ),
    'lmapi.fault("EMPTY_RESPONSE", phase="after_commit", times=1)': (
        'lmapi.fault("EMPTY", phase="after_commit", times=1)'
    ),
    "lmapi.fault(delay=dt.timedelta(seconds=1), times=1)": (
        'lmapi.fault(delay="1 s", times=1, phase="before")'
    ),
    'lmapi.fault("firewall", times=1)': 'lmapi.fault("firewall", times=1, phase="after")',
    'lmapi.given(users="crm", lists=[202])': 'lmapi.given(user="crm", lists=[202])',
    'lmapi.findings("warning")': 'lmapi.findings("warn")',
    'lmapi.leads()[0]["entry_date"] ==': 'lmapi.leads()[0]["entry_time"] ==',
    'rule["remaining"] == 1': 'rule["left"] == 1',
    'request["request"]["query"]': 'request["query"]',
    'lmapi.await_lead(phone_number={"contains": "555"}, timeout=5)': (
        'lmapi.await_lead("7275551212", timeout=5)'
    ),
}
"""What stands in the project's tests, and what somebody might have written."""

WITHOUT = ("-p no:schemathesis", "-p no:hypothesispytest", "-p no:asyncio")
"""Plugins that are installed here, and take longer to load than the project's suite to run."""

SLIPPED = "test_slipped.py"
"""The same tests with those slips."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, where checkers leave what they leave."""
    return shutil.copytree(
        PROJECT, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__", ".*")
    )


def test_its_script_for_ci_passes(project: Path) -> None:
    for program in ("sh", "node"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed, which the script needs")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "ci.sh"],
        cwd=project,
        env=environment(
            PATH=programs, MYPY_CACHE_DIR=str(MYPY_CACHE), PYTEST_ADDOPTS=" ".join(WITHOUT)
        ),
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert "Success: no issues found in 2 source files" in said
    assert re.search(r"^20 passed", said, re.MULTILINE), said
    assert re.search(r"\bpass 3\b", said), said


@pytest.mark.parametrize("check", [mypy, pyright])
def test_a_checker_passes_it_and_tells_each_slip(project: Path, check: Checker) -> None:
    """At one start of the checker, which takes longer than to look at another file."""
    text = (project / "test_crm_push.py").read_text(encoding="utf-8")
    lines = set()
    for right, wrong in SLIPS.items():
        assert right in text
        before = text.partition(right)[0]
        lines.add((SLIPPED, before.count("\n") + 1))
        text = text.replace(right, wrong, 1)
    (project / SLIPPED).write_text(text, encoding="utf-8")
    found, said = check(project)
    assert lines <= found, (lines - found, said)
    assert {file for file, _ in found} == {SLIPPED}, said
