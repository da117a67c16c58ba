"""The functions of the endpoint by their names (section 4).

A family of functions is loaded when one of them is first asked for: a server starts with none.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.non_agent_api.login.parameters import PARAMETERS


def _version() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.version.function import FUNCTION  # noqa: PLC0415  see above

    return (FUNCTION,)


def _teapots() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.teapot.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _add_lead() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.add_lead.function import FUNCTION  # noqa: PLC0415  see above

    return (FUNCTION,)


def _dnc_phone() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.dnc_phone.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _lead_dearchive() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.lead_dearchive.function import FUNCTION  # noqa: PLC0415  see above

    return (FUNCTION,)


def _hopper_list() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.hopper_list.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _check_phone_number() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.check_phone_number.function import (  # noqa: PLC0415  see above
        FUNCTION,
    )

    return (FUNCTION,)


def _lead_search() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.lead_search.function import FUNCTION  # noqa: PLC0415  see above

    return (FUNCTION,)


def _lead_info() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.lead_info.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _update_lead() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.update_lead.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _users() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.users.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _lists() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.lists.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


def _campaigns() -> Iterable[Function]:
    from lmapi_mock.non_agent_api.campaigns.function import FUNCTIONS  # noqa: PLC0415  see above

    return FUNCTIONS


_FAMILIES: Final[Mapping[Callable[[], Iterable[Function]], tuple[str, ...]]] = {
    _add_lead: ("add_lead",),
    _update_lead: ("update_lead", "batch_update_lead"),
    _lead_search: ("lead_search",),
    _lead_info: (
        "lead_all_info",
        "lead_field_info",
        "lead_status_search",
        "lead_callback_info",
    ),
    _check_phone_number: ("check_phone_number",),
    _dnc_phone: ("add_dnc_phone", "delete_dnc_phone", "add_fpg_phone", "delete_fpg_phone"),
    _hopper_list: ("hopper_list", "hopper_bulk_insert"),
    _lead_dearchive: ("lead_dearchive",),
    _lists: ("add_list", "update_list", "list_info", "list_custom_fields"),
    _campaigns: ("campaigns_list", "agent_campaigns"),
    _users: ("add_user", "copy_user", "update_user", "user_details"),
    _version: ("version",),
    _teapots: ("coffee", "start_coffee", "make_coffee", "brew_coffee"),
}
"""What loads a family, and the names of its functions, in the order in which people are told."""

NAMES: Final = tuple(name for names in _FAMILIES.values() for name in names)
"""Every function that lmapi-mock has."""

_NAMES: Final = frozenset(NAMES)


NOT_IMITATED: Final = tuple(
    name
    for name in (
        "sounds_list",
        "moh_list",
        "vm_list",
        "ingroup_list",
        "callmenu_list",
        "container_list",
        "blind_monitor",
        "agent_ingroup_info",
        "agent_stats_export",
        "agent_status",
        "logged_in_agents",
        "user_group_status",
        "in_group_status",
        "callid_info",
        "call_status_stats",
        "call_dispo_report",
        "recording_lookup",
        "did_log_export",
        "phone_number_log",
        "ccc_lead_info",
        "add_list",
        "update_list",
        "add_group_alias",
        "add_phone",
        "update_phone",
        "add_phone_alias",
        "update_phone_alias",
        "server_refresh",
        "add_did",
        "copy_did",
        "update_did",
        "delete_did",
        "update_campaign",
        "update_log_entry",
        "update_alt_url",
        "update_presets",
        "update_cid_group_entry",
        "update_remote_agent",
    )
    if name not in NAMES
)
"""VICIdial's other functions: they are answered as one that is not there."""

KNOWN: Final = (*NAMES, *NOT_IMITATED)
"""Every function that a client of a dialer may have in mind."""

_loaded: Final[dict[str, Function]] = {}
_editions: Final = itertools.count(1)
_further: tuple[Function, ...] = ()
_edition = 0


def names() -> tuple[str, ...]:
    """Every function that is there, those of `beside` included."""
    return (*NAMES, *(one.name for one in _further)) if _further else NAMES


def is_there(name: str) -> bool:
    """Whether there is a function of this name."""
    return name in _NAMES or any(one.name == name for one in _further)


def edition() -> int:
    """A number that changes with the functions that are there; caches over all of them use it."""
    return _edition


@contextmanager
def beside(*further: Function) -> Iterator[None]:
    """Have these functions too, for as long as the block lasts, in every server of the process.

    Nothing else has to know of them: they are found by their records, as all others are.

    Raises:
        ValueError: a name is taken.
    """
    global _further, _edition
    taken = {one.name for one in further} & {*names()}
    if taken:
        raise ValueError(f"there is a function {', '.join(sorted(taken))} already")
    before = _further
    _further, _edition = (*before, *further), next(_editions)
    _loaded.update((one.name, one) for one in further)
    try:
        yield
    finally:
        _further, _edition = before, next(_editions)
        for one in further:
            del _loaded[one.name]


def named(name: str, among: frozenset[str] | None = None) -> Function:
    """The function of a name; NO_FUNCTION for one that is not there.

    Args:
        name: as it is called.
        among: those that count; None for all.
    """
    if among is not None and name not in among:
        return NO_FUNCTION
    found = _loaded.get(name)
    if found is not None:
        return found
    for family, names in _FAMILIES.items():
        if name in names:
            _loaded.update((function.name, function) for function in family())
            return _loaded[name]
    return NO_FUNCTION


def functions() -> Iterator[Function]:
    """All of them."""
    return map(named, names())


def no_function(call: Call) -> None:
    """The answer to a good login that names no function, or one that is not there."""
    call.say(messages.NO_FUNCTION)


def _example() -> Mapping[str, Example]:
    return {"NO_FUNCTION": Example(calling("none", phone_number=ANYONE))}


NO_FUNCTION: Final = Function(
    "",
    "What a call of a function that is not there comes to.",
    (Stage("no_function", no_function, "No function of this name", "4"),),
    PARAMETERS,
    {"NO_FUNCTION": messages.NO_FUNCTION},
    _example,
    is_documented=True,
)
