"""What the functions read that add, change and tell of lists (lists.md, 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.parameters import SETTINGS as GROUP
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_lists

_LISTS: Final = vicidial_lists.c

LIST_ID: Final = Parameter(
    "list_id",
    r.WORD,
    "The list, vicidial_lists.list_id.",
    group=login.REQUIRED,
    accepts="2 to 14 digits",
    needed=True,
)
LIST_NAME: Final = Parameter(
    "list_name", r.LIST_NAME, "The list's name.", group=GROUP, column=_LISTS.list_name
)
CAMPAIGN_ID: Final = Parameter(
    "campaign_id",
    r.LETTERS_WORD,
    "The list's campaign.",
    group=GROUP,
    accepts="1 to 8 characters",
    column=_LISTS.campaign_id,
)
ONLY_SHOWN: Final = (
    replace(
        LIST_NAME,
        explains="Shown where list_id is refused.",
        group=login.OTHERS,
        column=None,
    ),
    replace(
        CAMPAIGN_ID,
        explains="Shown where list_id is refused.",
        group=login.OTHERS,
        column=None,
    ),
)
"""What the functions that tell of lists show only where list_id is refused."""

LEADS_COUNTS: Final = Parameter(
    "leads_counts",
    r.LETTERS_WORD,
    "Also how many leads the list has, and how many of them are NEW.",
    group=GROUP,
    choices=lead.YES_OR_NO,
    default="N",
)
DIALABLE_COUNT: Final = Parameter(
    "dialable_count",
    r.WORD_UNDERSCORE,
    "Also how many leads could be called now.",
    group=GROUP,
    choices=lead.YES_OR_NO,
    default="N",
)
CUSTOM_ORDER: Final = Parameter(
    "custom_order",
    r.LETTERS_WORD,
    "The order of the columns; a sorted one shows names of earlier lists with later ones.",
    group=GROUP,
    choices=("table_order", "alpha_up", "alpha_down"),
    default="table_order",
)


def _setting(name: str, rule: r.Rule, explains: str, column: str, accepts: str = "") -> Parameter:
    return Parameter(name, rule, explains, group=GROUP, accepts=accepts, column=_LISTS[column])


NEW_LIST_ID: Final = replace(LIST_ID, rule=r.DIGITS)
"""A list's number, of which letters, hyphens and underscores are dropped."""

ACTIVE: Final = Parameter(
    "active",
    r.CAPITALS,
    "Whether the list's leads are called.",
    group=GROUP,
    choices=lead.YES_OR_NO,
    column=_LISTS.active,
)
SETTINGS: Final = (
    ACTIVE,
    _setting("list_description", r.LIST_NAME, "What the list is for.", "list_description"),
    _setting(
        "expiration_date",
        r.LETTERS_WORD,
        "The last day on which its leads are called; in update_list reset_time is lost beside it.",
        "expiration_date",
        "YYYY-MM-DD",
    ),
    _setting(
        "reset_time",
        r.RANK,
        "When its leads are reset by themselves.",
        "reset_time",
        "times of 4 digits, as 0900-1700",
    ),
    _setting(
        "outbound_cid",
        r.CALLER_ID,
        "The number that calls show.",
        "campaign_cid_override",
        "6 to 18 digits, or ---ALL---",
    ),
    _setting(
        "script",
        r.LETTERS_WORD,
        "The agents' script, vicidial_scripts.script_id.",
        "agent_script_override",
    ),
    _setting(
        "am_message",
        r.LETTERS_WORD,
        "What answering machines hear.",
        "am_message_exten_override",
    ),
    _setting(
        "drop_inbound_group",
        r.LETTERS_WORD,
        "Where dropped calls go, vicidial_inbound_groups.group_id.",
        "drop_inbound_group_override",
    ),
    _setting("web_form_address", r.WEB_FORM, "The agents' first web form.", "web_form_address"),
    _setting(
        "web_form_address_two",
        r.WEB_FORM,
        "Their second.",
        "web_form_address_two",
    ),
    _setting(
        "web_form_address_three",
        r.WEB_FORM,
        "Their third.",
        "web_form_address_three",
    ),
    Parameter(
        "tz_method",
        r.WORD,
        "How the time zones of its leads are found.",
        group=GROUP,
        choices=(
            "COUNTRY_AND_AREA_CODE",
            "POSTAL_CODE",
            "NANPA_PREFIX",
            "OWNER_TIME_ZONE_CODE",
        ),
        column=_LISTS.time_zone_setting,
    ),
    _setting(
        "local_call_time",
        r.LETTERS_WORD,
        "When its leads may be called: the campaign's times, or vicidial_call_times.call_time_id.",
        "local_call_time",
    ),
    *(
        _setting(
            f"xferconf_{number}",
            r.LETTERS_WORD,
            f"The number of transfer button {number}.",
            f"xferconf_{letter}_number",
        )
        for number, letter in zip(("one", "two", "three", "four", "five"), "abcde", strict=True)
    ),
)
"""Settings that a list has from the start or is given."""

