"""The name that requests hold which look for a lead and then store one."""

from __future__ import annotations

from lmapi_mock.mariadb.collation import fold


def same_lead(**values: str) -> str:
    """A name for leads of these values: of requests that hold it, one goes on at a time.

    Looking and storing are then one (section 13), and other leads need not wait.

    Args:
        values: by column, as they are sent; they compare as their columns compare them.
    """
    return "|".join([*values, *map(fold, values.values())])
