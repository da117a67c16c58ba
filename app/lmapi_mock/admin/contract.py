"""What the endpoint can say and what it reads, for people and programs (`/__admin/contract`)."""

from __future__ import annotations

from typing import Any

from lmapi_mock.admin.answers import ContractAnswer, answers
from lmapi_mock.admin.late_routes import Routes

routes = Routes(tags=["contract"])


@routes.get("/contract", responses=answers(ContractAnswer))
def read_contract() -> dict[str, Any]:
    """Every message, in both dialects, with its cause and an example; every parameter."""
    from lmapi_mock.non_agent_api.contract import contract  # noqa: PLC0415  read by few

    return contract()