FIELDS: Final = "Custom fields"
"""The heading of what changes custom fields."""


def _of_field(
    name: str, rule: r.Rule, explains: str, accepts: str = "", choices: tuple[str, ...] = ()
) -> Parameter:
    return Parameter(name, rule, explains, group=FIELDS, accepts=accepts, choices=choices)


COPY: Final = (
    _of_field(
        "custom_fields_copy",
        r.DIGITS,
        "The list whose custom fields are copied.",
        "2 to 14 digits",
    ),
    _of_field(
        "custom_copy_method",
        r.LETTERS_WORD,
        "Whether copied fields are added, change those there are, or take their place.",
        choices=("APPEND", "UPDATE", "REPLACE"),
    ),
    _of_field(
        "use_internal_webserver",
        r.SWITCH,
        "Have the web server of sounds_web_server change the fields; there is none here, and"
        " nothing is changed.",
        choices=lead.YES_OR_NO,
    ),
)
_Y: Final = ("Y",)
OF_UPDATES: Final = (
    lead.switch("insert_if_not_found", "Add the list, as add_list does, where it is not there."),
    lead.switch("reset_list", "Let all its leads be called again."),
    lead.switch("delete_list", "Delete the list, and nothing of what it has."),
    lead.switch("delete_leads", "Delete its leads, and nothing of what they have."),
    replace(
        lead.ARCHIVED_LEAD,
        explains="Reset or delete the leads of vicidial_list_archive in place of vicidial_list.",
    ),
    _of_field("custom_fields_add", r.WORD_UNDERSCORE, "Add a field.", choices=_Y),
    _of_field("custom_fields_update", r.WORD_UNDERSCORE, "Change a field.", choices=_Y),
    _of_field(
        "custom_fields_delete",
        r.WORD_UNDERSCORE,
        "Delete a field, with its column and what that holds.",
        choices=_Y,
    ),
    *COPY,
    _of_field("field_label", r.LETTERS_UNDERSCORE, "The field, and its column."),
    _of_field("field_name", r.LETTERS_WORD, "Its name for agents; spaces are dropped."),
    _of_field(
        "field_type",
        r.SWITCH,
        "Its type.",
        choices=(
            "TEXT",
            "AREA",
            "SELECT",
            "MULTI",
            "RADIO",
            "CHECKBOX",
            "DATE",
            "TIME",
            "DISPLAY",
            "SCRIPT",
            "HIDDEN",
            "READONLY",
            "HIDEBLOB",
            "SWITCH",
            "SOURCESELECT",
            "BUTTON",
        ),
    ),
    _of_field("field_rank", r.DIGITS, "The line that it stands in.", "digits"),
    _of_field("field_order", r.DIGITS, "Its place in that line.", "digits"),
    _of_field("field_rerank", r.WORD_UNDERSCORE, "Make room at its rank.", choices=("YES", "NO")),
    _of_field("field_size", r.DIGITS, "How wide it is.", "1 to 100"),
    _of_field("field_max", r.DIGITS, "How many characters it holds.", "digits"),
    _of_field(
        "field_default",
        r.WIDE_LINES,
        "What it holds at first; NULL for nothing, without which a field with choices fails.",
    ),
    _of_field("field_options", r.OPTION_LINES, "Its choices.", "lines of value and text, as Y,Yes"),
    _of_field("field_description", r.WIDE, "What it is for."),
    _of_field("field_help", r.OPTION_LINES, "A hint; what follows a & is read as parameters."),
    _of_field(
        "field_required",
        r.CAPITALS_UNDERSCORE,
        "Whether agents have to fill it in.",
        choices=lead.YES_OR_NO,
    ),
    _of_field(
        "field_duplicate",
        r.CAPITALS_UNDERSCORE,
        "Whether it shows another field again.",
        choices=lead.YES_OR_NO,
    ),
    _of_field("field_encrypt", r.YES_NO, "Whether it is encrypted.", choices=lead.YES_OR_NO),
    _of_field(
        "field_show_hide",
        r.LETTERS_UNDERSCORE,
        "How much of it is shown.",
        choices=("DISABLED", "X_OUT_ALL", *(f"LAST_{number}" for number in range(1, 5))),
    ),
    _of_field("name_position", r.SWITCH, "Where its name stands.", choices=("LEFT", "TOP")),
    _of_field(
        "multi_position",
        r.SWITCH,
        "How its choices stand.",
        choices=("HORIZONTAL", "VERTICAL"),
    ),
)
"""What update_list alone reads."""
