"""Reading an answer of add_lead."""

import re
from typing import NamedTuple


class Added(NamedTuple):
    lead_id: int
    notices: list[str]


class Refused(Exception):
    """The dialer said no; the text is its line."""


LEAD = {"documented": 3, "vicidial": 2}
"""Where the lead's number stands: number|user|list|lead|offset or number|list|lead|offset|user."""


def read(status: int, text: str, door: str) -> Added:
    """The lead's number, or an error: what is neither is no SUCCESS."""
    lines = text.splitlines()
    for line in lines:
        added = re.fullmatch(r"SUCCESS: add_lead LEAD HAS BEEN ADDED - (.*)", line)
        if status == 200 and added:
            notices = [line for line in lines if line.startswith("NOTICE: ")]
            return Added(int(added[1].split("|")[LEAD[door]]), notices)
    raise Refused(next((line for line in lines if line.startswith("ERROR: ")), text[:200]))
