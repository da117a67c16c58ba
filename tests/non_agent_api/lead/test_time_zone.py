"""The offset of the answer (behaviour spec, section 7)."""

from __future__ import annotations

import pytest

from client import Mock, base_changed

WINTER = "2026-01-15T14:00:00Z"


def offset(mock: Mock, phone: str = "7275551111", **parameters: str) -> str:
    """The offset as the answer prints it."""
    answer = mock.add_lead(phone_number=phone, **parameters)
    assert answer.startswith("SUCCESS")
    return answer.rstrip("\n").split("|")[3]


def stored(mock: Mock) -> str:
    found: str = mock.rows("vicidial_list")[-1]["gmt_offset_now"]
    return found


@pytest.mark.parametrize(
    ("phone", "phone_code", "summer", "winter"),
    [
        ("7275551111", "1", "-4", "-5"),
        ("7275551111", "", "-4", "-5"),
        ("7275551111", "001", "-4", "-5"),
        ("6025551111", "1", "-7", "-7"),
        ("7095551111", "1", "-2.5", "-3.5"),
        ("6715551111", "1", "10", "10"),
        ("9995551111", "1", "-4", "-5"),  # unknown: the country's first row
        ("6645551111", "52", "-7", "-8"),
        ("9995551111", "52", "-5", "-6"),
        ("2025550000", "44", "1", "0"),
        ("2025550000", "977", "5.75", "5.75"),
        ("2025550000", "93", "4.50", "4.50"),
        ("2025550000", "39", "2", "1.00"),
        ("2025550000", "54", "-3.00", "-2"),
        ("2025550000", "64", "12", "13"),
        ("2025550000", "98", "3.5", "3.5"),  # a code of summer time that is none
    ],
)
def test_the_phone_code_gives_the_offset(
    mock: Mock, phone: str, phone_code: str, summer: str, winter: str
) -> None:
    assert offset(mock, phone, phone_code=phone_code) == summer
    mock.freeze(WINTER)
    assert offset(mock, phone, phone_code=phone_code) == winter


@pytest.mark.parametrize(
    ("state", "expected"),
    [("SA", "10.5"), ("sa", "10.5"), ("QLD", "10"), ("TAS", "11"), ("XX", "11"), ("", "11")],
)
def test_country_61_goes_by_state(mock: Mock, state: str, expected: str) -> None:
    mock.freeze(WINTER)

    assert offset(mock, "0255511111", phone_code="61", state=state) == expected


@pytest.mark.parametrize("phone_code", ["999", "0", "9" * 5000])
def test_an_unknown_country_has_no_offset(mock: Mock, phone_code: str) -> None:
    assert offset(mock, phone_code=phone_code) == ""
    assert stored(mock) == "0.00"


def test_the_offset_is_stored_with_two_decimals(mock: Mock) -> None:
    offset(mock, phone_code="977")
    assert stored(mock) == "5.75"
    offset(mock)
    assert stored(mock) == "-4.00"


def test_the_parameter_of_that_name_is_ignored(mock: Mock) -> None:
    assert offset(mock, gmt_offset_now="9.00") == "-4"
    assert stored(mock) == "-4.00"


def test_of_a_countrys_rows_the_first_wins(mock: Mock) -> None:
    rows = [
        {"country_code": 7, "areacode": "*", "GMT_offset": "+3", "DST": "N"},
        {"country_code": 7, "areacode": "999", "GMT_offset": "+9", "DST": "N"},
        {"country_code": 1, "areacode": "727", "GMT_offset": "-11", "DST": "N"},
        {"country_code": 1, "areacode": "727", "GMT_offset": "-5", "DST": "N"},
    ]
    mock.put_state(vicidial_phone_codes=rows)

    assert offset(mock, phone_code="7") == "3"
    assert offset(mock) == "-11"


@pytest.mark.parametrize("flag", ["Y", "N"])
def test_summer_time_goes_by_its_range_and_not_by_its_flag(mock: Mock, flag: str) -> None:
    row = {"country_code": 1, "areacode": "727", "GMT_offset": "-5", "DST": flag}
    for code, expected in (("SSM-FSN", "-4"), ("", "-5")):
        mock.put_state(vicidial_phone_codes=[row | {"DST_range": code}])
        assert offset(mock) == expected


@pytest.mark.parametrize(
    ("method", "postal_code", "phone_code", "summer", "winter"),
    [
        ("POSTAL", "90001", "1", "-7", "-8"),
        ("postal", "90001", "1", "-7", "-8"),
        ("by-Postal-code", "90001", "1", "-7", "-8"),
        ("POSTAL", "96801", "1", "-10.00", "-10.00"),
        ("POSTAL", "99501", "", "-8", "-9.00"),
        ("POSTAL", "9000", "1", "-4", "-5"),  # too short
        ("POSTAL", "12345", "1", "-4", "-5"),  # unknown
        ("POSTAL", "90001-1234", "1", "-4", "-5"),  # longer than the row's own
        ("POSTAL", "90001", "01", "-4", "-5"),  # not exactly 1
        ("", "90001", "1", "-4", "-5"),
    ],
)
def test_a_postal_code_gives_the_offset(
    mock: Mock, method: str, postal_code: str, phone_code: str, summer: str, winter: str
) -> None:
    given = {"tz_method": method, "postal_code": postal_code, "phone_code": phone_code}

    assert offset(mock, **given) == summer
    mock.freeze(WINTER)
    assert offset(mock, **given) == winter


