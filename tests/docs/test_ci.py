"""docs/examples/ci: the files are valid, agree with the Dockerfile, and their steps run here."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import environment
from container import Container
from lmapi_mock.settings import DEFINITIONS
from quotes import EXAMPLES, ROOT

FILES = {
    name: yaml.safe_load((EXAMPLES / "ci" / name).read_text())
    for name in ("github.yml", "gitlab.yml")
}
JOBS = FILES["github.yml"]["jobs"]
GITLAB = FILES["gitlab.yml"]["push-leads"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PORT = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)[-1]
SETTINGS = {definition.variable for definition in DEFINITIONS}
CLIENTS = {"LMAPI_URL"}
"""What programs beside the server are told, as the plugin is."""
STEPS = {
    "github, service": [step["run"] for step in JOBS["service"]["steps"] if "run" in step],
    "github, built": [step["run"] for step in JOBS["built"]["steps"] if "run" in step],
    "gitlab": GITLAB["script"],
}
LOOK_AT_FINDINGS = (EXAMPLES / "ci" / "findings.sh").read_text(encoding="utf-8")
OF_AN_ENGINE = ("docker build", "docker run", "docker logs")


def bash(container: Container, step: str) -> subprocess.CompletedProcess[str]:
    """Run a step as a CI does; a command in the container runs with the container's address."""
    for program in ("bash", "curl", "node"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed, which the jobs need")
    inside = re.sub(r"^docker exec \S+ ", f"LMAPI_PORT={container.served.port} ", step)
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", inside],
        cwd=ROOT,
        env=container.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def mappings(node: Any) -> list[tuple[str, Any]]:
    """Every key with its value, however deep."""
    if isinstance(node, list):
        return [pair for one in node for pair in mappings(one)]
    if not isinstance(node, dict):
        return []
    return [*node.items(), *(pair for value in node.values() for pair in mappings(value))]


@pytest.mark.parametrize("job", STEPS)
def test_its_steps_run(container: Container, job: str) -> None:
    ran = [step for step in STEPS[job] if not step.startswith(OF_AN_ENGINE)]
    assert any(step.startswith("node --test") for step in ran)
    for step in ran:
        done = bash(container, step)
        assert done.returncode == 0, (step, done.stdout, done.stderr)


def test_the_look_at_findings_fails_where_there_is_one(container: Container) -> None:
    lead = "/API/lmapi.php?source=test&user=6666&pass=1234&function=add_lead&list_id=999"
    container.mock.fresh().request("GET", f"{lead}&phone_number=7275551212")
    assert bash(container, LOOK_AT_FINDINGS).returncode == 0
    container.mock.request("GET", f"{lead}&phone_number=7275551213&dup_check=DUPLIST")
    assert bash(container, LOOK_AT_FINDINGS).returncode == 1


@pytest.mark.parametrize("file", FILES)
def test_its_variables_are_settings(file: str) -> None:
    named = {str(key) for key, _ in mappings(FILES[file]) if str(key).startswith("LMAPI_")}
    named |= set(re.findall(r"\bLMAPI_\w+", " ".join(map(" ".join, STEPS.values()))))
    assert "LMAPI_ADMIN_TOKEN" in named
    assert named <= SETTINGS | CLIENTS


@pytest.mark.parametrize("file", FILES)
def test_its_image_is_a_placeholder(file: str) -> None:
    images = {value for key, value in mappings(FILES[file]) if key in {"image", "name"}}
    ours = {image for image in images if "lmapi-mock" in str(image)}
    assert ours == {"YOUR-REGISTRY/lmapi-mock:TAG"}


def test_its_ports_are_the_dockerfiles() -> None:
    assert f"LMAPI_PORT={PORT}" in DOCKERFILE
    (service,) = JOBS["service"]["services"].values()
    assert service["ports"] == [f"8080:{PORT}"]
    assert f"--publish 8080:{PORT} " in " ".join(STEPS["github, built"])
    assert FILES["github.yml"]["env"]["LMAPI_URL"] == "http://127.0.0.1:8080"
    assert GITLAB["variables"]["LMAPI_URL"] == f"http://{GITLAB['services'][0]['alias']}:{PORT}"


def test_the_service_is_healthy_as_the_dockerfile_says() -> None:
    (service,) = JOBS["service"]["services"].values()
    options = shlex.split(service["options"])
    given = dict(zip(options[::2], options[1::2], strict=True))
    (check,) = re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert shlex.split(given.pop("--health-cmd")) == json.loads(check)
    assert set(given) == {"--health-interval", "--health-timeout", "--health-retries"}


def test_service_and_callers_have_one_token() -> None:
    (service,) = JOBS["service"]["services"].values()
    assert service["env"]["LMAPI_ADMIN_TOKEN"] == FILES["github.yml"]["env"]["LMAPI_ADMIN_TOKEN"]


def script(name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the docs with the command where this suite's Python is."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", str(EXAMPLES / "ci" / name)],
        cwd=ROOT,
        env=environment(PATH=path, **variables),
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_server_runs_for_one_command() -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed, which the job needs")
    done = script("run.sh")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_server_is_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    done = script("ready.sh", PORT=port)
    assert done.returncode == 0, done.stderr
    assert "VERSION: 2.14" in done.stdout


def test_a_server_that_cannot_start_is_not_waited_for() -> None:
    # Whoever has the port answers nothing, and says so at once.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = script("ready.sh", PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "has ended." in done.stderr
