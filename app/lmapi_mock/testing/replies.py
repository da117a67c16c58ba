"""What the functions beside add_lead answer, as values.

A function that tells more than its lines say has a class here, and its line in `REPLIES`; every
other one gives a plain `Reply`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import Any, Final, NamedTuple

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.non_agent_api.lead.columns import DETAILS
from lmapi_mock.store.custom.field_types import NO_VALUES
from lmapi_mock.testing.reply import Line, Reply

Row = dict[str, Any]

_SEPARATORS: Final = {"csv": ",", "tab": "\t", "pipe": "|", "newline": "\n"}

LEAD_COLUMNS: Final = ("status", "user", *DETAILS, "lead_id")
"""What lead_all_info tells of a lead, before its custom fields."""

CALLBACK_COLUMNS: Final = (
    "lead_id",
    "callback_type",
    "recipient",
    "callback_status",
    "lead_status",
    "callback_date",
    "entry_date",
    "user",
    "list_id",
    "campaign_id",
    "user_group",
    "customer_timezone",
    "customer_time",
    "comments",
)
"""What lead_callback_info tells of a callback."""

HOPPER_COLUMNS: Final = (
    "hopper_order",
    "priority",
    "lead_id",
    "list_id",
    "phone_number",
    "phone_code",
    "state",
    "status",
    "count",
    "gmt_offset",
    "rank",
    "alt",
    "hopper_source",
    "vendor_lead_code",
    "source_id",
    "age_days",
    "last_call_time",
)
"""What hopper_list tells of a row."""

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "list_info": (
        "list_id",
        "list_name",
        "campaign_id",
        "active",
        "list_changedate",
        "list_lastcalldate",
        "expiration_date",
        "resets_today",
        # Told, and empty, where it was not asked for; then the header does not name it.
        "dialable_count",
    ),
    "list_custom_fields": (
        "list_id",
        "list_name",
        "campaign_id",
        "active",
        "list_changedate",
        "list_lastcalldate",
        "custom_fields_list_space_delimited",
    ),
    "campaigns_list": (
        "campaign_id",
        "campaign_name",
        "active",
        "user_group",
        "dial_method",
        "dial_level",
        "lead_order",
        "dial_statuses",
        "dial_timeout",
        "dial_prefix",
        "manual_dial_prefix",
        "three_way_dial_prefix",
    ),
    "agent_campaigns": ("user", "allowed_campaigns_list", "allowed_ingroups_list"),
    "user_details": ("user", "full_name", "user_group", "user_level", "active"),
}
"""What these functions tell of a list, a campaign or a user."""

_NUMBERS: Final = frozenset(
    {
        "lead_id",
        "list_id",
        "entry_list_id",
        "called_count",
        "rank",
        "hopper_order",
        "priority",
        "count",
        "age_days",
    }
)


class UpdateReply(Reply):
    """What update_lead and batch_update_lead did."""

    @property
    def ok(self) -> bool:
        """Whether it was done: no error, and something said."""
        return self.status == 200 and bool(self.lines) and self.error is None

    @property
    def updated(self) -> list[int]:
        """The leads that were updated, in the order of the answer, whether or not they changed."""
        one_by_one = [int(line.data[1]) for line in self._said("LEAD HAS BEEN UPDATED")]
        return one_by_one + [lead for data in self._batch() for lead in _lead_ids(data[3], ",")]

    @property
    def changed(self) -> int:
        """How many of them now hold anything else than before."""
        return sum(int(line.data[2]) for line in self._said("LEAD HAS BEEN UPDATED")) + sum(
            int(data[1]) for data in self._batch()
        )

    @property
    def deleted(self) -> list[int]:
        """The leads that were deleted."""
        return [int(line.data[1]) for line in self._said("LEAD HAS BEEN DELETED")]

    @property
    def inserted(self) -> int | None:
        """The lead that was inserted because none was found."""
        return next((int(line.data[2]) for line in self._said("LEAD HAS BEEN ADDED")), None)

    @property
    def found(self) -> bool:
        """Whether a lead was found; with no_update=Y that is all that is told."""
        return not self._said("NO MATCHES FOUND") and self.error is None

    @property
    def hopper_id(self) -> int | None:
        """The new row of the hopper."""
        return next((int(line.data[2]) for line in self._said(" ADDED TO HOPPER")), None)

    def _batch(self) -> list[list[str]]:
        return [line.data for line in self._said("LEADS HAVE BEEN UPDATED")]

    def _said(self, words: str) -> list[Line]:
        # `NOT ADDED TO HOPPER` holds the words of its opposite.
        return [
            line for line in self.lines if words in line.reason and "NOT ADDED" not in line.reason
        ]


class ToldReply(Reply):
    """What a function tells that prints data without a SUCCESS before it."""

    @property
    def ok(self) -> bool:
        """Whether it told what it was asked for."""
        return self.status == 200 and not self.text.startswith("ERROR: ")

    @property
    def _between(self) -> str:
        """What stands between values."""
        return _SEPARATORS.get(str(self.sent.get("stage")), "|")

    @property
    def _has_header(self) -> bool:
        return self.sent.get("header") == "YES"


class SearchReply(ToldReply):
    """The leads that lead_search found."""

    @property
    def found(self) -> dict[str, list[int]]:
        """The lead_ids of each number and code that was sent, as the answer tells them."""
        if not self.ok:
            return {}
        lines = self.text.splitlines()[1 if self._has_header else 0 :]
        parts = [line.rsplit("|", 2) for line in lines]
        return {part[0]: _lead_ids(part[2], "-") for part in parts}

    @property
    def counts(self) -> dict[str, int]:
        """How many leads each of them has."""
        return {part: len(leads) for part, leads in self.found.items()}

    @property
    def lead_ids(self) -> list[int]:
        """All of them, each once."""
        return list(dict.fromkeys(lead for leads in self.found.values() for lead in leads))


class AllInfoReply(ToldReply):
    """The leads that lead_all_info told."""

    @property
    def ok(self) -> bool:
        """Whether any lead was told."""
        return self.status == 200 and bool(self._told)

    @property
    def leads(self) -> list[Row]:
        """A dict for each lead, by column, custom fields by their labels; identifiers as numbers.

        Where the answer has no header, the server is asked for the labels of custom fields.

        Raises:
            LmapiMockError: a value holds what stands between values.
        """
        cells = self._told
        if self._between == "\n":
            return list(self._of_cells(cells))
        if self._has_header:
            lines = [line.split(self._between) for line in cells]
            return [_row(*pair) for pair in zip(lines[::2], lines[1::2], strict=True)]
        return [_row(self._names(line), line) for line in map(self._split, cells)]

    @property
    def _told(self) -> list[str]:
        """The lines, without the errors that a restricted caller gets before them."""
        if self.status != 200 or not self.text:
            return []
        lines = self.text.removesuffix("\n").split("\n")
        return list(dropwhile(lambda line: line.startswith("ERROR: "), lines))

    def _split(self, line: str) -> list[str]:
        return line.split(self._between)

    def _of_cells(self, cells: Sequence[str]) -> Iterator[Row]:
        """Of an answer with a line for each value."""
        width = len(LEAD_COLUMNS)
        while cells:
            if self._has_header:
                names = self._header(cells)
                cells = cells[len(names) :]
            else:
                names = [*LEAD_COLUMNS, *self._labels(cells[:width])]
            yield _row(names, cells[: len(names)])
            cells = cells[len(names) :]

    def _header(self, cells: Sequence[str]) -> list[str]:
        """The names that a lead begins with: as many as its values need."""
        width = len(LEAD_COLUMNS)
        for end in range(width, len(cells) - width + 1):
            values = cells[end : end + width]
            if values[-1].isdigit() and self._labels(values) == list(cells[width:end]):
                return list(cells[:end])
        raise LmapiMockError(_MISREAD)

    def _names(self, values: Sequence[str]) -> list[str]:
        labels = self._labels(values) if len(values) > len(LEAD_COLUMNS) else []
        return [*LEAD_COLUMNS, *labels]

    def _labels(self, values: Sequence[str]) -> list[str]:
        """The labels of the custom fields that are told of a lead, in their order."""
        if self.sent.get("custom_fields") != "Y" or self._rows is None:
            return []
        lead = dict(zip(LEAD_COLUMNS, values, strict=False))
        list_id = str(self.sent.get("force_entry_list_id") or lead["entry_list_id"])
        if not list_id.isdigit():
            return []
        fields = [
            field
            for field in self._rows("vicidial_lists_fields", list_id=list_id)
            if field["field_type"] not in NO_VALUES and field["field_label"] not in STANDARD
        ]
        if not fields or not self._rows(f"custom_{list_id}", lead_id=lead["lead_id"]):
            return []
        fields.sort(key=lambda field: (field["field_rank"], field["field_order"]))
        return [str(field["field_label"]) for field in fields]


class FieldReply(ToldReply):
    """The field that lead_field_info told."""

    @property
    def value(self) -> str | None:
        """Its value, which may be empty; None if none was told."""
        return self.text if self.ok else None


class StatusSearchReply(ToldReply):
    """The leads that lead_status_search told."""

    @property
    def records(self) -> list[Row]:
        """A dict for each lead, by column, custom fields by theirs; identifiers as numbers."""
        records = re.split(r"(?m)^;-{10} START OF RECORD \d+ -{10}\n", self.text)[1:]
        return [
            _numbered(dict(line.split(" => ", 1) for line in record.splitlines()))
            for record in records
        ]


class CallbackInfoReply(ToldReply):
    """The callbacks that lead_callback_info told."""

    @property
    def callbacks(self) -> list[Row]:
        """A dict for each, by the names of the header; identifiers as numbers."""
        if not self.ok:
            return []
        width = len(CALLBACK_COLUMNS)
        lines = self.text.removesuffix("\n").split("\n")
        if self._between == "\n":
            cells = [lines[place : place + width] for place in range(0, len(lines), width)]
        else:
            # The comments come last, and may hold what stands between values.
            cells = [line.split(self._between, width - 1) for line in lines]
        rows = cells[1:] if self._has_header else cells
        return [_row(CALLBACK_COLUMNS, row) for row in rows]


class Zone(NamedTuple):
    """What check_phone_number says by one way to find the time zone.

    Attributes:
        may_call: whether a call is allowed now.
        offset: from UTC; empty where none was found.
    """

    may_call: bool
    offset: str


class CheckReply(ToldReply):
    """What check_phone_number said of a number."""

    @property
    def zones(self) -> dict[str, Zone]:
        """By AREACODE, POSTAL, TZCODE and NANPA, as far as tz_method names them."""
        found = re.findall(r"(AREACODE|POSTAL|TZCODE|NANPA): ([01])\|([^#]*)#", self.text)
        return {method: Zone(may == "1", offset) for method, may, offset in found}

    @property
    def may_call(self) -> bool:
        """Whether the number is good and may be called now, by any way."""
        return self.ok and any(zone.may_call for zone in self.zones.values())


class HopperReply(ToldReply):
    """The hopper that hopper_list told."""

    @property
    def rows(self) -> list[Row]:
        """A dict for each row, by the names of the header; numbers as numbers.

        Raises:
            LmapiMockError: a value holds what stands between values.
        """
        if not self.ok:
            return []
        between = "|" if self._between == "\n" else self._between
        lines = self.text.splitlines()[1 if self._has_header else 0 :]
        return [_row(HOPPER_COLUMNS, line.split(between)) for line in lines]


class BulkInsertReply(Reply):
    """What hopper_bulk_insert put into the hopper."""

    @property
    def added(self) -> dict[int, int]:
        """The new row of the hopper of each lead that was added."""
        lines = [line.data for line in self.lines if "LEAD ADDED TO HOPPER" in line.reason]
        return {int(data[1]): int(data[2]) for data in lines}

    @property
    def refused(self) -> dict[str, str]:
        """Why each other part of lead_ids was not: `LEAD NOT FOUND`."""
        found: dict[str, str] = {}
        for line in self.lines:
            if line.result == "NOTICE" and "LEAD ADDED" not in line.reason:
                # A list without a campaign is told with the list first, and then once more.
                part = line.data[-1] if "CAMPAIGN" in line.reason else line.data[0]
                found.setdefault(part, line.reason.rpartition("HOPPER, ")[2].rstrip(","))
        return found


class TableReply(ToldReply):
    """Lists, campaigns or users that a function told, a line each."""

    @property
    def rows(self) -> list[Row]:
        """A dict for each, by the names of the header; identifiers as numbers.

        Raises:
            LmapiMockError: a value holds what stands between values.
        """
        if not self.ok:
            return []
        lines = [line.split(self._between) for line in self.text.splitlines()]
        names = TABLES[str(self.sent["function"])]
        return [_row(names, line) for line in (lines[1:] if self._has_header else lines)]


class VersionReply(ToldReply):
    """What version told of the server."""

    @property
    def values(self) -> dict[str, str]:
        """By name: VERSION, BUILD, DATE, EPOCH, DST, TZ, TZNOW."""
        parts = [part.split(": ", 1) for part in self.text.rstrip("|\n").split("|")]
        return {part[0]: part[1] for part in parts if len(part) == 2}


STANDARD: Final = frozenset(LEAD_COLUMNS) - {"status", "user", "entry_list_id"} | {
    "called_since_last_reset"
}
"""Labels that are a lead's own columns, and no custom fields."""

