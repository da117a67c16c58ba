"""The phone number: length, prefix, area code, NANPA (behaviour spec, section 5, steps 7 to 11)."""

from __future__ import annotations

import pytest

from client import BASE_STATE, Mock


def refusal(kind: str, phone: str) -> str:
    return f"ERROR: add_lead INVALID PHONE NUMBER {kind} - {phone}|6666\n"


def is_added(answer: str) -> bool:
    return answer.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - ")


@pytest.mark.parametrize("phone", ["", "12345", "1" * 17, "1" * 10_000])
def test_a_number_of_the_wrong_length_is_refused(mock: Mock, phone: str) -> None:
    assert mock.add_lead(phone_number=phone) == refusal("LENGTH", phone)
    assert mock.documented(phone_number=phone) == refusal("LENGTH", phone)
    assert mock.rows("vicidial_list") == []


@pytest.mark.parametrize("phone", ["123456", "1234567890123456", ",,,,,,"])
def test_six_to_sixteen_characters_will_do(mock: Mock, phone: str) -> None:
    assert is_added(mock.add_lead(phone_number=phone))
    assert mock.rows("vicidial_list")[0]["phone_number"] == phone


def test_length_is_counted_after_cleaning(mock: Mock) -> None:
    assert mock.add_lead(phone_number="+1 (2) 3-4.5") == refusal("LENGTH", "12345")


def test_a_missing_number_is_too_short(mock: Mock) -> None:
    assert mock.add_lead() == refusal("LENGTH", "")


@pytest.mark.parametrize("phone", ["7270551111", "7271551111", "727,551111"])
def test_a_prefix_below_two_is_refused_if_asked(mock: Mock, phone: str) -> None:
    assert mock.add_lead(phone_number=phone, usacan_prefix_check="Y") == refusal("PREFIX", phone)
    assert mock.documented(phone_number=phone, usacan_prefix_check="Y") == refusal("PREFIX", phone)
    assert is_added(mock.add_lead(phone_number=phone))


@pytest.mark.parametrize("digit", "23456789")
def test_a_prefix_from_two_on_passes(mock: Mock, digit: str) -> None:
    assert is_added(mock.add_lead(phone_number=f"727{digit}000000", usacan_prefix_check="Y"))


@pytest.mark.parametrize("phone", ["9995551111", "0005551111", "0215551111"])
def test_an_unknown_areacode_is_refused_if_asked(mock: Mock, phone: str) -> None:
    check = {"phone_number": phone, "usacan_areacode_check": "Y"}

    assert mock.add_lead(**check) == refusal("AREACODE", phone)
    assert mock.documented(**check) == refusal("AREACODE", phone)
    assert is_added(mock.add_lead(phone_number=phone))


@pytest.mark.parametrize("areacode", ["212", "416", "787"])
def test_an_areacode_of_country_1_passes(mock: Mock, areacode: str) -> None:
    assert is_added(mock.add_lead(phone_number=f"{areacode}5551111", usacan_areacode_check="Y"))


def test_the_areacode_is_looked_up_in_country_1_whatever_the_phone_code(mock: Mock) -> None:
    check = {"usacan_areacode_check": "Y", "phone_code": "52"}

    assert is_added(mock.add_lead(phone_number="7275551111", **check))
    assert mock.add_lead(phone_number="2225551111", **check) == refusal("AREACODE", "2225551111")


@pytest.mark.parametrize("phone", ["727555111", "72755511110", "727555"])
def test_the_dialects_part_on_an_areacode_before_a_wrong_length(mock: Mock, phone: str) -> None:
    check = {"phone_number": phone, "usacan_areacode_check": "Y"}

    assert mock.documented(**check) == refusal("AREACODE", phone)
    assert is_added(mock.add_lead(**check))


@pytest.mark.parametrize("phone", ["7275571111", "2125561111", "9995551111"])
def test_a_pair_that_nanpa_does_not_know_is_refused_if_asked(mock: Mock, phone: str) -> None:
    check = {"phone_number": phone, "nanpa_ac_prefix_check": "Y"}

    assert mock.add_lead(**check) == refusal("NANPA AREACODE PREFIX", phone)
    assert mock.documented(**check) == refusal("NANPA AREACODE PREFIX", phone)


@pytest.mark.parametrize("phone", ["7275551111", "8502341111"])
def test_a_pair_that_nanpa_knows_passes(mock: Mock, phone: str) -> None:
    assert is_added(mock.add_lead(phone_number=phone, nanpa_ac_prefix_check="Y"))


def test_nanpa_looks_at_the_whole_prefix_beside_the_prefix_check(mock: Mock) -> None:
    checks = {"nanpa_ac_prefix_check": "Y", "usacan_prefix_check": "Y"}

    assert is_added(mock.add_lead(phone_number="7275551111", **checks))
    assert mock.add_lead(phone_number="7275571111", **checks) == refusal(
        "NANPA AREACODE PREFIX", "7275571111"
    )


@pytest.mark.parametrize("check", ["N", "YES", "y", ""])
@pytest.mark.parametrize(
    "name", ["usacan_prefix_check", "usacan_areacode_check", "nanpa_ac_prefix_check"]
)
def test_a_check_runs_for_y_alone(mock: Mock, name: str, check: str) -> None:
    assert is_added(mock.add_lead(**{"phone_number": "9990001111", name: check}))


@pytest.mark.parametrize(
    "asked",
    [
        {"nanpa_ac_prefix_check": "Y"},
        {"tz_method": "NANPA"},
        {"tz_method": "nanpa"},
        {"tz_method": "POSTAL-AND-Nanpa"},
    ],
    ids=str,
)
@pytest.mark.parametrize("rows", [0, 9])
def test_nanpa_is_off_without_ten_rows(mock: Mock, asked: dict[str, str], rows: int) -> None:
    mock.put_state(vicidial_nanpa_prefix_codes=BASE_STATE["vicidial_nanpa_prefix_codes"][:rows])
    lines = (
        "NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded"
        f" - {rows}|6666\n"
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 2125571111|999|1|-4|6666\n"
    )

    assert mock.add_lead(phone_number="2125571111", **asked) == lines


def test_ten_rows_are_enough(mock: Mock) -> None:
    mock.put_state(vicidial_nanpa_prefix_codes=BASE_STATE["vicidial_nanpa_prefix_codes"][:10])
    answer = mock.add_lead(phone_number="2125571111", nanpa_ac_prefix_check="Y")

    assert answer == refusal("NANPA AREACODE PREFIX", "2125571111")


def test_missing_nanpa_data_is_told_before_a_refusal_too(mock: Mock) -> None:
    mock.put_state(vicidial_nanpa_prefix_codes=[])

    assert mock.documented(phone_number="1", tz_method="NANPA") == (
        "NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded - 0|6666\n"
        "ERROR: add_lead INVALID PHONE NUMBER LENGTH - 1|6666\n"
    )


def test_only_upper_case_nanpa_is_taken_out_of_the_method(mock: Mock) -> None:
    few = [{"areacode": "850", "prefix": "234", "GMT_offset": "+9", "DST": "N"}]
    mock.put_state(vicidial_nanpa_prefix_codes=few)
    upper, lower = (
        mock.add_lead(phone_number="8502341111", tz_method=method) for method in ("NANPA", "nanpa")
    )

    assert upper.endswith("ADDED - 8502341111|999|1|-5|6666\n")
    assert lower.endswith("ADDED - 8502341111|999|2|9|6666\n")
