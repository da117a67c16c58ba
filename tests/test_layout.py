"""What stands at the top of the repository, and nothing else does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

FOLDERS: Final = {".ci", "app", "bench", "docs", "migrations", "seed", "tests"}
FILES: Final = {
    *(".dockerignore", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE"),
    *("README.md", "docker-compose.yml", "pyproject.toml", "requirements.lock"),
}


@pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("git") is None,
    reason="git tells what belongs to the repository, and this is no checkout, or has no git",
)
def test_nothing_is_kept_that_a_run_left_behind() -> None:
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert {name.partition("/")[0] for name in told.split("\0") if name} <= FOLDERS | FILES
