"""Findings about a lead that was inserted because none was found (U6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Seen, said, text_of
from lmapi_mock.non_agent_api.lead import number_findings
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.findings.changing import is_on

_NOT_INSERTED: Final = (
    "lead_id",
    "callback",
    "gmt_offset_now",
    "called_count",
    "user_field",
    "reset_lead",
    "delete_lead",
    "delete_cf_data",
    "update_phone_number",
)


def find(seen: Seen) -> Iterator[Finding]:
    """What the inserted lead does not have."""
    for line in said(seen, messages.LEAD_INSERTED):
        if seen.noted["no_such_list"]:
            name = "list_id_field" if seen.cleaned["list_id_field"] else "list_id"
            yield Finding(
                "moved-to-no-list",
                f"1 lead was inserted into list {line.fields['list_id']}, which is not there.",
                name,
                text_of(seen, name),
            )
        for name in _NOT_INSERTED:
            if is_on(seen, name):
                yield Finding(
                    "insert-ignores",
                    f"{name} counts for nothing where a lead is inserted.",
                    name,
                    text_of(seen, name),
                )
        if seen.cleaned["archived_lead"] == "Y":
            yield Finding(
                "insert-not-archived",
                f"Lead {line.fields['lead_id']} is in vicidial_list, not in the archive.",
                "archived_lead",
                "Y",
            )
        row = next(one.row for one in seen.rows if one.table == "vicidial_list")
        yield from number_findings.find(seen, row, is_guess=False)
