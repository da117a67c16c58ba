"""State files in JSON and YAML: what is read, and that an error names file, line and column."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command import environment
from lmapi_mock.errors import SeedError
from lmapi_mock.store.state.files import StateFiles, files_of, read_file
from lmapi_mock.store.state.rows import get_state
from lmapi_mock.store.state.seed import Seed, file_seed


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def refusal(*paths: Path) -> tuple[str, str]:
    """What is said against files, without the folder's name, and the hint."""

    def made() -> None:
        files = StateFiles(paths)
        Seed(lambda: files.state, reference=False, explained=files.explained).image()

    with pytest.raises(SeedError) as refused:
        made()
    return str(refused.value).replace(f"{paths[0].parent}/", ""), refused.value.hint


def test_yaml_without_quotes_is_text_as_it_stands(tmp_path: Path) -> None:
    plain = [
        "0123",
        "-5.00",
        "1e5",
        "0x1F",
        "1_000",
        "2026-03-08",
        "12:30",
        "Y",
        "no",
        "on",
        "=",
        ".inf",
    ]
    file = written(tmp_path, "a.yaml", "$schema: x\n" + "".join(f"- {text}\n" for text in plain))
    file.write_text("tables:\n  t:\n" + "".join(f"  - {text}\n" for text in plain))
    assert read_file(file) == {"tables": {"t": plain}}


@pytest.mark.parametrize("text", ["null", "~", "", "NULL", "Null"])
def test_yaml_has_three_ways_to_say_null(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, "a.yml", f"tables:\n  t:\n  - a: {text}\n    b: '{text}'\n")
    assert read_file(file) == {"tables": {"t": [{"a": None, "b": text}]}}


def test_a_number_in_yaml_names_the_member_of_an_enum(tmp_path: Path) -> None:
    """In JSON it is the position, as MariaDB has it."""
    rows = "[{user: a, modify_leads: 1, user_level: 9, last_login_date: 2026-03-08}]"
    files = StateFiles([written(tmp_path, "a.yaml", f"tables: {{vicidial_users: {rows}}}")])
    image = Seed(lambda: files.state, reference=False).image()
    with image.transaction() as tx:
        (row,) = get_state(tx, ["vicidial_users"])["vicidial_users"]
    image.close()
    assert (row["modify_leads"], row["user_level"]) == ("1", 9)
    assert row["last_login_date"] == "2026-03-08 00:00:00"


def test_yaml_anchors_and_merges_save_words(tmp_path: Path) -> None:
    text = """
tables:
  t:
  - &one {a: 1, b: 2}
  - {<<: *one, b: 3}
  - <<: [{a: 7}, *one]
    c: 4
  - *one
"""
    one = {"a": "1", "b": "2"}
    assert read_file(written(tmp_path, "a.yaml", text))["tables"]["t"] == [
        one,
        {"a": "1", "b": "3"},
        {"a": "7", "b": "2", "c": "4"},
        one,
    ]


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_what_belongs_to_editors_and_snapshots_may_stand_beside(tmp_path: Path, name: str) -> None:
    content: dict[str, Any] = {
        "$schema": "x",
        "tables": {"t": []},
        "clock": None,
        "next_identifiers": {},
    }
    assert StateFiles([written(tmp_path, name, json.dumps(content))]).state.tables == {"t": []}


def test_json_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, "a.json", b'\xef\xbb\xbf{"tables": {}}')) == {"tables": {}}


