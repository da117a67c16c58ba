"""What tests have from each other by the servers that they share: nothing."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock

RULE = '{"status": 503}'


def faults(mock: Mock) -> list[Any]:
    found: list[Any] = mock.admin("GET", "/faults").json["faults"]
    return found


def test_faults_that_a_test_leaves_are_dropped(mock: Mock) -> None:
    # As the page sets it.
    mock.request("POST", "/__admin/faults", RULE)
    assert mock.documented(phone_number="7275551212") == ""
    mock.drop_faults()
    assert faults(mock) == []
    assert mock.documented(phone_number="7275551212").startswith("SUCCESS")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_begins_without_those_of_the_one_before(mock: Mock, turn: str) -> None:
    assert faults(mock) == [], turn
    mock.request("POST", "/__admin/faults", RULE)
    assert mock.documented(phone_number="7275551212") == ""
