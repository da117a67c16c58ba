"""The world in brief, and what the server was told."""

from __future__ import annotations

from contextlib import closing

from balanced import NEEDS_ONE
from client import Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DEFINITIONS, read_settings
from lmapi_mock.version import __version__


@NEEDS_ONE
def test_the_world_in_brief(demo: Mock) -> None:
    demo.freeze("2026-07-15T14:00:00Z", "America/New_York")
    demo.documented(phone_number="7275551212")
    last_id = demo.admin("GET", "/requests").json["meta"]["last_id"]
    world = demo.admin("GET", "/world").json
    assert 1_000 < world["journal"].pop("bytes") < 20_000
    assert world == {
        "namespace": "",
        "version": __version__,
        "clock": {
            "now": "2026-07-15T14:00:00Z",
            "local": "2026-07-15 10:00:00",
            "timezone": "America/New_York",
            "frozen": True,
        },
        "faults": 0,
        "spent_faults": 0,
        "leads": 1,
        "journal": {
            "size": 10000,
            "held": 1,
            "most_bytes": 128 << 20,
            "last_id": last_id,
            "dropped": 0,
        },
        "database": "sqlite",
        "existing": False,
        "strict": "no",
    }
    assert demo.request("GET", "/ns/brief/__admin/world").json["namespace"] == "brief"
    demo.admin("DELETE", "/namespaces/brief")


def test_settings_are_shown_without_secrets() -> None:
    flags = {
        "database": ":memory:",
        "port": "0",
        "admin_token": "s3cret",
        "doors": "/crm.php=vicidial,/l=documented",
        "open_admin": "yes",
    }
    with Server(read_settings(flags, {})) as server, closing(Mock(server)) as mock:
        path, headers = "/__admin/settings", {"authorization": "Bearer s3cret"}
        answer = mock.request("GET", path, headers=headers)
    settings = {one["name"]: one for one in answer.json["settings"]}

    assert list(settings) == [one.name for one in DEFINITIONS]
    assert "s3cret" not in answer.text
    assert {name: settings[name]["value"] for name in (*flags, "seed", "host")} == {
        "database": "sqlite://",
        "port": "0",
        "admin_token": "***",
        "doors": "/crm.php=vicidial,/l=documented",
        "open_admin": "yes",
        "seed": "",
        "host": "127.0.0.1",
    }
    assert (settings["port"]["flag"], settings["database"]["variable"]) == (
        "--port",
        "LMAPI_DATABASE_URL",
    )
