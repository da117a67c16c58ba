"""A small CRM that pushes its contacts into the dialer: at once, or many of them together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import requests

_ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED"


class DialerError(Exception):
    """The lead is not in the dialer; the message says why."""


class Refused(DialerError):
    """The dialer said no; the message is its line."""


class Unknown(DialerError):
    """No answer, or none of the dialer's: the lead may be stored, or not."""


@dataclass(frozen=True)
class Contact:
    """A person who asked to be called."""

    phone_number: str
    first_name: str = ""
    last_name: str = ""
    color: str = ""


@dataclass(frozen=True)
class Dialer:
    """Where contacts go.

    Attributes:
        url: the whole address of lmapi.php.
        user: who pushes.
        password: theirs.
        list_id: the list that leads go into.
        timeout: how long an answer may take, in seconds.
    """

    url: str
    user: str
    password: str
    list_id: int = 101
    timeout: float = 10

    def push(self, contact: Contact) -> int:
        """Push a contact; returns the lead's number.

        Raises:
            Refused: the dialer said no.
            Unknown: nobody knows whether the lead is stored.
        """
        lead = {
            "source": "crm",
            "user": self.user,
            "pass": self.password,
            "function": "add_lead",
            "phone_number": contact.phone_number,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "list_id": str(self.list_id),
            "dnc_check": "Y",
            "duplicate_check": "DUPLIST",
        }
        if contact.color:
            lead |= {"custom_fields": "Y", "favorite_color": contact.color}
        try:
            answer = requests.post(self.url, data=lead, timeout=self.timeout)
        except requests.RequestException as error:
            raise Unknown(str(error)) from error
        return _lead_id(answer.text)

    async def push_all(self, contacts: Iterable[Contact]) -> list[int | DialerError]:
        """Push contacts side by side; returns each one's lead, or what went wrong."""
        return await asyncio.gather(*map(self._try, contacts))

    async def _try(self, contact: Contact) -> int | DialerError:
        try:
            return await asyncio.to_thread(self.push, contact)
        except DialerError as error:
            return error


def _lead_id(text: str) -> int:
    """The number in an answer; its status is 200 for refusals too."""
    for line in text.splitlines():
        said, _, data = line.partition(" - ")
        if said == _ADDED:
            return int(data.split("|")[3])
        if said.startswith("ERROR: "):
            raise Refused(line)
    raise Unknown(text.strip() or "an empty answer")
