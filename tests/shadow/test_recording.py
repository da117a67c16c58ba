"""`shadow --record` and `conform --corpus`: what passed, without anybody's data, played again."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from client import FORM, GOLDEN, Mock
from lmapi_mock.cli.main import main
from lmapi_mock.conform.asking import Reply
from lmapi_mock.conform.sent import Sent
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR
from lmapi_mock.shadow.recording import Recording
from lmapi_mock.shadow.stand_ins import StandIns
from shadow.conftest import settings, shadow
from shadow.test_shadow import ADD, get, raw

PERSONAL = (
    *("Annabel", "Qu%C3%A4ckenbush", "Quäckenbush", "5559071234", "555907", "Hidden", "33713"),
    *(
        "annabel",
        "example.org",
        "CRM-778899",
        "Hunter2secret",
        "Wrong9secret",
        "purple",
        "olaf-only",
    ),
)
"""What is sent below, and may stand nowhere in a recording."""

LEAD = ADD | {
    "phone_number": "(727) 907-1234",
    "first_name": "Annabel",
    "last_name": "Quäckenbush",
    "address1": "12 Hidden Lane",
    "email": "annabel@example.org",
    "postal_code": "33713",
    "vendor_lead_code": "CRM-778899",
    "favourite": "purple",
    "comments": "olaf-only",
    "duplicate_check": "DUPNAMEPHONELIST",
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a dialer in New York with leads, and users with passwords of their own."""
    file = tmp_path_factory.mktemp("recorded") / "corpus.jsonl"
    ny = settings(timezone="America/New_York", dialer_version="2.14-9")
    with Server(ny) as dialer:
        mock = Mock(dialer)
        (user,) = mock.admin("GET", "/tables/vicidial_users?where.user=6666").json["rows"]
        mock.admin("PATCH", f"/tables/vicidial_users/{user['key']}", {"pass": "Hunter2secret"})
        old = {"lead_id": 5000, "list_id": 999, "phone_number": "7275550100"}
        assert mock.admin("POST", "/tables/vicidial_list", old).status == 201
        mock.close()
        double = settings()
        recording = Recording(file, double.all_doors())
        with shadow(dialer.base_url, double, recording) as one:
            login = {"pass": "Hunter2secret"}
            for sent in (
                get(**LEAD | login),
                get(**LEAD | login),
                get(**LEAD | {"pass": "Wrong9secret"}),
                get(function="version"),
                get(
                    **ADD | login | {"function": "update_lead", "lead_id": "5001", "city": "Hidden"}
                ),
                get(**ADD | login | {"function": "lead_all_info", "lead_id": "5001"}),
                get("/elsewhere", name="Annabel"),
            ):
                raw(one.address, sent)
            one.settled()
        recording.close()
    assert dict(recording.left_out) == {
        "their answers tell of leads or users": 1,
        "they came to no door": 1,
    }
    return file


def steps(file: Path) -> list[dict[str, Any]]:
    (line,) = file.read_text(encoding="utf-8").splitlines()
    found: list[dict[str, Any]] = json.loads(line)["steps"]
    return found


def test_a_recording_holds_nobodys_data(recorded: Path) -> None:
    text = recorded.read_text(encoding="utf-8")
    assert [one for one in PERSONAL if one in text] == []
    first, again, refused, _, changed = steps(recorded)
    sent = dict(parse_qsl(first["query"]))
    assert sent["phone_number"] == "(727) 555-0100"
    assert (sent["user"], sent["pass"], sent["list_id"]) == ("6666", "test", "101")
    assert len(sent["last_name"]) == len("Quäckenbush")
    assert sent["email"].index("@") == len("annabel")
    assert sent["postal_code"] == "33701"
    assert first["response"] == (
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275550100|101|1|-5|6666\n"
    )
    assert again["query"] == first["query"]
    # Without use_non_latin the engine drops letters beyond ASCII, as it does in the recording.
    last_name = sent["last_name"].encode("ascii", "ignore").decode()
    assert again["response"] == (
        "ERROR: add_lead DUPLICATE NAME PHONE IN LIST - "
        f"{sent['first_name']}|{last_name}|7275550100|101|1\n"
    )
    assert refused["response"] == "ERROR: Login incorrect, please try again: |6666|wrong1|BAD|\n"
    assert "lead_id=1&" in changed["query"]


def conform(*flags: str) -> int:
    return main(["conform", *flags])


