"""The server in this process: several side by side, started and stopped."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from client import Mock
from command import seed_file
from lmapi_mock.errors import DatabaseError, SettingError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A throw-away database, and a seed that is put in no time."""
    return read_settings({"database": ":memory:", "port": "0", "seed": seed_file(tmp_path)}, {})


def with_(settings: Settings, **flags: str) -> Settings:
    return read_settings({"database": ":memory:", "seed": str(settings.seed), **flags}, {})


def server_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "lmapi-mock"]


def test_two_servers_in_one_process_do_not_see_each_other(settings: Settings) -> None:
    with Server(settings) as first, Server(settings) as second:
        one, other = Mock(first), Mock(second)
        assert first.port != second.port
        one.freeze("2001-01-01T00:00:00Z", "Asia/Tokyo")
        assert one.add_lead(phone_number="7275551212").startswith("SUCCESS")
        assert [row["entry_date"] for row in one.rows("vicidial_list")] == ["2001-01-01 09:00:00"]
        assert other.rows("vicidial_list") == []
        clock = other.admin("GET", "/clock").json
        assert (clock["timezone"], clock["frozen"]) == ("UTC", False)
        one.close()
        other.close()


def test_a_server_that_ends_leaves_the_other_running(settings: Settings) -> None:
    with Server(settings) as first:
        with Server(settings):
            pass
        mock = Mock(first)
        assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
        mock.close()


def test_a_server_that_is_told_to_end_does_so_at_once_and_looks_for_it_once_a_second(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By server: others of this process look too.
    looks: dict[uvicorn.Server, list[int]] = {}
    on_tick = uvicorn.Server.on_tick

    async def counted(server: uvicorn.Server, tenths: int) -> bool:
        looks.setdefault(server, []).append(tenths)
        return await on_tick(server, tenths)

    monkeypatch.setattr(uvicorn.Server, "on_tick", counted)
    begun = time.monotonic()
    with Server(settings):
        time.sleep(0.3)
    (own,) = [one for one in looks.values() if one[0] == 0]
    # One as it begins, and one as it is told to end.
    assert 2 <= len(own) <= 2 + int(time.monotonic() - begun)


def test_a_server_with_nothing_in_flight_ends_within_milliseconds(settings: Settings) -> None:
    took: list[float] = []
    # One that is quick says it; one that is slow may have had to wait for other tests.
    while not took or (min(took) > 0.05 and len(took) < 10):
        with Server(settings) as server:
            mock = Mock(server)
            # Its connection stays open, and idle.
            assert mock.admin("GET", "/health").status == 200
            begun = time.monotonic()
            server.stop()
            took.append(time.monotonic() - begun)
            mock.close()
    assert min(took) < 0.05, took


def test_a_server_answers_inside_its_with_block_only(settings: Settings) -> None:
    threads = server_threads()
    with Server(settings) as server:
        assert server.base_url == f"http://127.0.0.1:{server.port}"
        mock = Mock(server)
        assert mock.admin("GET", "/health").status == 200
        mock.close()
        assert len(server_threads()) == len(threads) + 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=60)
    assert server_threads() == threads


def test_an_error_in_the_with_block_stops_the_server_and_goes_on(settings: Settings) -> None:
    with pytest.raises(RuntimeError, match="mine"), Server(settings) as server:
        raise RuntimeError("mine")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=60)


def test_a_server_can_be_stopped_twice(settings: Settings) -> None:
    server = Server(settings)
    server.start_in_thread()
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=60)


def test_on_ready_is_called_once_requests_are_answered(settings: Settings) -> None:
    called: list[str] = []
    with Server(settings, on_ready=lambda: called.append("ready")):
        assert called == ["ready"]
    assert called == ["ready"]


def test_a_port_in_use_is_said_at_once(settings: Settings) -> None:
    with Server(settings) as server:
        taken = with_(settings, port=str(server.port))
        with pytest.raises(SettingError) as refused:
            Server(taken)
    assert str(refused.value).startswith(
        f"The server cannot listen on 127.0.0.1, port {server.port}: "
    )


def test_a_server_that_cannot_be_made_lets_its_port_go(settings: Settings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with pytest.raises(DatabaseError):
        Server(with_(settings, port=port, database=str(tmp_path)))
    with Server(with_(settings, port=port)) as server:
        assert server.port == int(port)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:{}"),
        ("0.0.0.0", "http://127.0.0.1:{}"),
        ("localhost", "http://"),
    ],
)
def test_the_base_url_can_be_asked_whatever_is_listened_on(
    settings: Settings, host: str, url: str
) -> None:
    with Server(with_(settings, host=host, port="0", admin_token="sixteen-and-more")) as server:
        assert server.base_url.startswith(url.format(server.port))
        address, _, port = server.base_url.removeprefix("http://").rpartition(":")
        connection = http.client.HTTPConnection(address, int(port), timeout=60)
        connection.request("GET", "/__admin/health")
        assert connection.getresponse().status == 200
        connection.close()


def test_a_server_on_a_file_leaves_it_without_journal_files(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "made by the server"
    with Server(with_(settings, port="0", database=str(folder / "leads.db"))):
        pass
    assert [file.name for file in folder.iterdir()] == ["leads.db"]
