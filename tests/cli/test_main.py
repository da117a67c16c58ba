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

from client import BASE_STATE, FORM
from command import COMMAND, Serving, began, environment, run, seed_file, serving
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.version import __version__

LEAD = "source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212"


@pytest.fixture
def small_seed(tmp_path: Path) -> str:
    """A seed with reference data of its own, which is put in no time."""
    return seed_file(tmp_path)


def test_serve_prints_a_ready_line_whose_curl_adds_a_lead_and_its_page_and_database() -> None:
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
    assert served.page_line == (
        f"Page: {url}/__admin  Database: in memory, seeded with the demo data; it ends with the "
        "server\n"
    )
    assert answer == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"
    assert (errors, status, output, log) == ("", 0, "", "")


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=["SIGTERM", "SIGINT", "SIGHUP"]
)
def test_a_signal_ends_it_within_a_second_and_a_request_in_flight_is_answered(
    small_seed: str, number: int
) -> None:
    body = LEAD.encode()
    with serving("--database", ":memory:", "--seed", small_seed, fresh=True) as served:
        request = (
            f"POST {VICIDIAL_DOOR} HTTP/1.1\r\nHost: test\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
        )
        with socket.create_connection((served.host, served.port), timeout=60) as connection:
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
        assert served.process.wait(timeout=60) == 0


def wait_until_refused(served: Serving) -> None:
    """Wait until the server listens no more: it has seen the signal."""
    deadline = time.monotonic() + 60
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
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert output == "" or output.startswith("Ready: ")


def test_a_client_that_keeps_its_connection_does_not_hold_up_the_end(small_seed: str) -> None:
    with serving("--database", ":memory:", "--seed", small_seed, fresh=True) as served:
        mock = served.mock()
        assert mock.admin("GET", "/health").status == 200
        start = began(served)
        served.process.send_signal(signal.SIGTERM)
        served.wait()
        assert served.took(start) < 1
        assert served.process.wait(timeout=60) == 0
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


def test_without_a_database_nothing_is_left_behind_and_each_start_begins_with_the_seed(
    tmp_path: Path, small_seed: str
) -> None:
    before = {*tmp_path.rglob("*")}
    for _ in range(2):
        with serving("--seed", small_seed, HOME=str(tmp_path), XDG_DATA_HOME="") as served:
            mock = served.mock()
            assert mock.add_lead(phone_number="7275551212").endswith("|999|1|-5|6666\n")
            mock.close()
            assert served.end()[0] == 0
        assert "Database: in memory, seeded with " in served.page_line
    assert {*tmp_path.rglob("*")} == before


def test_a_seed_that_would_have_no_effect_stops_the_start(tmp_path: Path, small_seed: str) -> None:
    where = ("--database", str(tmp_path / "leads.db"))
    with serving(*where) as served:
        assert served.page_line.endswith(f"{tmp_path}/leads.db, seeded with the demo data\n")
        assert served.end()[0] == 0
    ended = run("serve", "--port", "0", *where, "--seed", small_seed)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"lmapi-mock: --seed is {small_seed}, and the database holds rows already: it was seeded "
        "with the demo data.\n"
        "Start with --reseed to empty it and fill it with this seed, name another --database, or "
        "leave out --seed to serve the rows that are there.\n"
    )


def test_reseed_empties_the_database_and_the_same_seed_is_no_error_then(
    tmp_path: Path, small_seed: str
) -> None:
    where = ("--database", str(tmp_path / "leads.db"), "--seed", small_seed)
    with serving("--database", str(tmp_path / "leads.db")) as served:
        mock = served.mock()
        mock.add_lead(phone_number="7275551212")
        mock.close()
        assert served.end()[0] == 0
    for further, leads, said in (
        (["--reseed"], [], f"seeded with {small_seed}"),
        ([], ["1"], f"its rows kept (seeded with {small_seed})"),
    ):
        with serving(*where, *further) as served:
            mock = served.mock()
            assert [str(row["lead_id"]) for row in mock.rows("vicidial_list")] == leads
            mock.add_lead(phone_number="7275551212")
            mock.close()
            assert served.end()[0] == 0
        assert served.page_line.endswith(f"leads.db, {said}\n")


def test_a_seed_that_was_changed_since_is_another(tmp_path: Path, small_seed: str) -> None:
    where = ("--database", str(tmp_path / "leads.db"), "--seed", small_seed)
    with serving(*where) as served:
        assert served.end()[0] == 0
    seed_file(tmp_path, vicidial_list=[{"phone_number": "7275551212", "list_id": 999}])
    ended = run("serve", "--port", "0", *where)
    assert ended.returncode == 2
    assert f"it was seeded with {small_seed}, which has been changed since." in ended.stderr


def test_reseeding_workers_seed_once(tmp_path: Path, small_seed: str) -> None:
    where = ("--database", str(tmp_path / "leads.db"), "--seed", small_seed, "--reseed")
    with serving(*where, "--workers", "2") as served:
        mock = served.mock()
        for _ in range(4):
            assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
        assert len(mock.rows("vicidial_list")) == 4
        mock.close()


def test_the_first_request_logs_in_with_a_user_of_the_seed(tmp_path: Path) -> None:
    user = {"user": "c'rm", "pass": "for tests", "user_level": 8, "modify_leads": "1"}
    locked = {**user, "user": "a", "vdc_agent_api_access": "0"}
    users = [{**row, "user_group": "ADMIN"} for row in (locked, user)]
    users[1]["vdc_agent_api_access"] = "1"
    seed = seed_file(tmp_path, vicidial_users=users)
    with serving("--seed", seed) as served:
        assert "user=c%27rm&pass=for%20tests&function" in served.curl


