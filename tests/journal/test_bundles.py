"""Rows of the shared journal: entries that are stored together."""

from __future__ import annotations

from dataclasses import replace

import entries
from lmapi_mock.journal.bundles import (
    LONGEST_HEAD,
    MOST_TOGETHER,
    bundled,
    leads_in,
    told_in,
    with_another,
)
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.stored import entry_told, text_of
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.store.sql.written import Rows, Written


def entry(path: str, lead: tuple[str, ...] | None = None, query: bytes = b"") -> Entry:
    return entries.entry(path=path, lead=lead, query=query, dialect=Dialect.VICIDIAL)


def paths(text: str) -> list[str]:
    return [entry_told(told, 1, frozenset()).path for told in told_in(text)]


def test_entries_of_one_commit_are_one_row() -> None:
    made = [entry("/a", ("x",)), entry("/b"), entry("/c\n]", ("x",)), entry("/d", ("y",))]
    (row,) = bundled(made)
    assert (row.entries, row.lead, paths(row.text)) == (4, None, ["/a", "/b", "/c\n]", "/d"])
    first, none, same, other = leads_in(row.lead, row.text)
    assert first == same != other
    assert none == ""
    assert len(row.text) < sum(len(text_of(one)) for one in made) / 2


def test_one_by_itself_is_stored_as_ever() -> None:
    made = entry("/a", ("x",))
    (row,) = bundled([made])
    assert (row.entries, row.text) == (1, text_of(made))
    (both,) = bundled([made, made])
    assert leads_in(row.lead, row.text) * 2 == leads_in(both.lead, both.text)


def test_no_more_are_one_row_than_are_soon_read() -> None:
    many = [entry(f"/{number}", (f"{number}",)) for number in range(70)]
    rows = list(bundled(many))
    assert [row.entries for row in rows] == [32, 32, 6]
    assert [path for row in rows for path in paths(row.text)] == [one.path for one in many]
    assert [len(leads_in(row.lead, row.text[:LONGEST_HEAD])) for row in rows] == [32, 32, 6]
    long = [entry(f"/{number}", query=b"x" * (MOST_TOGETHER // 3)) for number in range(5)]
    long.insert(3, entry("/long", ("x",), b"x" * 2 * MOST_TOGETHER))
    rows = list(bundled(long))
    assert [row.entries for row in rows] == [2, 1, 1, 2]
    assert rows[2].lead is not None


def test_of_several_none_is_stored_with_a_password() -> None:
    secrets = frozenset({b"s3cret-words", b"6666\0s3cret-words"})
    stored = [
        Written("vicidial_list", 3, (3, value), ("lead_id", "comments"))
        for value in ("fine", "is S3cret-Words", 'also "fine"')
    ]
    made = [
        replace(entry(f"/{number}"), rows=Rows([row]), secrets=secrets)
        for number, row in enumerate(stored)
    ]
    (row,) = bundled(made)
    told = told_in(row.text)
    assert not any("s3cret" in one.lower() for one in told)
    read = [entry_told(one, 1, secrets).rows[0].row["comments"] for one in told]
    assert read == ["fine", "is XXXX", 'also "fine"']
    (row,) = bundled([replace(one, secrets=frozenset()) for one in made[:2]])
    assert "S3cret-Words" in told_in(row.text)[1]


def test_one_of_several_is_stored_anew() -> None:
    made = [entry("/a", ("x",)), entry("/b", ("y",)), entry("/c")]
    (row,) = bundled(made)
    text = with_another(row.text, 1, replace(made[1], path="/changed"))
    assert paths(text) == ["/a", "/changed", "/c"]
    assert leads_in(None, text) == leads_in(None, row.text)
    assert paths(with_another(text_of(made[0]), 0, made[2])) == ["/c"]
