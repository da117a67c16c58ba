"""The product's parts import downwards only, wherever in a file the import stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lmapi_mock

ROOT = Path(lmapi_mock.__file__).parent

PARTS = (
    ("__main__",),
    ("cli", "testing"),
    ("serving",),
    ("admin",),
    ("http",),
    ("world", "findings"),
    ("journal",),
    ("faults",),
    ("settings", "patterns", "non_agent_api", "bulk"),
    ("store",),
    ("clock", "mariadb"),
    ("errors", "paths", "version", "signals"),
)
"""From the top down; those of one row may import what is further down only."""

BELOW_SETTINGS = {"non_agent_api"}
"""What the settings name the doors and dialects of, though it stands in their row."""

SHARED = {
    "wire": (),
    "core": ("wire",),
    "login": ("core", "wire"),
    "lead": ("core", "login", "wire"),
}
"""What functions share in `non_agent_api`, and what each part of it may import."""

CONDUCT = ("asked", "endpoint", "functions", "contract", "log", "__init__")


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def inner(part: Path) -> set[tuple[str, str]]:
    """The product's own modules that a part imports, each with the file that does."""
    files = part.rglob("*.py") if part.is_dir() else [part]
    return {
        (str(file.relative_to(ROOT)), name.removeprefix("lmapi_mock."))
        for file in files
        for name in imports(file)
        if name.startswith("lmapi_mock.")
    }


def parts_in(folder: Path) -> list[Path]:
    return sorted(
        one
        for one in folder.iterdir()
        if one.suffix == ".py" or (one.is_dir() and any(one.rglob("*.py")))
    )


ROW = {part: row for row, parts in enumerate(PARTS) for part in parts}


@pytest.mark.parametrize("part", parts_in(ROOT), ids=lambda part: part.stem)
def test_a_part_imports_what_is_below_it(part: Path) -> None:
    if part.stem == "__init__":
        # What the package is imported for: the plugin's object, made when it is asked for.
        return
    assert part.stem in ROW, f"give {part.stem} its place in PARTS"
    upward = [
        f"{file} imports {name}"
        for file, name in inner(part)
        if (other := name.partition(".")[0]) not in {part.stem, "__version__"}
        and ROW[other] <= ROW[part.stem]
        and not (part.stem == "settings" and other in BELOW_SETTINGS)
    ]
    assert upward == []


@pytest.mark.parametrize("folder", parts_in(ROOT / "non_agent_api"), ids=lambda part: part.stem)
def test_a_function_imports_no_other_function(folder: Path) -> None:
    if folder.stem in CONDUCT:
        return
    allowed = {folder.stem, *SHARED.get(folder.stem, SHARED)}
    wrong = [
        f"{file} imports {name}"
        for file, name in inner(folder)
        if name.startswith("non_agent_api.") and name.split(".")[1] not in allowed
    ]
    assert wrong == []
