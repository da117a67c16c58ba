"""What a test mistypes in LmapiMock's own calls is told, never guessed."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from lmapi_mock import LmapiMock, MockServer, Settings
from lmapi_mock.errors import LmapiMockError, SettingError
from lmapi_mock.testing.connection import CallError

PHONE = "7275551212"


@pytest.fixture(scope="module")
def shared() -> Iterator[MockServer]:
    with MockServer(timezone="America/New_York") as server:
        yield server


@pytest.fixture
def world(shared: MockServer) -> Iterator[LmapiMock]:
    with LmapiMock(shared) as mock:
        yield mock


def test_columns_are_known_where_no_row_tells_them(world: LmapiMock) -> None:
    with pytest.raises(LmapiMockError, match=r"no column 'lisst_id'. Did you mean list_id\?"):
        world.leads(lisst_id=1)
    assert world.leads(list_id=1) == []


def test_numbers_are_compared_as_numbers_and_matchers_match(world: LmapiMock) -> None:
    world.given(leads={"phone_number": PHONE, "gmt_offset_now": "-5.00"})
    assert len(world.leads(gmt_offset_now=-5)) == 1
    assert len(world.leads(gmt_offset_now=-5.0, phone_number=7275551212)) == 1
    assert world.leads(gmt_offset_now=-4) == []
    assert len(world.leads(phone_number={"contains": "55512"})) == 1
    assert world.leads(phone_number={"doesNotContain": "55512"}) == []
    with pytest.raises(LmapiMockError, match=r"unknown matcher .*Did you mean contains\?|contans"):
        world.leads(phone_number={"contans": "1"})
    with pytest.raises(LmapiMockError, match=r"a column holds texts and numbers"):
        world.leads(called_since_last_reset=False)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda world: world.fault(503, time=1), r"'time' is no option .*Did you mean times\?"),
        (lambda world: world.requests(statuss=200), r"Did you mean status\?"),
        (lambda world: world.requests(pone_number="1"), r"Did you mean phone_number\?"),
        (lambda world: world.assert_requested(list_idd=1), r"Did you mean list_id\?"),
        (lambda world: world.requests(result="success"), r"unknown result \"success\""),
        (lambda world: world.fault("EMPTY"), r"no effect 'EMPTY'. .*EMPTY_RESPONSE.*login_refused"),
        (lambda world: world.calls(leadid=1), r"Did you mean lead_id\?"),
        (lambda world: world.assert_requested(time=2), r"Did you mean times\?"),
        (lambda world: world.assert_requested(times="2"), r"times is '2'. Accepted: a whole"),
        (lambda world: world.assert_requested(times=-1), r"times is -1. Accepted: a whole"),
        (lambda world: world.requests(status="ok"), r"status is \"ok\". An HTTP status"),
        (lambda world: world.requests(since="today"), r"since is \"today\". The id of a request"),
        (lambda world: world.requests(function="add_leed"), r"Did you mean add_lead\?"),
        (lambda world: world.fault(503, function="addlead"), r"Did you mean add_lead\?"),
        (lambda world: world.fault(503, method="post"), r"Did you mean POST\?"),
        (lambda world: world.fault(503, method="PSOT"), r"Did you mean POST\?"),
        (lambda world: world.fault(503, ttl="60"), r"ttl is '60'. Accepted: seconds"),
        (lambda world: world.advance("1h"), r"by is '1h'. Accepted: seconds as a number, or a"),
        (lambda world: world.wait_for_lead(timeout="1"), r"timeout is '1'. Accepted: seconds"),
        (lambda world: world.freeze(5), r"freeze is given 5. Accepted: a datetime"),
        (lambda world: world.freeze("20260301"), r"'20260301' is no instant. Accepted: 2026-03-08"),
        (lambda world: world.freeze("2026-03-08 02:30"), r"does not exist in America/New_York"),
        (lambda world: world.findings("warn"), r"severity is 'warn'. Did you mean warning\?"),
        (lambda world: world.assert_clean(allow=["repeated"]), r"Did you mean repeated-lead\?"),
        (lambda world: world.assert_clean(allow="repeated-lead"), r"Accepted: a list of codes"),
        (lambda world: world.assert_clean("eror"), r"severity is 'eror'. Did you mean error"),
        (lambda world: LmapiMock(allow=["repeated"]), r"no finding's code. Did you mean repeated-"),
        (lambda world: world.rows(""), r"rows is given ''. Accepted: the name of one table"),
        (lambda world: world.rows("vicidial_list,vicidial_dnc"), r"Accepted: the name of one"),
        (lambda world: world.leads(list_id={1, 2}), r"asked for \{1, 2\}. Accepted: a text, a num"),
        (lambda world: world.rows("vicidial_lists", list_id="TEST"), r"holds whole numbers, as"),
        (lambda world: world.add_lead(phone_number=[PHONE]), r"phone_number is given \['72755"),
        (lambda world: world.add_lead(dnc_check=True), r"dnc_check is given True. Accepted"),
        (lambda world: world.call("add_lead", custom={"a": {}}), r"a is given \{\}. Accepted"),
        (lambda world: world.findings("warnin"), r"severity"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(
    world: LmapiMock, call: Callable[[LmapiMock], object], said: str
) -> None:
    with pytest.raises(LmapiMockError, match=said):
        call(world)
    assert world.faults() == []


def test_a_parameter_that_looks_like_a_slip_can_be_asked_for(world: LmapiMock) -> None:
    world.call("version", time="1")
    world.add_lead(phone_number=PHONE, custom={"favourite_colour": "blue"})
    assert len(world.requests(params={"time": "1"})) == 1
    assert len(world.requests(favourite_colour="blue")) == 1


@pytest.mark.parametrize("name", ["wait_for_lead", "assert_requested"])
def test_no_argument_is_taken_by_its_position(world: LmapiMock, name: str) -> None:
    with pytest.raises(TypeError, match=r"positional argument"):
        getattr(world, name)(PHONE)


@pytest.mark.parametrize("delay", [0.2, dt.timedelta(milliseconds=200)])
def test_times_are_seconds(world: LmapiMock, delay: float | dt.timedelta) -> None:
    rule = world.fault(delay=delay, ttl=dt.timedelta(minutes=1))
    assert rule["delay"] == {"type": "fixed", "milliseconds": 200}
    assert rule["ttl"] == 60
    began = time.perf_counter()
    world.add_lead(phone_number=PHONE)
    assert time.perf_counter() - began >= 0.2


def test_the_clock_takes_local_time_seconds_and_timedeltas(world: LmapiMock) -> None:
    world.freeze("2026-03-01 12:00")
    world.advance(30)
    world.advance(dt.timedelta(minutes=1), hours=1)
    world.add_lead(phone_number=PHONE)
    assert world.leads()[0]["entry_date"] == "2026-03-01 13:01:30"
    world.freeze(dt.datetime(2026, 7, 1, 9))
    world.add_lead(phone_number=PHONE)
    assert world.leads()[1]["entry_date"] == "2026-07-01 09:00:00"


def test_rows_are_changed(world: LmapiMock) -> None:
    assert world.change("vicidial_lists", 999, active="N")["active"] == "N"
    assert world.rows("vicidial_lists", list_id=999)[0]["active"] == "N"
    assert world.settings(custom_fields_enabled="0")["custom_fields_enabled"] == "0"
    assert world.settings()["custom_fields_enabled"] == "0"
    with pytest.raises(CallError, match=r"custom_fields_enabled.*'0', '1'.*as text"):
        world.settings(custom_fields_enabled=1)
    assert world.settings()["custom_fields_enabled"] == "0"
    with pytest.raises(CallError, match=r"Did you mean active\?"):
        world.change("vicidial_lists", 999, activ="N")


def test_values_that_a_column_changes_are_refused_unless_that_is_wanted(world: LmapiMock) -> None:
    with pytest.raises(CallError, match=r"modify_leads.*as text"):
        world.given(users={"user": "crm", "modify_leads": 1})
    with pytest.raises(CallError, match=r"user_level.*a whole number"):
        world.given(users={"user": "crm", "user_level": "high"})
    assert world.rows("vicidial_users", user="crm") == []
    world.given(users={"user": "crm", "user_level": "high"}, strict=False)
    assert world.rows("vicidial_users", user="crm")[0]["user_level"] == 0


def test_campaign_dnc_may_be_rows(world: LmapiMock) -> None:
    world.given(campaign_dnc={"phone_number": PHONE, "campaign_id": "SALES"})
    world.given(campaign_dnc=[{"phone_number": "7275551213", "campaign_id": "SALES"}])
    world.given(campaign_dnc={"TESTCAMP": ["7275551214"]})
    barred = world.rows("vicidial_campaign_dnc", phone_number={"contains": "727555121"})
    assert [(one["campaign_id"], one["phone_number"]) for one in barred] == [
        ("SALES", PHONE),
        ("SALES", "7275551213"),
        ("TESTCAMP", "7275551214"),
    ]


def test_tables_take_one_row_too_and_settings_have_one(world: LmapiMock) -> None:
    world.given(tables={"vicidial_campaigns": {"campaign_id": "WINTER"}})
    assert world.rows("vicidial_campaigns", campaign_id="WINTER")
    before = world.rows("system_settings")[0]
    world.given(tables={"system_settings": [{"custom_fields_enabled": "0"}]})
    assert world.rows("system_settings") == [before | {"custom_fields_enabled": "0"}]
    with pytest.raises(CallError, match=r"system_settings has one row.*lmapi.settings"):
        world.given(tables={"system_settings": [{"use_non_latin": "0"}] * 2})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"users": {"pass": "1"}}, r"users is given .* Accepted: a row with its user\."),
        ({"lists": {"name": "x"}}, r"a row with its list_id"),
        ({"campaigns": 1.5}, r"campaigns is given 1.5"),
        ({"dnc": None}, r"dnc is given None. Accepted: the phone_number, or a row"),
        ({"leads": [True]}, r"leads is given True"),
        ({"leads": 5}, r"leads is given 5. Accepted: phone numbers .*, or rows: not how many"),
        ({"fields": "color"}, r"fields is given 'color'. Accepted: \{999.*, or rows as"),
        ({"fields": {"abc": {"color": "int"}}}, r"fields is given \{'abc'.*Accepted: \{999"),
        ({"fields": {"list_id": 999, "type": "int"}}, r"a row with its field_label"),
        ({"leads": "727-555-1212"}, r"phone_number is '727-555-1212'. Accepted: digits alone"),
        ({"leads": {"list_id": None}}, r"list_id is null. Accepted: a value"),
        ({"leads": {"first_name": {1}}}, r"\{1\} is given for a value. Accepted: a text"),
        ({"fields": {999: "color"}}, r"fields\[999\] is given 'color'"),
        ({"lists": {"list_id": 5, "fields": ["color"]}}, r"fields of list 5 is given"),
        ({"campaign_dnc": {"phone_number": PHONE}}, r"a row with its campaign_id"),
        ({"campaign_dnc": PHONE}, r"campaign_dnc is given"),
        ({"tables": [1]}, r"tables is given \[1\]"),
        ({"tables": {"vicidial_list": [PHONE]}}, r"tables\['vicidial_list'\] is given"),
    ],
)
def test_what_has_not_the_form_of_rows_is_told(
    world: LmapiMock, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(LmapiMockError, match=said):
        world.given(**given)


def test_without_a_with_statement_it_says_so() -> None:
    mock = LmapiMock("http://127.0.0.1:1")
    for use in (lambda: mock.url, mock.leads, lambda: mock.add_lead(phone_number=PHONE)):
        with pytest.raises(LmapiMockError, match=r"Use it in a `with` statement"):
            use()
    assert repr(mock) == "<LmapiMock that has not begun>"


def test_settings_are_read_as_flags_are() -> None:
    assert Settings(database=":memory:", timezone="Asia/Tokyo").database == "sqlite://"
    with pytest.raises(SettingError, match=r"timezone is 'Mars'. Accepted: "):
        Settings(timezone="Mars")
    with pytest.raises(SettingError, match=r"no setting 'timezon'. Did you mean timezone\?"):
        MockServer(timezon="UTC")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"strict": True}, r"strict is 'yes'. Accepted: no or info or warning or error"),
        ({"seed": 5}, r"seed is '5'. Accepted: an existing JSON or YAML file"),
        ({"port": 99999}, r"port is '99999'. Accepted: a number from 0 to 65535"),
        ({"workers": 0}, r"workers is '0'. Accepted: "),
    ],
)
def test_settings_that_are_no_text_are_read_too(options: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        Settings(**options)
    assert Settings(call_urls=True) == Settings(call_urls="yes")  # type: ignore[arg-type]  # as flags


def test_a_server_begins_with_a_seed(tmp_path: Any) -> None:
    seed = tmp_path / "x.yaml"
    seed.write_text("tables: {vicidial_campaigns: [{campaign_id: WINTER}]}\n")
    with MockServer(seed=str(seed), timezone="Asia/Tokyo") as server, LmapiMock(server) as mock:
        assert [one["campaign_id"] for one in mock.rows("vicidial_campaigns")] == ["WINTER"]


def test_findings_may_be_allowed_by_their_codes(world: LmapiMock) -> None:
    world.add_lead(phone_number=PHONE, first_name="José")
    with pytest.raises(AssertionError, match=r"dropped-characters"):
        world.assert_clean()
    world.assert_clean(allow=["dropped-characters"])


def test_a_coroutine_waits_while_others_go_on(world: LmapiMock) -> None:
    async def push() -> None:
        await asyncio.sleep(0.05)
        world.add_lead(phone_number=PHONE)

    async def both() -> Any:
        lead, _ = await asyncio.gather(world.await_lead(phone_number=PHONE), push())
        return lead

    assert asyncio.run(both())["phone_number"] == PHONE
    with pytest.raises(AssertionError, match=r"came within 0 s. The last leads:"):
        asyncio.run(world.await_lead(timeout=0, phone_number="1"))


def test_every_public_name_is_there_and_listed() -> None:
    import lmapi_mock

    assert set(lmapi_mock.__all__) <= set(dir(lmapi_mock))
    assert all(getattr(lmapi_mock, name) for name in lmapi_mock.__all__)
    with pytest.raises(AttributeError):
        lmapi_mock.Nonsense  # type: ignore[attr-defined]  # noqa: B018  looked up only


def test_fields_may_be_rows(world: LmapiMock) -> None:
    color = {"list_id": 998, "field_label": "color", "type": "varchar(20)", "field_name": "Colour"}
    world.given(fields=color)
    size = {"list_id": 999, "field_label": "size", "type": "enum('S','L')", "field_type": "SELECT"}
    world.given(fields=[size, {"list_id": 999, "field_label": "age", "type": "int"}])
    known = {one["field_label"]: one for one in world.rows("vicidial_lists_fields")}
    assert known["color"]["field_name"] == "Colour"
    assert (known["size"]["field_type"], known["size"]["field_rank"]) == ("SELECT", 1)
    assert (known["age"]["field_name"], known["age"]["field_rank"]) == ("Age", 2)
    world.add_lead(phone_number=PHONE, custom_fields="Y", custom={"size": "L", "age": "36"})
    assert world.rows("custom_999") == [{"lead_id": 1, "size": "L", "age": 36}]


def test_values_are_sent_as_they_are_written(world: LmapiMock) -> None:
    world.add_lead(phone_number=7275551212, date_of_birth=dt.date(1980, 7, 4), rank=Decimal(5))
    (lead,) = world.leads(date_of_birth=dt.date(1980, 7, 4))
    assert (lead["phone_number"], lead["rank"]) == (PHONE, 5)
    world.given(leads={"phone_number": PHONE, "date_of_birth": dt.date(1980, 7, 5)})
    assert len(world.leads(date_of_birth="1980-07-05")) == 1


def test_a_severity_is_told_at_once() -> None:
    loud: Any = "wanring"
    with pytest.raises(LmapiMockError, match=r"strict is 'wanring'. Did you mean warning\?"):
        LmapiMock(strict=loud)


def test_a_server_outside_of_a_with_statement_has_no_address() -> None:
    server = MockServer()
    try:
        # A client of it would wait for ever: it listens, and nobody answers.
        with pytest.raises(LmapiMockError, match="This MockServer has not begun"):
            assert server.url
    finally:
        server.stop()
    with pytest.raises(SettingError, match=r"given 'staging.yaml'. Accepted") as told:
        MockServer("staging.yaml")  # type: ignore[arg-type]  # the slip
    assert "seed=" in told.value.hint


def test_requests_are_waited_for(world: LmapiMock) -> None:
    def refused() -> None:
        world.add_lead(phone_number="727")

    async def both() -> int:
        sending = asyncio.create_task(asyncio.to_thread(refused))
        found = await world.await_requests(result="ERROR", phone_number="727")
        await sending
        return len(found)

    assert asyncio.run(both()) == 1
    assert len(world.wait_for_requests(result="ERROR")) == 1
    with pytest.raises(AssertionError, match=r"Expected 2 requests with result='ERROR'.*1 came"):
        world.wait_for_requests(times=2, timeout=0, result="ERROR")
    with pytest.raises(AssertionError, match="Expected 2 requests"):
        asyncio.run(world.await_requests(times=2, timeout=0, result="ERROR"))