def test_a_password_that_the_seed_does_not_hold_is_not_printed(
    tmp_path: Path, small_seed: str
) -> None:
    where = ("--database", str(tmp_path / "leads.db"), "--seed", small_seed)
    with serving(*where) as served:
        mock = served.mock()
        state = {**BASE_STATE, "vicidial_users": [dict(BASE_STATE["vicidial_users"][0])]}
        state["vicidial_users"][0]["pass"] = "hunter2"
        mock.put_state(vicidial_users=state["vicidial_users"])
        mock.close()
        assert served.end()[0] == 0
    with serving(*where) as served:
        assert "&pass=PASSWORD&" in served.curl


def test_where_nobody_may_add_leads_a_call_without_login_is_tried(tmp_path: Path) -> None:
    seed = seed_file(tmp_path, vicidial_users=[])
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--seed", seed],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.kill()
    process.communicate(timeout=60)
    assert line.endswith("?function=version'  (no user there may add leads)\n")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["serve", "--prot", "8080"], "unrecognized arguments: --prot 8080. Did you mean --port?"),
        (
            ["serve", "--databse=x"],
            "unrecognized arguments: --databse=x. Did you mean --database?",
        ),
        (["serve", "--data", "x"], "unrecognized arguments: --data x"),
        (["srve"], "Did you mean serve?"),
        (["import", "lead", "x.csv"], "Did you mean leads?"),
    ],
)
def test_what_was_meant_is_said(arguments: list[str], meant: str) -> None:
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert meant in ended.stderr
    assert len(ended.stderr.splitlines()) < 8


def test_a_variable_that_is_no_setting_is_warned_of(small_seed: str) -> None:
    with serving(
        "--seed",
        small_seed,
        LMAPI_DATABASE="leads.db",
        LMAPI_URL="http://elsewhere",
        LMAPI_SERVICE_HOST="10.0.0.1",
        LMAPI_PORT_8080_TCP_ADDR="10.0.0.1",
    ) as served:
        errors = served.end()[2]
    (line,) = errors.splitlines()
    assert line.endswith(
        "WARNING LMAPI_DATABASE is set, and there is no such setting: it does nothing. "
        "Did you mean LMAPI_DATABASE_URL?"
    )


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("command", ["serve", "ready"])
def test_ctrl_c_is_silent_at_any_moment(command: str, delay: float) -> None:
    """From the moment that Python has begun with our first line."""
    code = (
        "import signal, sys; sys.argv = ['lmapi-mock', *sys.argv[1:]];"
        "from lmapi_mock.__main__ import main; print('begun', flush=True); sys.exit(main())"
    )
    # Silent from main's first line on: what comes before is Python's own start.
    arguments = {
        "serve": ["serve", "--port", "0"],
        "ready": ["ready", "--port", "9", "--wait", "9"],
    }
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments[command]],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0 if command == "serve" else 130, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_flags(shell: str) -> None:
    script = run("completion", shell).stdout
    assert "serve" in script
    assert "reseed" in script
    if shell == "bash":
        asked = "COMP_WORDS=(lmapi-mock serve --data); COMP_CWORD=2; _lmapi_mock"
        done = subprocess.run(
            ["bash", "-c", f'{script}\n{asked}; echo "${{COMPREPLY[@]}}"'],
            capture_output=True,
            text=True,
        )
        assert (done.stdout, done.stderr) == ("--database --database-timeout\n", "")


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
            "mysql://scott:tiger@127.0.0.1:1",
            "mysql://scott:***@127.0.0.1:1 names a server, but none of its databases.",
            "Name one at the end of the URL, as mysql://user:password@host/database.",
        ),
        (
            "oracle://scott:tiger@db/x",
            (
                "The database oracle://scott:***@db/x cannot be used: lmapi-mock does not run on "
                "that kind."
            ),
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
        "no database named",
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


def test_two_servers_on_one_file_follow_one_clock(tmp_path: Path, small_seed: str) -> None:
    where = ("--database", str(tmp_path / "leads.db"), "--seed", small_seed)
    with serving(*where) as first, serving(*where) as second:
        one, other = first.mock(), second.mock()
        one.freeze("2026-03-08T15:00:00Z")
        assert other.admin("GET", "/clock").json["now"] == "2026-03-08T15:00:00Z"
        other.add_lead(phone_number="7275551212")
        (lead,) = one.rows("vicidial_list")
        assert lead["entry_date"] == "2026-03-08 15:00:00"
        # One that comes later follows too.
        with serving(*where) as third:
            late = third.mock()
            assert late.admin("GET", "/clock").json["frozen"] is True
            late.close()
            assert "The clock of this database is frozen at 2026-03-08 15:00:00" in third.end()[2]
        assert one.admin("GET", "/clock").json["frozen"] is True
        assert other.admin("POST", "/reset").status == 204
        one.add_lead(phone_number="7275551212")
        assert one.admin("GET", "/clock").json["frozen"] is False
        one.freeze("2026-03-08T15:00:00Z")
        one.close()
        other.close()
        assert (first.end()[0], second.end()[0]) == (0, 0)
    # It was theirs: who comes when they have ended begins with the present.
    with serving(*where) as served:
        mock = served.mock()
        assert mock.admin("GET", "/clock").json["frozen"] is False
        mock.close()
        assert served.end()[2] == ""
