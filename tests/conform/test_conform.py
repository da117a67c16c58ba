"""`lmapi-mock conform` against a second double with other settings, in place of a dialer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import requests

from lmapi_mock import MockServer
from lmapi_mock.cli.main import main
from lmapi_mock.conform.asking import Endpoint, Reply
from lmapi_mock.conform.comparing import distance
from lmapi_mock.conform.probes import suite
from lmapi_mock.settings import Settings
from lmapi_mock.store.schema.metadata import METADATA

OTHER: dict[str, Any] = {
    "dialer_version": "2.14-194a",
    "dialer_build": "231129-1019",
    "timezone": "America/New_York",
    "sql_failures": "php8",
    "url_limit": 4094,
    "header_limit": 5000,
}

OWN_LOG = {"vicidial_api_log", "vicidial_api_urls", "vicidial_urls", "vicidial_webservers"}
CODES = {"vicidial_phone_codes", "vicidial_postal_codes", "vicidial_nanpa_prefix_codes"}
LOGIN = {"last_login_date", "last_ip", "failed_login_count"}


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMAPI_CONFORM_PASSWORD", "1234")


@pytest.fixture(scope="module")
def dialer() -> Iterator[MockServer]:
    with MockServer(**OTHER) as server:
        yield server


def conform(url: str, *flags: str, user: str = "6666") -> int:
    given = ["conform", "--upstream", url, "--user", user, "--rate", "1000", *flags]
    return main(given)


def user_of(server: MockServer, name: str) -> str:
    """The address of a user's row."""
    table = f"{server.base_url}/__admin/tables/vicidial_users"
    (found,) = requests.get(table, {"where.user": name}, timeout=30).json()["rows"]
    return f"{table}/{found['key']}"


def stored(server: MockServer) -> dict[str, Any]:
    """Every row, but for the API's log, what a login changes, and area and postal codes."""
    wanted = ",".join(set(METADATA.tables) - OWN_LOG - CODES)
    state = f"{server.base_url}/__admin/state?tables={wanted}"
    kept: dict[str, Any] = requests.get(state, timeout=30).json()["tables"]
    kept["vicidial_users"] = [
        {name: value for name, value in row.items() if name not in LOGIN}
        for row in kept["vicidial_users"]
    ]
    return kept


