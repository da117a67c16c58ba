"""Where leads are searched, and by what, when a request does not say."""

from __future__ import annotations

from typing import Final

from lmapi_mock.store.lookup import configuration

LEAST_LIST_ID: Final = 99
"""Below it no list is meant."""


def set_search_defaults(value: dict[str, str], *, method: str, records: int) -> None:
    """Everywhere, by this method, at most so many leads; what is too short counts as not sent.

    Args:
        value: the cleaned parameters, which are changed.
        method: the search_method.
        records: how many leads.
    """
    list_id = value["list_id"]
    if (
        len(value["search_location"]) < 4
        or len(list_id) < 3
        or configuration.number(list_id) < LEAST_LIST_ID
    ):
        value["search_location"] = "SYSTEM"
    if len(value["search_method"]) < 6:
        value["search_method"] = method
    value["records"] = value["records"] or str(records)
