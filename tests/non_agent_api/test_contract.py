"""The contract: complete, and true: every example is played at both doors."""

from __future__ import annotations

import inspect
import json
import re
import string
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from client import Mock
from lmapi_mock import paths
from lmapi_mock.non_agent_api import contract as contract_module
from lmapi_mock.non_agent_api.add_lead import messages as inner
from lmapi_mock.non_agent_api.add_lead.examples import EXAMPLES
from lmapi_mock.non_agent_api.add_lead.parameters import PARAMETERS, kept
from lmapi_mock.non_agent_api.contract import CATALOGUE, STAGES, contract
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.login import messages as outer
from lmapi_mock.non_agent_api.wire.sanitise import RULES, Rule
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.store.schema.columns import METADATA

CONTRACT: dict[str, Any] = json.loads(json.dumps(contract()))
MESSAGES = {entry["name"]: entry for entry in CONTRACT["messages"]}
DESCRIBED = {entry["name"]: entry for entry in CONTRACT["parameters"]}
DOORS = {"documented": DOCUMENTED_DOOR, "vicidial": VICIDIAL_DOOR}
DEMO = json.loads((paths.SEED / "demo.json").read_text(encoding="utf-8"))
WITHOUT_MESSAGE = {"VERSION", "TEAPOT"}


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_of_both_modules_is_told() -> None:
    found = {
        name
        for module in (outer, inner)
        for name, value in vars(module).items()
        if isinstance(value, Message)
    }
    assert set(MESSAGES) == found | WITHOUT_MESSAGE
    assert len(CONTRACT["messages"]) == len(MESSAGES)


def test_every_other_text_of_the_modules_is_told() -> None:
    texts = {
        name for name, value in vars(outer).items() if isinstance(value, str) and name.isupper()
    }
    assert texts == WITHOUT_MESSAGE


def test_every_example_is_of_a_message() -> None:
    assert set(EXAMPLES) == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_has_a_cause_a_remedy_and_a_section(name: str) -> None:
    entry = MESSAGES[name]
    for told in ("cause", "remedy"):
        assert re.fullmatch(r"\S.*[\w})]\.", entry[told]), told
        assert "  " not in entry[told]
    assert entry["section"]
    assert entry["stage_does"]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_remedy_asks_only_for_fields_of_its_line(name: str) -> None:
    message = CATALOGUE[name]
    texts = (message.vicidial_prefix, message.vicidial, message.documented, message.logged)
    of_line = set().union(*(fields_of(text or "") for text in texts))
    assert fields_of(message.remedy) <= of_line - {"password"}
    assert not fields_of(message.cause)


@pytest.mark.parametrize("name", CATALOGUE)
def test_columns_that_a_remedy_names_are_there(name: str) -> None:
    message = CATALOGUE[name]
    text = f"{message.cause} {message.remedy}"
    for table, column in re.findall(r"(vicidial_\w+|system_settings)(?:\.(\w+))?", text):
        assert table in METADATA.tables
        assert not column or column in METADATA.tables[table].c


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_is_the_stage_named_that_says_it(name: str) -> None:
    module = inspect.getmodule(STAGES[CATALOGUE[name].stage].run)
    assert module is not None
    assert re.search(rf"messages\.{name}\b", inspect.getsource(module))


def test_a_message_without_its_stage_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {**CATALOGUE, "DUPLIST": Message("ERROR", "add_lead NEW", "")}
    monkeypatch.setattr(contract_module, "CATALOGUE", catalogue)
    with pytest.raises(KeyError):
        contract()


def test_the_line_is_told_with_the_names_of_its_fields() -> None:
    told = MESSAGES["ALT_PHONES_LOADED"]
    reason = "NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED"
    assert told["documented"] == reason + " - {rows}|{user}|{lead_id}"
    assert told["vicidial"] == "{records}" + reason + " - {rows}|{lead_id}|{user}"
    assert told["stage"] == "load_alt_phones"
    assert told["section"] == "5, 17; 8"


def test_an_example_says_what_it_prints() -> None:
    assert MESSAGES["DUPLIST"]["example"]["prints"] == dict.fromkeys(
        DOORS, "ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551111|101|1"
    )


# The examples, played.


def staged(demo: Mock, example: Mapping[str, Any]) -> None:
    """Make the server hold the demo data and what the example adds to it."""
    assert demo.fresh().admin("POST", "/reset").status == 204
    if example["clock"]:
        demo.freeze(**example["clock"])
    rows, columns, custom = (example[part] for part in ("rows", "columns", "custom_tables"))
    if not (rows or columns or custom):
        return
    # Without the 41966 postal codes, which no example asks for and which take long to put.
    tables = DEMO["tables"] | {"vicidial_phone_codes": demo.rows("vicidial_phone_codes")}
    for table, added in rows.items():
        tables[table] = [*tables.get(table, []), *added]
    for table, changed in columns.items():
        tables[table] = [row | changed for row in tables[table]]
    content = {"tables": tables, "custom_tables": DEMO["custom_tables"] | custom}
    answer = demo.admin("PUT", "/state", content)
    assert answer.status == 204, answer.text


@pytest.mark.parametrize("dialect", DOORS)
@pytest.mark.parametrize("name", MESSAGES)
def test_the_example_prints_the_message(demo: Mock, name: str, dialect: str) -> None:
    entry = MESSAGES[name]
    example = entry["example"]
    staged(demo, example)
    for request in example["before"]:
        demo.request("GET", f"{DOORS[dialect]}?{urlencode(request)}")

    answer = demo.request("GET", f"{DOORS[dialect]}?{urlencode(example['parameters'])}")

    assert answer.status == entry["status"]
    lines = answer.text.splitlines()
    assert example["prints"][dialect] in lines
    of_two = name in {"INVALID_SOURCE", "INVALID_SOURCE_ECHO"}
    assert entry["result"] != "ERROR" or len(lines) == 1 + of_two
    reasons = [row["result_reason"] for row in demo.rows("vicidial_api_log")]
    # Of the two lines of that refusal the first leaves the row.
    assert (entry["reason"] in reasons) == (entry["logged"] or of_two)


# The parameters.


def test_every_parameter_is_described_once() -> None:
    names = [parameter.name for group in PARAMETERS.values() for parameter in group]
    assert sorted(names) == sorted(RULES)
    assert [entry["name"] for entry in CONTRACT["parameters"]] == names
    assert (
        list(dict.fromkeys(entry["group"] for entry in CONTRACT["parameters"]))
        == (CONTRACT["groups"])
    )


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
        (RULES["state"], "letters, digits, <->, space"),
        (RULES["comments"], 'all but <;#">'),
    ],
)
def test_what_a_rule_keeps_in_words(rule: Rule, words: str) -> None:
    assert kept(rule, "<{}>".format) == words


def test_choices_survive_their_own_rule() -> None:
    for name, entry in DESCRIBED.items():
        rule = RULES[name].kept
        assert rule is not None or not entry["choices"]
        assert set("".join(entry["choices"]) + entry["default"]) <= set(rule or ""), name


def test_the_checks_and_windows_are_those_there_are() -> None:
    assert set(DESCRIBED["duplicate_check"]["choices"]) == {n for n in CATALOGUE if "DUP" in n}
    assert CONTRACT["duplicate_windows"][0] == 1
    assert "360 days" in DESCRIBED["duplicate_check"]["accepts"]
