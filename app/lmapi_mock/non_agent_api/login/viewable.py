"""Which users a caller may see, by their user group's admin_viewable_groups (lists.md, 1)."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import is_fold
from lmapi_mock.store.schema.tables import vicidial_users
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

OPEN: Final = "--ALL--"
EVERYBODYS_GROUP: Final = "---ALL---"
COLUMNS: Final = tuple(column.name for column in vicidial_users.columns if not is_fold(column))

_USER: Final = Statement(
    lambda engine: sa.select(*(vicidial_users.c[name] for name in COLUMNS)).where(
        engine.matches(vicidial_users.c.user, "user")
    )
)
_ANY: Final = Statement(
    lambda engine: sa.select(vicidial_users.c.user_id).where(
        engine.matches(vicidial_users.c.user, "user")
    )
)


class Viewable(NamedTuple):
    """The groups whose users may be seen.

    Attributes:
        groups: their names, folded; None for all.
    """

    groups: frozenset[str] | None

    def has(self, group: Any) -> bool:
        """Whether users of a group may be seen; those without one only where all may."""
        if self.groups is None:
            return True
        return group is not None and fold(str(group)) in self.groups

    def has_group(self, call: Call, group: str) -> bool:
        """Whether a group is there, and its users may be seen."""
        return configuration.user_group(call.tx, group) is not None and self.has(group)


def viewable(call: Call) -> Viewable:
    """What the caller's user group lets them see."""
    assert call.caller is not None, "looked at the group before the login"
    group = configuration.user_group(call.tx, str(call.caller["user_group"] or ""))
    text = str((group["admin_viewable_groups"] if group else "") or "")
    if OPEN in text.upper() or php_strlen(text) <= 3:
        return Viewable(None)
    pieces = (*text.replace(" -", "").split(" "), EVERYBODYS_GROUP)
    return Viewable(frozenset(map(fold, pieces)))


def user_named(call: Call, name: str) -> Row | None:
    """A row of vicidial_users, with all columns."""
    return call.tx.first(_USER, user=name) if not call.tx.finds_none(name) else None


def is_user(call: Call, name: str) -> bool:
    """Whether there is a user of a name."""
    return not call.tx.finds_none(name) and call.tx.first(_ANY, user=name) is not None