def test_the_lowest_postal_code_with_that_beginning_counts(mock: Mock) -> None:
    rows = [
        {"postal_code": "85001-1", "GMT_offset": "-7.00", "country_code": 1},
        {"postal_code": "85001-0", "GMT_offset": "-9.00", "country_code": 1},
        {"postal_code": "85001", "GMT_offset": "-3.00", "country_code": 52},
    ]
    mock.put_state(vicidial_postal_codes=rows)

    assert offset(mock, tz_method="POSTAL", postal_code="85001") == "-9.00"
    assert offset(mock, tz_method="POSTAL", postal_code="85001-1") == "-7.00"


@pytest.mark.parametrize(
    ("method", "owner", "phone_code", "expected"),
    [
        ("TZCODE", "PST", "1", "-7"),
        ("TZCODE", "pst", "1", "-7"),
        ("TZCODE", "HST", "1", "-10"),
        ("TZCODE", "CET", "49", "2"),
        ("TZCODE", "CET", "1", "-4"),  # not of that country
        ("TZCODE", "XYZ", "1", "-4"),
        ("TZCODE", "P", "1", "-4"),  # too short
        ("tzcode", "PST", "1", "-4"),
        ("TZCODE-", "PST", "1", "-4"),
        ("", "PST", "1", "-4"),
    ],
)
def test_the_owner_may_name_a_zone(
    mock: Mock, method: str, owner: str, phone_code: str, expected: str
) -> None:
    assert offset(mock, tz_method=method, owner=owner, phone_code=phone_code) == expected


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (["", "SSM-FSN"], "-6"),
        (["SSM-FSN", ""], "-6"),
        (["FSA-LSO", "TSO-LSF"], "-7"),  # the greater one is off in July
        (["N", "NO"], "-7"),  # too short to hold
        (["", ""], "-7"),
    ],
)
def test_a_zones_summer_time_is_the_greatest_of_its_rows(
    mock: Mock, ranges: list[str], expected: str
) -> None:
    rows = [
        {
            "country_code": 1,
            "areacode": area,
            "GMT_offset": gmt,
            "DST_range": code,
            "tz_code": "MST",
        }
        for area, gmt, code in zip(("602", "303"), ("-7", "-9"), ranges, strict=True)
    ]
    mock.put_state(vicidial_phone_codes=rows)

    assert offset(mock, tz_method="TZCODE", owner="MST") == expected


@pytest.mark.parametrize(
    ("method", "phone", "summer", "winter"),
    [
        ("NANPA", "8502341111", "-4", "-5.00"),  # the area code's own is -6
        ("nanpa", "8502341111", "-4", "-5.00"),
        ("useNANPAnow", "8502341111", "-4", "-5.00"),
        ("NANPA", "8505551111", "-5", "-6.00"),
        ("NANPA", "6025551111", "-7.00", "-7.00"),
        ("NANPA", "2055551111", "-6", "-6"),
        ("NANPA", "7095551111", "-2.5", "-3.50"),
        ("NANPA", "8509991111", "-5", "-6"),  # unknown: by the area code
        ("", "8502341111", "-5", "-6"),
    ],
)
def test_nanpa_gives_the_offset(
    mock: Mock, method: str, phone: str, summer: str, winter: str
) -> None:
    assert offset(mock, phone, tz_method=method) == summer
    mock.freeze(WINTER)
    assert offset(mock, phone, tz_method=method) == winter


def test_the_prefix_check_keeps_nanpa_from_looking(mock: Mock) -> None:
    given = {"tz_method": "NANPA", "usacan_prefix_check": "Y"}

    assert offset(mock, "8502341111", **given) == "-5"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-08T06:59:59Z", "-5"),
        ("2026-03-08T07:00:00Z", "-4"),
        ("2026-11-01T06:59:59Z", "-4"),  # 01:59:59 of standard time
        ("2026-11-01T07:00:00Z", "-5"),
    ],
)
def test_summer_time_is_judged_at_the_places_standard_time(
    mock: Mock, now: str, expected: str
) -> None:
    mock.freeze(now)

    assert offset(mock) == expected


@pytest.mark.parametrize("local_gmt", ["-5.00", "+1"])
def test_the_servers_offset_is_the_one_of_its_row(mock: Mock, local_gmt: str) -> None:
    mock.put_state(servers=base_changed("servers", local_gmt=local_gmt))
    edge = {"-5.00": "2026-03-08T02:00:00Z", "+1": "2026-03-08T08:00:00Z"}[local_gmt]
    mock.freeze(edge)

    assert offset(mock) == "-4"
    mock.admin("POST", "/clock/advance", {"seconds": -1})
    assert offset(mock) == "-5"


@pytest.mark.parametrize(
    "servers",
    [[], base_changed("servers", active="N", local_gmt="9.00")],
    ids=["no-row", "no-active-row"],
)
def test_without_an_active_server_the_zones_own_offset_counts(
    mock: Mock, servers: list[dict[str, str]]
) -> None:
    mock.put_state(servers=servers)
    mock.freeze("2026-03-08T06:59:59Z", "Asia/Tokyo")
    assert offset(mock) == "-5"

    mock.freeze("2026-03-08T07:00:00Z", "Asia/Tokyo")
    assert offset(mock) == "-4"


@pytest.mark.parametrize(
    ("now", "expected"), [("2026-03-08T07:59:59Z", "-6"), ("2026-03-08T08:00:00Z", "-5")]
)
def test_the_servers_own_summer_time_is_added_to_its_offset(
    mock: Mock, now: str, expected: str
) -> None:
    mock.put_state(servers=base_changed("servers", local_gmt="-5.00"))
    mock.freeze(now, "America/New_York")  # an hour into its summer time

    assert offset(mock, "8505551111") == expected
