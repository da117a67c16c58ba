"""The real command, in a process of its own."""

from __future__ import annotations

import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from client import FORM
from command import COMMAND, Serving, began, environment, run, seed_file, serving
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.version import __version__

LEAD = "source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212"


@pytest.fixture
def small_seed(tmp_path: Path) -> str:
    """A seed with reference data of its own, which is put in no time."""
    return seed_file(tmp_path)


def test_serve_prints_one_ready_line_whose_curl_adds_a_lead() -> None:
    with serving("--database", ":memory:") as served:
        if shutil.which("curl"):
            sent = subprocess.run(
                ["/bin/sh", "-c", f"{served.curl} -sS"], capture_output=True, text=True, timeout=10
            )
            answer, errors = sent.stdout, sent.stderr
        else:
            answer, errors = urlopen(served.curl.split("'")[1]).read().decode(), ""
        status, output, log = served.end()
    url = f"http://127.0.0.1:{served.port}"
    assert served.ready_line == f"Ready: {url}  Try: curl '{url}{DOCUMENTED_DOOR}?{LEAD}'\n"
    assert answer == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"
    assert (errors, status, output, log) == ("", 0, "", "")


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=["SIGTERM", "SIGINT", "SIGHUP"]
)
def test_a_signal_ends_it_within_a_second_and_a_request_in_flight_is_answered(
    small_seed: str, number: int
) -> None:
    body = LEAD.encode()
    with serving("--database", ":memory:", "--seed", small_seed) as served:
        request = (
            f"POST {VICIDIAL_DOOR} HTTP/1.1\r\nHost: test\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
        )
        with socket.create_connection((served.host, served.port), timeout=10) as connection:
            connection.sendall(request.encode())
            # The server says so once it waits for the body: the request is in flight.
            assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue")
            start = began(served)
            served.process.send_signal(number)
            wait_until_refused(served)
            connection.sendall(body)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.read().startswith(b"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|")
        served.wait()
        assert served.took(start) < 1
        assert served.process.wait(timeout=10) == 0


