"""What became of a request for its client, in a word: one of a few that all requests fall into."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Final

from lmapi_mock.faults.kinds import Break, Response
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.endpoint import LOGIN


class Outcome(StrEnum):
    """What a request came to; each has exactly one."""

    ADDED = "added"
    """A lead was stored, by whatever function."""

    DONE = "done"
    """Any other success."""

    NOTICE = "notice"
    """The answer is a NOTICE alone, or a line of data."""

    REFUSED = "refused"
    """An ERROR, or an HTTP status that says no."""

    LOGIN = "login"
    """Refused for its user or password."""

    FAILED = "failed"
    """A statement of the dialer's broke it off."""

    FAULT = "fault"
    """A fault sent something else than the answer, or nothing; what was stored may be stored."""

    NOT_FOUND = "not_found"
    """It came to a path that is none of the endpoint's."""


_AUTHENTICATE: Final = LOGIN[0].name


def outcome(entry: Entry) -> Outcome:
    """What became of a request: what its client got goes before all else."""
    if entry.fault is not None and isinstance(entry.fault.effect, Response | Break):
        return Outcome.FAULT
    if entry.dialect is None and entry.status == HTTPStatus.NOT_FOUND:
        return Outcome.NOT_FOUND
    if entry.ended and entry.broke is not None:
        return Outcome.FAILED
    result = entry.result
    if result == "ERROR":
        stage = entry.refused_by
        is_login = stage is not None and stage.name == _AUTHENTICATE
        return Outcome.LOGIN if is_login else Outcome.REFUSED
    if entry.status != HTTPStatus.OK:
        return Outcome.REFUSED
    if result == "NOTICE":
        return Outcome.NOTICE
    return Outcome.ADDED if entry.lead_id else Outcome.DONE
