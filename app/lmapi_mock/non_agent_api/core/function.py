"""A function of the API as data: what it reads, what it does, what it says.

Everything that speaks of functions derives from these records: the endpoint's dispatch, the
contract, the tables of the documentation, faults, findings, metrics and the plugin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.wire.sanitise import Cleaner


class Findings(NamedTuple):
    """A function's own findings.

    Attributes:
        kinds: each kind by its code, for the catalogue.
        find: looks at a request that called the function.
    """

    kinds: Mapping[str, Kind]
    find: Callable[[Seen], Iterator[Finding]]


def _no_examples() -> Mapping[str, Example]:
    return {}


def _no_findings() -> Findings:
    return Findings({}, lambda _: iter(()))


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """One function.

    Attributes:
        name: as it is called.
        does: what it does, in a sentence for people.
        stages: what it does, in order; the first refusal ends the request.
        parameters: what it reads, in the order in which people are told.
        messages: what it can say, by the message's name.
        examples: gives, for each message's name, a request that brings it about.
        findings: gives the findings that are this function's own; loaded when asked for.
        needs_login: whether login and list restriction come before its stages.
        restricts_lists: whether users with api_list_restrict = 1 may call it for their lists only.
        is_documented: whether the Load Leads page documents it, so that its answers have two forms.
        stores_lead: whether its SUCCESS means that a new lead was stored.
        cleaner: cleans what it reads.
    """

    name: str
    does: str
    stages: tuple[Stage, ...]
    parameters: tuple[Parameter, ...]
    messages: Mapping[str, Message]
    examples: Callable[[], Mapping[str, Example]] = _no_examples
    findings: Callable[[], Findings] = _no_findings
    needs_login: bool = True
    stores_lead: bool = False
    restricts_lists: bool = False
    is_documented: bool = False
    cleaner: Cleaner = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rules = {parameter.name: parameter.rule for parameter in self.parameters}
        assert len(rules) == len(self.parameters), f"{self.name} names a parameter twice"
        object.__setattr__(self, "cleaner", Cleaner(rules))


def messages_of(module: object) -> dict[str, Message]:
    """The messages that a module defines, by their names, in their order."""
    return {name: one for name, one in vars(module).items() if isinstance(one, Message)}


def chosen(module: object, names: Iterable[str]) -> dict[str, Message]:
    """Some of the messages that a module defines, by their names."""
    messages = messages_of(module)
    return {name: messages[name] for name in names}