def wait_until_refused(served: Serving) -> None:
    """Wait until the server listens no more: it has seen the signal."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection((served.host, served.port), timeout=1).close()
        except OSError:
            return
        time.sleep(0.01)
    raise AssertionError("The server listens on.")


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=["SIGTERM", "SIGINT", "SIGHUP"]
)
def test_a_signal_during_the_start_ends_it_too(tmp_path: Path, number: int) -> None:
    database = tmp_path / "leads.db"
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--database", str(database)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # The file appears while the application is made.
        while not database.exists():
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert output == "" or output.startswith("Ready: ")


def test_a_client_that_keeps_its_connection_does_not_hold_up_the_end(small_seed: str) -> None:
    with serving("--database", ":memory:", "--seed", small_seed) as served:
        mock = served.mock()
        assert mock.admin("GET", "/health").status == 200
        start = began(served)
        served.process.send_signal(signal.SIGTERM)
        served.wait()
        assert served.took(start) < 1
        assert served.process.wait(timeout=10) == 0
        mock.close()


def test_data_survives_a_restart(tmp_path: Path, small_seed: str) -> None:
    where = ("--database", str(tmp_path / "new" / "leads.db"), "--seed", small_seed)
    answers = []
    for _ in range(2):
        with serving(*where) as served:
            mock = served.mock()
            answers.append(mock.add_lead(phone_number="7275551212", duplicate_check="DUPSYS"))
            mock.close()
            assert served.end()[0] == 0
    assert answers == [
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|1|-5|6666\n",
        "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551212|999|1|999\n",
    ]
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["leads.db"]


def test_a_database_in_memory_is_gone_after_a_restart(small_seed: str) -> None:
    for _ in range(2):
        with serving("--database", ":memory:", "--seed", small_seed) as served:
            mock = served.mock()
            assert mock.rows("vicidial_list") == []
            assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
            mock.close()


def test_without_a_database_a_file_in_the_users_data_folder_is_used(
    tmp_path: Path, small_seed: str
) -> None:
    folder = str(tmp_path / "data")
    with serving("--seed", small_seed, HOME=str(tmp_path), XDG_DATA_HOME=folder) as served:
        assert served.end()[0] == 0
    (file,) = tmp_path.rglob("*.sqlite3")
    assert file.name == "lmapi-mock.sqlite3"
    if sys.platform == "linux":
        assert file.parent == tmp_path / "data" / "lmapi-mock"


def test_settings_come_from_the_environment_too(tmp_path: Path, small_seed: str) -> None:
    with serving(
        LMAPI_DATABASE_URL=f"sqlite:///{tmp_path}/leads.db",
        LMAPI_SEED=small_seed,
        LMAPI_DIALECT="vicidial",
        LMAPI_TIMEZONE="Asia/Tokyo",
        LMAPI_DOORS="/crm=documented",
    ) as served:
        mock = served.mock()
        assert mock.documented(phone_number="7275551212").endswith("|999|1|-5|6666\n")
        assert mock.add_lead(door="/crm", phone_number="7275551212").endswith("|6666|999|2|-5\n")
        assert mock.admin("GET", "/clock").json["timezone"] == "Asia/Tokyo"
        mock.close()
    assert (tmp_path / "leads.db").is_file()


def test_a_port_in_use_stops_the_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port), "--database", ":memory:")
    assert (ended.returncode, ended.stdout) == (2, "")
    first, hint = ended.stderr.splitlines()
    assert first.startswith(f"lmapi-mock: The server cannot listen on 127.0.0.1, port {port}: ")
    assert "in use" in first
    assert hint == "Choose another with --host and --port; port 0 picks a free one."


def test_a_wrong_setting_stops_the_start() -> None:
    ended = run("serve", LMAPI_PORT="http")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "lmapi-mock: LMAPI_PORT is 'http'. Accepted: a number from 0 to 65535, where 0 picks a "
        "free port.\n"
    )


@pytest.mark.parametrize(
    ("database", "said", "hint"),
    [
        (
            "{file}/new/leads.db",
            "The folder {file}/new of the database cannot be made: Not a directory.",
            "Choose another file with --database, or :memory:.",
        ),
        (
            "{folder}",
            "The database file {folder} cannot be opened: unable to open database file.",
            "Check that the folder exists and that you may write to it.",
        ),
        (
            "{file}",
            "The database file {file} cannot be opened: file is not a database.",
            "Check that the folder exists and that you may write to it.",
        ),
        (
            "://",
            "'://' is no URL of a database.",
            "Give --database a file name, :memory:, or a URL as mysql://user@host/database.",
        ),
        (
            "sqlite+nothing:///x",
            "'sqlite+nothing:///x' is no URL of a database.",
            "Give --database a file name, :memory:, or a URL as mysql://user@host/database.",
        ),
        (
            "mysql://a:b@127.0.0.1:port/x?password=tiger",
            "'127.0.0.1:port/x' is no URL of a database.",
            "Give --database a file name, :memory:, or a URL as mysql://user@host/database.",
        ),
        (
            "mysql://a:b@127.0.0.1:1/x?password=tiger&bogus=1",
            (
                "The database mysql://a:***@127.0.0.1:1/x?bogus=1&password=*** cannot be opened, "
                "for its URL is not understood: Connection.__init__() got an unexpected keyword "
                "argument 'bogus'."
            ),
            (
                "Give --database a URL as mysql://user:password@host/database, and after a `?` "
                "only what the driver knows."
            ),
        ),
        (
            "oracle://scott:tiger@db/x",
            "The database oracle://scott:***@db/x is of no kind that lmapi-mock runs on.",
            (
                "Accepted: URLs that begin with sqlite, mysql, mariadb, postgresql; a file name; "
                ":memory:."
            ),
        ),
    ],
    ids=[
        "folder under a file",
        "folder",
        "no database",
        "no URL",
        "no driver",
        "bad port",
        "unknown to the driver",
        "other engine",
    ],
)
def test_a_database_that_cannot_be_opened_stops_the_start(
    tmp_path: Path, database: str, said: str, hint: str
) -> None:
    file = tmp_path / "text"
    file.write_text("This is not a database, whatever its name may say.\n" * 50)
    places = {"file": str(file), "folder": str(tmp_path)}
    ended = run("serve", "--port", "0", "--database", database.format(**places))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"lmapi-mock: {said.format(**places)}")
    assert ended.stderr.splitlines()[1:] == [hint]


def test_a_folder_that_may_not_be_written_to_stops_the_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        (tmp_path / "probe").touch()
        pytest.skip("this user may write to every folder")
    except PermissionError:
        pass
    ended = run("serve", "--port", "0", "--database", str(tmp_path / "leads.db"))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"lmapi-mock: The database file {tmp_path}/leads.db cannot be opened: unable to open "
        "database file.\nCheck that the folder exists and that you may write to it.\n"
    )


@pytest.mark.parametrize(
    ("seed", "said"),
    [
        (b'{"tables": {', "{seed}, line 1, column 13: Expecting property name"),
        (b"[]", "{seed}, line 1, column 1: this is [].\nA seed is an object in the form of PUT "),
        (b'{"tables": []}', "{seed}, line 1, column 12: tables is [].\nIt is an object.\n"),
        (b"\xff", "{seed}, line 1, column 1: this is not UTF-8.\n"),
        (
            b'{"tables": {"vicidial_hoper": []}}',
            "{seed}, line 1, column 13: There is no table 'vicidial_hoper'.\nDid you mean ",
        ),
        (
            b'{"custom_tables": {"custom_1": 5}}',
            "{seed}, line 1, column 32: The columns of custom_1 are 5.\nThey are a list.\n",
        ),
    ],
    ids=["no JSON", "no object", "no tables", "no UTF-8", "no such table", "no columns"],
)
def test_a_broken_seed_stops_the_start(tmp_path: Path, seed: bytes, said: str) -> None:
    file = tmp_path / "seed.json"
    file.write_bytes(seed)
    ended = run("serve", "--port", "0", "--database", ":memory:", "--seed", str(file))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("lmapi-mock: " + said.format(seed=file))
    assert "Traceback" not in ended.stderr


def test_the_package_runs_as_a_module() -> None:
    ended = run("--version")
    assert (ended.returncode, ended.stdout) == (0, f"lmapi-mock {__version__}\n")


def test_the_command_is_installed_under_its_name() -> None:
    command = Path(sys.executable).parent / "lmapi-mock"
    ended = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (0, f"lmapi-mock {__version__}\n")


def test_without_a_command_the_usage_is_shown() -> None:
    ended = run()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("usage: lmapi-mock ")
    assert "COMMAND" in ended.stderr
