"""The product's parts import downwards only, wherever in a file the import stands.

No two rooms of a part, and no two modules anywhere, need each other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import lmapi_mock

ROOT = Path(lmapi_mock.__file__).parent

PARTS = (
    ("__main__",),
    ("cli", "testing"),
    ("shadow",),
    ("conform",),
    ("serving",),
    ("admin",),
    ("http",),
    ("world", "findings"),
    ("journal",),
    ("faults",),
    ("settings", "patterns", "non_agent_api", "bulk", "dialer"),
    ("store",),
    ("clock", "mariadb", "profiles"),
    ("errors", "imports", "pace", "paths", "remembering", "version", "signals"),
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

STORE = (
    ("browse", "snapshots"),
    ("state",),
    ("custom", "own_tables", "upkeep"),
    ("lookup",),
    ("sql",),
    ("schema",),
)
"""The rooms of the store, likewise from the top down."""

CONDUCT = ("asked", "endpoint", "functions", "contract", "log", "__init__")


@cache
def imports(file: Path, *, at_run_time: bool = False) -> tuple[str, ...]:
    """What a file imports; at run time without what is there for the type checker alone."""
    return tuple(_imports(file, at_run_time=at_run_time))


def _imports(file: Path, *, at_run_time: bool) -> Iterator[str]:
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if at_run_time and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
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


def modules() -> dict[str, Path]:
    """The product's files by their dotted names."""
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in ROOT.rglob("*.py")
    }


def home_of(name: str, known: Iterable[str]) -> str | None:
    """The module that an imported name is of, or is."""
    name = name.removeprefix("lmapi_mock.")
    return next((one for one in (name, name.rpartition(".")[0]) if one in known), None)


@cache
def arrows(*, at_run_time: bool = False) -> dict[str, set[str]]:
    """Which modules each module imports."""
    known = modules()
    return {
        module: {
            other
            for name in imports(file, at_run_time=at_run_time)
            if name.startswith("lmapi_mock.")
            and (other := home_of(name, known)) is not None
            and other != module
        }
        for module, file in known.items()
    }


def circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """A circle of arrows, empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


@pytest.mark.parametrize(
    "part", [part for part in parts_in(ROOT) if part.is_dir()], ids=lambda part: part.stem
)
def test_no_two_rooms_of_a_part_need_each_other(part: Path) -> None:
    rooms: dict[str, set[str]] = {}
    for module, others in arrows().items():
        room = module.split(".")[:2]
        if room[0] == part.name:
            rooms.setdefault(".".join(room), set()).update(
                other
                for one in others
                if one.startswith(f"{part.name}.") and (other := ".".join(one.split(".")[:2]))
            )
    assert circle({room: others - {room} for room, others in rooms.items()}) == []


def test_no_two_modules_need_each_other() -> None:
    assert circle(arrows(at_run_time=True)) == []


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []


@pytest.mark.parametrize("room", parts_in(ROOT / "store"), ids=lambda part: part.stem)
def test_a_room_of_the_store_imports_what_is_below_it(room: Path) -> None:
    row = {name: number for number, names in enumerate(STORE) for name in names}
    if room.stem == "__init__":
        return
    assert room.stem in row, f"give {room.stem} its place in STORE"
    upward = [
        f"{file} imports {name}"
        for file, name in inner(room)
        if name.startswith("store.")
        and (other := name.split(".")[1]) != room.stem
        and row[other] <= row[room.stem]
    ]
    assert upward == []


REASONLESS = re.compile(
    r"#\s*noqa(?!:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s{2,}\S)|#\s*type:\s*ignore(?!\[[a-z-]+\]\s+#\s*\S)"
)
"""Where a check is passed over without a word why."""


@pytest.mark.parametrize("folder", ["app", "bench", "migrations", "seed", "tests"])
def test_whoever_passes_over_a_check_says_why(folder: str) -> None:
    found = [
        f"{file}:{number}"
        for file in sorted((ROOT.parents[1] / folder).rglob("*.py"))
        if file != Path(__file__)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if REASONLESS.search(line)
    ]
    assert found == []
