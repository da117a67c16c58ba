"""requirements.lock, from which CI installs, has what pyproject.toml asks for."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def test_every_dependency_is_locked_at_a_version_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        Requirement(text)
        for texts in (project["dependencies"], *project["optional-dependencies"].values())
        for text in texts
    ]
    locked = {
        canonicalize_name(one.name): one.specifier
        for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()
        if line and not line.lstrip().startswith("#")
        for one in [Requirement(line.split(" ;")[0])]
    }
    for one in asked:
        if one.name == project["name"]:
            continue
        found = locked.get(canonicalize_name(one.name))
        assert found is not None, f"{one.name} is not in requirements.lock: see CONTRIBUTING.md"
        version = next(iter(found)).version
        assert version in one.specifier, f"{one} is asked for, {version} is locked"
