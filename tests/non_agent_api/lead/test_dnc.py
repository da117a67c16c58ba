"""Do-not-call numbers (behaviour spec, section 5, steps 13 and 14)."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock
from lmapi_mock.settings import DOCUMENTED_DOOR

LISTED: dict[str, Any] = {
    "vicidial_dnc": [{"phone_number": "2125550001"}, {"phone_number": "415XXXXXXX"}],
    "vicidial_campaign_dnc": [
        {"phone_number": "2125550002", "campaign_id": "SALES"},
        {"phone_number": "303XXXXXXX", "campaign_id": "SALES"},
        {"phone_number": "2125550003", "campaign_id": "OTHER"},
        {"phone_number": "2125550004", "campaign_id": "TESTCAMP"},
        {"phone_number": "2125550005", "campaign_id": ""},
        {"phone_number": "2125550006", "campaign_id": "UNKNOWN"},
    ],
}


@pytest.fixture(autouse=True)
def _listed(mock: Mock) -> None:
    mock.put_state(**LISTED)


def answer(mock: Mock, phone: str, **parameters: str) -> str:
    """What becomes of the lead: DNC, CAMPAIGN DNC or nothing, with the line checked."""
    text = mock.add_lead(phone_number=phone, **parameters)
    campaign_id = parameters.get("campaign_id", "")
    lines = {
        f"ERROR: add_lead PHONE NUMBER IN DNC - {phone}|6666\n": "DNC",
        f"ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC - {phone}|{campaign_id}|6666\n": "CAMPAIGN",
    }
    if text not in lines:
        assert text.startswith(f"SUCCESS: add_lead LEAD HAS BEEN ADDED - {phone}|999|1|")
    return lines.get(text, "")


@pytest.mark.parametrize(
    ("phone", "check", "becomes"),
    [
        ("2125550001", "Y", "DNC"),
        ("2125550001", "AREACODE", "DNC"),
        ("2125550001", "N", ""),
        ("2125550001", "", ""),
        ("2125550001", "YES", ""),
        ("2125550009", "Y", ""),
        ("12125550001", "Y", ""),
        ("4155551111", "AREACODE", "DNC"),
        ("41555511", "AREACODE", "DNC"),
        ("4155551111", "Y", ""),
        ("2125550002", "Y", ""),
    ],
)
def test_dnc_check(mock: Mock, phone: str, check: str, becomes: str) -> None:
    assert answer(mock, phone, dnc_check=check) == becomes


@pytest.mark.parametrize(
    ("phone", "check", "campaign_id", "becomes"),
    [
        ("2125550002", "Y", "SALES", "CAMPAIGN"),
        ("2125550002", "Y", "sales", "CAMPAIGN"),
        ("2125550002", "AREACODE", "SALES", "CAMPAIGN"),
        ("2125550002", "Y", "TESTCAMP", ""),
        ("2125550002", "Y", "", ""),
        ("2125550002", "N", "SALES", ""),
        ("3035551111", "AREACODE", "SALES", "CAMPAIGN"),
        ("3035551111", "Y", "SALES", ""),
        ("3035551111", "AREACODE", "TESTCAMP", ""),
        ("2125550004", "Y", "TESTCAMP", "CAMPAIGN"),
        ("2125550006", "Y", "UNKNOWN", "CAMPAIGN"),
        ("2125550005", "Y", "", "CAMPAIGN"),
        ("2125550001", "Y", "SALES", ""),
    ],
)
def test_campaign_dnc_check(
    mock: Mock, phone: str, check: str, campaign_id: str, becomes: str
) -> None:
    given = {"campaign_dnc_check": check, "campaign_id": campaign_id}

    assert answer(mock, phone, **given) == becomes


@pytest.mark.parametrize(
    ("phone", "becomes"),
    [("2125550002", "CAMPAIGN"), ("3035551111", "CAMPAIGN"), ("2125550003", "")],
)
def test_another_campaigns_dnc_replaces_its_own(mock: Mock, phone: str, becomes: str) -> None:
    given = {"campaign_dnc_check": "AREACODE", "campaign_id": "OTHER"}

    assert answer(mock, phone, **given) == becomes


def test_the_systems_dnc_goes_before_a_campaigns(mock: Mock) -> None:
    mock.put_state(
        vicidial_dnc=[{"phone_number": "2125550002"}],
        vicidial_campaign_dnc=LISTED["vicidial_campaign_dnc"],
    )
    both = {"dnc_check": "Y", "campaign_dnc_check": "Y", "campaign_id": "SALES"}

    assert answer(mock, "2125550002", **both) == "DNC"


def test_a_refused_number_leaves_no_lead(mock: Mock) -> None:
    answer(mock, "2125550001", dnc_check="Y")

    assert mock.rows("vicidial_list") == []


@pytest.mark.parametrize(
    ("spelling", "is_refused"),
    [
        ({"campaing": "SALES"}, True),
        ({"campaing": "SALES", "campaign_id": "TESTCAMP"}, False),
        ({"campaing": "TESTCAMP", "campaign_id": "SALES"}, True),
        ({"campaing": "SALES", "campaign_id": ""}, False),
    ],
)
def test_the_documented_door_reads_campaing(
    mock: Mock, spelling: dict[str, str], is_refused: bool
) -> None:
    text = mock.documented(phone_number="2125550002", campaign_dnc_check="Y", **spelling)

    assert text.startswith("ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC") is is_refused


def test_the_other_door_does_not_read_campaing(mock: Mock) -> None:
    assert answer(mock, "2125550002", campaign_dnc_check="Y", campaing="SALES") == ""


def test_campaing_in_a_body_is_read_too(mock: Mock) -> None:
    body = (
        "user=6666&pass=1234&source=test&function=add_lead&phone_number=2125550002"
        "&campaign_dnc_check=Y&campaing=SALES"
    )

    assert mock.post(body, door=DOCUMENTED_DOOR) == (
        "ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC - 2125550002|SALES|6666\n"
    )
