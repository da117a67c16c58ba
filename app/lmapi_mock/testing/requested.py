"""Which requests came: patterns of keywords, and what an assertion about them says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.testing.spelling import nearest
from lmapi_mock.testing.told import JournalEntry

__tracebackhide__ = True  # pytest shows the test's own line, not ours

KEYS: Final = frozenset(
    {"method", "path", "function", "user", "remote_ip", "status", "result", "response", "since"}
)
"""What a pattern knows beside parameters."""


class Anything:
    """That a keyword is left out, where None asks for something that is not there."""

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING: Final[Any] = Anything()

_ALIKE: Final = 0.8
"""How like a known name another has to be to be taken for a slip of it."""


def asked(result: Any, where: Mapping[str, Any]) -> dict[str, Any]:
    """The pattern of a question to the journal.

    Args:
        result: of the answer; ANYTHING for any.
        where: the other keywords, as of `pattern_of`.

    Raises:
        LmapiMockError: as `pattern_of`.
    """
    every = where if result is ANYTHING else {**where, "result": result}
    return pattern_of(every, options=("times", "timeout"))


def pattern_of(
    where: Mapping[str, Any],
    keys: frozenset[str] = KEYS,
    options: Iterable[str] = (),
) -> dict[str, Any]:
    """The pattern that keywords mean.

    Args:
        where: a value or a matcher by name; None for what must not be there. `params` holds
            parameters by name; a name that is no key is a parameter's too.
        keys: the names that are keys of a pattern.
        options: what else the call knows by name, which may have been meant.

    Raises:
        LmapiMockError: a name is neither a key nor a parameter, but all but one of them; a
            parameter that has such a name stands in `params`.
    """
    pattern: dict[str, Any] = {}
    params: dict[str, Any] = {}
    for name, wanted in where.items():
        matcher = {"absent": True} if wanted is None else wanted
        if name == "params":
            params |= wanted
        elif name in keys:
            pattern[name] = matcher
        else:
            _refuse_slip(name, [*options, *sorted(keys)])
            params[name.removesuffix("_")] = matcher
    return pattern | ({"params": params} if params else {})


def _refuse_slip(name: str, keys: list[str]) -> None:
    parameters = _parameters()
    if name.removesuffix("_") in parameters:
        return
    meant = nearest(name, [*keys, *parameters], cutoff=_ALIKE)
    if meant:
        raise LmapiMockError(
            f"{name!r} is no option and no parameter of any function. Did you mean {meant}? "
            f"A request with a parameter of that very name is params={{{name!r}: ...}}."
        )


@cache
def _parameters() -> tuple[str, ...]:
    """The parameters of all functions."""
    from lmapi_mock.non_agent_api.functions import functions  # noqa: PLC0415  loads all of them

    return tuple(dict.fromkeys(one.name for each in functions() for one in each.parameters))


def miscounted(
    times: int | None,
    pattern: Mapping[str, Any],
    found: Iterable[JournalEntry],
    misses: Iterable[Mapping[str, Any]],
) -> str:
    """What an assertion says that has counted something else.

    Args:
        times: how many there should be; None for at least one.
        pattern: of what.
        found: those that match.
        misses: those that nearly do, with what differs.
    """
    matching = list(found)
    wanted = "at least 1 request" if times is None else _counted(times)
    lines = [f"Expected {wanted} with {_shown(pattern)}, but {_came(len(matching))}."]
    lines += [f"  {told(request)}" for request in matching]
    near = list(misses)
    if near and (times is None or len(matching) < times):
        lines.append("Nearest:")
        for miss in near:
            lines.append(f"  {told(miss['request'])}")
            lines += [
                f"    {one['where']}: expected {one['expected']}, found {one['found']}"
                for one in miss["differences"]
            ]
    elif not matching:
        lines.append("No other request came.")
    return "\n".join(lines)


def told(request: JournalEntry) -> str:
    """A request in a line: `3. GET /API/lmapi.php?... -> ERROR: add_lead PHONE NUMBER IN DNC`."""
    sent = request["request"]
    answer = request["response"]["body"].strip().replace("\n", " / ") or "nothing"
    came = f"{sent['method']} {sent['url']}"
    if sent.get("body"):
        came += f" {sent['body']}"
    return f"{request['id']}. {_cut(came)} -> {_cut(answer)}"


def story(requests: Iterable[JournalEntry], *, with_findings: bool = True) -> str:
    """Requests as one who has to understand them needs them: answer, reason, what was swallowed.

    Args:
        requests: in their order.
        with_findings: whether findings are told; else they are told elsewhere.
    """
    lines = []
    for request in requests:
        lines += [told(request), f"    {_cut(str(request['verdict']))}"]
        if request["fault"] is not None:
            lines.append(f"    a fault struck: {_cut(str(request['fault']))}")
        if with_findings:
            lines += [
                f"    {one['severity']} {one['code']}: {one['message']}"
                for one in request["findings"]
            ]
    return "\n".join(lines) or "No request came to this test's world: was the code given lmapi.url?"


def swallowed(findings: Iterable[Mapping[str, Any]]) -> str:
    """Findings, a line each: `request 3: warning phone-cut: ...`."""
    return "\n".join(
        f"  request {one['request']}: {one['severity']} {one['code']}: {one['message']}"
        for one in findings
    )


def _counted(number: int) -> str:
    return "1 request" if number == 1 else f"{number or 'no'} requests"


def _came(number: int) -> str:
    return f"{number or 'none'} came" if number != 1 else "1 came"


def _shown(pattern: Mapping[str, Any]) -> str:
    params = pattern.get("params", {})
    named = {name: value for name, value in pattern.items() if name != "params"} | params
    parts = [f"{name}={value!r}" for name, value in named.items()]
    return " ".join(parts) or "anything in it"


def _cut(text: str, longest: int = 300) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
