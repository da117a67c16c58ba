"""Makes what follows from the functions' records: `python tests/readme.py`.

The pages of docs/reference/, and the plugin's methods with their types.

A test checks that the files are as this makes them, so that no setting, parameter, answer or route
goes undocumented.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import collection
from lmapi_mock import LmapiMock, MockServer
from lmapi_mock.non_agent_api.contract import LOGIN_MESSAGES, kept
from lmapi_mock.non_agent_api.core.failing import CHECKING, EVERYWHERE, Fragile
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Line, Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import LOGIN, stages_of
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, functions
from lmapi_mock.serving.application import create_app
from lmapi_mock.settings import DEFINITIONS, read_settings
from lmapi_mock.testing.functions import Functions
from lmapi_mock.testing.reply import Line as ReplyLine
from lmapi_mock.testing.reply import Reply
from typed_calls import CALLS, EFFECT_NAMES, ROWS, calls, effects, rows

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "reference"


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


@cache
def pages() -> dict[Path, str]:
    """Every file of the reference, whole."""
    made = {f"{one.name}.md": page_of(one) for one in functions()}
    made |= {
        "README.md": index(),
        "login.md": page_of_the_login(),
        "settings.md": page_of_the_settings(),
        "admin-calls.md": page_of_the_admin_calls(),
        "demo-data.md": page_of_the_demo_data(),
        "pytest.md": page_of_the_fixture(),
        "lmapi-mock.http": collection.http_file(),
        "lmapi-mock.postman_collection.json": collection.postman(),
    }
    return {REFERENCE / name: text for name, text in made.items()}


def index() -> str:
    rows = ([f"[{one.name}]({one.name}.md)", one.does] for one in functions())
    return (
        "# Reference\n\nMade from the code by `python tests/readme.py`; a test holds that it is "
        "current.\n\n"
        "- [Settings](settings.md): every flag and LMAPI_* variable\n"
        "- [Admin calls](admin-calls.md): state, clock, journal, faults, findings, snapshots\n"
        "- [The pytest fixture and LmapiMock](pytest.md): every method with its signature\n"
        "- [Demo data](demo-data.md): users, passwords, lists\n"
        "- [Login](login.md): what any function may answer first\n"
        "- Requests to try: [lmapi-mock.http](lmapi-mock.http) for VS Code and JetBrains, "
        "[a Postman collection](lmapi-mock.postman_collection.json)\n\n"
        f"## Functions: parameters and answers\n\n{table(['function', 'does'], rows)}\n"
    )


def page_of_the_settings() -> str:
    return (
        "# Settings\n\nEach is a flag of `lmapi-mock serve` and `lmapi-mock run`, and an "
        "environment variable; the flag wins. Flags are written in full. A variable that begins "
        f"with `LMAPI_` and is none of these is warned of.\n\n{settings()}\n"
    )


def page_of_the_admin_calls() -> str:
    return (
        "# Admin calls\n\nJSON in, JSON out, whatever the content type says; errors are "
        '`{"error": {"code", "message", "hint"}}`. A server shows the same, with every body, at '
        "`/__admin/docs`, and as an OpenAPI 3.1 document at `/__admin/openapi.json`. Behind "
        f"`/ns/NAME` they are those of a namespace.\n\n{admin()}\n"
    )


def page_of_the_demo_data() -> str:
    return f"# Demo data\n\nWhat a server holds without `--seed`:\n\n{demo()}\n"


def page_of_the_fixture() -> str:
    """docs/reference/pytest.md: what there is to call, with its signature and first sentences."""
    shown = "[pytest](../pytest.md) shows them in use."
    head = (
        "The fixture gives an `LmapiMock`, and so does `with LmapiMock() as lmapi:` without pytest."
    )
    parts = [f"# The pytest fixture `lmapi` and LmapiMock\n\n{head} {shown}\n"]
    kinds: tuple[tuple[str, type], ...] = (
        ("LmapiMock", LmapiMock),
        ("Reply", Reply),
        ("Line", ReplyLine),
        ("MockServer", MockServer),
    )
    for name, kind in kinds:
        parts.append(f"\n## {name}\n\n{said(kind)}")
        parts += [member(one, getattr(kind, one)) for one in members(kind)]
    return "".join(parts)


def members(kind: type) -> list[str]:
    """The public ones, those of each function left out, which have pages of their own."""
    own = [one for one in dir(kind) if not one.startswith("_")]
    typed = {one for one in vars(Functions) if not one.startswith("_")}
    # A text that is an attribute's default has the docstring of str.
    told = [one for one in own if not isinstance(getattr(kind, one), str)]
    return [one for one in told if one not in typed and inspect.getdoc(getattr(kind, one))]


def member(name: str, what: object) -> str:
    if not callable(what):
        return f"\n### `{name}`\n\n{said(what)}"
    told = str(inspect.signature(what)).replace("(self, ", "(").replace("(self)", "()")
    # Annotations are texts; what else stands between quotes is a default.
    told = re.sub(r"(: |-> )'([^']*)'", r"\1\2", told)
    return f"\n### `{name}{told}`\n\n{said(what)}"


def said(what: object) -> str:
    """A docstring as Markdown: its sections as lists."""
    lines = []
    for line in (inspect.getdoc(what) or "").splitlines():
        if line.endswith(":") and line[:-1] in {"Args", "Returns", "Raises", "Attributes"}:
            lines += [f"*{line[:-1]}*", ""]
        elif re.match(r"    (?! )", line) and not line.startswith("    with"):
            lines.append(f"- {line.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


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


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
    CALLS.write_text(calls(), encoding="utf-8")
    ROWS.write_text(rows(), encoding="utf-8")
    EFFECT_NAMES.write_text(effects(), encoding="utf-8")
