"""Entries of a journal, for tests that make them by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final

from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.settings import DOCUMENTED_DOOR

NOON: Final = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)

_PLAIN: Final = Entry(
    at=NOON,
    method="GET",
    path=DOCUMENTED_DOOR,
    query=b"",
    headers=(),
    body=b"",
    body_size=0,
    remote_ip="127.0.0.1",
    dialect=Dialect.DOCUMENTED,
    campaing_spelling=True,
    status=200,
    said="",
    unmasked_lines=(),
    function="add_lead",
    user="6666",
)


def entry(**what: Any) -> Entry:
    """One of an add_lead that says nothing, but for these attributes."""
    return replace(_PLAIN, **what)