JSON = [
    ('{\n "tables": x}', "line 2, column 12: Expecting value.", "JSON in the form"),
    ("", "line 1, column 1: Expecting value.", "JSON"),
    ("[" * 100_000, "line 1, column 1: Things are nested too deep.", "JSON"),
    ('{"tables": {},\n  "tables": {}}', "line 2, column 3: 'tables' is there twice.", "JSON"),
    ('{"a": [1, {"b": 1,\n"c": [{"b": 1, "b": 2}]}]}', "line 2, column 16: 'b' is there", "JSON"),
    ("[]", "line 1, column 1: this is [].", "A seed is an object"),
    (
        '{\n\t"table": {}}',
        "line 2, column 2: there is no 'table' in a seed.",
        "Did you mean tables?",
    ),
    ('{"tables":\n  null}', "line 2, column 3: tables is None.", "It is an object."),
    (b"ab\n\xc3\xa4 \xff", "line 2, column 3: this is not UTF-8.", "Save the file as UTF-8."),
    (
        '{"tables": {\n\t"vicidial_hoper": []}}',
        "line 2, column 2: There is no table 'vicidial_hoper'.",
        "Did you mean vicidial_hopper?",
    ),
    (
        '{"tables": {"vicidial_dnc": 5}}',
        "line 1, column 29: The rows of vicidial_dnc are 5.",
        "list",
    ),
    (
        '{"tables": {"vicidial_list": [{"city": "\\ud83d\\ude00]}"},\n {"phone": 1}]}}',
        "line 2, column 3: vicidial_list, row 2: there is no column 'phone'.",
        "",
    ),
    (
        '{"tables": {"vicidial_dnc": [{"phone_number" :\n  true}]}}',
        "line 2, column 3: vicidial_dnc, row 1: phone_number is True.",
        "A value is text, a number or null.",
    ),
    (
        '{"tables": {"vicidial_users": [{"user": "a"},\n  {"user": "A "}]}}',
        (
            "line 2, column 3: Two rows have the same key: vicidial_users.user 'A '."
            " The other is in a.json, line 1, column 32."
        ),
        "Keys compare as",
    ),
    (
        '{"custom_tables": {"custom_1": [["a", "int"],\n ["b", "jsonb"]]}}',
        "line 2, column 8: custom_1.b: Column type 'jsonb' is not known.",
        "",
    ),
    (
        '{"custom_tables": {\n"my_1": []}}',
        "line 2, column 1: 'my_1' is no name of a custom",
        "custom_",
    ),
]
YAML = [
    ("tables:\n  a: [", "line 3, column 1: while parsing a flow node, ", "YAML in the form"),
    ("tables:\n\ta: 1", "line 2, column 1: while scanning for the next token", "YAML"),
    ("", "line 1, column 1: The file is empty.", "YAML"),
    ("a: 1\n---\nb: 1", "line 2, column 1: expected a single document", "YAML"),
    ("tables: {}\ntables: {}", "line 2, column 1: 'tables' is there twice.", "YAML"),
    ("tables: &a\n  b: *a", "line 1, column 9: This holds itself.", "YAML"),
    ("tables:\n  !!python/object:os.x {}", "line 2, column 3: The tag 'tag:yaml.org", "YAML"),
    ("tables: !!int 5", "line 1, column 9: The tag 'tag:yaml.org,2002:int' means nothing", "YAML"),
    ("a: b\x07", "line 1, column 5: A character that YAML does not allow.", "YAML"),
    ("tables: {? [a] : 1}", "line 1, column 12: A key is text.", "YAML"),
    ("tables: {<<: 5}", "line 1, column 14: What is merged is a mapping.", "YAML"),
    ("tables", "line 1, column 1: this is 'tables'.", "A seed is an object"),
    (
        "tables:\n  vicidial_lists:\n    - list_id: 1\n      lst_name: x",
        "line 4, column 7: vicidial_lists, row 1: there is no column 'lst_name'.",
        "Did you mean list_name?",
    ),
    (
        "tables:\n  vicidial_lists:\n    - list_id: 1\n      active: true",
        "line 4, column 15: vicidial_lists, row 1: active is True.",
        "A value is text",
    ),
    (
        "tables:\n  vicidial_lists:\n  - &a {list_id: 1}\n  - {<<: *a, lst: x}",
        "line 4, column 14: vicidial_lists, row 2: there is no column 'lst'.",
        "",
    ),
    (
        "custom_tables:\n  custom_1:\n  - [rate, decimal(4,2)]",
        "line 3, column 5: custom_1 has a column ['rate', 'decimal(4', '2)'].",
        "A column is a pair",
    ),
    (
        "tables:\n  vicidial_campaign_dnc:\n  - &a {phone_number: 1, campaign_id: A}\n  - *a",
        (
            "line 3, column 5: Two rows have the same key: vicidial_campaign_dnc.phone_number '1',"
            " campaign_id 'A'. The other is in a.yaml, line 3, column 5."
        ),
        "",
    ),
]
CASES = [("a.json", *case) for case in JSON] + [("a.yaml", *case) for case in YAML]


@pytest.mark.parametrize(("name", "content", "message", "hint"), CASES)
def test_an_error_names_file_line_and_column(
    tmp_path: Path, name: str, content: str | bytes, message: str, hint: str
) -> None:
    said, advice = refusal(written(tmp_path, name, content))
    assert said.startswith(f"{name}, {message}")
    assert hint in advice


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.json") == (
        "The seed file a.json cannot be read: No such file or directory.",
        "",
    )


def test_a_folders_files_are_those_of_three_kinds_by_name(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.json", "c.YML", "d.txt", ".e.json", "state.schema.json"):
        written(tmp_path, name, "{}")
    (tmp_path / "f.json").mkdir()
    assert [file.name for file in files_of(tmp_path)] == ["a.json", "b.yaml", "c.YML"]


def test_a_folder_without_seeds_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0].endswith(" holds no seed.")


