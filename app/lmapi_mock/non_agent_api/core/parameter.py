"""One parameter of a function: its name, its cleaning rule, and what people are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lmapi_mock.non_agent_api.wire.sanitise import Rule

Column = sa.Column[Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, described in this place alone.

    Attributes:
        name: as it is sent.
        rule: what cleaning keeps of it (section 3).
        explains: what it is for, in a sentence.
        group: the heading under which it is listed.
        accepts: what to send, in words; nothing where `choices` or the column say it.
        choices: the values that mean something, where there are few.
        default: what counts where it is not sent; empty for nothing.
        needed: whether a request without it does nothing.
        column: where its value is stored; None where no single column holds it.
        ignored: why it is read and has no effect; empty where it has one.
    """

    name: str
    rule: Rule
    explains: str
    group: str = ""
    accepts: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    needed: bool = False
    column: Column | None = None
    ignored: str = ""
