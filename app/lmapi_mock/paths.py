"""Where the data files are: beside the package in a wheel, at the top of a checkout else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent


def _data(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name


MIGRATIONS: Final = _data("migrations")
SEED: Final = _data("seed")
