"""What `--database` means: memory, a file, or a server; decided here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

MEMORY: Final = "sqlite://"
"""The URL of a database in memory."""


class Kind(Enum):
    """What holds a database."""

    MEMORY = "memory"
    FILE = "file"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is.

    Attributes:
        url: its URL, as SQLAlchemy reads it.
        kind: what holds it.
        file: the file, where it is one.
    """

    url: str
    kind: Kind
    file: Path | None = None

    @property
    def is_memory(self) -> bool:
        """Whether it ends with its process, which nobody shares it with."""
        return self.kind is Kind.MEMORY

    @property
    def is_server(self) -> bool:
        """Whether other processes, of ours or not, may use it at the same time."""
        return self.kind is Kind.SERVER


def place_of(named: str) -> Place:
    """The place that a setting or a URL names.

    Args:
        named: a URL, a file's path, `:memory:`, or nothing, which is `:memory:` too.

    Raises:
        ValueError: a path that no URL can hold; the text says what is accepted.
    """
    if "://" not in named:
        if "?" in named:
            # In a URL, what follows it is no part of the file's name.
            raise ValueError("a file whose name holds no `?`, `:memory:`, or a URL")
        if named in ("", ":memory:"):
            return Place(MEMORY, Kind.MEMORY)
        file = Path(named).expanduser().absolute()
        return Place(f"sqlite:///{file}", Kind.FILE, file)
    engine, _, rest = named.partition("://")
    if engine == "postgres":
        # As hosting platforms write it.
        return Place(f"postgresql://{rest}", Kind.SERVER)
    if engine.partition("+")[0] != "sqlite":
        return Place(named, Kind.SERVER)
    path = rest.partition("?")[0].removeprefix("/")
    if path in ("", ":memory:"):
        return Place(named, Kind.MEMORY)
    return Place(named, Kind.FILE, Path(path))
