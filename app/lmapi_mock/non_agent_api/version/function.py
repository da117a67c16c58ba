"""function=version as data, with its one stage (section 4, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.login.parameters import PARAMETERS
from lmapi_mock.non_agent_api.wire.php import php_float, php_number
from lmapi_mock.store.lookup import configuration

_TEXT: Final = (
    "VERSION: {version}|BUILD: {build}|DATE: {date}|EPOCH: {epoch}|DST: {dst}"
    "|TZ: {tz}|TZNOW: {tz_now}|"
)

VERSION: Final = Message(
    "SUCCESS",
    "",
    _TEXT,
    logged=_TEXT,
    stage="tell_version",
    cause="function is version; no login is asked for.",
    remedy="Nothing to mend: the zone is local_gmt of the first active row of servers.",
    names_function=False,
    prints_result=False,
)


def tell_version(call: Call) -> None:
    """Say the release, the time, and the offset of the first active server."""
    now = call.now
    server = configuration.active_server(call.tx)
    zone = str(server["local_gmt"] or "") if server else ""
    summer = int(now.is_summer)
    # Where no server is active the engine has nothing to print but the number it adds to.
    winter = zone if server else "0"
    version, build = call.release
    call.say(
        VERSION,
        version=version,
        build=build,
        date=now.text,
        epoch=int(now.utc.timestamp()),
        dst=summer,
        tz=zone,
        tz_now=php_number(php_float(zone) + 1) if summer else winter,
    )


def _examples() -> Mapping[str, Example]:
    return {
        "VERSION": Example(
            {"function": "version"},
            said={
                "version": "2.14-202",
                "build": "250720-1841",
                "date": "2026-01-15 06:00:00",
                "epoch": 1768456800,
                "dst": 0,
                "tz": "0.00",
                "tz_now": "0.00",
            },
            clock={"now": "2026-01-15T06:00:00Z", "timezone": "UTC"},
        )
    }


FUNCTION: Final = Function(
    "version",
    "Tells the release, the time and the offset of the dialer; needs no login.",
    (Stage("tell_version", tell_version, "Release and time", "4, 1"),),
    PARAMETERS,
    {"VERSION": VERSION},
    _examples,
    needs_login=False,
)