def test_files_are_one_state_in_their_order(tmp_path: Path) -> None:
    custom: dict[str, Any] = {"custom_1": [["a", "int"]]}
    one = {"tables": {"vicidial_dnc": [{"phone_number": "1"}]}, "custom_tables": custom}
    other = {
        "tables": {"vicidial_dnc": [{"phone_number": "2"}], "custom_1": [{"lead_id": 1}]},
        "custom_tables": custom | {"custom_2": []},
    }
    state = StateFiles(
        [
            written(tmp_path, "z.json", json.dumps(one)),
            written(tmp_path, "a.json", json.dumps(other)),
        ]
    ).state
    assert state.tables == {
        "vicidial_dnc": [{"phone_number": "1"}, {"phone_number": "2"}],
        "custom_1": [{"lead_id": 1}],
    }
    assert state.custom_tables == custom | {"custom_2": []}


BETWEEN = [
    (
        "custom_tables:\n  custom_1: [[a, text]]",
        "b.yaml, line 2, column 13: custom_1 has other columns than in a.json, line 2, column 32.",
    ),
    (
        "tables:\n  vicidial_dnc:\n  - phone_number: 5\n  - phone_number: 1",
        (
            "b.yaml, line 4, column 5: Two rows have the same key: vicidial_dnc.phone_number '1'."
            " The other is in a.json, line 1, column 30."
        ),
    ),
    (
        "tables:\n  vicidial_dnc:\n  - phone_number: 5\n  - number: 1",
        "b.yaml, line 4, column 5: vicidial_dnc, row 2: there is no column 'number'.",
    ),
    ("tables: {custom_2: []}", "b.yaml, line 1, column 10: There is no table 'custom_2'."),
    ("tables: {vicidial_dnc: 5}", "b.yaml, line 1, column 24: The rows of vicidial_dnc are '5'."),
    ("custom_tables: {custom_1: 5}", "b.yaml, line 1, column 27: custom_1 has other columns"),
]


@pytest.mark.parametrize(("second", "message"), BETWEEN)
def test_an_error_in_one_of_several_files_names_it(
    tmp_path: Path, second: str, message: str
) -> None:
    first = (
        '{"tables": {"vicidial_dnc": [{"phone_number": "1"}]},\n'
        ' "custom_tables": {"custom_1": [["a", "int"]]}}'
    )
    said, _ = refusal(written(tmp_path, "a.json", first), written(tmp_path, "b.yaml", second))
    assert said.startswith(message)


def test_yaml_is_loaded_only_when_there_is_some(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import lmapi_mock.serving.opening\n"
        "from lmapi_mock.store.state.files import StateFiles\n"
        "StateFiles([Path(sys.argv[1])]); print('yaml' in sys.modules)"
    )
    for name in ("a.json", "a.yaml"):
        file = written(tmp_path, name, "{}")
        ended = subprocess.run(
            [sys.executable, "-c", code, file], env=environment(), capture_output=True, text=True
        )
        assert (ended.stdout, ended.stderr) == (f"{name == 'a.yaml'}\n", "")


def test_all_mistakes_of_a_seed_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "tables:\n  vicidial_users:\n  - user: crm\n    active: maybe\n    user_level: high\n",
        encoding="utf-8",
    )
    (tmp_path / "b.json").write_text(
        '{"tables": {"vicidial_dnc": [{"phone_number": "727-555-1212"}],\n "leads": []}}',
        encoding="utf-8",
    )
    with pytest.raises(SeedError) as refused:
        file_seed(tmp_path).image()
    first, *lines = str(refused.value).splitlines()
    dnc = "vicidial_dnc, row 1: phone_number is '727-555-1212'."
    no_table = "There is no table 'leads'. GET /__admin/state lists the tables there are."
    assert first == f"The seed {tmp_path} does not fit:"
    assert [line.split(" Accepted: ")[0] for line in lines] == [
        f"{tmp_path}/a.yaml, line 4, column 13: vicidial_users, row 1: active is 'maybe'.",
        f"{tmp_path}/a.yaml, line 5, column 17: vicidial_users, row 1: user_level is 'high'.",
        f"{tmp_path}/b.json, line 1, column 47: {dnc}",
        f"{tmp_path}/b.json, line 2, column 2: {no_table}",
    ]
    # How they go in all the same is said once, for all of them.
    assert not [line for line in lines if "lenient" in line]
    assert "To store such values as MariaDB does" in refused.value.hint
    assert "`--lenient yes`" in refused.value.hint
