"""The service that pushes contacts into the dialer."""

import requests
from django.conf import settings

TRIES = 2


class DialerError(Exception):
    """The dialer refused the lead, or did not answer; the message is for the log."""


def push_lead(*, first_name: str, phone: str) -> None:
    """Make sure that the dialer has the contact, once.

    Raises:
        DialerError: it has not, or nobody knows.
    """
    lead = {
        "source": "web",
        "user": settings.DIALER_USER,
        "pass": settings.DIALER_PASSWORD,
        "function": "add_lead",
        "list_id": "102",
        "phone_number": "".join(filter(str.isdigit, phone)),
        "first_name": first_name,
        "dnc_check": "Y",
        "duplicate_check": "DUPLIST30DAY",
    }
    said = ""
    for _ in range(TRIES):
        try:
            said = requests.post(settings.DIALER_URL, data=lead, timeout=5).text.strip()
        except requests.RequestException as error:
            said = str(error)
            continue
        if said.startswith(("SUCCESS:", "ERROR: add_lead DUPLICATE PHONE NUMBER")):
            return
        if said.startswith("ERROR:"):
            break
    raise DialerError(said)
