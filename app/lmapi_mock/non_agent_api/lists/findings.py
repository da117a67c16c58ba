"""Findings of the functions that add, change and tell of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.lists import messages

KINDS: Final[Mapping[str, Kind]] = {
    "list-info-trailing-delimiter": Kind(
        Severity.INFO,
        "A line with one value more than its header",
        "Without dialable_count the line of list_info ends in a delimiter, and the header does"
        " not: who splits both gets one value too many.",
        "Ignore what stands behind the last delimiter, or send dialable_count=Y.",
    ),
    "sorted-fields-leak": Kind(
        Severity.WARNING,
        "Columns of other lists",
        "With custom_order alpha_up or alpha_down the lists after the first are shown with names"
        " of the lists before them.",
        "Leave custom_order out and sort the names yourself, or ask for one list at a time.",
    ),
    "lead-filter-not-read": Kind(
        Severity.WARNING,
        "A lead filter that is not imitated",
        "The campaign's lead filter holds SQL beyond comparisons, which is not read here:"
        " dialable_count is 0, where a dialer has its database look.",
        "Use comparisons of columns with values, IN, BETWEEN, LIKE, IS NULL, AND, OR and NOT.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    cleaned = seen.cleaned
    if said(seen, messages.LIST_TOLD) and cleaned.get("dialable_count") != "Y":
        yield Finding(
            "list-info-trailing-delimiter", "The line ends in a delimiter, the header would not."
        )
    if seen.noted.get("leaked"):
        yield Finding(
            "sorted-fields-leak",
            "A list is shown with column names of the lists before it.",
            "custom_order",
            cleaned.get("custom_order", ""),
        )
    if "lead_filter" in seen.noted:
        yield Finding(
            "lead-filter-not-read",
            "The campaign's lead filter is not read here: dialable_count is 0.",
            "dialable_count",
        )


FINDINGS: Final = Findings(KINDS, _find)
