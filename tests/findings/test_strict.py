"""--strict: a server that fails for what it found."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from client import Mock
from command import run, seed_file, serving
from lmapi_mock.findings.strict import FAILED, MOST_LISTED, Strict
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

NUMBERS = [f"72755511{number:02}" for number in range(20)]
UNKNOWN = "warning unknown-parameter: adress1 is no parameter of add_lead, and was ignored."


@pytest.fixture
def seed(tmp_path: Path) -> str:
    return seed_file(tmp_path)


def test_findings_of_the_severity_end_the_server_with_status_3(seed: str) -> None:
    with serving("--database", ":memory:", "--seed", seed, "--strict", "warning") as served:
        mock = served.mock()
        mock.add_lead(phone_number=NUMBERS[0], list_id=101)
        mock.add_lead(phone_number=NUMBERS[1], list_id=101, adress1="x")
        mock.close()
        status, _, errors = served.end()
    assert status == FAILED == 3
    assert errors == (
        "lmapi-mock: 1 finding of severity warning or above:\n"
        f"  request 2: {UNKNOWN} Did you mean address1?\n"
    )


@pytest.mark.parametrize("strict", ["no", "error"])
def test_findings_below_it_do_not(seed: str, strict: str) -> None:
    with serving("--database", ":memory:", "--seed", seed, "--strict", strict) as served:
        mock = served.mock()
        mock.add_lead(phone_number=NUMBERS[0], list_id=101, adress1="x")
        mock.close()
        assert served.end()[::2] == (0, "")


def test_what_happened_before_a_reset_has_happened_and_no_journal_is_needed(seed: str) -> None:
    flags = ("--strict", "info", "--journal", "0")
    with serving("--database", ":memory:", "--seed", seed, *flags) as served:
        mock = served.mock()
        mock.add_lead(phone_number=NUMBERS[0], list_id=101)
        assert mock.admin("POST", "/reset").status == 204
        mock.close()
        status, _, errors = served.end()
    assert status == FAILED
    assert "info password-in-query: " in errors


def test_any_of_several_workers_fails_the_command(tmp_path: Path, seed: str) -> None:
    database = str(tmp_path / "leads.db")
    with serving(
        "--workers", "2", "--database", database, "--seed", seed, "--strict", "warning"
    ) as served:
        mock = served.mock()
        mock.add_lead(phone_number=NUMBERS[0], list_id=101, adress1="x")
        mock.close()
        status, _, errors = served.end()
    assert status == FAILED
    assert errors.count("adress1 is no parameter") == 1


def test_a_namespace_is_named(seed: str) -> None:
    settings = {"database": ":memory:", "port": "0", "seed": seed, "strict": "warning"}
    with Server(read_settings(settings, {})) as server:
        mock = Mock(server)
        mock.add_lead(door="/ns/one/API/lmapi.php", phone_number=NUMBERS[0], list_id=101, x="1")
        said = io.StringIO()
        assert server.strict.end(said) == FAILED
        assert "  one, request 1: warning unknown-parameter: x is no" in said.getvalue()
        assert mock.admin("GET", "/findings").json["failed"] is False
        in_namespace = mock.request("GET", "/ns/one/__admin/findings?since=0").json
        assert in_namespace["strict"] == "warning"
        assert in_namespace["failed"] is True
        since = mock.request("GET", "/ns/one/__admin/findings?since=1").json
        assert since["failed"] is False
        mock.close()


def test_failed_is_told_beyond_the_limit(seed: str) -> None:
    settings = {"database": ":memory:", "port": "0", "seed": seed, "strict": "warning"}
    with Server(read_settings(settings, {})) as server:
        mock = Mock(server)
        mock.add_lead(phone_number=NUMBERS[0], list_id=101, adress1="x")
        mock.add_lead(phone_number=NUMBERS[1], list_id=101)
        answer = mock.admin("GET", "/findings?limit=1").json
        assert [one["code"] for one in answer["findings"]] == ["password-in-query"]
        assert answer["failed"] is True
        mock.close()


def test_a_long_list_is_cut(seed: str) -> None:
    settings = {"database": ":memory:", "port": "0", "seed": seed, "strict": "warning"}
    with Server(read_settings(settings, {})) as server:
        mock = Mock(server)
        unknown = {f"unknown{number}": "x" for number in range(60)}
        mock.add_lead(phone_number=NUMBERS[0], list_id=101, **unknown)
        mock.add_lead(phone_number=NUMBERS[1], list_id=101, **unknown)
        mock.close()
    said = io.StringIO()
    server.strict.end(said)
    lines = said.getvalue().splitlines()
    assert lines[0] == "lmapi-mock: 120 findings of severity warning or above:"
    assert len(lines) == MOST_LISTED + 2
    assert lines[-1] == "  and 20 more"


def test_nothing_found_is_a_good_end() -> None:
    said = io.StringIO()
    assert Strict("info").end(said) == 0
    assert said.getvalue() == ""


def test_a_severity_that_is_none() -> None:
    ended = run("serve", "--strict", "yes")
    assert ended.returncode == 2
    assert "--strict is 'yes'. Accepted: no or info or warning or error." in ended.stderr