def test_each_difference_is_named_and_the_written_profile_makes_both_agree(
    dialer: MockServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(dialer)
    url, file = f"{dialer.base_url}/API/lmapi.php", tmp_path / "dialer.yaml"
    assert conform(url, "--yes", "--write-profile", str(file)) == 1
    said = capsys.readouterr().out
    found = re.findall(r"^\d+\. (.*)$", said, re.MULTILINE)
    assert found == [
        "version (version)",
        "an apostrophe in the query (failure)",
        "an apostrophe where a time zone is looked up (failure)",
        "an array for a source (failure)",
        "an array for a phone number (failure)",
        "a request line of 8190 bytes (limit)",
        "a header of 8190 bytes (limit)",
    ]
    assert re.findall(r"agrees with (.*)", said) == [
        "dialer_version=2.14-194a, dialer_build=231129-1019, timezone=America/New_York",
        *["sql_failures=php8"] * 4,
        "url_limit=4094",
        "header_limit=5000",
    ]
    assert "No setting was found" not in said
    assert "   double: ERROR: Invalid Source - \\nERROR: Invalid Source: ||\\n\n" in said

    assert conform(url, "--yes", "--profile", str(file)) == 0
    count = len(suite(Settings()))
    assert capsys.readouterr().out.endswith(f"\n\nAll {count} answers are the double's.\n")
    assert stored(dialer) == before


@pytest.mark.parametrize(
    ("path", "settings", "profile"),
    [
        ("/API/lmapi.php", {"dialect": "vicidial"}, "dialect: 'vicidial'\n"),
        ("/x5/api.php", {"doors": "/x5/api.php=documented"}, "doors: '/x5/api.php=documented'\n"),
        ("/x5/api.php", {"doors": "/x5/api.php=vicidial"}, "doors: '/x5/api.php=vicidial'\n"),
    ],
)
def test_a_user_who_may_not_add_leads_tells_the_dialect_of_any_path(
    path: str, settings: dict[str, Any], profile: str, tmp_path: Path
) -> None:
    file = tmp_path / "dialer.yaml"
    with MockServer(**settings) as server:
        url = f"{server.base_url}{path}"
        # A path of the dialer's own is a door of the double's without being told.
        parted = "documented" in profile or "dialect" in profile
        assert conform(url, "--yes", "--write-profile", str(file), user="noleads") == parted
        assert file.read_text("utf-8") == profile
        assert conform(url, "--yes", "--profile", str(file), user="noleads") == 0


def test_what_no_setting_mends_is_told_in_each_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit, page = tmp_path / "junit.xml", tmp_path / "page.html"
    with MockServer() as server:
        denied = {"api_allowed_functions": " version "}
        requests.patch(user_of(server, "6666"), json=denied, timeout=30).raise_for_status()
        url = f"{server.base_url}/API/lmapi.php"
        assert conform(url, "--yes", "--junit", str(junit), "--html", str(page)) == 1
    said = capsys.readouterr().out
    assert "No setting was found for " in said
    assert "   dialer: ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION" in said
    suite_of = ET.parse(junit).getroot()
    failures = suite_of.findall("testcase/failure")
    assert suite_of.get("failures") == str(len(failures))
    assert suite_of.get("tests") == str(len(suite_of.findall("testcase")))
    assert {failure.get("message") for failure in failures} == {"no setting found"}
    shown = page.read_text("utf-8")
    assert shown.count("<td>differs<td>") == len(failures)
    assert "1234" not in said + shown + junit.read_text("utf-8")


def test_a_refused_login_is_sent_once(
    dialer: MockServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMAPI_CONFORM_PASSWORD", "wrong")
    assert conform(dialer.base_url, "--yes", user="noleads") == 2
    assert capsys.readouterr().err.endswith(
        "The dialer refuses the login: ERROR: Login incorrect, please try again: \n"
        "Nothing else was sent to it. Mend --user or the password first: ten refusals lock a user "
        "for 15 minutes.\n"
    )
    told = requests.get(user_of(dialer, "noleads"), timeout=30).json()
    assert told["row"]["failed_login_count"] == 1


def test_nothing_is_sent_without_a_yes(
    dialer: MockServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    requested = f"{dialer.base_url}/__admin/requests"
    before = requests.get(requested, timeout=30).json()
    assert conform(dialer.base_url) == 2
    plan, error = capsys.readouterr()
    assert plan.startswith(f"To {dialer.base_url}/vicidial/non_agent_api.php, ")
    assert "version: GET /vicidial/non_agent_api.php?function=version\n" in plan
    assert error.endswith("Shall this be sent? There is nobody to ask.\nSay so with --yes.\n")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert conform(dialer.base_url) == 2
    assert capsys.readouterr().out.endswith("Nothing was sent.\n")
    assert requests.get(requested, timeout=30).json() == before


def test_the_double_never_takes_a_database_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "leads.db"
    monkeypatch.setenv("LMAPI_DATABASE_URL", str(file))
    with MockServer() as server:
        assert conform(server.base_url, "--yes") == 0
    assert not file.exists()


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--rate", "0"], "--rate is 0. Accepted: a number above 0, to 1000."),
        (["--upstream", "dialer"], "--upstream is 'dialer'. Accepted: the address of the API"),
        (
            ["--upstream", "http://127.0.0.1:1"],
            "http://127.0.0.1:1/vicidial/non_agent_api.php does",
        ),
    ],
)
def test_what_cannot_be_done_is_told(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conform("http://127.0.0.1:1", "--yes", *flags) == 2
    assert f"lmapi-mock: {message}" in capsys.readouterr().err


def test_no_more_requests_are_sent_in_a_second_than_asked_for(
    dialer: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("lmapi_mock.conform.asking.time.monotonic", lambda: 100.0)
    monkeypatch.setattr("lmapi_mock.conform.asking.time.sleep", slept.append)
    endpoint = Endpoint(dialer.base_url, "6666", "1234", rate=4)
    for probe in suite(Settings())[:3]:
        endpoint.ask(probe)
    assert slept == [0.0, 0.25, 0.25]


PLAIN = ("text/html", "", "")


@pytest.mark.parametrize(
    ("ours", "theirs", "pieces"),
    [
        (Reply(200, PLAIN, b"a|b"), Reply(200, PLAIN, b"a|b"), 0),
        (Reply(200, PLAIN, b"a|b"), Reply(200, PLAIN, b"a|c|d"), 2),
        (Reply(200, PLAIN, b"a"), Reply(500, PLAIN, b"a"), 1),
        (Reply(200, PLAIN, b"a"), Reply(200, ("text/html; charset=latin1", "", ""), b"a"), 1),
        (Reply(404, PLAIN, b"ours"), Reply(404, ("", "", ""), b"<html>theirs"), 0),
        (Reply(404, PLAIN, b"ours"), Reply(200, PLAIN, b"ours"), 1),
        (Reply(404, PLAIN, b"ours"), Reply(0, PLAIN, b""), 1),
    ],
)
def test_answers_differ_by_status_headers_and_pieces_of_the_body(
    ours: Reply, theirs: Reply, pieces: int
) -> None:
    assert distance(ours, theirs) == distance(theirs, ours) == pieces


def test_a_moment_is_no_difference_and_a_clock_of_another_zone_is_one() -> None:
    def told(date: str, epoch: int) -> Reply:
        line = f"VERSION: 1|BUILD: 2|DATE: {date}|EPOCH: {epoch}|DST: 0|TZ: 0|TZNOW: 0|\n"
        return Reply(200, PLAIN, line.encode())

    noon = told("2026-01-15 12:00:00", 1768478400)
    assert distance(noon, told("2026-01-15 13:00:07", 1768482007)) == 0
    assert distance(noon, told("2026-01-15 07:00:00", 1768478400)) == 1
