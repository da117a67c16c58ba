"""Every parameter explained to people: what it is for, what it takes, what is kept of it.

Groups and order are the Load Leads page's. What a parameter keeps comes from its rule
(`sanitise.py`), where it is stored and how much fits from the columns of `store/tables.py`.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.non_agent_api.add_lead.duplicates import CHECKS, WINDOW_DAYS
from lmapi_mock.non_agent_api.add_lead.insert import AS_SENT
from lmapi_mock.non_agent_api.wire.sanitise import RULES, Rule
from lmapi_mock.store.schema import tables as t
from lmapi_mock.store.schema.columns import stored_type

Column = sa.Column[Any]

YES_OR_NO: Final = ("Y", "N")
YES_NO_OR_AREACODE: Final = ("Y", "N", "AREACODE")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, for people.

    Attributes:
        name: as it is sent.
        explains: what it is for, in a sentence.
        accepts: what to send, in words; nothing where `choices` or the column say it.
        choices: the values that mean something, where there are few.
        default: what counts where it is not sent; empty for nothing.
        needed: whether a request without it adds no lead.
        column: where its value is stored, if not in the column of its name in vicidial_list.
    """

    name: str
    explains: str
    accepts: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    needed: bool = False
    column: Column | None = None

    @property
    def stored_in(self) -> Column | None:
        """The column that holds its value; None where no single one does."""
        if self.column is None and self.name in AS_SENT:
            return t.vicidial_list.c[self.name]
        return self.column


def _switch(name: str, explains: str) -> Parameter:
    return Parameter(name, explains, choices=YES_OR_NO, default="N")


_CALLBACK: Final = t.vicidial_callbacks.c
_LOG: Final = t.vicidial_api_log.c

