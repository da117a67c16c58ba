"""What came of a comparison, as text, JUnit XML, HTML and a profile."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lmapi_mock.conform.asking import HEADERS, Reply
from lmapi_mock.conform.suite import Compared, Result
from lmapi_mock.settings import OF_A_PROFILE, Settings

_LONG = 400
"""How many characters of an answer or a request are shown."""


def text_report(result: Result) -> str:
    """For a terminal: each difference, then what to set."""
    lines = []
    for number, one in enumerate(result.differing, 1):
        lines += [f"{number}. {one.probe.name} ({one.probe.kind})", *_indented(_said(one)), ""]
    for one in result.known:
        lines += [f"Known to differ: {one.probe.name}: {one.known}.", *_indented(_said(one)), ""]
    count = len(result.differing)
    lines.append(
        f"{count} of {len(result.compared)} answers differ from the double's."
        if count
        else f"All {len(result.compared)} answers are the double's"
        + (f", but for {len(result.known)} that are known to differ." if result.known else ".")
    )
    if result.settings:
        flags = (f"--{name.replace('_', '-')} {value}" for name, value in result.settings.items())
        lines.append(f"What makes it agree: {' '.join(flags)}")
    unknown = sum(not one.is_settled for one in result.differing)
    if unknown:
        lines.append(
            f"No setting was found for {unknown} of them. Is --seed this dialer's, as `lmapi-mock "
            "seed --from` writes it?"
        )
    return "\n".join(lines) + "\n"


def junit_report(result: Result) -> str:
    """JUnit XML: a test for each probe."""
    cases = []
    for one in result.compared:
        name = _attribute(one.probe.name)
        case = f'  <testcase classname="conform.{one.probe.kind}" name="{name}"'
        if not one.differs:
            cases.append(f"{case}/>")
            continue
        if one.known:
            said = _xml("\n".join([one.known, *_said(one)]))
            cases.append(f"{case}>\n    <system-out>{said}</system-out>\n  </testcase>")
            continue
        said = _xml("\n".join(_said(one)))
        cases.append(
            f'{case}>\n    <failure message="{_attribute(_agrees(one))}">{said}</failure>\n'
            "  </testcase>"
        )
    head = (
        f'<testsuite name="lmapi-mock conform {_attribute(result.url)}" '
        f'tests="{len(result.compared)}" failures="{len(result.differing)}">'
    )
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"]
    ) + "\n"  # fmt: skip


def html_report(result: Result) -> str:
    """A page of its own, without anything from elsewhere."""
    rows = "".join(
        f"<tr><td>{_xml(one.probe.name)}<td>{one.probe.kind}"
        f"<td>{_how(one)}"
        f"<td><pre>{_xml(chr(10).join(_said(one)) if one.differs else '')}</pre>\n"
        for one in result.compared
    )
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        f"<title>lmapi-mock conform {_xml(result.url)}</title>\n"
        "<style>body{font:1rem sans-serif;margin:2rem}td,th{border-top:1px solid #ccc;"
        "padding:.3rem .6rem;text-align:left;vertical-align:top}pre{margin:0;white-space:pre-wrap}"
        f"</style>\n<h1>{_xml(result.url)} and its double</h1>\n<p>{_xml(_end(result))}</p>\n"
        f"<table><tr><th>Probe<th>Kind<th>Answers<th>What differs\n{rows}</table></html>\n"
    )


def _how(one: Compared) -> str:
    if not one.differs:
        return "alike"
    return _xml(f"known to differ: {one.known}") if one.known else "differs"


def profile(settings: Settings) -> str:
    """The settings that a profile may have and that are not as without one, as YAML."""
    usual = Settings()
    lines = [
        f"{name}: {_quoted(_written(getattr(settings, name)))}"
        for name in OF_A_PROFILE
        if getattr(settings, name) != getattr(usual, name)
    ]
    return "\n".join(lines or ["{}"]) + "\n"


def _end(result: Result) -> str:
    return " ".join(text_report(result).split("\n\n")[-1].splitlines())


def _said(one: Compared) -> list[str]:
    lines = [_short(f"{one.probe.method} {one.target}")]
    if one.probe.body:
        lines.append(_short(one.probe.body.decode("ascii", "backslashreplace")))
    lines += [f"dialer: {told}" for told in _told(one.theirs)]
    lines += [f"double: {told}" for told in _told(one.ours)]
    return [*lines, _agrees(one)]


def _told(reply: Reply) -> Iterator[str]:
    headers = ", ".join(
        f"{name}: {value}" for name, value in zip(HEADERS, reply.headers, strict=True) if value
    )
    yield f"{reply.status or 'closed'} {headers}".rstrip()
    if reply.body:
        # Its escapes tell each byte.
        yield _short(repr(reply.body)[2:-1])


def _agrees(one: Compared) -> str:
    flags = ", ".join(f"{name}={value}" for name, value in one.settings.items())
    if one.is_settled:
        return f"agrees with {flags}"
    return f"nearer with {flags}; no setting found for the rest" if flags else "no setting found"


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}... ({len(text)} characters)"


def _indented(lines: list[str]) -> list[str]:
    return [f"   {line}" for line in lines]


def _xml(text: str) -> str:
    return html.escape(re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]", "?", text))


def _attribute(text: str) -> str:
    return _xml(text).replace("\n", " ")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _written(value: object) -> str:
    """A setting's value as its flag has it."""
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if isinstance(value, tuple):
        return ",".join(f"{path}={dialect}" for path, dialect in value)
    return str(value)
