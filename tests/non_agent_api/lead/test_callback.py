"""Scheduled callbacks (behaviour spec, section 11)."""

from __future__ import annotations

import pytest

from client import Mock

REQUEST = {"phone_number": "7275551111", "callback": "Y", "campaign_id": "SALES"}
ADDED = "NOTICE: add_lead SCHEDULED CALLBACK ADDED - "
NOT_ADDED = "NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, "


def notice(mock: Mock, **parameters: str) -> str:
    """The line after the SUCCESS."""
    return mock.add_lead(**(REQUEST | parameters)).splitlines()[1]


def test_a_callback_is_scheduled(mock: Mock) -> None:
    line = notice(
        mock,
        list_id="101",
        callback_datetime="2026-08-01 09:30:00",
        callback_type="USERONLY",
        callback_user="1001",
        callback_status="CBX",
        callback_comments="Ask+for Ann",
    )

    assert line == f"{ADDED}1|SALES|2026-08-01 09:30:00|USERONLY|1001|CBX"
    (row,) = mock.rows("vicidial_callbacks")
    expected = {
        "callback_id": 1,
        "lead_id": 1,
        "list_id": 101,
        "campaign_id": "SALES",
        "status": "ACTIVE",
        "entry_time": "2026-07-15 14:00:00",
        "callback_time": "2026-08-01 09:30:00",
        "user": "1001",
        "recipient": "USERONLY",
        "comments": "Ask+for Ann",
        "user_group": "AGENTS",
        "lead_status": "CBX",
    }
    assert expected.items() <= row.items()


def test_the_page_orders_its_fields_otherwise(mock: Mock) -> None:
    answer = mock.documented(
        **REQUEST, callback_datetime="NOW", callback_type="USERONLY", callback_user="1001"
    )

    assert answer.splitlines()[1] == f"{ADDED}1|2026-07-15 14:00:00|SALES|1001|USERONLY|CALLBK"


@pytest.mark.parametrize("asked", ["", "N", "y", "YES"])
def test_nothing_happens_unless_asked(mock: Mock, asked: str) -> None:
    answer = mock.add_lead(**(REQUEST | {"callback": asked}))

    assert answer.count("\n") == 1
    assert mock.rows("vicidial_callbacks") == []


@pytest.mark.parametrize("campaign_id", ["", "NOWHERE", "SALESX"])
def test_the_campaign_has_to_be_there(mock: Mock, campaign_id: str) -> None:
    line = f"{NOT_ADDED}CAMPAIGN NOT VALID - 1|{campaign_id}"

    assert notice(mock, campaign_id=campaign_id) == line
    assert mock.rows("vicidial_callbacks") == []
    assert mock.rows("vicidial_list")[0]["status"] == "CBHOLD"


def test_an_inactive_campaign_will_do(mock: Mock) -> None:
    assert notice(mock, campaign_id="notime").startswith(f"{ADDED}1|notime|")


@pytest.mark.parametrize("user", ["", "nobody"])
def test_a_user_of_its_own_has_to_be_there(mock: Mock, user: str) -> None:
    given = {"callback_type": "USERONLY", "callback_user": user}
    line = f"{NOT_ADDED}USER NOT VALID - {{}}|SALES|{user}|"

    assert notice(mock, **given) == line.format(1) + "USERONLY"
    assert mock.documented(**REQUEST, **given).splitlines()[1] == line.format(2)
    assert mock.rows("vicidial_callbacks") == []


@pytest.mark.parametrize("kind", ["", "ANYONE", "useronly", "OTHER"])
def test_any_other_type_is_anyone_without_a_user(mock: Mock, kind: str) -> None:
    line = notice(mock, callback_type=kind, callback_user="nobody", callback_datetime="NOW")

    assert line == f"{ADDED}1|SALES|2026-07-15 14:00:00|ANYONE||CALLBK"
    (row,) = mock.rows("vicidial_callbacks")
    assert (row["recipient"], row["user"], row["lead_status"]) == ("ANYONE", "", "CALLBK")


def test_a_user_is_found_without_case(mock: Mock) -> None:
    line = notice(mock, callback_type="USERONLY", callback_user="USER_MIXED-1")

    assert line == f"{ADDED}1|SALES||USERONLY|USER_MIXED-1|CALLBK"
    assert mock.rows("vicidial_callbacks")[0]["user_group"] == "ADMIN"


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        ("NOW", "2026-07-15 14:00:00"),
        ("1DAYS", "2026-07-16 14:00:00"),
        ("0DAYS", "2026-07-15 14:00:00"),
        ("30DAYS", "2026-08-14 14:00:00"),
        ("30days", "2026-08-14 14:00:00"),
        ("in 2 or 3Days", "2026-08-07 14:00:00"),  # 23
        ("366DAYS", "2027-07-16 14:00:00"),
    ],
)
def test_words_name_a_moment(mock: Mock, sent: str, moment: str) -> None:
    line = notice(mock, callback_datetime=sent)

    assert line == f"{ADDED}1|SALES|{moment}|ANYONE||CALLBK"
    assert mock.rows("vicidial_callbacks")[0]["callback_time"] == moment


@pytest.mark.parametrize(
    ("sent", "shown", "stored"),
    [
        ("2026-8-1 9:05", "2026-8-1 9:05", "2026-08-01 09:05:00"),
        ("2026-08-01+09:05:00", "2026-08-01+09:05:00", "2026-08-01 09:05:00"),
        ("20260801090500", "20260801090500", "2026-08-01 09:05:00"),
        ("2026-08-01", "2026-08-01", "2026-08-01 00:00:00"),
        ("now", "now", "0000-00-00 00:00:00"),
        ("5 DAYS", "5 DAYS", "0000-00-00 00:00:00"),
        ("DAYS", "DAYS", "0000-00-00 00:00:00"),
        ("1DAY", "1DAY", "0000-00-00 00:00:00"),
        ("2026-02-30 10:00:00", "2026-02-30 10:00:00", "0000-00-00 00:00:00"),
        ("to'morrow;", "tomorrow", "0000-00-00 00:00:00"),
        ("", "", "0000-00-00 00:00:00"),
        ("9" * 5000, "9" * 5000, "0000-00-00 00:00:00"),
    ],
)
def test_anything_else_is_stored_as_it_can_be_read(
    mock: Mock, sent: str, shown: str, stored: str
) -> None:
    assert notice(mock, callback_datetime=sent) == f"{ADDED}1|SALES|{shown}|ANYONE||CALLBK"
    assert mock.rows("vicidial_callbacks")[0]["callback_time"] == stored


def test_now_is_the_servers_own_time(mock: Mock) -> None:
    mock.freeze("2026-07-15T14:00:00Z", "America/New_York")

    assert notice(mock, callback_datetime="NOW").startswith(f"{ADDED}1|SALES|2026-07-15 10:00:00|")


@pytest.mark.parametrize("days", ["99999999", "9" * 1000])
def test_days_beyond_the_calendar_break_nothing(mock: Mock, days: str) -> None:
    assert notice(mock, callback_datetime=f"{days}DAYS").startswith(f"{ADDED}1|SALES|")
    assert mock.rows("vicidial_callbacks")[0]["callback_time"] == "0000-00-00 00:00:00"


def test_the_columns_cut_what_is_too_long(mock: Mock) -> None:
    notice(mock, callback_status="CALLBACKLATER", callback_comments="x" * 300)

    (row,) = mock.rows("vicidial_callbacks")
    assert (row["lead_status"], row["comments"]) == ("CALLBA", "x" * 255)
