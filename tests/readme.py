"""Fills the reference sections of README.md from the code: `python tests/readme.py`.

A test checks that the file is as this makes it, so that no setting, parameter, answer or route
goes undocumented.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from lmapi_mock.non_agent_api.add_lead.parameters import kept
from lmapi_mock.non_agent_api.contract import CATALOGUE
from lmapi_mock.non_agent_api.wire.sanitise import RULES, Rule
from lmapi_mock.serving.application import create_app
from lmapi_mock.settings import DEFINITIONS, read_settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
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


def parameters() -> str:
    by_rule: dict[Rule, list[str]] = {}
    for name, rule in RULES.items():
        by_rule.setdefault(rule, []).append(name)
    rows = (
        [
            ", ".join(map(code, names)),
            kept(rule, code),
            "yes" if rule.plus_is_space else "",
            "yes" if rule.unicode else "",
        ]
        for rule, names in by_rule.items()
    )
    return table(
        ["parameters", "kept", "`+` becomes a space", "any Unicode letter with use_non_latin = 1"],
        rows,
    )


def answers() -> str:
    rows = (
        [
            message.result,
            message.reason,
            message.cause,
            code(message.documented or message.vicidial) if message.vicidial else "",
            code(message.vicidial) if message.documented else "the same",
        ]
        for message in CATALOGUE.values()
    )
    return table(["result", "reason", "when", "then, documented", "then, vicidial"], rows)


def admin() -> str:
    app = create_app(read_settings({"database": ":memory:"}, {}))
    rows = (
        [code(f"{method.upper()} {path}"), operation["description"].split("\n\n")[0]]
        for path, methods in app.admin.made().openapi()["paths"].items()
        for method, operation in methods.items()
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
    "parameters": parameters,
    "answers": answers,
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
