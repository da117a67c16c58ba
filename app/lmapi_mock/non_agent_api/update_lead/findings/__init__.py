"""Findings of update_lead and batch_update_lead: what integrators trip over (update_lead.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Seen
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.update_lead.findings import (
    batch,
    callbacks,
    changing,
    inserting,
    searching,
)
from lmapi_mock.non_agent_api.update_lead.findings.kinds import KINDS


def _find(seen: Seen) -> Iterator[Finding]:
    yield from changing.find_in_parameters(seen)
    if seen.function == "batch_update_lead":
        yield from batch.find(seen)
        return
    yield from searching.find(seen)
    yield from changing.find(seen)
    yield from callbacks.find(seen)
    yield from inserting.find(seen)


FINDINGS: Final = Findings(KINDS, _find)
