"""Fills the examples in docs/*.md from the files they quote: `python tests/quotes.py`.

A page has marks, `<!-- file: docs/examples/retries/naive.py push -->`, and after each the file, or
the functions, classes and constants of it that the mark names; `import` names all its imports. A
test checks that pages are as this makes them, so that nobody reads an example that does not run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples"
GENERATED = "findings.md"
"""The one page that is made elsewhere."""

_MARK = re.compile(
    r"(?P<mark><!-- file: (?P<file>\S+)(?P<names>(?: \w+)*) -->)\n"
    r"(?:```\w*\n.*?\n```\n)?",
    re.DOTALL,
)
_LANGUAGES = {".mjs": "js", ".php": "php", ".py": "python", ".sh": "sh", ".yaml": "yaml"}
_LANGUAGES |= {".yml": "yaml", ".java": "java", ".cs": "cs", ".go": "go", ".rb": "rb", ".js": "js"}
_LANGUAGES |= {".conf": "", "": ""}
"""By the end of a file's name; nothing where no language is known."""


def pages() -> list[Path]:
    """The pages written by hand."""
    return sorted(page for page in DOCS.glob("*.md") if page.name != GENERATED)


def filled(text: str) -> str:
    """A page with its quotations as the files have them."""
    return _MARK.sub(_quotation, text)


def quoted_files(text: str) -> list[Path]:
    """The files that a page quotes."""
    return [ROOT / mark["file"] for mark in _MARK.finditer(text)]


def _quotation(mark: re.Match[str]) -> str:
    file = ROOT / mark["file"]
    text = file.read_text(encoding="utf-8").rstrip("\n")
    if names := mark["names"].split():
        text = "\n\n\n".join(_parts(text, names, mark["file"]))
    return f"{mark['mark']}\n```{_LANGUAGES[file.suffix]}\n{text}\n```\n"


def _parts(text: str, names: list[str], file: str) -> Iterator[str]:
    """Parts of a Python file by their names, each with its decorators and the comment above it."""
    lines = text.splitlines()
    found: dict[str, list[ast.stmt]] = {}
    for statement in ast.parse(text).body:
        for name in _named(statement):
            found.setdefault(name, []).append(statement)
    for name in names:
        assert name in found, f"{file} has no {name}"
        first, last = found[name][0], found[name][-1]
        decorators = getattr(first, "decorator_list", [])
        start = (decorators[0] if decorators else first).lineno - 1
        while start and lines[start - 1].startswith("#"):
            start -= 1
        yield "\n".join(lines[start : last.end_lineno])


def _named(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Import() | ast.ImportFrom():
            return ["import"]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case _:
            return []


if __name__ == "__main__":
    for page in pages():
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
