"""add_lead as data (section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.add_lead import messages as own
from lmapi_mock.non_agent_api.add_lead.flow import STAGES
from lmapi_mock.non_agent_api.add_lead.parameters import PARAMETERS
from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, messages_of
from lmapi_mock.non_agent_api.lead import messages as shared


def _examples() -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.add_lead.examples import EXAMPLES  # noqa: PLC0415  read by few

    return EXAMPLES


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.add_lead.findings import FINDINGS  # noqa: PLC0415  read by few

    return FINDINGS


FUNCTION: Final = Function(
    "add_lead",
    "Adds a lead, after whatever checks are asked for.",
    STAGES,
    PARAMETERS,
    messages_of(shared) | messages_of(own),
    _examples,
    _findings,
    restricts_lists=True,
    is_documented=True,
    stores_lead=True,
)
