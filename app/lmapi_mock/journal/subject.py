"""The one way in which a request becomes what patterns are held against.

Fault rules meet it before it is answered, questions to the journal afterwards: both see the same.
"""

from __future__ import annotations

from lmapi_mock.non_agent_api.wire.masking import Secrets, masked_value
from lmapi_mock.non_agent_api.wire.parse import Parameters
from lmapi_mock.patterns.subject import Subject


def subject_of(
    method: str,
    path: str,
    parameters: Parameters,
    remote_ip: str,
    *,
    function: str,
    user: str,
    secrets: Secrets,
) -> Subject:
    """What patterns are held against, as long as there is no answer.

    Passwords are hidden, or a pattern could guess one.

    Args:
        method: HTTP's.
        path: without a namespace before it.
        parameters: what PHP makes of query and body; masked already, or not.
        remote_ip: the peer's address.
        function: what is called, cleaned.
        user: who calls, cleaned.
        secrets: the passwords of the users that there are.
    """
    return Subject(
        method=method,
        path=path,
        params={
            name: masked_value(name, value, secrets) for name, value in decoded(parameters).items()
        },
        function=function,
        user=masked_value("user", user, secrets),
        remote_ip=remote_ip,
    )


def decoded(parameters: Parameters) -> dict[str, str]:
    """The parameters as text by name; of a name in query and body the query's."""
    both = parameters.body | parameters.query
    return {name: value.decode("utf-8", "replace") for name, value in both.items()}
