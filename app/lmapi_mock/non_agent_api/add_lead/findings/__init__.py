"""Findings that are add_lead's own: what was asked for in vain, and what becomes of the lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lmapi_mock.non_agent_api.add_lead.findings import dialing, settings
from lmapi_mock.non_agent_api.add_lead.findings.kinds import KINDS
from lmapi_mock.non_agent_api.core.finding import Finding, Seen
from lmapi_mock.non_agent_api.core.function import Findings


def _find(seen: Seen) -> Iterator[Finding]:
    if not seen.is_cut:
        yield from settings.find(seen)
    yield from dialing.find(seen)


FINDINGS: Final = Findings(KINDS, _find)