def test_a_recording_is_played_against_a_double(
    recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "dialer.yaml"
    flags = ("--corpus", str(recorded))
    assert conform(*flags, "--write-profile", str(profile)) == 1
    said = capsys.readouterr().out
    assert "1. recorded, step 4 (corpus)\n" in said
    assert "1 of 5 answers differ from the double's." in said
    assert "agrees with dialer_version=2.14-9, timezone=America/New_York" in said
    assert conform(*flags, "--profile", str(profile)) == 0
    assert capsys.readouterr().out.startswith("All 5 answers are the double's.\n")


def test_the_golden_corpus_is_played_as_any_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with gzip.open(GOLDEN / "golden.jsonl.gz", "rt", encoding="utf-8") as lines:
        (tmp_path / "some.jsonl").write_text("".join(islice(lines, 0, 60, 6)), "utf-8")
    base = str(GOLDEN / "base_state.json")
    assert conform("--corpus", str(tmp_path / "some.jsonl"), "--seed", base) == 0
    assert capsys.readouterr().out.startswith("All ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"steps": [', "line 1 is no JSON: "),
        ("[]", "line 1 is no scenario: it has no `steps`."),
        ('{"steps": [{}]}', "scenario, step 1 is no step of a corpus: KeyError('query')."),
        ("\n", "holds no request."),
    ],
)
def test_what_is_no_corpus_is_told(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_text(text, "utf-8")
    assert conform("--corpus", str(file)) == 2
    assert message in capsys.readouterr().err


def test_a_corpus_of_long_addresses_tells_that_none_is_too_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, profile = tmp_path / "long.jsonl", tmp_path / "dialer.yaml"
    step = {"method": "GET", "query": f"function=coffee&x={'y' * 9000}", "status": 418}
    step["response"] = "Coffee: coffee|Error 418 I'm a teapot"
    file.write_text(json.dumps({"steps": [step]}), "utf-8")
    assert conform("--corpus", str(file), "--write-profile", str(profile)) == 1
    assert "What makes it agree: --url-limit 0\n" in capsys.readouterr().out
    assert profile.read_text("utf-8") == "url_limit: '0'\n"


def test_either_a_dialer_or_a_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    assert conform("--corpus", "x", "--upstream", "http://x") == 2
    assert conform() == 2
    said = capsys.readouterr().err
    assert "--corpus takes a dialer's place" in said
    assert "Which dialer? Name it with --upstream URL and --user USER." in said


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        (b"phone_number=7279071234", b"phone_number=7275550100"),
        (b"phone_number=17279071234", b"phone_number=17275550100"),
        (b"phone_number=7271071234", b"phone_number=7271550100"),
        (b"phone_number=72755", b"phone_number=72755"),
        (b"alt_phone=%28727%29+907-1234", b"alt_phone=%28727%29+555-0100"),
        (b"date_of_birth=1981-04-07&dnc_check=Y", b"date_of_birth=1970-01-01&dnc_check=Y"),
        (b"owner=EST&state=FL", b"owner=EST&state=FL"),
        (b"lead_id=77&lead_id=77", b"lead_id=900000000&lead_id=900000000"),
    ],
)
def test_stand_ins_keep_what_checks_look_at(sent: bytes, stands: bytes) -> None:
    assert StandIns(b"key").form(sent, accepted=True) == stands


@pytest.mark.parametrize(
    "value", [b"O%27Brien", b"Jos%C3%A9", b"Jos\xc3\xa9", b"a+b%20c", b"%ed%a0"]
)
def test_a_value_keeps_its_form(value: bytes) -> None:
    made = StandIns(b"key")
    stands = made.form(b"last_name=" + value, accepted=True).removeprefix(b"last_name=")
    assert stands != value
    assert len(stands) == len(value)
    assert [b for b in stands if b in b"%+"] == [b for b in value if b in b"%+"]
    assert made.form(b"first_name=" + value, accepted=True) == b"first_name=" + stands


def test_what_cannot_be_replaced_everywhere_is_left_out(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "corpus.jsonl", {VICIDIAL_DOOR: Dialect.VICIDIAL})
    query = b"user=u&pass=pw&function=add_lead&first_name=Annabel"
    sent = Sent("POST", VICIDIAL_DOOR, b"", query, FORM)
    html = ("text/html; charset=utf-8", "", "")
    recording.add(sent, Reply(200, html, b"ERROR: xAnnabelx\n"), dt.datetime.now(dt.UTC))
    said = b"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|101|%d|xAnnabelx|u\n"
    for query, told in ((sent.body, said % 7), (b"user=u&pass=pw&function=add_lead", said % 8)):
        one = sent._replace(body=query)
        recording.add(one, Reply(200, html, told), dt.datetime.now(dt.UTC))
    recording.close()
    assert dict(recording.left_out) == {"a value could not be replaced everywhere": 2}
    # A lead that no double will add has no number of those that it gives.
    assert "|101|1|" in (tmp_path / "corpus.jsonl").read_text("utf-8")
