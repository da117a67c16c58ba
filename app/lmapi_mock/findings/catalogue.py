"""A finding, and every kind there is, as data: its code, how bad, why it bites and what to do.

docs/findings.md is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Severity
from lmapi_mock.non_agent_api.functions import edition, functions

DOCS: Final = "/__admin/docs/findings"
"""Where a server explains findings, a heading for each code; docs/findings.md says the same."""

PREAMBLE: Final = """\
# Findings

What the dialer swallows silently, lmapi-mock says out loud: in the journal \
(`GET /__admin/requests`), and by themselves at `GET /__admin/findings`. No finding ever changes \
an answer.

`--strict warning` makes `lmapi-mock serve` end with exit status 3 if there was a finding of that \
severity or above while it ran; `info` and `error` likewise.

A request whose body is longer than the journal keeps (64 KiB) is looked at only as a whole, for \
the parameters past that are not there any more.

"""


MOST_SHOWN: Final = 300
"""Of a longer text so many characters are shown."""


MOST_SAID: Final = 1000
"""Of a longer message so many characters are shown: it may name all parameters of a lead."""


def shown(text: str, most: int = MOST_SHOWN) -> str:
    """A text for people: no longer than so many characters, and Unicode throughout."""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return cut if cut.isascii() else cut.encode("utf-8", "surrogateescape").decode(errors="replace")


_INFO: Final = Severity.INFO
_WARNING: Final = Severity.WARNING
_ERROR: Final = Severity.ERROR

GENERAL: Final[Mapping[str, Kind]] = {
    # The request as a whole.
    "unreadable-request": Kind(
        _ERROR,
        "The web server does not read the request",
        "Apache answers it itself (400, 408, 413, 414, 417), and the engine never hears of it: no"
        " lead, no line in any log of the dialer.",
        "Let a library build the URL, with every value encoded; send long values in a form by"
        " POST.",
    ),
    "dialer-differs": Kind(
        _WARNING,
        "The dialer has answered otherwise",
        "`lmapi-mock shadow` has sent the request to a dialer and to the double, and the status, a"
        " header or the body of their answers differ: what a test sees here is not what happens"
        " there.",
        "Seed the double from that dialer (`lmapi-mock seed --from`), give it the dialer's profile"
        " (`lmapi-mock conform --write-profile`), and report what is left.",
    ),
    "body-ignored": Kind(
        _ERROR,
        "The body was not read",
        "The dialer reads a body only as a form (`application/x-www-form-urlencoded` or"
        " `multipart/form-data` with its boundary). Of JSON, of text and of a body without a"
        " content type nothing is read, and what was in it counts as not sent.",
        "Send a form, or put the parameters into the query.",
    ),
    "method-body-ignored": Kind(
        _ERROR,
        "Only a POST has a body",
        "Every method but POST is read like GET: the body of a PUT, PATCH or GET is not looked at.",
        "Send the body by POST.",
    ),
    "body-too-large": Kind(
        _ERROR,
        "The body is larger than PHP reads",
        "PHP reads no parameter at all of a body over 8 MiB; the request counts as empty.",
        "Send one lead a request, and long remarks elsewhere.",
    ),
    "too-many-variables": Kind(
        _ERROR,
        "More variables than PHP reads",
        "PHP reads the first 1000 variables of the query and of the body; later ones are not"
        " there for the dialer, whatever they are.",
        "Send the parameters of one lead only.",
    ),
    "query-and-body": Kind(
        _WARNING,
        "The same parameter in query and body",
        "The query wins wherever the name is there at all, even with an empty value. A client"
        " that changes the form and leaves an old query in place loads the old value.",
        "Send each parameter in one of the two.",
    ),
    "array-parameter": Kind(
        _WARNING,
        "A parameter sent as an array",
        "`phone_number[]=...` is an array in PHP. A text parameter given as one reads as the word"
        " `Array`, or as nothing where its length or form is tested. Some HTTP libraries write"
        " lists so.",
        "Send a single value without brackets.",
    ),
    "method-acts": Kind(
        _WARNING,
        "A request that only asks did something",
        "Every method but POST is read like GET: an OPTIONS, which browsers send by themselves"
        " before a request to another site, stores the lead if the parameters stand in its query,"
        " and so does a HEAD. The request proper then stores it again.",
        "Call the dialer from your own server, not from a browser; send parameters by POST.",
    ),
    "sent-twice": Kind(
        _WARNING,
        "A parameter sent twice",
        "Of a name that comes twice in the query, or twice in the body, PHP keeps the last value;"
        " the first is lost without a word. Forms with two fields of one name, and query strings"
        " that are added to, come so.",
        "Send each parameter once.",
    ),
    "ampersand-escaped": Kind(
        _ERROR,
        "Parameters that begin with amp;",
        "The address was escaped as HTML is: `&amp;list_id=101` is a parameter `amp;list_id`, and"
        " `list_id` counts as not sent. The lead goes to list 999, or the login fails.",
        "Join parameters by `&` alone; escape it in HTML only, where the browser undoes it.",
    ),
    "json-as-form": Kind(
        _ERROR,
        "JSON that is called a form",
        "The content type says `application/x-www-form-urlencoded`, and the body is JSON: PHP reads"
        " it as one parameter whose name is the text, and every key in it counts as not sent.",
        "Encode the parameters as a form: `phone_number=7275551212&list_id=101`.",
    ),
    "values-end-in-blanks": Kind(
        _WARNING,
        "Values end in blanks",
        "Blanks are data: texts are stored with them, numbers and switches lose them, and where a"
        " column is full they are what it holds. Templates that are filled up to a width, and"
        " columns of fixed-width files, come so.",
        "Trim every value before it is sent.",
    ),
    "unfilled-placeholder": Kind(
        _WARNING,
        "A placeholder that nobody filled in",
        "`{{contact.first_name}}`, `$first_name`, `%s`, `undefined` and the like come of a template"
        " that was sent as it is, or of a value that was missing. What is left of it after cleaning"
        " is stored as the value.",
        "Look at the template; leave parameters without a value out.",
    ),
    "encoded-twice": Kind(
        _WARNING,
        "A value that was encoded twice",
        "What is left after decoding is encoded still, as `don%27t` of `don%2527t`: a library that"
        " encodes by itself was given a value that was encoded already. The dialer decodes once,"
        " and stores the rest, or drops the `%` and stores its digits.",
        "Encode each value once; give libraries the plain text.",
    ),
    "debug-output": Kind(
        _ERROR,
        "The dialer prints its SQL into the answer",
        "`DB=1` where system_settings.allow_web_debug is 1: before the lines of the answer the"
        " dialer prints its statements, so that a client that reads the first line reads none. That"
        " output is not imitated here.",
        "Leave `DB` out, and switch allow_web_debug off.",
    ),
    "fails-on-the-dialer": Kind(
        _ERROR,
        "The dialer fails on it",
        "The dialer builds its SQL by hand. Some values end a statement too early: an apostrophe"
        " in a name that a duplicate check compares, a `'` that the query holds unescaped, an"
        " apostrophe in the last variable of a form, a backslash at the end of `comments`, a"
        " campaign check for a list that is not there, an array. From PHP 8.1 on the request ends"
        " there with status 500, and what was stored before stays; before that, the statement is"
        " passed over in silence. Here values are data unless `--sql-failures` says otherwise:"
        " [failures](failures.md).",
        "Escape `'` as `%27` in URLs; let the last variable of a form be one that never holds an"
        " apostrophe, such as `function`; take apostrophes out of names that a check compares,"
        " and backslashes off the ends.",
    ),
    "group-opened-by-campaign": Kind(
        _WARNING,
        "A campaign's name opens all campaigns",
        "A user group's `allowed_campaigns` is open to all where `-ALL` stands in it, anywhere and"
        " in any case. It is meant for `-ALL-CAMPAIGNS-`, and a campaign whose id holds it, as"
        " `X-ALLY`, does the same: `api_list_restrict` restricts nobody of that group.",
        "Give the campaign an id without `-ALL`, or take it out of the group.",
    ),
    "password-in-query": Kind(
        _INFO,
        "The password stands in the query",
        "Queries are written to the access logs of web servers and proxies, and shown in"
        " histories; the password goes with them.",
        "Send `user` and `pass` in the body of a POST.",
    ),
    "password-cleaned": Kind(
        _WARNING,
        "Characters of the password were dropped",
        "Of a password only letters, digits, `-` and `_` are kept before it is compared. One"
        " with other characters is refused, or a wrong one is let in: `12!34` logs in as `1234`.",
        "Give the API user a password of letters, digits, `-` and `_`.",
    ),
    # Names.
    "unknown-parameter": Kind(
        _WARNING,
        "A parameter that is not known",
        "The dialer reads the parameters that it knows and passes over all others without a"
        " word: a misspelled `adress1` is an empty address in every lead, and the answer is"
        " SUCCESS. Names count letter for letter, capitals too.",
        "Spell it as the parameter that is meant, or leave it out.",
    ),
    "campaing-not-read": Kind(
        _WARNING,
        "campaing was not read",
        "`campaing` is the Load Leads page's spelling, and `/API/lmapi.php` reads it where"
        " `campaign_id` is not sent. `/vicidial/non_agent_api.php` knows `campaign_id` alone.",
        "Send `campaign_id`, which every door reads.",
    ),
    "function-unknown": Kind(
        _WARNING,
        "A function that is not known",
        "Functions count letter for letter: `ADD_LEAD` is none, and the answer is NO FUNCTION"
        " SPECIFIED. `--functions` may leave one out at `/API/lmapi.php`.",
        "Send a function of docs/functions.md, spelt as it is there.",
    ),
    "function-not-imitated": Kind(
        _WARNING,
        "A function of VICIdial's that this server does not imitate",
        "A dialer answers it; here it is answered as one that is not there, NO FUNCTION SPECIFIED.",
        "Let a fault answer in its place: `lmapi.fault(200, body=..., function=...)`, or `POST"
        " /__admin/faults` with `match`, `status` and `body` (docs/faults.md).",
    ),
    "parameter-ignored": Kind(
        _INFO,
        "A parameter that is read and ignored",
        "`gmt_offset_now` is looked up, whatever is sent; and a new lead gets the next `lead_id`."
        " A client that relies on either works with a value that is stored nowhere.",
        "Leave it out, and take what the answer says.",
    ),
    # Values.
    "dropped-characters": Kind(
        _WARNING,
        "Characters were dropped",
        "Each parameter is stripped of what its rule does not keep, silently: `José` is stored as"
        " `Jos`, `3.5` as `35`. Of `source`, which only the log"
        " holds, and of the `+` of a `phone_code` it is an info. With"
        " `system_settings.use_non_latin` = 1 the rules for names and texts keep any letter, and"
        " drop all of a value that is no valid UTF-8.",
        "Send what the parameter's rule keeps (see the table of parameters in the README),"
        " transliterated if need be, or set `use_non_latin`.",
    ),
    "plus-became-space": Kind(
        _INFO,
        "A plus sign became a space",
        "In names, addresses and texts every `+` that is left after decoding (`%2B`) becomes a"
        " space: an `alt_phone` of `+1727...` begins with one, and `me+leads@example.com` is"
        " another address.",
        "Leave the plus sign out of numbers, and mind addresses that hold one.",
    ),
    "phone-number-cleaned": Kind(
        _INFO,
        "Formatting was taken out of the phone number",
        "`(727) 555-1212` is stored and answered as `7275551212`. No digit is lost, but a client"
        " that looks for its own spelling in the answer does not find it.",
        "Send digits only.",
    ),
    "digits-glued": Kind(
        _WARNING,
        "Digits that are none of the number's became part of it",
        "Cleaning keeps every digit: `727-555-1212 x123` is stored as 7275551212123, the"
        " `7275551212.0` of a spreadsheet or of pandas as 72755512120, and `7.27555E+09` as"
        " 72755509. Such numbers are dialed as they stand.",
        "Send the number alone, as text; an extension belongs into `comments`.",
    ),
    "country-code-in-number": Kind(
        _WARNING,
        "The phone number begins with a country code",
        "`phone_number` is the number without the country's code, which is `phone_code`. In"
        " `17275551212` the area code is read as 172: the time zone is wrong, DNC entries and"
        " duplicates are not found, and the number is dialed with the code twice. Searches, and"
        " numbers put on a DNC list, miss the leads that are stored without it.",
        "Send `phone_code=1` and `phone_number=7275551212`.",
    ),
    "value-cut": Kind(
        _WARNING,
        "A value was cut",
        "A text that is longer than its column is cut at the end without a word, as MariaDB does"
        " without strict mode. Duplicate checks compare the cut value with the whole one sent.",
        "Send no more than the column holds.",
    ),
    "value-clamped": Kind(
        _WARNING,
        "A number was clamped",
        "A number beyond what its column holds becomes the greatest that fits: a `rank` of 99999"
        " is 32767, and a `hopper_priority` of 150 is 99.",
        "Send a number that fits.",
    ),
    "value-changed": Kind(
        _WARNING,
        "A custom field stored something else",
        "The column of the custom table could not hold the text, and made what it could of it: a"
        " text in a number is 0, an unknown choice is empty.",
        "Send what the field's type takes.",
    ),
    "character-replaced": Kind(
        _WARNING,
        "Characters were replaced by question marks",
        "The tables hold 3-byte UTF-8: an emoji is stored as `?` (as `????` with `--charset utf8`),"
        " and each byte that is no valid UTF-8 as `?`, as of text in Latin-1.",
        "Send UTF-8, without emoji.",
    ),
    "backslash-is-an-escape": Kind(
        _WARNING,
        "A dialer reads a backslash as an escape",
        "`vendor_lead_code`, `source_id`, `comments` and custom fields keep their backslashes, and"
        " the dialer's SQL takes each for the beginning of an escape: `C:\\new` is stored with a"
        " line feed, `\\t` as a tab, and of `\\'` only the `'` is left. Here they are stored as"
        " sent, unless --sql-failures is php8 or php7.",
        "Send no backslashes, or each of them twice.",
    ),
    "custom-field-encrypted": Kind(
        _INFO,
        "A custom field that the dialer encrypts",
        "Where system_settings.active_modules holds `cf_encrypt`, a field with field_encrypt Y is"
        " stored as what a program of the dialer makes of it. There is no such program here, and"
        " the field is empty, as on a dialer that lacks it.",
        "Compare such fields on a dialer, or set field_encrypt to N for the test.",
    ),
    "impossible-date": Kind(
        _WARNING,
        "A date that is none",
        "What cannot be read as a date is stored as `0000-00-00` without a word. Dates are"
        " year-month-day: in `07/04/1980` the slashes are dropped, and 07041980 is no date. A"
        " callback at `0000-00-00 00:00:00` is due at once, or never.",
        "Send `YYYY-MM-DD`; for callbacks `YYYY-MM-DD HH:MM:SS`, `NOW` or `5DAYS`.",
    ),
    "date-read-otherwise": Kind(
        _INFO,
        "A date was read otherwise than written",
        "Dates with two-digit years, with other things around them, or with an offset from UTC"
        " are read as MariaDB reads them: `04-07-19` is 2004-07-19, and the `Z` or `-05:00` after"
        " a time is passed over, for times are the server's.",
        "Send `YYYY-MM-DD`; for callbacks `YYYY-MM-DD HH:MM:SS` in the server's time zone.",
    ),
    "callback-in-past": Kind(
        _WARNING,
        "A callback in the past",
        "`callback_datetime` is not compared with the clock: a callback whose time has passed is"
        " due at once. Times are the dialer's, whatever zone the sender had in mind.",
        "Send a time to come, in the dialer's time zone.",
    ),
    # Settings.
    "switch-not-on": Kind(
        _WARNING,
        "A switch that switches nothing on",
        "Switches want a capital `Y` alone. Lower case is dropped before it is compared, and"
        " `1`, `true` and `YES` are no `Y`: the check is not made, the hopper not filled, the"
        " callback not scheduled, and nothing says so.",
        "Send `Y`.",
    ),
    "unknown-choice": Kind(
        _WARNING,
        "A value that is none of the choices",
        "`gender` is U, M or F, `callback_type` USERONLY or ANYONE, `tz_method` POSTAL, TZCODE"
        " or NANPA. What is none of them counts as the default, or is stored as nothing; lower"
        " case is dropped from the first two, and `tzcode` is not TZCODE.",
        "Send one of the choices, in capitals.",
    ),
    "custom-fields-not-asked": Kind(
        _WARNING,
        "A custom field without custom_fields=Y",
        "The list has a custom field of this name, but custom fields are stored only where"
        " `custom_fields=Y` is sent too. The value is lost.",
        "Send `custom_fields=Y`.",
    ),
    "custom-fields-not-sent": Kind(
        _INFO,
        "custom_fields=Y without a custom field",
        "The list has custom fields, and the request holds none of them: names that are spelt"
        " otherwise are not read, and the lead's row of the custom table is empty.",
        "Send the fields by their labels, or leave `custom_fields` out.",
    ),
    "custom-fields-not-stored": Kind(
        _WARNING,
        "Custom fields were not stored",
        "The lead is there, the NOTICE after the SUCCESS says that its custom fields are not: they"
        " are switched off, or the list has none. Clients that look at the first line only miss"
        " it.",
        "Define the fields for this list, or send the lead to the list that has them.",
    ),
}
"""What any function's request may have."""


