"""The contract: complete, and true: every example is played at both doors."""

from __future__ import annotations

import inspect
import json
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from client import Mock
from lmapi_mock.non_agent_api import contract as contract_module
from lmapi_mock.non_agent_api import functions as registry
from lmapi_mock.non_agent_api.contract import LOGIN_MESSAGES, contract, kept
from lmapi_mock.non_agent_api.core.function import Function, messages_of
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import LOGIN, stages_of
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, functions, named
from lmapi_mock.non_agent_api.login import messages as outer
from lmapi_mock.non_agent_api.login.examples import EXAMPLES as LOGIN_EXAMPLES
from lmapi_mock.non_agent_api.wire.sanitise import Rule
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.store.schema.metadata import METADATA

CONTRACT: dict[str, Any] = json.loads(json.dumps(contract()))
MESSAGES = {(entry["function"], entry["name"]): entry for entry in CONTRACT["messages"]}
DESCRIBED = {
    entry["name"]: entry for entry in CONTRACT["parameters"] if entry["function"] == "add_lead"
}
FUNCTIONS = (NO_FUNCTION, *functions())
CATALOGUE: dict[tuple[str, str], tuple[Message, tuple[Stage, ...]]] = {
    **{("", name): (message, LOGIN) for name, message in LOGIN_MESSAGES.items()},
    **{
        (function.name, name): (message, function.stages)
        for function in FUNCTIONS
        for name, message in function.messages.items()
    },
}
ADD_LEAD = named("add_lead")
DOORS = {"documented": DOCUMENTED_DOOR, "vicidial": VICIDIAL_DOOR}


REMEDIES_OF_WORDS = {
    ("add_dnc_phone", "DNC_EXISTS"),
    ("add_fpg_phone", "FPG_EXISTS"),
    ("hopper_list", "HOPPER_EMPTY"),
    ("hopper_bulk_insert", "NO_LEADS_INSERTED"),
    ("update_user", "USER_OUT_OF_REACH"),
}
"""Those that lead nowhere: nothing is to be mended, or by another user or function."""


def said_by(folder: Path) -> str:
    """The source of a folder's stages."""
    told = {"messages.py", "examples.py"}
    return "".join(
        file.read_text(encoding="utf-8") for file in folder.glob("*.py") if file.name not in told
    )


API = Path(str(contract_module.__file__)).parent
SAID_BY = {folder: said_by(folder) for folder in [API, *API.iterdir()] if folder.is_dir()}
SHARED = SAID_BY[API / "lead"]


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


EACH_FUNCTIONS_MESSAGES = pytest.mark.parametrize(
    "keys",
    [
        pytest.param(list(keys), id=name or "login")
        for name, keys in groupby(sorted(MESSAGES), lambda key: key[0])
    ],
)


def test_every_message_is_told_once() -> None:
    assert MESSAGES.keys() == CATALOGUE.keys()
    assert len(CONTRACT["messages"]) == len(MESSAGES)
    assert messages_of(outer) == LOGIN_MESSAGES | dict(NO_FUNCTION.messages)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name or "none")
def test_every_example_is_of_a_message(function: Function) -> None:
    assert function.examples().keys() == function.messages.keys()


def test_the_logins_messages_have_examples() -> None:
    assert LOGIN_EXAMPLES.keys() == LOGIN_MESSAGES.keys()


def test_every_function_is_told_with_its_stages() -> None:
    told = {entry["name"]: entry for entry in CONTRACT["functions"]}
    assert list(told) == [function.name for function in functions()]
    stages = [stage["name"] for stage in told["add_lead"]["stages"]]
    assert stages == [stage.name for stage in stages_of(ADD_LEAD)]
    assert stages[0] == "authenticate"
    assert not told["version"]["needs_login"]


@EACH_FUNCTIONS_MESSAGES
def test_a_message_has_a_cause_a_remedy_and_a_section(keys: Sequence[tuple[str, str]]) -> None:
    for key in keys:
        entry = MESSAGES[key]
        for told in ("cause", "remedy"):
            assert re.fullmatch(r"\S.*[\w})]\.", entry[told]), (key, told)
            assert "  " not in entry[told], key
        assert entry["section"], key
        assert entry["stage_does"], key


@EACH_FUNCTIONS_MESSAGES
def test_a_remedy_asks_only_for_fields_of_its_line(keys: Sequence[tuple[str, str]]) -> None:
    for key in keys:
        message, _ = CATALOGUE[key]
        texts = (
            message.vicidial_prefix,
            message.reason,
            message.vicidial,
            message.documented,
            message.logged,
        )
        of_line = set().union(*(fields_of(text or "") for text in texts))
        assert fields_of(message.remedy) <= of_line - {"password"}, key
        assert not fields_of(message.cause), key


