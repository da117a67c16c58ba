"""Patterns: what they fit, how they tell what does not, and what is wrong with a bad one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from lmapi_mock.errors import PatternError
from lmapi_mock.patterns.pattern import read_pattern
from lmapi_mock.patterns.subject import Subject

LEAD = Subject(
    method="POST",
    path="/API/lmapi.php",
    params={"phone_number": "7275551212", "first_name": "José", "list_id": "0999", "empty": ""},
    function="add_lead",
    user="6666",
    remote_ip="127.0.0.1",
    status=200,
    result="SUCCESS",
    response="SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n",
)


def fits(matcher: Any, name: str = "phone_number") -> bool:
    """Whether a parameter of LEAD fits; every way to ask agrees."""
    pattern = read_pattern({"params": {name: matcher}})
    matched = pattern.matches(LEAD)
    assert (pattern.differences(LEAD) == []) is matched
    assert (pattern.distance(LEAD) == 0) is matched
    return matched


@pytest.mark.parametrize("given", [{}, {"params": {}}])
def test_an_empty_pattern_fits_everything(given: Any) -> None:
    assert read_pattern(given).matches(LEAD)
    assert read_pattern(given).distance(LEAD) == 0


@pytest.mark.parametrize(
    "given",
    [
        {"method": "POST"},
        {"path": {"contains": "lmapi"}},
        {"function": "add_lead"},
        {"user": 6666},
        {"remote_ip": {"matches": r"127\..*"}},
        {"status": 200},
        {"status": {"matches": "2.."}},
        {"result": "SUCCESS"},
        {"response": {"contains": "|6666|"}},
        {"method": "POST", "status": 200, "params": {"list_id": "0999"}},
    ],
    ids=str,
)
def test_every_part_of_a_request_can_be_matched(given: Any) -> None:
    assert read_pattern(given).matches(LEAD)
    other = Subject("GET", "/", {}, "version", "7777", "10.0.0.1", 503, "ERROR", "ERROR: no\n")
    assert not read_pattern(given).matches(other)


@pytest.mark.parametrize(
    ("matcher", "other"),
    [
        ("7275551212", "7275551213"),
        (7275551212, 727555121),
        ({"equalTo": "7275551212"}, {"equalTo": "727"}),
        ({"contains": "555"}, {"contains": "556"}),
        ({"doesNotContain": "556"}, {"doesNotContain": "555"}),
        ({"matches": "727[0-9]+"}, {"matches": "727"}),
        ({"doesNotMatch": "727"}, {"doesNotMatch": "727.*"}),
        ({"absent": False}, {"absent": True}),
        ({"equalToNumber": 7275551212.0}, {"equalToNumber": 7275551212.5}),
        ({"not": "8"}, {"not": {"contains": "7"}}),
        ({"or": ["8", {"contains": "7"}]}, {"or": ["8", "9"]}),
        ({"anyOf": ["8", {"contains": "7"}]}, {"anyOf": ["8", "9"]}),
        ({"and": [{"contains": "5"}, {"contains": "7"}]}, {"and": ["8", {"contains": "7"}]}),
        ({"allOf": [{"contains": "5"}, {"contains": "7"}]}, {"allOf": ["8", {"contains": "7"}]}),
        ([{"contains": "5"}, {"contains": "7"}], [{"contains": "5"}, {"contains": "8"}]),
        ({"contains": "5", "doesNotContain": "8"}, {"contains": "5", "doesNotContain": "7"}),
        ({"not": {"not": {"contains": "7"}}}, {"not": {"not": {"contains": "8"}}}),
    ],
    ids=str,
)
def test_a_matcher_fits_what_it_says_and_nothing_else(matcher: Any, other: Any) -> None:
    assert fits(matcher)
    assert not fits(other)


def test_case_counts_unless_it_is_told_not_to() -> None:
    assert not fits({"equalTo": "JOSÉ"}, "first_name")
    assert not fits({"equalTo": "JOSÉ", "caseInsensitive": False}, "first_name")
    assert fits({"equalTo": "JOSÉ", "caseInsensitive": True}, "first_name")
    assert not fits({"equalTo": "JOSE", "caseInsensitive": True}, "first_name")


@pytest.mark.parametrize(
    ("matcher", "fitting"),
    [
        ({"absent": True}, True),
        ({"absent": False}, False),
        ("", False),
        ({"contains": ""}, False),
        ({"matches": ".*"}, False),
        ({"equalToNumber": 0}, False),
        ({"doesNotContain": "x"}, True),
        ({"doesNotMatch": ".*"}, True),
        ({"not": ""}, True),
        ({"or": [{"absent": True}, "x"]}, True),
    ],
    ids=str,
)
def test_a_parameter_that_was_not_sent(matcher: Any, fitting: bool) -> None:
    assert fits(matcher, "last_name") is fitting


def test_a_parameter_sent_empty_is_there() -> None:
    assert fits("", "empty")
    assert fits({"absent": False}, "empty")


@pytest.mark.parametrize(
    ("sent", "number", "fitting"),
    [
        ("0999", 999, True),
        ("-5.00", -5, True),
        ("+4.75", 4.75, True),
        (".5", 0.5, True),
        ("5.", 5, True),
        ("", 0, False),
        ("5x", 5, False),
        ("NaN", 5, False),
        ("1_0", 10, False),
        ("\u0665", 5, False),
        ("5", "5.0", True),
    ],
)
def test_numbers_compare_as_numbers(sent: str, number: Any, fitting: bool) -> None:
    pattern = read_pattern({"params": {"rank": {"equalToNumber": number}}})
    assert pattern.matches(replace(LEAD, params={"rank": sent})) is fitting


def test_an_expression_has_to_match_the_whole_answer_newline_included() -> None:
    assert read_pattern({"response": {"matches": "SUCCESS.*"}}).matches(LEAD)
    assert not read_pattern({"response": {"matches": "SUCCESS"}}).matches(LEAD)
    assert not read_pattern({"response": {"matches": ".*-5"}}).matches(LEAD)


def test_what_is_not_known_yet_fits_as_if_it_were_not_there() -> None:
    unanswered = replace(LEAD, status=None, result=None, response=None)
    assert not read_pattern({"status": 200}).matches(unanswered)
    assert read_pattern({"status": {"absent": True}}).matches(unanswered)


def test_differences_say_where_what_and_what_instead() -> None:
    pattern = read_pattern(
        {
            "method": "GET",
            "user": "6666",
            "params": {
                "phone_number": {"contains": "813"},
                "last_name": {"equalTo": "Doe", "caseInsensitive": True},
                "first_name": {"or": ["Ann", {"not": {"matches": ".*"}}]},
                "empty": {"absent": True},
                "list_id": [{"equalToNumber": 5}, {"doesNotContain": "9"}],
            },
            "status": 503,
        }
    )
    assert [str(difference) for difference in pattern.differences(LEAD)] == [
        'method: expected equal to "GET", found "POST"',
        'params.phone_number: expected a text that contains "813", found "7275551212"',
        'params.last_name: expected equal to "Doe" in any case, found nothing',
        'params.first_name: expected (equal to "Ann" or not all of it to match ".*"), found "José"',
        'params.empty: expected nothing, found ""',
        'params.list_id: expected (the number 5 and not a text that contains "9"), found "0999"',
        'status: expected equal to "503", found "200"',
    ]


def test_a_long_text_is_cut_in_a_difference() -> None:
    (difference,) = read_pattern({"response": "x"}).differences(replace(LEAD, response="y" * 9000))
    assert difference.found == '"' + "y" * 199 + "..."


def test_bytes_that_are_no_utf8_can_be_shown() -> None:
    subject = replace(LEAD, params={"comments": b"caf\xe9".decode("utf-8", "surrogateescape")})
    (difference,) = read_pattern({"params": {"comments": "x"}}).differences(subject)
    assert difference.found == '"caf\\udce9"'


def test_the_nearer_request_has_the_smaller_distance() -> None:
    pattern = read_pattern({"params": {"phone_number": "7275551213"}, "user": "6666"})
    near = pattern.distance(LEAD)
    far = pattern.distance(replace(LEAD, params={"phone_number": "49301234"}))
    nothing = pattern.distance(replace(LEAD, params={}, user="x"))
    assert 0 < near < 0.1 < far < nothing <= 1


@pytest.mark.parametrize(
    ("matcher", "distance"),
    [
        ({"or": ["7275551212", "x"]}, 0.0),
        ({"or": ["7275551213", "x"]}, 0.1),
        ({"and": ["7275551212", "x"]}, 0.5),
        ({"not": "7275551212"}, 1.0),
        ({"absent": True}, 1.0),
    ],
    ids=str,
)
def test_the_distance_of_joined_matchers(matcher: Any, distance: float) -> None:
    pattern = read_pattern({"params": {"phone_number": matcher}})
    assert pattern.distance(LEAD) == pytest.approx(distance)


def test_the_distance_of_huge_texts_is_told_in_no_time() -> None:
    pattern = read_pattern({"response": "a" * 5_000_000})
    assert pattern.distance(replace(LEAD, response="b" * 5_000_000)) == 1.0


def test_whether_a_password_was_sent_can_be_asked_but_not_which() -> None:
    sent = replace(LEAD, params={"pass": "1234"})
    asked = read_pattern({"params": {"pass": {"absent": True}}})
    assert asked.matches(LEAD)
    (difference,) = asked.differences(sent)
    assert str(difference) == "params.pass: expected nothing, found a value that is not shown"
    with pytest.raises(PatternError) as refused:
        read_pattern({"params": {"pass": "1234"}})
    assert str(refused.value) == "params.pass is kept nowhere, so that it cannot be compared."
    assert "1234" not in refused.value.hint


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (
            {"params": {"phone_number": {"equalsTo": "727"}}},
            'params.phone_number: unknown matcher "equalsTo".',
            "Did you mean equalTo? Accepted: equalTo, caseInsensitive, ",
        ),
        (
            {"params": {"phone_number": {"xyz": "727"}}},
            'params.phone_number: unknown matcher "xyz".',
            "Accepted: equalTo, caseInsensitive, ",
        ),
        (
            {"param": {}},
            'param: unknown key "param".',
            (
                "Did you mean params? Accepted: method, path, function, user, remote_ip, status, "
                "result, response, params."
            ),
        ),
        (
            {"queryParameters": {}},
            'queryParameters: unknown key "queryParameters".',
            "Did you mean params?",
        ),
        ({"params": "x"}, 'params is "x".', "Matchers by parameter are accepted, as "),
        ([], "the pattern is [].", "An object is accepted, as "),
        (None, "the pattern is null.", "An object is accepted, as "),
        ({"user": None}, "user is null.", "A text or a whole number is accepted."),
        ({"user": True}, "user is true.", "A text or a whole number is accepted."),
        ({"user": 1.5}, "user is 1.5.", "A text or a whole number is accepted."),
        (
            {"user": {"contains": []}},
            "user.contains is [].",
            "A text or a whole number is accepted.",
        ),
        ({"user": {"absent": 1}}, "user.absent is 1.", "true or false is accepted."),
        ({"user": {}}, "user names no matcher.", "Accepted: equalTo, "),
        ({"user": []}, "user is [].", "A list of matchers is accepted."),
        ({"user": {"or": "x"}}, 'user.or is "x".', "A list of matchers is accepted."),
        ({"user": {"or": ["x", {"is": 1}]}}, 'user.or[1]: unknown matcher "is".', ""),
        (
            {"user": {"equalToNumber": "five"}},
            'user.equalToNumber is "five".',
            "A number is accepted",
        ),
        (
            {"user": {"contains": "x", "caseInsensitive": True}},
            "user.caseInsensitive stands alone.",
            "It goes with equalTo.",
        ),
        (
            {"user": {"matches": "(x"}},
            ('user.matches is "(x", which is no regular expression: missing ): (x.'),
            "A regular expression in RE2's form is accepted",
        ),
        (
            {"user": {"matches": r"(x)\1"}},
            (
                r'user.matches is "(x)\\1", which is no regular expression: '
                r"invalid escape sequence: \1."
            ),
            "A regular expression in RE2's form is accepted",
        ),
        ({"user": "\ud800"}, "What was given holds something that is no text", "NaN, Infinity"),
        ({"user": float("nan")}, "What was given holds something that is no text", "NaN, "),
    ],
    ids=repr,
)
def test_a_pattern_that_is_not_understood(given: Any, message: str, hint: str) -> None:
    with pytest.raises(PatternError) as refused:
        read_pattern(given)
    assert str(refused.value).startswith(message)
    assert refused.value.hint.startswith(hint)
    assert (refused.value.code, refused.value.status) == ("bad_pattern", 422)


def test_matchers_do_not_nest_without_end() -> None:
    given: Any = "x"
    for _ in range(20):
        given = {"not": given}
    read_pattern({"user": given})
    with pytest.raises(PatternError, match=r"is deeper than 20 matchers\.$"):
        read_pattern({"user": {"not": given}})
    for _ in range(100_000):
        given = [given]
    with pytest.raises(PatternError):
        read_pattern({"user": given})


@pytest.mark.parametrize("key", ["status", "result", "response"])
def test_a_fault_cannot_match_an_answer_that_is_still_to_come(key: str) -> None:
    with pytest.raises(PatternError) as refused:
        read_pattern({key: "x"}, place="match", answered=False)
    assert str(refused.value) == f"match.{key} is not known when the fault is chosen."
    assert refused.value.hint == (
        "What was sent can be matched: method, path, function, user, remote_ip, params."
    )


def test_no_regular_expression_takes_long() -> None:
    pattern = read_pattern({"user": {"matches": "(a+)+b"}})
    sent = replace(LEAD, params={"user": "a" * 100_000})
    begun = time.process_time()
    assert not pattern.matches(sent)
    assert time.process_time() - begun < 1
