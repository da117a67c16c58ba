"""A fault rule's JSON: what each key accepts, and which go together."""

from __future__ import annotations

import random
from typing import Any

import pytest

from lmapi_mock.errors import PatternError
from lmapi_mock.faults.kinds import Break, Failing, Phase, Response, Said
from lmapi_mock.faults.pages import PAGES
from lmapi_mock.faults.reading import read_rule
from lmapi_mock.non_agent_api.core.failing import SqlFailures

HTML = (b"content-type", b"text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("given", "effect"),
    [
        ({"status": 503}, Response(503, b"", (HTML,))),
        ({"body": "né"}, Response(200, "né".encode(), (HTML,))),
        ({"headers": {"X-A": "é"}}, Response(200, b"", (HTML, (b"x-a", b"\xe9")))),
        (
            {"status": 429, "body": "{}", "headers": {"Content-Type": "application/json"}},
            Response(429, b"{}", ((b"content-type", b"application/json"),)),
        ),
        ({"fault": "EMPTY_RESPONSE"}, Break.EMPTY_RESPONSE),
        ({"fault": "CONNECTION_RESET_BY_PEER"}, Break.CONNECTION_RESET_BY_PEER),
        ({"answer": "duplicate"}, Said("duplicate")),
        ({"page": "firewall"}, PAGES["firewall"]),
        ({"phase": "after_commit"}, Break.EMPTY_RESPONSE),
        ({"phase": "after_commit", "page": "php_error"}, PAGES["php_error"]),
        ({"delay": {"type": "fixed", "milliseconds": 5}}, None),
        ({"phase": "after_commit", "delay": {"type": "fixed", "milliseconds": 5}}, None),
        ({"status": 204}, Response(204, b"", (HTML,))),
        ({"sql_failures": "php8"}, Failing(SqlFailures.PHP8)),
        ({"sql_failures": "none"}, Failing(SqlFailures.NONE)),
    ],
    ids=str,
)
def test_the_effect(given: dict[str, Any], effect: Any) -> None:
    plan = read_rule(given)
    assert plan.effect == effect
    assert plan.phase == given.get("phase", "before")


def test_what_is_left_out() -> None:
    plan = read_rule({"status": 503})
    assert (plan.id, plan.seed, plan.times, plan.skip, plan.ttl) == ("", None, None, 0, None)
    assert (plan.probability, plan.phase, plan.delay) == (1.0, Phase.BEFORE, None)
    assert plan.pattern.conditions == ()


@pytest.mark.parametrize(
    ("delay", "low", "high"),
    [
        ({"type": "fixed", "milliseconds": 100}, 0.1, 0.1),
        ({"type": "uniform", "lower": 50, "upper": 100}, 0.05, 0.1),
        ({"type": "lognormal", "median": 80, "sigma": 0}, 0.08, 0.08),
        ({"type": "lognormal", "median": 600000, "sigma": 10}, 0, 600),
    ],
    ids=str,
)
def test_delays_are_drawn_within_their_limits(delay: Any, low: float, high: float) -> None:
    read = read_rule({"delay": delay}).delay
    assert read is not None
    chance = random.Random(1)
    drawn = [read.seconds(chance) for _ in range(500)]
    assert min(drawn) == pytest.approx(low, abs=0.001) or min(drawn) > low
    assert max(drawn) == pytest.approx(high, abs=0.001)


def test_half_of_the_lognormal_delays_are_below_the_median() -> None:
    read = read_rule({"delay": {"type": "lognormal", "median": 80, "sigma": 0.4}}).delay
    assert read is not None
    chance = random.Random(2)
    drawn = sorted(read.seconds(chance) for _ in range(2001))
    assert drawn[1000] == pytest.approx(0.08, rel=0.05)
    assert drawn[-1] > 0.2