@EACH_FUNCTIONS_MESSAGES
def test_columns_that_a_remedy_names_are_there(keys: Sequence[tuple[str, str]]) -> None:
    for key in keys:
        message, _ = CATALOGUE[key]
        text = f"{message.cause} {message.remedy}"
        for table, column in re.findall(r"(vicidial_\w+|system_settings)(?:\.(\w+))?", text):
            assert table in METADATA.tables, key
            assert not column or column in METADATA.tables[table].c, key


@EACH_FUNCTIONS_MESSAGES
def test_it_is_the_stage_named_that_says_it(keys: Sequence[tuple[str, str]]) -> None:
    for key in keys:
        message, stages = CATALOGUE[key]
        stage = next(stage for stage in stages if stage.name == message.stage)
        module = inspect.getmodule(stage.run)
        assert module is not None, key
        if key[1].startswith("MAY_NOT"):
            # The stage is made of it, in `lead/permission.py`.
            assert "may_not" in inspect.getsource(module), key
        else:
            said = SAID_BY[Path(str(module.__file__)).parent] + SHARED
            assert re.search(rf"\b{key[1]}\b", said), key


def test_a_message_without_its_stage_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = replace(ADD_LEAD, messages={"DUPLIST": Message("ERROR", "NEW", "")})
    monkeypatch.setitem(registry._loaded, "add_lead", lost)
    with pytest.raises(KeyError):
        list(contract_module._messages())


def test_the_line_is_told_with_the_names_of_its_fields() -> None:
    told = MESSAGES["add_lead", "ALT_PHONES_LOADED"]
    reason = "NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED"
    assert told["documented"] == reason + " - {rows}|{user}|{lead_id}"
    assert told["vicidial"] == "{records}" + reason + " - {rows}|{lead_id}|{user}"
    assert told["stage"] == "load_alt_phones"
    assert told["section"] == "5, 17; 8"


def test_an_example_says_what_it_prints() -> None:
    assert MESSAGES["add_lead", "DUPLIST"]["example"]["prints"] == dict.fromkeys(
        DOORS, "ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551111|101|1"
    )


# The examples, played.


@pytest.fixture(scope="module")
def stagings(running: Mock) -> Iterator[dict[str, str]]:
    """The snapshot's name by what is staged: hundreds of examples begin with one of fifty."""
    names: dict[str, str] = {}
    yield names
    for name in names.values():
        assert running.fresh().admin("DELETE", f"/snapshots/{name}").status == 204


def staged(demo: Mock, stagings: dict[str, str], example: Mapping[str, Any]) -> None:
    """Make the server hold the demo data and what the example adds to it and changes of it."""
    parts = [example[part] for part in ("clock", "rows", "columns", "custom_tables")]
    staging = json.dumps(parts)
    if staging in stagings:
        restored = demo.fresh().admin("POST", f"/snapshots/{stagings[staging]}/restore")
        assert restored.status == 204, restored.text
        return
    assert demo.fresh().admin("POST", "/reset").status == 204
    if example["clock"]:
        demo.freeze(**example["clock"])
    rows, columns, custom = (example[part] for part in ("rows", "columns", "custom_tables"))
    if rows or custom:
        content = {"tables": rows, "custom_tables": custom}
        answer = demo.admin("POST", "/state", content)
        assert answer.status == 200, answer.text
    for table, changed in columns.items():
        for row in demo.admin("GET", f"/tables/{table}").json["rows"]:
            answer = demo.admin("PATCH", f"/tables/{table}/{row['key']}", changed)
            assert answer.status == 200, answer.text
    if any(parts):
        stagings[staging] = f"staging-{len(stagings)}"
        assert demo.admin("PUT", f"/snapshots/{stagings[staging]}").status == 201


@pytest.mark.parametrize("key", MESSAGES, ids=map(".".join, MESSAGES))
def test_the_example_prints_the_message(
    demo: Mock, stagings: dict[str, str], key: tuple[str, str]
) -> None:
    for dialect in DOORS:
        staged(demo, stagings, MESSAGES[key]["example"])
        is_printed(demo, key, dialect)


def is_printed(demo: Mock, key: tuple[str, str], dialect: str) -> None:
    entry, name = MESSAGES[key], key[1]
    example = entry["example"]
    for request in example["before"]:
        demo.request("GET", f"{DOORS[dialect]}?{urlencode(request)}")

    answer = demo.request("GET", f"{DOORS[dialect]}?{urlencode(example['parameters'])}")

    assert answer.status == entry["status"]
    lines = answer.text.splitlines()
    printed = example["prints"][dialect]
    assert set(printed.splitlines()) <= set(lines)
    of_two = name in {"INVALID_SOURCE", "INVALID_SOURCE_ECHO"}
    if key[0] == "add_lead":
        assert entry["result"] != "ERROR" or len(lines) == 1 + of_two
    # A reason may hold what is printed.
    reason = re.sub(r"\\{\w+\\}", ".*", re.escape(entry["reason"]))
    reasons = [row["result_reason"] for row in demo.rows("vicidial_api_log")]
    is_logged = any(re.fullmatch(reason, one, re.DOTALL) for one in reasons)
    # Of the two lines of that refusal the first leaves the row.
    assert is_logged == (entry["logged"] or of_two) or not entry["reason"]
    if dialect == "documented" and entry["result"] == "ERROR":
        is_mended(demo, key, example["parameters"], lines[-1])