PARAMETERS: Final[dict[str, tuple[Parameter, ...]]] = {
    "Login and function": (
        Parameter("user", "The API user, vicidial_users.user.", needed=True),
        Parameter("pass", "The API user's password, vicidial_users.pass.", needed=True),
        Parameter(
            "function",
            "What to do.",
            choices=("add_lead", "version"),
            needed=True,
            column=_LOG.function,
        ),
    ),
    "Required": (
        Parameter("phone_number", "The number to dial.", "6 to 16 digits", needed=True),
        Parameter(
            "phone_code", "The country's calling code.", "1 to 4 digits, such as 52", default="1"
        ),
        Parameter(
            "list_id",
            "The list that the lead goes to; only its digits count.",
            "3 to 12 digits; a shorter one is the default",
            default="999",
        ),
        Parameter(
            "source",
            "Who or what sends this, for vicidial_api_log.",
            "2 to 20 letters or digits",
            needed=True,
            column=_LOG.source,
        ),
        Parameter(
            "campaing",
            "The page's spelling of campaign_id, read in its place where that is not sent, at"
            " doors that know it such as /API/lmapi.php; may be left out.",
            "2 to 8 characters",
            column=_CALLBACK.campaign_id,
        ),
    ),
    "Optional": (
        Parameter("vendor_lead_code", "The lead's key in the sender's own system."),
        Parameter("source_id", "Where the sender has the lead from."),
        Parameter("gmt_offset_now", "Read and ignored: the offset is looked up (tz_method)."),
        Parameter("title", "Mr, Ms, Dr and the like."),
        Parameter("first_name", "First name."),
        Parameter("middle_initial", "Middle initial."),
        Parameter("last_name", "Last name."),
        Parameter("address1", "Address, first line."),
        Parameter("address2", "Address, second line."),
        Parameter("address3", "Address, third line."),
        Parameter("city", "City."),
        Parameter("state", "State; call times and, for phone_code 61, the time zone go by it."),
        Parameter("province", "Province, or whatever else divides the country."),
        Parameter("postal_code", "Postal code; tz_method POSTAL goes by it."),
        Parameter("country_code", "Country, as in USA or CAN."),
        Parameter("gender", "Undefined, male or female.", choices=("U", "M", "F"), default="U"),
        Parameter("date_of_birth", "Date of birth.", "YYYY-MM-DD"),
        Parameter("alt_phone", "A second number."),
        Parameter("email", "E-mail address."),
        Parameter("security_phrase", "A text by which the person is recognised."),
        Parameter("comments", "Remarks for the agent."),
        Parameter(
            "multi_alt_phones",
            "Further numbers, each a row of vicidial_list_alt_phones.",
            "NUMBER_CODE_NOTE, joined by !, such as 7275552222_1_office!7275553333_1_home; over"
            " 5 characters",
        ),
        Parameter("rank", "The lead's rank.", "digits", default="0"),
        Parameter("owner", "A user, territory or group; with tz_method TZCODE the zone's code."),
        Parameter(
            "entry_list_id",
            "The list whose custom fields the lead has: leave it to custom_fields = Y, which sets"
            " it; another value breaks them.",
            "3 to 12 digits",
            default="0",
        ),
    ),
    "Settings": (
        Parameter(
            "dnc_check",
            "Refuse a number in vicidial_dnc; AREACODE also one whose whole area code is there.",
            choices=YES_NO_OR_AREACODE,
            default="N",
        ),
        Parameter(
            "campaign_dnc_check",
            "The same with vicidial_campaign_dnc, for campaign_id.",
            choices=YES_NO_OR_AREACODE,
            default="N",
        ),
        Parameter(
            "campaign_id",
            "The campaign of campaign_dnc_check and of the callback; the hopper goes by the"
            " list's.",
            "2 to 8 characters",
            column=_CALLBACK.campaign_id,
        ),
        _switch("add_to_hopper", "Put the lead into the hopper, to be dialed next."),
        Parameter(
            "hopper_priority",
            "Which of the hopper's leads goes first: the highest.",
            "-99 to 99",
            default="0",
            column=t.vicidial_hopper.c.priority,
        ),
        _switch(
            "hopper_local_call_time_check",
            "Into the hopper only within the call time of the lead's place.",
        ),
        _switch("usacan_prefix_check", "Refuse a number whose fourth digit is 0 or 1."),
        _switch(
            "usacan_areacode_check",
            "Refuse a number without a US or Canadian area code; in the documented dialect also"
            " one that is not 10 digits long.",
        ),
        _switch(
            "nanpa_ac_prefix_check",
            "Refuse a number whose area code and prefix are not in the NANPA data, if loaded.",
        ),
        _switch(
            "custom_fields",
            "Store the list's custom fields, each sent as a parameter named by its label, such as"
            " favorite_color=blue.",
        ),
        Parameter(
            "tz_method",
            "How the time zone is found: by postal_code, by the zone code in owner, by NANPA"
            " prefix; without it by phone_code and area code.",
            choices=("", "POSTAL", "TZCODE", "NANPA"),
        ),
        _switch("callback", "Schedule a callback; needs campaign_id and callback_datetime."),
        Parameter(
            "callback_status",
            "The callback's status; the lead's own is CBHOLD meanwhile.",
            "1 to 6 characters",
            default="CALLBK",
            column=_CALLBACK.lead_status,
        ),
        Parameter(
            "callback_datetime",
            "When to call back, in the server's time.",
            "YYYY-MM-DD HH:MM:SS, NOW, or 5DAYS for five days from now",
            column=_CALLBACK.callback_time,
        ),
        Parameter(
            "callback_type",
            "For callback_user alone, or for anyone.",
            choices=("ANYONE", "USERONLY"),
            default="ANYONE",
            column=_CALLBACK.recipient,
        ),
        Parameter(
            "callback_user",
            "Whose callback it is, with callback_type USERONLY.",
            "vicidial_users.user",
            column=_CALLBACK.user,
        ),
        Parameter(
            "callback_comments",
            "Remarks for whoever calls back.",
            column=_CALLBACK.comments,
        ),
        _switch("lookup_state", "Fill an empty state by the area code."),
        _switch("list_exists_check", "Refuse a list_id that is not in vicidial_lists."),
        Parameter(
            "duplicate_check",
            "Refuse a lead that is there already: in the same list, in the lists of its campaign,"
            " or anywhere, by the columns that each check names. Several may be joined.",
            "checks joined by -, each with a window if only recent leads count, such as"
            f" DUPSYS90DAY; windows are {', '.join(map(str, WINDOW_DAYS))} days, and the last of"
            " several holds for all",
            choices=tuple(check.name for check in CHECKS),
        ),
    ),
    "Others": (
        Parameter("agent_user", "Kept in vicidial_api_log; nothing else.", column=_LOG.agent_user),
        Parameter("lead_id", "Read and ignored: a new lead gets the next number."),
        Parameter("format", "Read and ignored by add_lead."),
    ),
}
"""By group."""

_CLASSES: Final = {
    "letters": string.ascii_letters,
    "capital letters": string.ascii_uppercase,
    "digits": string.digits,
}


def kept(rule: Rule, mark: Callable[[str], str] = str) -> str:
    """What a rule keeps, in words: `letters, digits, -, space`.

    Args:
        rule: the rule.
        mark: sets off a character that stands for itself.
    """
    if rule.kept is None:
        return f"all but {mark(rule.dropped)}"
    classes = [word for word, characters in _CLASSES.items() if set(characters) <= set(rule.kept)]
    if "letters" in classes:
        classes.remove("capital letters")
    others = [
        "space" if character == " " else mark(character)
        for character in rule.kept
        if not character.isalnum()
    ]
    return ", ".join([*classes, *others])


def most(column: Column | None) -> int | None:
    """How many characters a column holds; None where it holds no plain text."""
    stored = None if column is None else stored_type(column)
    return stored.length if isinstance(stored, mariadb.Varchar | mariadb.Char) else None


def described(group: str, parameter: Parameter) -> dict[str, Any]:
    """All that there is to tell of a parameter, fit for JSON."""
    rule = RULES[parameter.name]
    column = parameter.stored_in
    return {
        "name": parameter.name,
        "group": group,
        "explains": parameter.explains,
        "accepts": parameter.accepts,
        "choices": list(parameter.choices),
        "default": parameter.default,
        "needed": parameter.needed,
        "stored_in": None if column is None else f"{column.table.name}.{column.name}",
        "type": None if column is None else stored_type(column).sql,
        "most": most(column),
        "kept": kept(rule),
        "plus_is_space": rule.plus_is_space,
        "unicode": rule.unicode,
    }
