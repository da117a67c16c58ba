"""Leads added to one inactive list of a dialer's, and taken away again, whatever happens.

The numbers are of those that nobody has (555-01xx). Before anything is added, the list is known to
be inactive and to hold none of them; what is taken away is found by number and list, so that no
other lead can be.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from lmapi_mock.conform.asking import Endpoint, Reply
from lmapi_mock.conform.double import call_admin
from lmapi_mock.conform.leads import expect
from lmapi_mock.conform.probes import CALLER, Probe, encoded
from lmapi_mock.errors import LmapiMockError
from lmapi_mock.serving.server import Server

NUMBERS: Final = ("7275550101", "7275550102")

_NO_MATCH: Final = b"NO MATCHES FOUND IN THE SYSTEM"
_ADDED: Final = b"LEAD HAS BEEN ADDED - "
_LEAD: Final = b"{lead}"
"""Stands in a query for the identifier of the lead that was added last."""

_TRIES: Final = 5
_PAUSE_S: Final = 1.0


class Written(NamedTuple):
    """A probe as it was sent, what the dialer has answered, and the lead that it has added.

    Attributes:
        probe: what was sent.
        theirs: the answer.
        added: the new lead's identifier, 0 for none.
    """

    probe: Probe
    theirs: Reply
    added: int


def plan(list_id: str) -> tuple[Probe, ...]:
    """What is sent, in that order, the lead's identifier not yet filled in.

    Args:
        list_id: the list.
    """
    first, second = NUMBERS

    def adding(name: str, number: str, **params: str) -> Probe:
        return _probe(name, "add_lead", phone_number=number, list_id=list_id, **params)

    def reading(name: str, field: str) -> Probe:
        return _probe(name, "lead_field_info", lead_id="{lead}", field_name=field)

    def changing(name: str, **params: str) -> Probe:
        return _probe(name, "update_lead", search_method="LEAD_ID", lead_id="{lead}", **params)

    return (
        *(_searching(f"no lead of {one} yet", list_id, one) for one in NUMBERS),
        adding("a lead", first),
        adding("the same lead again", first, duplicate_check="DUPLIST"),
        changing("another city", city="Clearwater"),
        reading("the city", "city"),
        adding("a lead with accents", second, first_name="José", city="Łódź", custom_fields="Y"),
        reading("a letter of Latin-1", "first_name"),
        reading("letters beyond Latin-1", "city"),
        changing("a character beyond U+FFFF", comments="a😀b"),
        reading("the character", "comments"),
        *(_removing(list_id, one) for one in NUMBERS),
        *(_searching(f"no lead of {one} any more", list_id, one) for one in NUMBERS),
    )


def _probe(name: str, function: str, **params: str) -> Probe:
    return Probe(name, "write", encoded(**CALLER, function=function, **params))


def _found_by(list_id: str, number: str) -> dict[str, str]:
    return {
        "search_method": "PHONE_NUMBER",
        "search_location": "LIST",
        "list_id": list_id,
        "phone_number": number,
    }


def _searching(name: str, list_id: str, number: str) -> Probe:
    return _probe(name, "update_lead", no_update="Y", **_found_by(list_id, number))


def _removing(list_id: str, number: str) -> Probe:
    found_by = _found_by(list_id, number)
    return _probe(f"{number} taken away", "update_lead", delete_lead="Y", **found_by)


class Writing:
    """Sends the plan to a dialer, and to doubles.

    Args:
        dialer: which is asked.
        list_id: an inactive list of its.
        user: who logs in.
        progress: told what is sent.

    Attributes:
        written: what was sent to the dialer, and answered.
    """

    def __init__(
        self, dialer: Endpoint, list_id: str, user: str, progress: Callable[[str], None]
    ) -> None:
        self._dialer = dialer
        self._list_id = list_id
        self._user = user
        self._progress = progress
        self._row: dict[str, str] = {}
        self.written: list[Written] = []

    def write(self) -> None:
        """Send the plan to the dialer; nothing of it is left there.

        Raises:
            LmapiMockError: the list is not there, is active or holds such leads already: nothing
                was added. Or the dialer does not answer any more, and something may be left.
        """
        self._look_at_list()
        probes = plan(self._list_id)
        begins = len(NUMBERS)
        for probe in probes[:begins]:
            self._send(probe)
            if _NO_MATCH not in self.written[-1].theirs.body:
                raise LmapiMockError(
                    f"Before anything was added, list {self._list_id} is to hold no lead of "
                    f"{' and '.join(NUMBERS)}, and the dialer says: {_said(self.written[-1])}",
                    "Name another list, and a user who may use update_lead there.",
                )
        try:
            for probe in probes[begins:]:
                self._send(probe)
        finally:
            self._take_away()

    def _send(self, probe: Probe) -> None:
        self._progress(f"writing: {probe.name}")
        last = next((one.added for one in reversed(self.written) if one.added), 0)
        filled = probe._replace(query=probe.query.replace(_LEAD, b"%d" % last))
        reply = self._dialer.ask(filled)
        self.written.append(Written(filled, reply, self._added(reply)))

    def _added(self, reply: Reply) -> int:
        """The lead that was added, in either dialect: list or user stands second."""
        _, found, told = reply.body.decode("utf-8", "replace").partition(_ADDED.decode())
        fields = told.splitlines()[0].split("|") if found and told else []
        if len(fields) != len(("phone_number", "list_id", "lead_id", "gmt_offset", "user")):
            return 0
        number = fields[3] if fields[1:3] == [self._user, self._list_id] else fields[2]
        return int(number) if number.isdecimal() else 0

    def _look_at_list(self) -> None:
        asked = _probe("the list", "list_info", list_id=self._list_id, stage="pipe")
        reply = self._dialer.ask(asked)
        fields = reply.body.decode("utf-8", "replace").strip().split("|")
        if reply.status != 200 or len(fields) < len(("list_id", "name", "campaign", "active")):
            raise LmapiMockError(
                f"The dialer does not tell of list {self._list_id}: "
                f"{reply.body.decode('utf-8', 'replace').strip() or reply.status}",
                "Nothing was added. Name a list that is there, and a user who sees it.",
            )
        if fields[3] != "N":
            raise LmapiMockError(
                f"List {self._list_id} is active: its leads could be called.",
                "Nothing was added. Name one that is not active.",
            )
        self._row = {
            "list_id": self._list_id,
            "list_name": fields[1],
            "campaign_id": fields[2],
            "active": "N",
        }

    def _take_away(self) -> None:
        """Remove what is there of the numbers, until the dialer says that nothing is."""
        left = list(NUMBERS)
        for trial in range(_TRIES):
            left = [one for one in left if not self._is_gone(one)]
            if not left:
                return
            time.sleep(_PAUSE_S * trial)
        raise LmapiMockError(
            f"Leads of {' and '.join(left)} may be left in list {self._list_id}: the dialer has "
            "not said that they are gone.",
            "Remove them there, or with update_lead: search_method=PHONE_NUMBER, "
            "search_location=LIST, delete_lead=Y.",
        )

    def _is_gone(self, number: str) -> bool:
        try:
            if _NO_MATCH in self._dialer.ask(_searching("", self._list_id, number)).body:
                return True
            self._dialer.ask(_removing(self._list_id, number))
            return _NO_MATCH in self._dialer.ask(_searching("", self._list_id, number)).body
        except LmapiMockError as error:
            self._progress(f"taking away {number}: {error}")
            return False

    def play(self, server: Server, endpoint: Endpoint) -> Iterator[Reply]:
        """A double's answers to the same; its new leads get the dialer's identifiers.

        Args:
            server: the double.
            endpoint: where it is asked.
        """
        table = f"{server.base_url}/__admin/tables/vicidial_lists"
        found: Sequence[object] = call_admin("GET", f"{table}?where.list_id={self._list_id}")[
            "rows"
        ]
        if not found:
            call_admin("POST", table, self._row)
        for one in self.written:
            if one.added:
                expect(server.worlds.own.database, one.added)
            yield endpoint.ask(one.probe)


def _said(written: Written) -> str:
    text = written.theirs.body.decode("utf-8", "replace").strip()
    return text or f"status {written.theirs.status}"
