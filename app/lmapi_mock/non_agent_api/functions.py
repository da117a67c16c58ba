"""The functions of the endpoint, and which of them answer before any login (section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.add_lead.flow import STAGES as ADD_LEAD
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.non_agent_api.wire.php import php_float, php_number
from lmapi_mock.store.lookup import configuration

TEAPOTS: Final = frozenset({"coffee", "start_coffee", "make_coffee", "brew_coffee"})


def version(call: Call) -> str:
    """The answer to function=version, which needs no login."""
    now = call.now
    server = configuration.active_server(call.tx)
    zone = str(server["local_gmt"]) if server else ""
    summer = int(now.is_summer)
    return messages.VERSION.format(
        date=now.text,
        epoch=int(now.utc.timestamp()),
        dst=summer,
        tz=zone,
        tz_now=php_number(php_float(zone) + 1) if summer else zone,
    )


def no_function(call: Call) -> None:
    """The answer to a good login that names no function, or one that is not there."""
    call.say(messages.NO_FUNCTION)


FUNCTIONS: Final[Mapping[str, tuple[Stage, ...]]] = {"add_lead": ADD_LEAD}
"""What a good login may call, and the stages of each."""

NO_FUNCTION: Final = (Stage("no_function", no_function, "No function of this name", "4"),)
"""What any other call comes to."""