def is_mended(demo: Mock, key: tuple[str, str], sent: Mapping[str, str], refused: str) -> None:
    """What the remedy has us send in its place is not refused for the same reason again."""
    last = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    refusal = demo.admin("GET", f"/requests/{last}").json["refusal"]
    assert refusal["mends"] or key in REMEDIES_OF_WORDS
    for mend in refusal["mends"]:
        if mend["value"] is not None:
            changed = {**sent, mend["parameter"]: mend["value"]}
            answer = demo.request("GET", f"{DOCUMENTED_DOOR}?{urlencode(changed)}")
            assert refused not in answer.text.splitlines(), mend
        elif mend["holds"] is not None:
            found = demo.admin("GET", f"/tables/{mend['table']}").json["rows"]
            assert not found or mend["column"] in found[0]["row"]


# The parameters.


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name or "none")
def test_every_parameter_is_described_once(function: Function) -> None:
    names = [parameter.name for parameter in function.parameters]
    assert len(set(names)) == len(names)
    told = [one["name"] for one in CONTRACT["parameters"] if one["function"] == function.name]
    assert told == (names if function.name else [])


def test_the_groups_are_those_of_the_parameters() -> None:
    groups = dict.fromkeys(entry["group"] for entry in CONTRACT["parameters"])
    assert list(groups) == CONTRACT["groups"]
    assert "" not in groups


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_parameter_is_explained(name: str) -> None:
    entry = DESCRIBED[name]
    assert re.fullmatch(r"[A-Z].*\.", entry["explains"])
    assert not entry["choices"] or not entry["default"] or entry["default"] in entry["choices"]


def test_what_fits_is_what_the_column_holds() -> None:
    told = {name: (entry["stored_in"], entry["most"]) for name, entry in DESCRIBED.items()}
    assert told["first_name"] == ("vicidial_list.first_name", 30)
    assert told["source"] == ("vicidial_api_log.source", 20)
    assert told["callback_comments"] == ("vicidial_callbacks.comments", 255)
    assert told["rank"] == ("vicidial_list.rank", None)
    assert told["gmt_offset_now"] == (None, None)
    assert DESCRIBED["rank"]["type"] == "smallint(5)"


def stored(demo: Mock, place: str) -> str:
    """What the newest row of the place, a table's column, holds."""
    table, _, column = place.partition(".")
    return str(demo.rows(table)[-1][column])


def test_what_is_longer_is_cut_to_what_fits(demo: Mock) -> None:
    own = {"user", "function", "phone_number", "campaign_id", "campaing", "callback_user"}
    texts = {name for name, entry in DESCRIBED.items() if entry["most"]} - own
    sent = dict.fromkeys(texts, "7" * 300) | {"callback": "Y", "campaign_id": "SALES"}

    assert demo.documented(phone_number="7275551212", **sent).startswith("SUCCESS")

    for name in texts:
        assert stored(demo, DESCRIBED[name]["stored_in"]) == "7" * DESCRIBED[name]["most"], name


def test_defaults_are_what_is_stored(demo: Mock) -> None:
    asked = {"add_to_hopper": "Y", "callback": "Y", "campaign_id": "SALES"}
    assert demo.documented(phone_number="7275551212", **asked).startswith("SUCCESS")
    defaults = {
        name: entry["default"]
        for name, entry in DESCRIBED.items()
        if entry["default"] and entry["stored_in"]
    }
    assert len(defaults) > 5
    assert {name: stored(demo, DESCRIBED[name]["stored_in"]) for name in defaults} == defaults


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("0123456789,"), "digits, <,>"),
        (Rule(string.ascii_uppercase), "capital letters"),
        (ADD_LEAD.cleaner.rules["state"], "letters, digits, <->, space"),
        (ADD_LEAD.cleaner.rules["comments"], 'all but <;#">'),
    ],
)
def test_what_a_rule_keeps_in_words(rule: Rule, words: str) -> None:
    assert kept(rule, "<{}>".format) == words


def test_choices_survive_their_own_rule() -> None:
    for name, entry in DESCRIBED.items():
        rule = ADD_LEAD.cleaner.rules[name].kept
        assert rule is not None or not entry["choices"]
        assert set("".join(entry["choices"]) + entry["default"]) <= set(rule or ""), name


def test_the_checks_and_windows_are_those_there_are() -> None:
    assert set(DESCRIBED["duplicate_check"]["choices"]) == {
        n for n in ADD_LEAD.messages if "DUP" in n
    }
    assert CONTRACT["duplicate_windows"][0] == 1
    assert "360 days" in DESCRIBED["duplicate_check"]["accepts"]
