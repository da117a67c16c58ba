"""The code under test: a CRM that pushes its contacts into the dialer."""

import os
import threading

import requests


class Refused(Exception):
    """The dialer said no; the message is its line."""


def push(contact: dict[str, str]) -> int:
    """Push a contact, parameters of add_lead by name; returns the lead's number."""
    login = {"user": os.environ["DIALER_USER"], "pass": os.environ["DIALER_PASS"], "source": "crm"}
    answer = requests.post(
        os.environ["DIALER_URL"], data=login | {"function": "add_lead"} | contact, timeout=10
    )
    for line in answer.text.splitlines():
        said, _, data = line.partition(" - ")
        if said == "SUCCESS: add_lead LEAD HAS BEEN ADDED":
            _phone_number, _user, _list_id, lead_id, _gmt_offset = data.split("|")
            return int(lead_id)
    raise Refused(answer.text.strip())


def push_later(contact: dict[str, str]) -> None:
    """Push a contact without keeping its user waiting."""
    threading.Thread(target=push, args=[contact]).start()
