from __future__ import annotations

from collections.abc import Iterator

import pytest

from container import Container, running


@pytest.fixture(scope="session")
def container_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    with running(tmp_path_factory.mktemp("data")) as container:
        yield container


@pytest.fixture
def container(container_running: Container) -> Container:
    """The container, with the demo data and nothing else."""
    for one in container_running.admin("GET", "/namespaces").json["namespaces"]:
        assert container_running.admin("DELETE", f"/namespaces/{one['name']}").status == 204
    assert container_running.admin("POST", "/reset").status == 204
    return container_running
