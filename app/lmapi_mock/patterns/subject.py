"""A request as patterns see it: those of fault rules, and those of questions to the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pattern is matched against.

    Attributes:
        method: HTTP's, in capitals.
        path: without the query.
        params: the parameters by name, decoded but not cleaned; the query's before the body's.
        function: as cleaned.
        user: as cleaned.
        remote_ip: the peer's address.
        status: HTTP's, once answered.
        result: once answered, ERROR or SUCCESS if the answer says either, else NOTICE or nothing.
        response: the body of the answer, once answered.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    function: str = ""
    user: str = ""
    remote_ip: str = ""
    status: int | None = None
    result: str | None = None
    response: str | None = None
