from __future__ import annotations

from client import Mock, base_changed


def cleaned(mock: Mock, **params: str) -> dict[str, str]:
    answer = mock.admin("POST", "/clean", {"params": params})
    assert answer.status == 200, answer.text
    found: dict[str, str] = answer.json["cleaned"]
    return found


def test_it_says_what_the_endpoint_would_keep(mock: Mock) -> None:
    sent = {"phone_number": "(727) 555-1212", "first_name": "José+Luis", "hopper_priority": "500"}
    assert cleaned(mock, **sent) == {
        "phone_number": "7275551212",
        "first_name": "Jos Luis",
        "hopper_priority": "99",
    }


def test_it_goes_by_the_databases_use_non_latin(mock: Mock) -> None:
    mock.put_state(system_settings=base_changed("system_settings", use_non_latin="1"))
    assert cleaned(mock, first_name="José") == {"first_name": "José"}


def test_it_says_which_names_are_none_of_the_endpoints(mock: Mock) -> None:
    answer = mock.admin("POST", "/clean", {"params": {"fone": "1", "state": "FL!"}})
    assert answer.json == {"cleaned": {"state": "FL"}, "unknown": ["fone"]}


def test_nothing_is_sent_or_stored(mock: Mock) -> None:
    before = mock.admin("GET", "/requests").json["meta"]["last_id"]
    cleaned(mock, function="add_lead", phone_number="7275551212")
    assert mock.admin("GET", "/requests").json["meta"]["last_id"] == before
    assert mock.rows("vicidial_list") == []


def test_a_body_that_is_none_is_refused(mock: Mock) -> None:
    answer = mock.admin("POST", "/clean", {"params": {"state": 5}})
    assert answer.status == 422
    assert answer.json["error"]["message"].startswith("params.state")


def test_what_is_no_character_is_cleaned_like_any_other(mock: Mock) -> None:
    body = '{"params": {"first_name": "A\\ud800B"}}'
    answer = mock.request("POST", "/__admin/clean", body)
    assert answer.json == {"cleaned": {"first_name": "AB"}, "unknown": []}
