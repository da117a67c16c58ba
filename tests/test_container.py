"""Dockerfile and docker-compose.yml, held to account without a Docker engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import environment
from lmapi_mock.settings import DEFINITIONS

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def instruction(name: str) -> str:
    """The last instruction of a name, its lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return str(re.findall(rf"^{name} (.*)$", joined, re.MULTILINE)[-1])


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    checked = subprocess.run([hadolint, "-"], input=DOCKERFILE, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_it_runs_as_a_user_without_rights() -> None:
    assert int(instruction("USER")) > 0


def test_its_entry_point_is_the_command_in_exec_form() -> None:
    assert json.loads(instruction("ENTRYPOINT")) == ["lmapi-mock"]
    assert json.loads(instruction("CMD")) == ["serve"]


def test_its_health_is_checked_by_the_command_itself() -> None:
    check = json.loads(re.findall(r"HEALTHCHECK .*CMD (\[.*\])", DOCKERFILE)[0])
    assert check == ["lmapi-mock", "ready"]


def test_its_settings_are_settings() -> None:
    given = set(re.findall(r"LMAPI_\w+", instruction("ENV")))
    for service in COMPOSE["services"].values():
        given |= {name for name in service.get("environment", {}) if name.startswith("LMAPI_")}
    assert given <= {definition.variable for definition in DEFINITIONS}


@pytest.mark.parametrize("copied", re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE))
def test_what_it_copies_is_there(copied: str) -> None:
    assert all((ROOT / name).exists() for name in copied.split())


@pytest.mark.parametrize(
    ("service", "database"), [("lmapi-mock", "mariadb"), ("lmapi-mock-postgresql", "postgresql")]
)
def test_each_service_waits_until_its_database_is_healthy(service: str, database: str) -> None:
    services = COMPOSE["services"]
    assert services[service]["depends_on"] == {database: {"condition": "service_healthy"}}
    assert "healthcheck" in services[database]
    assert services[service]["read_only"] is True
    assert services[service].get("profiles") == services[database].get("profiles")


def without_rights() -> list[str]:
    """What to begin a command with so that the rights of files hold for it, root or not."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv may write everywhere")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def test_the_wheel_serves_without_rights_from_a_read_only_folder(tmp_path: Path) -> None:
    # The steps of the Dockerfile, as far as they go without an engine.
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site, data = tmp_path / "site", tmp_path / "data"
    shutil.unpack_archive(wheel, site, "zip")
    data.mkdir()
    for folder in [site, *filter(Path.is_dir, site.rglob("*"))]:
        folder.chmod(0o555)
    path = f"import sys; sys.path.insert(0, {str(site)!r})"
    code = f"{path}; from lmapi_mock.cli.main import main; main()"
    process = subprocess.Popen(
        [*without_rights(), sys.executable, "-c", code, "serve", "--port", "0"],
        env=environment(LMAPI_DATABASE_URL=f"{data}/leads.db"),
        stdout=subprocess.PIPE,
        text=True,
        cwd=data,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("Ready: ")
        assert (data / "leads.db").exists()
    finally:
        process.terminate()
        process.communicate(timeout=60)
        for folder in [site, *filter(Path.is_dir, site.rglob("*"))]:
            folder.chmod(0o755)
    assert not list(site.rglob("__pycache__"))
