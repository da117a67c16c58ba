"""A journal entry as JSON: findings with it, and no byte that JSON cannot hold."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock

LEAD = "user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551111&list_id=101"


@pytest.fixture
def journal(mock: Mock) -> Mock:
    assert mock.admin("DELETE", "/requests").status == 200
    return mock


def last(mock: Mock) -> dict[str, Any]:
    """The last request, by its number and thus with all that is known of it."""
    (listed,) = mock.admin("GET", "/requests?limit=1").json["requests"]
    whole: dict[str, Any] = mock.admin("GET", f"/requests/{listed['id']}").json
    assert listed.items() <= whole.items()
    return whole


def test_findings_are_listed(journal: Mock) -> None:
    journal.post(f"{LEAD}&adress1=x")
    assert [one["code"] for one in last(journal)["findings"]] == ["unknown-parameter"]


def test_a_good_request_has_none(journal: Mock) -> None:
    journal.post(LEAD)
    assert last(journal)["findings"] == []


def test_bytes_that_are_no_text_are_shown_as_such(journal: Mock) -> None:
    journal.post(f"{LEAD}&comments=caf%E9")
    shown = last(journal)
    assert shown["cleaned"]["comments"] == "caf�"
    (found,) = shown["findings"]
    assert (found["code"], found["sent"], found["kept"]) == ("character-replaced", "caf�", "caf?")


def test_a_refused_request_has_findings_too(journal: Mock) -> None:
    journal.post(f"{LEAD}&dnc_check=Y&adress1=x".replace("7275551111", "7275559999"))
    shown = last(journal)
    assert shown["refusal"]["stage"] == "check_dnc"
    assert [one["code"] for one in shown["findings"]] == ["unknown-parameter"]
