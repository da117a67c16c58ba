"""What `--database` means."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmapi_mock.store.sql.place import Kind, place_of


@pytest.mark.parametrize(
    ("named", "url", "kind", "file"),
    [
        (":memory:", "sqlite://", Kind.MEMORY, None),
        ("", "sqlite://", Kind.MEMORY, None),
        ("sqlite://", "sqlite://", Kind.MEMORY, None),
        ("postgres://a@b/c", "postgresql://a@b/c", Kind.SERVER, None),
        ("sqlite:///", "sqlite:///", Kind.MEMORY, None),
        ("sqlite:///:memory:", "sqlite:///:memory:", Kind.MEMORY, None),
        ("sqlite+pysqlite:///:memory:", "sqlite+pysqlite:///:memory:", Kind.MEMORY, None),
        ("/var/leads.db", "sqlite:////var/leads.db", Kind.FILE, "/var/leads.db"),
        ("sqlite:////var/leads.db", "sqlite:////var/leads.db", Kind.FILE, "/var/leads.db"),
        ("sqlite:///leads.db?timeout=1", "sqlite:///leads.db?timeout=1", Kind.FILE, "leads.db"),
        ("sqlite+pysqlite:////a.db", "sqlite+pysqlite:////a.db", Kind.FILE, "/a.db"),
        ("mysql://u:p@host/vicidial", "mysql://u:p@host/vicidial", Kind.SERVER, None),
        ("postgresql+psycopg://host/x", "postgresql+psycopg://host/x", Kind.SERVER, None),
    ],
)
def test_memory_file_or_server(named: str, url: str, kind: Kind, file: str | None) -> None:
    place = place_of(named)
    assert (place.url, place.kind) == (url, kind)
    assert place.file == (None if file is None else Path(file))
    assert (place.is_memory, place.is_server) == (kind is Kind.MEMORY, kind is Kind.SERVER)


def test_a_file_is_named_from_where_the_command_runs() -> None:
    assert place_of("leads.db").file == Path("leads.db").absolute()


def test_no_file_has_a_question_mark() -> None:
    with pytest.raises(ValueError, match=r"a file whose name holds no `\?`"):
        place_of("what?.db")
