"""`pip install -e '.[test]'` brings all that tests import, as the README says."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TESTS = Path(__file__).parent
OURS = {
    "lmapi_mock",
    *(path.stem for path in [*TESTS.iterdir(), *(TESTS.parent / "seed").iterdir()]),
}


def imported() -> set[str]:
    """The packages of others that tests import, wherever in a file."""
    names = set()
    for file in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - OURS - sys.stdlib_module_names


def brought(name: str, extras: frozenset[str], seen: set[tuple[str, str]]) -> Iterator[str]:
    """The distributions that are installed with one."""
    yield canonicalize_name(name)
    try:
        told = requires(name) or []
    except PackageNotFoundError:
        return  # It is for another system, or another Python.
    for one in map(Requirement, told):
        for extra in ("", *sorted(extras)):
            wanted = one.marker is None or one.marker.evaluate({"extra": extra})
            if wanted and (one.name, extra) not in seen:
                seen.add((one.name, extra))
                yield from brought(one.name, frozenset(one.extras), seen)


def test_the_extra_brings_what_tests_import() -> None:
    installed = set(brought("lmapi-mock", frozenset({"test"}), set()))
    homes = packages_distributions()
    lacking = {
        name
        for name in imported()
        if not {canonicalize_name(home) for home in homes.get(name, [])} & installed
    }
    assert lacking == set()