_MISREAD: Final = "A value holds what stands between values. Send another stage."


def _lead_ids(text: str, between: str) -> list[int]:
    return [int(one) for one in text.split(between) if one]


def _row(names: Sequence[str], values: Sequence[str]) -> Row:
    if len(names) != len(values):
        raise LmapiMockError(f"{len(values)} values of {len(names)} columns. {_MISREAD}")
    return _numbered(dict(zip(names, values, strict=True)))


def _numbered(row: Mapping[str, str]) -> Row:
    return {
        name: int(value) if name in _NUMBERS and re.fullmatch(r"-?\d+", value) else value
        for name, value in row.items()
    }


REPLIES: Final[Mapping[str, type[Reply]]] = {
    "update_lead": UpdateReply,
    "batch_update_lead": UpdateReply,
    "lead_search": SearchReply,
    "lead_all_info": AllInfoReply,
    "lead_field_info": FieldReply,
    "lead_status_search": StatusSearchReply,
    "lead_callback_info": CallbackInfoReply,
    "check_phone_number": CheckReply,
    "hopper_list": HopperReply,
    "hopper_bulk_insert": BulkInsertReply,
    "version": VersionReply,
    **dict.fromkeys(TABLES, TableReply),
    # A function that tells more than lines has its class above: then `python tests/readme.py`.
}
"""The class of each function's reply; of one that is not here a plain Reply."""
