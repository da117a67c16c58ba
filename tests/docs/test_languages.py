"""docs/examples/languages and their neighbours: what can run here runs, the rest agrees with it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from command import environment
from container import Container
from lmapi_mock.settings import DEFINITIONS, read_settings
from quotes import EXAMPLES, ROOT

LANGUAGES = EXAMPLES / "languages"
CONTAINERS = ["Container.java", "Container.cs", "container.go", "container.mjs"]
COMMANDS = {
    "java": ["java", "DialerTest.java"],
    "go": ["go", "test", "dialer_test.go"],
    "ruby": ["ruby", "dialer_test.rb"],
    "jest": ["jest", "dialer.test.js"],
}


@pytest.mark.parametrize("language", COMMANDS)
def test_it_runs(container: Container, language: str, tmp_path: Path) -> None:
    command = COMMANDS[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed, so that its example cannot run")
    shutil.copytree(LANGUAGES, tmp_path, dirs_exist_ok=True)
    # Jest looks for one upwards, which every project that has it has.
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env=container.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_java_of_it_fails_where_the_server_is_another(tmp_path: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("java is not installed, so that its example cannot run")
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    ran = subprocess.run(
        ["java", str(LANGUAGES / "DialerTest.java")],
        cwd=tmp_path,
        env=environment(LMAPI_URL=url),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode != 0


@pytest.mark.parametrize("file", CONTAINERS)
def test_a_container_is_told_what_the_dockerfile_needs(file: str) -> None:
    text = (LANGUAGES / file).read_text(encoding="utf-8")
    named = set(re.findall(r"LMAPI_\w+", text)) - {"LMAPI_URL"}
    assert "LMAPI_ADMIN_TOKEN" in named
    assert named <= {one.variable for one in DEFINITIONS}
    assert "YOUR-REGISTRY/lmapi-mock:TAG" in text
    assert "/__admin/ready" in text
    port = re.findall(r"^EXPOSE (\d+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)[-1]
    assert port in text


def test_compose_tells_the_server_settings() -> None:
    services = yaml.safe_load((EXAMPLES / "compose" / "compose.yml").read_text())["services"]
    told = services["dialer"]["environment"]
    assert told.keys() <= {one.variable for one in DEFINITIONS}
    assert services["crm"]["environment"]["LMAPI_ADMIN_TOKEN"] == told["LMAPI_ADMIN_TOKEN"]
    assert services["crm"]["environment"]["LMAPI_URL"] == "http://dialer:8080"
    assert services["crm"]["depends_on"] == {"dialer": {"condition": "service_healthy"}}


def test_two_servers_behind_nginx_are_told_settings_and_nothing_is_asked_twice() -> None:
    services = yaml.safe_load((EXAMPLES / "scaling" / "compose.yml").read_text())["services"]
    variables = {one.variable: one for one in DEFINITIONS}
    assert services["one"] == services["two"]
    told = services["one"]["environment"]
    assert told.keys() <= variables.keys()
    assert told["LMAPI_ADMIN_TOKEN"].startswith("${LMAPI_ADMIN_TOKEN:?")
    told |= {"LMAPI_ADMIN_TOKEN": "for-this-team-only"}
    settings = {variables[name].name: value for name, value in told.items()}
    read = read_settings(settings, {})
    assert (read.workers, read.place.is_server) == (2, True)
    nginx = (EXAMPLES / "scaling" / "nginx.conf").read_text()
    assert set(re.findall(r"server (\w+):8080;", nginx)) <= services.keys()
    assert len(re.findall(r"server (\w+):8080;", nginx)) == 2
    assert "proxy_next_upstream off;" in nginx
    assert services["balancer"]["depends_on"].keys() == {"one", "two"}


def shell(container: Container, script: str, folder: Path, **variables: str) -> str:
    shutil.copytree((EXAMPLES / script).parent, folder, dirs_exist_ok=True)
    ran = subprocess.run(
        ["sh", Path(script).name],
        cwd=folder,
        env=container.environment | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_a_stub_by_curl(container: Container, tmp_path: Path) -> None:
    assert "\n1001|2026-07-15 14:00:00|7275551212\n" in shell(
        container, "stubbing/stub.sh", tmp_path
    )
    assert container.admin("GET", "/faults").json == {"faults": []}


def test_leads_go_in_and_come_out(container: Container, tmp_path: Path) -> None:
    shell(container, "bulk/bulk.sh", tmp_path)
    header, *leads = (tmp_path / "leads-now.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("lead_id,")
    assert [("7275551212" in leads[0], "2125550142" in leads[1])] == [(True, True)]


def test_https_by_a_name_of_ones_own(container: Container, tmp_path: Path) -> None:
    for program in ("openssl", "curl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed, which the example needs")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    assert "VERSION: 2.14" in shell(container, "https/tls.sh", tmp_path, PORT=port)


def test_a_project_with_older_dependencies_runs_its_tests_with_the_fixture(tmp_path: Path) -> None:
    """In an environment of its own, which has the plugin and none of the server's dependencies."""
    old = tmp_path / "venv" / "bin"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(old.parent)], check=True, timeout=120
    )
    pip = [str(Path(sys.executable).parent / "pip"), "--disable-pip-version-check"]
    # To compile hundreds of files takes longer than the few of them that are loaded.
    install = [*pip, "--python", str(old / "python"), "install", "-q", "--no-compile"]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    (wheel,) = map(str, tmp_path.glob("lmapi_mock-*.whl"))
    # Of what they need in turn just what is loaded.
    needs = ("pytest", "iniconfig", "packaging", "pluggy", "pygments")
    needed = subprocess.run(
        [*install, "--no-deps", *needs, "sqlalchemy<2", "fastapi<0.110", wheel],
        capture_output=True,
        text=True,
        timeout=300,
    )
    if needed.returncode:
        # That is not the wheel's fault.
        subprocess.run([*install, "--no-deps", wheel], check=True, timeout=120)
        pytest.skip("no package index is reachable to install SQLAlchemy 1.4 from")
    example = EXAMPLES / "environments" / "test_old_crm.py"
    shutil.copy(example, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "lmapi_mock", "run", "--", str(old / "python"), "-m", "pytest", "-q",
         example.name],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )  # fmt: skip
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr
    installed = {folder.name.lower() for folder in old.parent.rglob("*.dist-info")}
    assert any(name.startswith("sqlalchemy-1.4.") for name in installed), installed
    assert not any(name.startswith("uvicorn-") for name in installed), installed
