"""What a request asks for, before anybody answers it: the function and the user that it names."""

from __future__ import annotations

from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.wire.parse import Parameters
from lmapi_mock.non_agent_api.wire.sanitise import clean_function


def asked(parameters: Parameters, *, non_latin: bool) -> tuple[str, str]:
    """Function and user, each as cleaning leaves it (section 3).

    Args:
        parameters: what PHP makes of query and body.
        non_latin: use_non_latin = 1.
    """
    name = clean_function(parameters)
    cleaned = functions.named(name).cleaner.clean(parameters, non_latin=non_latin)
    return name, cleaned["user"]
