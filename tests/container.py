"""A server that runs as the Dockerfile says, for programs beside it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client import Mock, Response
from command import Serving, environment, serving
from quotes import ROOT

TOKEN = "of-these-tests-only"


@dataclass(frozen=True)
class Container:
    """A server that runs as the Dockerfile says: all but its port and its folder."""

    served: Serving
    mock: Mock

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.served.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program beside it is told, which finds our own commands too."""
        path = f"{Path(sys.executable).parent}:{environment()['PATH']}"
        return environment(
            LMAPI_URL=self.url,
            LMAPI_ADMIN_TOKEN=TOKEN,
            PATH=path,
            PYTHONDONTWRITEBYTECODE="1",
        )

    def admin(self, method: str, path: str, content: Any = None) -> Response:
        """Call the admin API, token shown."""
        body = None if content is None else json.dumps(content)
        headers = {"authorization": f"Bearer {TOKEN}"}
        return self.mock.fresh().request(method, f"/__admin{path}", body, headers)


@contextmanager
def running(data: Path) -> Iterator[Container]:
    """Serve by the Dockerfile's settings, but on a free port and with the data in this folder."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    variables = dict(re.findall(r"\b(LMAPI_\w+)=(\S+)", dockerfile))
    database = data / Path(variables["LMAPI_DATABASE_URL"]).name
    variables |= {"LMAPI_DATABASE_URL": str(database), "LMAPI_ADMIN_TOKEN": TOKEN}
    with serving(**variables) as served:
        container = Container(served, served.mock())
        yield container
        container.mock.close()
