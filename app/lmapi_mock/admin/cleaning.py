"""What cleaning would keep of parameters that nobody has sent yet (`/__admin/clean`)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from lmapi_mock.admin.answers import Cleaned, answers
from lmapi_mock.admin.body import Body
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.non_agent_api.functions import named
from lmapi_mock.non_agent_api.wire.parse import Parameters
from lmapi_mock.store.lookup import configuration

routes = Routes(tags=["requests"], route_class=SmallBodies)


class CleaningBody(Body):
    """Parameters as a client would send them, decoded."""

    params: dict[str, str] = Field(
        description="Values by parameter name.",
        examples=[{"phone_number": "(727) 555-1212", "first_name": "José"}],
    )
    function: str = Field("add_lead", description="The function that would read them.")


@routes.post("/clean", responses=answers(Cleaned))
def clean_parameters(world: Stored, body: CleaningBody) -> dict[str, Any]:
    """What the endpoint would keep of each of these parameters; nothing is sent or stored.

    Names that the function does not read, custom fields among them, come back under `unknown`.
    """
    with world.database.transaction() as tx:
        non_latin = configuration.settings(tx)["use_non_latin"] == "1"
    sent = {
        # A lone surrogate, which JSON can hold, is no character that could be sent.
        name: value.encode("utf-8", "replace")
        for name, value in body.params.items()
    }
    kept = named(body.function).cleaner.clean(Parameters(query=sent), non_latin=non_latin)
    return {
        "cleaned": {name: kept[name] for name in body.params if name in kept},
        "unknown": [name for name in body.params if name not in kept],
    }
