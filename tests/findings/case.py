"""A finding of a function: a request that earns it, and a near one that does not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

PHONE = "7275551212"
LEAD = {"lead_id": 7, "list_id": 101, "phone_number": PHONE}


class Case(NamedTuple):
    """A finding, and what brings it about.

    Attributes:
        code: the finding's.
        function: which one has it.
        earns: a request that earns it.
        near: one that is nearly the same and does not.
        tables: what stands in the tables.
        custom_tables: what custom tables there are.
        says: what stands in its message.
        posts: whether the requests are forms.
    """

    code: str
    function: str
    earns: dict[str, str]
    near: dict[str, str]
    tables: Mapping[str, Any] = MappingProxyType({})
    custom_tables: Mapping[str, Any] = MappingProxyType({})
    says: str = ""
    posts: bool = False
