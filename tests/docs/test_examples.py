"""docs/examples: every project runs as a reader would run it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command import environment
from container import Container
from lmapi_mock.non_agent_api.functions import NAMES
from quotes import EXAMPLES

NODE = [("node", "--test", "node/dialer.test.mjs")]
PHP = [("php", "php/test.php")]
PYTHON = environment(PYTHONDONTWRITEBYTECODE="1")
PLUGINS = ("cacheprovider", "asyncio", "hypothesispytest", "schemathesis")
"""Those that the examples do without; the last two take longer to load than a suite to run."""
PYTEST = ("-m", "pytest", "-q", "-W", "error", *(f"-pno:{name}" for name in PLUGINS))


def run(
    *command: str, folder: Path = EXAMPLES, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed, so that its example cannot run")
    return subprocess.run(
        command,
        cwd=folder,
        env=PYTHON if variables is None else variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def python(*arguments: str, **options: Any) -> str:
    """What Python says of tests that all pass."""
    ran = run(sys.executable, *arguments, **options)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert "skipped" not in said
    return said


def shell(container: Container, script: str, folder: Path) -> str:
    """What a script prints, run in a folder of its own with the files beside it."""
    shutil.copytree((EXAMPLES / script).parent, folder, dirs_exist_ok=True)
    ran = run("sh", Path(script).name, folder=folder, variables=container.environment)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_pytest_suites() -> None:
    apart = ["unittest_suite", "django_project"]
    said = python(*PYTEST, "-rp", *[f"--ignore={name}" for name in apart])
    ran = set(re.findall(r"^PASSED (\w+)/", said, re.MULTILINE))
    assert ran == {file.parent.name for file in EXAMPLES.glob("*/test_*.py")} - set(apart)


def test_the_suite_of_unittest() -> None:
    said = python("-W", "error", "-m", "unittest", folder=EXAMPLES / "unittest_suite")
    assert re.search(r"^Ran 3 tests in ", said, re.MULTILINE)


def test_the_django_project() -> None:
    said = python("-W", "error", "manage.py", "test", folder=EXAMPLES / "django_project")
    assert re.search(r"^Ran 5 tests in ", said, re.MULTILINE)


def test_workers_share_the_container(container: Container) -> None:
    said = python(*PYTEST, "-n", "2", "parallel", variables=container.environment)
    assert "8 passed" in said
    assert container.admin("GET", "/requests").json["meta"]["total"] == 0
    assert container.admin("GET", "/namespaces").json == {"namespaces": []}


@pytest.mark.parametrize(("command", "passed"), [(*NODE, r"pass 3\b"), (*PHP, r"(ok - .*\n){3}")])
def test_a_project_in_another_language(
    container: Container, command: tuple[str, ...], passed: str
) -> None:
    ran = run(*command, variables=container.environment)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(passed, ran.stdout)
    assert "not ok" not in ran.stdout
    assert container.admin("GET", "/namespaces").json == {"namespaces": []}


@pytest.mark.parametrize("command", [*NODE, *PHP])
def test_such_a_project_fails_where_the_server_refuses(
    container: Container, command: tuple[str, ...]
) -> None:
    wrong = container.environment | {"LMAPI_ADMIN_TOKEN": "another"}
    ran = run(*command, variables=wrong)
    assert ran.returncode != 0
    assert "token_needed" in ran.stdout


def test_fault_rules_by_curl(container: Container, tmp_path: Path) -> None:
    said = shell(container, "faults/rules.sh", tmp_path)
    assert '"id":"overload"' in said
    assert '"fault":"EMPTY_RESPONSE"' in said
    assert container.admin("GET", "/faults").json == {"faults": []}


def test_snapshots_by_curl(container: Container, tmp_path: Path) -> None:
    # Without the 42 000 ZIP codes of the demo data, which would go over the wire twice.
    tables = container.admin("GET", "/state?secrets=yes&tables=vicidial_users,vicidial_lists").json[
        "tables"
    ]
    assert container.admin("PUT", "/state", {"tables": tables}).status == 204
    said = shell(container, "snapshots/snapshots.sh", tmp_path)
    assert "SUCCESS: add_lead" in said
    assert '"vicidial_list"' in (tmp_path / "before-import.json").read_text(encoding="utf-8")
    rows = container.admin("GET", "/state?tables=vicidial_list").json["tables"]["vicidial_list"]
    assert rows == []
    kept = container.admin("GET", "/snapshots").json["snapshots"]
    assert [one["name"] for one in kept] == ["copy"]
    assert container.admin("DELETE", "/snapshots/copy").status == 204


def test_seeds_by_command(container: Container, tmp_path: Path) -> None:
    said = shell(container, "seeds/seeds.sh", tmp_path)
    assert said.startswith("staging.yaml, dnc.yaml fit:\n")
    assert "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|crm|101|1|" in said
    assert said.endswith("NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551212|1|101\n")
    assert (tmp_path / "staging.sqlite3").exists()


def test_namespaces_by_curl(container: Container, tmp_path: Path) -> None:
    said = shell(container, "parallel/namespaces.sh", tmp_path)
    answers = re.findall(r"^(?:SUCCESS|ERROR): .*", said, re.MULTILINE)
    assert [answer.partition(" - ")[0] for answer in answers] == [
        "SUCCESS: add_lead LEAD HAS BEEN ADDED",
        "SUCCESS: add_lead LEAD HAS BEEN ADDED",
        "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM",
    ]
    assert container.admin("GET", "/namespaces").json == {"namespaces": []}


def test_the_journal_by_curl(container: Container, tmp_path: Path) -> None:
    said = shell(container, "journal/journal.sh", tmp_path)
    assert "x-lmapi-verdict: stored as lead 1" in said
    assert '"code":"unknown-parameter"' in said
    assert '"count":0' in said
    assert '"where":"duplicate_check"' in said or '"where":"params.duplicate_check"' in said


def test_every_function_has_an_example() -> None:
    text = (EXAMPLES / "functions" / "test_each_function.py").read_text(encoding="utf-8")
    shown = set(re.findall(r"lmapi\.(\w+)\(", text))
    # add_lead has pages of its own, and a teapot nothing to show.
    others = {name for name in NAMES if name != "add_lead" and "coffee" not in name}
    assert others <= shown


def test_a_world_by_curl(container: Container, tmp_path: Path) -> None:
    said = shell(container, "lists/world.sh", tmp_path).splitlines()
    assert [line.partition(" - ")[0] for line in said[:5]] == [
        "SUCCESS: add_user USER HAS BEEN ADDED",
        "SUCCESS: copy_user USER HAS BEEN COPIED",
        "SUCCESS: add_list LIST HAS BEEN ADDED",
        "NOTICE: update_list ADD CUSTOM FIELD COMMAND SENT",
        "NOTICE: update_list NO UPDATES DEFINED: |loader|",
    ]
    assert said[3].endswith("|SUCCESS: Field added|")
    assert said[-1].endswith("|1|1|")
    assert container.admin("POST", "/reset").status == 204
