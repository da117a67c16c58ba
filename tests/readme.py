"""Makes what follows from the functions' records: `python tests/readme.py`.

The reference in README.md and docs/reference/, and the plugin's methods with their types.

A test checks that the files are as this makes them, so that no setting, parameter, answer or route
goes undocumented.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lmapi_mock.non_agent_api.contract import LOGIN_MESSAGES, kept
from lmapi_mock.non_agent_api.core.failing import CHECKING, EVERYWHERE, Fragile
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Line, Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import LOGIN, stages_of
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, functions
from lmapi_mock.serving.application import create_app
from lmapi_mock.settings import DEFINITIONS, read_settings
from typed_calls import CALLS, calls

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "reference"
MARK = "<!-- {} -->"
END = "<!-- made by tests/readme.py -->"


def table(heads: list[str], rows: Iterator[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def code(text: str) -> str:
    return f"`{text}`"


def settings() -> str:
    rows = (
        [
            code(f"{one.flag} {one.metavar}"),
            code(one.variable),
            one.default and code(one.default),
            one.meaning,
        ]
        for one in DEFINITIONS
    )
    return table(["flag", "variable", "default", "meaning"], rows)


def parameters(function: Function) -> str:
    rows = (
        [
            code(one.name),
            one.explains,
            ", ".join(map(code, filter(None, one.choices))) or one.accepts,
            one.default and code(one.default),
            kept(one.rule, code)
            + (", `+` becomes a space" if one.rule.plus_is_space else "")
            + (", any Unicode letter with use_non_latin = 1" if one.rule.unicode else ""),
        ]
        for one in function.parameters
    )
    return table(["parameter", "meaning", "accepts", "default", "kept by cleaning"], rows)


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def answers(messages: Mapping[str, Message], function: str) -> str:
    rows = (
        [
            message.result,
            Line(message, _Names(), function).reason,
            message.cause,
            code(message.documented or message.vicidial) if message.vicidial else "",
            code(message.vicidial) if message.documented else "the same",
        ]
        for message in messages.values()
    )
    return table(["result", "reason", "when", "then, documented", "then, vicidial"], rows)


def fragile(stages: Iterable[Stage], everywhere: Iterable[Fragile] = ()) -> str:
    """What breaks on a dialer, statement by statement; nothing where nothing does."""
    rows = [["", one.purpose, one.breaks_by] for one in everywhere]
    for stage in stages:
        rows += [
            [code(stage.name), one.purpose, "; ".join(filter(None, [taken(one), one.breaks_by]))]
            for one in stage.fragile
        ]
        if stage.texts:
            rows.append([code(stage.name), CHECKING.purpose, f"an array: {names(stage.texts)}"])
    if not rows:
        return ""
    heads = ["stage", "statement", "breaks by"]
    return f"\n## What breaks on a dialer\n\n{table(heads, iter(rows))}\n"


def taken(one: Fragile) -> str:
    """The parameters that a statement takes as they are."""
    mark = "`'`" if one.quote == "'" else "a backslash at the end"
    return f"{mark} in {names(one.takes)}" if one.takes else ""


def names(of: Iterable[str]) -> str:
    return ", ".join(map(code, of))


def page_of(function: Function) -> str:
    """docs/reference/<function>.md, whole."""
    stages = " → ".join(code(stage.name) for stage in stages_of(function))
    return (
        f"# {function.name}\n\n{function.does}\n\n"
        f"Its stages, in order: {stages}.\n\n"
        f"## Parameters\n\n{parameters(function)}\n\n"
        f"## Answers\n\n{answers(function.messages, function.name)}\n"
        f"{fragile(function.stages)}"
    )


def page_of_the_login() -> str:
    """docs/reference/login.md, whole."""
    told = LOGIN_MESSAGES | dict(NO_FUNCTION.messages)
    return (
        "# Login\n\nWhat any function that needs a login may answer before its own stages.\n\n"
        f"## Answers\n\n{answers(told, '')}\n"
        f"{fragile(LOGIN, EVERYWHERE)}"
    )


def pages() -> dict[Path, str]:
    """Every page of the reference that is made of functions."""
    made = {REFERENCE / f"{one.name}.md": page_of(one) for one in functions()}
    return {REFERENCE / "login.md": page_of_the_login()} | made


def admin() -> str:
    app = create_app(read_settings({"database": ":memory:"}, {}))
    rows = (
        [code(f"{method.upper()} {path}"), operation["description"].split("\n\n")[0]]
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/__admin")
    )
    return table(["call", "does"], rows)


def demo() -> str:
    tables = json.loads((ROOT / "seed" / "demo.json").read_text())["tables"]
    users = (
        [code(row["user"]), code(row["pass"]), row["full_name"]] for row in tables["vicidial_users"]
    )
    lists = (
        [code(str(row["list_id"])), code(row["campaign_id"]), row["list_name"]]
        for row in tables["vicidial_lists"]
    )
    return (
        f"{table(['user', 'password', 'what for'], users)}\n\n"
        f"{table(['list', 'campaign', 'what for'], lists)}\n\n"
        "and, of every US and Canadian area code, Mexican area code, Australian state, other "
        "calling code and US ZIP code, where it lies."
    )


SECTIONS = {
    "settings": settings,
    "admin": admin,
    "demo": demo,
}


def filled(text: str) -> str:
    """The README with its reference sections as the code has them."""
    for name, make in SECTIONS.items():
        mark = re.escape(MARK.format(name))
        pattern = re.compile(rf"{mark}\n(.*?{re.escape(END)}\n)?", re.DOTALL)
        section = f"{MARK.format(name)}\n{make()}\n{END}\n"
        text, count = pattern.subn(section.replace("\\", "\\\\"), text)
        assert count == 1, f"README.md has no mark {MARK.format(name)}"
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
    REFERENCE.mkdir(exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
    CALLS.write_text(calls(), encoding="utf-8")
