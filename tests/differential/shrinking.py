"""Making a case smaller for as long as the servers part on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .sent import Case, Pair, Sent


def shrunk(case: Case, still: Callable[[Case], bool]) -> Case:
    """The smallest case that can be reached in steps each of which keeps the difference.

    Args:
        case: one on which the servers part.
        still: whether they part on another.
    """
    smaller = True
    while smaller:
        smaller = False
        for candidate in _candidates(case):
            if still(candidate):
                case, smaller = candidate, True
                break
    return case


def _candidates(case: Case) -> Iterator[Case]:
    """Cases that are each a step smaller, the greatest steps first."""
    if len(case) > 1:
        for place in range(len(case)):
            yield case[:place] + case[place + 1 :]
    for place, sent in enumerate(case):
        for candidate in _smaller(sent):
            yield (*case[:place], candidate, *case[place + 1 :])


def _smaller(sent: Sent) -> Iterator[Sent]:
    plain = Sent()
    for candidate in (
        sent._replace(headers=plain.headers),
        sent._replace(path=plain.path),
        sent._replace(version=plain.version),
    ):
        if candidate != sent:
            yield candidate
    if sent.body and sent.kind == "form":
        yield sent._replace(query=(*sent.query, *sent.body), body=(), method=b"GET")
    elif sent.body:
        yield sent._replace(kind="form")
    elif sent.method != b"GET":
        yield sent._replace(method=b"GET")
    for query in _fewer(sent.query):
        yield sent._replace(query=query)
    for body in _fewer(sent.body):
        yield sent._replace(body=body)


def _fewer(pairs: tuple[Pair, ...]) -> Iterator[tuple[Pair, ...]]:
    for place, pair in enumerate(pairs):
        yield pairs[:place] + pairs[place + 1 :]
        for simpler in _simpler(pair):
            yield (*pairs[:place], simpler, *pairs[place + 1 :])


def _simpler(pair: Pair) -> Iterator[Pair]:
    if pair.is_raw:
        yield pair._replace(is_raw=False)
    half = len(pair.value) // 2
    if half:
        yield pair._replace(value=pair.value[:half])
        yield pair._replace(value=pair.value[half:])
