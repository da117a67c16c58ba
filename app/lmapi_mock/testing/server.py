"""MockServer: a server in a thread of the test process, on a free port, its database in memory."""

from __future__ import annotations

from lmapi_mock.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, Settings, read_settings


class MockServer(Server):
    """A server for a `with` statement, with the demo data unless its settings name a seed.

        with MockServer() as server:
            requests.get(server.url, params={...})

    Args:
        settings: what the server is told; without them it keeps its leads in memory and picks a
            free port, whatever `LMAPI_*` variables say.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings or read_settings({"database": ":memory:", "port": "0"}, {}))

    @property
    def url(self) -> str:
        """The documented door, whole: `http://127.0.0.1:40123/API/lmapi.php`."""
        return self.base_url + DOCUMENTED_DOOR

    @property
    def vicidial_url(self) -> str:
        """VICIdial's own door, whole."""
        return self.base_url + VICIDIAL_DOOR
