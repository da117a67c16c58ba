"""A profile gives settings their defaults; flags and variables win over it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import requests

from lmapi_mock import MockServer
from lmapi_mock.errors import SettingError
from lmapi_mock.non_agent_api.core.failing import SqlFailures
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.profiles.reading import built_in
from lmapi_mock.settings import DEFINITIONS, OF_A_PROFILE, Settings, read_settings


def written(folder: Path, text: str, name: str = "dialer.yaml") -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_each_built_in_profile_can_be_chosen_and_is_named_in_the_help() -> None:
    (meaning,) = (one.meaning for one in DEFINITIONS if one.name == "profile")
    for name in built_in():
        assert read_settings({"profile": name}, {}).profile == name
        assert f"`{name}`" in meaning
    assert list(built_in()) == ["documented", "vicidial-php7", "vicidial-php8", "x5"]


def test_the_documented_profile_is_what_is_set_without_any() -> None:
    given = read_settings({"profile": "documented"}, {})
    names = [name for name in OF_A_PROFILE if getattr(given, name) != getattr(Settings(), name)]
    assert names == []


def test_flags_and_variables_win_over_a_profile(tmp_path: Path) -> None:
    file = written(tmp_path, "sql_failures: php8\nurl_limit: 4094\ndialect: vicidial\n")
    given = read_settings({"profile": file, "url_limit": "9"}, {"LMAPI_DIALECT": "documented"})
    assert given.sql_failures is SqlFailures.PHP8
    assert given.url_limit == 9
    assert given.dialect is Dialect.DOCUMENTED


def test_a_variable_chooses_a_profile_and_a_flag_another() -> None:
    by_variable = {"LMAPI_PROFILE": "vicidial-php8"}
    assert read_settings({}, by_variable).sql_failures is SqlFailures.PHP8
    chosen = read_settings({"profile": "vicidial-php7"}, by_variable)
    assert chosen.sql_failures is SqlFailures.PHP7


def test_values_are_taken_as_they_are_written_in_yaml_and_json(tmp_path: Path) -> None:
    file = written(tmp_path, "dialer_version: 2.10\ncall_urls: no\nurl_limit: 0\n")
    given = read_settings({"profile": file}, {})
    assert (given.dialer_version, given.call_urls, given.url_limit) == ("2.10", "no", 0)
    file = written(tmp_path, json.dumps({"timezone": "America/New_York", "url_limit": 4094}), "a")
    given = read_settings({"profile": file}, {})
    assert (given.timezone, given.url_limit) == ("America/New_York", 4094)


def test_a_server_of_a_profile_answers_as_that_dialer(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "dialer_version: 2.14-194a\ndialer_build: 231129-1019\n"
        "doors: /x5/api/non_agent.php=vicidial\n",
    )
    with MockServer(profile=file) as server:
        url = f"{server.base_url}/x5/api/non_agent.php"
        text = requests.get(url, params={"function": "version"}, timeout=60).text
    assert text.startswith("VERSION: 2.14-194a|BUILD: 231129-1019|DATE: ")


def test_the_profile_of_the_docs_is_one(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "your-dialer.md"
    (shown,) = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    given = read_settings({"profile": written(tmp_path, shown)}, {})
    assert (given.url_limit, given.timezone) == (4094, "America/New_York")
    assert given.doors == (("/x5/api/non_agent.php", Dialect.VICIDIAL),)


def test_settings_that_are_read_already_take_no_profile() -> None:
    with pytest.raises(SettingError) as refused:
        MockServer(Settings(), profile="x5")
    assert str(refused.value) == (
        "A profile gives settings their defaults, and these have been read."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "url_limt: 1\n",
            "The profile {} has 'url_limt', which no profile may have. Did you mean url_limit?",
        ),
        ("admin_token: x\n", "The profile {} has 'admin_token', which no profile may have."),
        ("- url_limit\n", "The profile {} is no mapping."),
        ("doors:\n  /a: vicidial\n", "The profile {} has no text for doors."),
        ("url_limit: x\n", "url_limit of the profile {} is 'x'. Accepted: a number from 0 to 10"),
        ("a: [\n", "The profile {} cannot be read: "),
    ],
)
def test_a_wrong_profile_is_told_with_what_is_wrong(
    tmp_path: Path, text: str, message: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingError) as refused:
        read_settings({"profile": file}, {})
    assert str(refused.value).startswith(message.format(file))


def test_a_profile_that_is_not_there_is_told_with_what_was_meant() -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({"profile": "vicidial-php"}, {})
    assert str(refused.value) == (
        "There is no profile 'vicidial-php', and no such file. Did you mean vicidial-php8?"
    )
    assert refused.value.hint == (
        "Profiles: documented, vicidial-php7, vicidial-php8, x5; or a YAML or JSON file of "
        "settings."
    )
