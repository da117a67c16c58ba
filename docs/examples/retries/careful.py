"""A client that may try again: asking for a duplicate check makes add_lead idempotent."""

import re
import time

import requests

ADDED = re.compile(r"^SUCCESS: add_lead LEAD HAS BEEN ADDED - .*?\|.*?\|.*?\|(\d+)\|", re.MULTILINE)
THERE = re.compile(
    r"^ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - .*?\|.*?\|(\d+)", re.MULTILINE
)
REFUSED = re.compile(r"^ERROR: .*", re.MULTILINE)


class Refused(Exception):
    """The dialer said no; the message is its line."""


class NoAnswer(Exception):
    """Nobody knows whether the lead is stored: push it again later, it will not be there twice."""


def push(url: str, lead: dict[str, str], tries: int = 3, pause: float = 1) -> int:
    """Make sure that the lead is in its list once; returns its number.

    Args:
        url: the whole address of lmapi.php.
        lead: parameters of add_lead by name, phone_number and list_id among them.
        tries: how often it is sent at most.
        pause: seconds before the second try; doubled before each further one.
    """
    lead = lead | {"duplicate_check": "DUPLIST7DAY"}
    for number in range(tries):
        if number:
            time.sleep(pause * 2 ** (number - 1))
        try:
            text = requests.post(url, data=lead, timeout=10).text
        except requests.RequestException:
            continue
        stored = ADDED.search(text) or THERE.search(text)
        if stored:
            return int(stored[1])
        if REFUSED.search(text):
            raise Refused(text.strip())
        # A proxy's 502, PHP's error page: that is no answer of the dialer's.
    raise NoAnswer(f"{lead['phone_number']}: {tries} tries without an answer")