FIXED = {"type": "fixed", "milliseconds": 1}


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ([], "the rule is [].", "An object with keys of these is accepted: match, probability, "),
        (
            {},
            "the rule does nothing.",
            "Give it a delay, status, fault, answer, page or sql_failures.",
        ),
        ({"match": {}, "times": 2}, "the rule does nothing.", "Give it a delay, "),
        (
            {"propability": 0.3, "status": 503},
            'the rule: unknown key "propability".',
            (
                "Did you mean probability? Accepted: match, probability, seed, times, skip, ttl, "
                "phase, delay, status, body, headers, fault, answer, page, sql_failures, id."
            ),
        ),
        (
            {"fixedDelayMilliseconds": 5},
            'the rule: unknown key "fixedDelayMilliseconds".',
            "Did you mean delay? ",
        ),
        ({"request": {}}, 'the rule: unknown key "request".', "Did you mean match? "),
        (
            {"status": 503, "fault": "EMPTY_RESPONSE"},
            "fault stands beside status.",
            "A rule has one effect: status with body and headers, fault, answer, page, or ",
        ),
        ({"page": "firewall", "body": "x"}, "page stands beside body.", "A rule has one effect"),
        (
            {"answer": "duplicate", "phase": "after_commit"},
            "answer goes with the phase before only.",
            "After the commit another answer would be a lie: use fault, status or page there.",
        ),
        (
            {"sql_failures": "php8", "phase": "after_commit"},
            "sql_failures goes with the phase before only.",
            "After the commit another answer would be a lie",
        ),
        ({"sql_failures": "php"}, 'sql_failures: unknown name "php".', "Did you mean php8?"),
        ({"fault": "EMPTY"}, 'fault: unknown name "EMPTY".', "Accepted: EMPTY_RESPONSE, "),
        (
            {"fault": "empty_response"},
            'fault: unknown name "empty_response".',
            "Did you mean EMPTY_RESPONSE? ",
        ),
        ({"fault": 5}, "fault is 5.", "One of these is accepted: EMPTY_RESPONSE, "),
        (
            {"answer": "duplicates"},
            'answer: unknown name "duplicates".',
            "Did you mean duplicate? ",
        ),
        ({"page": "php"}, 'page: unknown name "php".', "Accepted: php_error, firewall."),
        ({"phase": "after"}, 'phase: unknown name "after".', "Accepted: before, after_commit."),
        ({"status": 99}, "status is 99.", "A whole number from 200 to 599 is accepted."),
        ({"status": 503.5}, "status is 503.5.", "A whole number from 200 to 599 is accepted."),
        ({"status": True}, "status is true.", "A whole number from 200 to 599 is accepted."),
        ({"status": "503"}, 'status is "503".', "A whole number from 200 to 599 is accepted."),
        ({"status": 204, "body": "x"}, "body stands beside status 204.", "A 204 has no body."),
        ({"body": 5}, "body is 5.", "A text is accepted."),
        ({"headers": []}, "headers is [].", "Texts by header are accepted, as "),
        ({"headers": {"a b": "c"}}, "headers.a b is no header's name.", "Letters, digits and `-`"),
        (
            {"headers": {"a": "b\r\nc: d"}},
            'headers.a is "b\\r\\nc: d".',
            "One line of text in Latin-1",
        ),
        ({"headers": {"a": "€"}}, 'headers.a is "€".', "One line of text in Latin-1 is accepted."),
        ({"headers": {"a": 5}}, "headers.a is 5.", "One line of text in Latin-1 is accepted."),
        (
            {"headers": {"Content-Length": "5"}},
            "headers.Content-Length is the server's own.",
            "For an answer that breaks off, use fault.",
        ),
        (
            {"probability": 1.5, "status": 503},
            "probability is 1.5.",
            "A number from 0 to 1 is accepted.",
        ),
        ({"probability": "0.3", "status": 503}, 'probability is "0.3".', "A number from 0 to 1"),
        ({"times": 0, "status": 503}, "times is 0.", "A whole number from 1 to 1000000000 is"),
        ({"skip": -1, "status": 503}, "skip is -1.", "A whole number from 0 to 1000000000 is"),
        ({"seed": 1.5, "status": 503}, "seed is 1.5.", "A whole number from 0 to "),
        ({"ttl": 0, "status": 503}, "ttl is 0.", "A number above 0 to 1e+09 is accepted."),
        ({"id": "a/b", "status": 503}, 'id is "a/b".', "1 to 100 letters, digits, `.`, "),
        ({"id": "..", "status": 503}, 'id is "..".', "1 to 100 letters, digits, `.`, "),
        ({"id": "", "status": 503}, 'id is "".', "1 to 100 letters, digits, `.`, "),
        ({"delay": 100}, "delay is 100.", 'An object is accepted, as {"type": "fixed", '),
        ({"delay": {}}, "delay is {}.", 'An object is accepted, as {"type": "fixed", '),
        ({"delay": {"type": "fix"}}, 'delay.type: unknown name "fix".', "Did you mean fixed? "),
        (
            {"delay": {"type": "fixed"}},
            "delay has no milliseconds.",
            "A delay of type fixed needs milliseconds, in milliseconds.",
        ),
        (
            {"delay": {"type": "lognormal", "median": 80}},
            "delay has no sigma.",
            "A delay of type lognormal needs median and sigma, in milliseconds (sigma: ",
        ),
        (
            {"delay": {"type": "uniform", "lower": 9, "upper": 5}},
            "delay.upper is 5.",
            "It is at least lower, 9.",
        ),
        (
            {"delay": {**FIXED, "upper": 5}},
            'delay: unknown key "upper".',
            "Accepted: type, milliseconds.",
        ),
        (
            {"delay": {"type": "fixed", "milliseconds": -1}},
            "delay.milliseconds is -1.",
            "A number from 0 to 600000 is accepted.",
        ),
        (
            {"delay": {"type": "lognormal", "median": 0, "sigma": 1}},
            "delay.median is 0.",
            "A number above 0 to 600000 is accepted.",
        ),
        ({"match": 5, "status": 503}, "match is 5.", "An object is accepted, as "),
        (
            {"match": {"response": "x"}, "status": 503},
            "match.response is not known when the fault is chosen.",
            "What was sent can be matched",
        ),
        (
            {"match": {"params": {"a": {"is": "x"}}}, "status": 503},
            'match.params.a: unknown matcher "is".',
            "",
        ),
        ({"body": "\ud800"}, "What was given holds something that is no text", ""),
        (
            {"ttl": float("inf"), "status": 503},
            "What was given holds something that is no text",
            "",
        ),
    ],
    ids=repr,
)
def test_a_rule_that_is_not_understood(given: Any, message: str, hint: str) -> None:
    with pytest.raises(PatternError) as refused:
        read_rule(given)
    assert str(refused.value).startswith(message)
    assert refused.value.hint.startswith(hint)
    assert refused.value.status == 422