def catalogue() -> Mapping[str, Kind]:
    """Every kind of finding by its code: the general ones, then each function's own."""
    return _catalogue(edition())


@lru_cache(1)
def _catalogue(_: int) -> Mapping[str, Kind]:
    kinds = dict(GENERAL)
    for function in functions():
        kinds |= function.findings().kinds
    return kinds


def severity(finding: Finding) -> Severity:
    """How bad a finding is."""
    return finding.severity or catalogue()[finding.code].severity


def said(finding: Finding) -> str:
    """Its sentence, as long as it is shown."""
    return shown(finding.message, MOST_SAID)


def document(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return {
        "code": finding.code,
        "severity": severity(finding),
        "message": said(finding),
        "parameter": finding.parameter,
        "sent": shown(finding.sent),
        "kept": shown(finding.kept),
        "docs": docs(finding.code),
    }


"""By code."""


def docs(code: str) -> str:
    """Where a code is explained."""
    return f"{DOCS}#{code}"


def page() -> str:
    """docs/findings.md, whole."""
    heads = "| code | severity | |\n| --- | --- | --- |\n"
    lines = "".join(
        f"| [{code}](#{code}) | {kind.severity} | {kind.title}. |\n"
        for code, kind in catalogue().items()
    )
    paragraphs = "".join(
        f"\n## {code}\n\n**{kind.title}** ({kind.severity}). {kind.bites}\n\n"
        f"*What to do:* {kind.remedy}\n"
        for code, kind in catalogue().items()
    )
    return PREAMBLE + heads + lines + paragraphs
