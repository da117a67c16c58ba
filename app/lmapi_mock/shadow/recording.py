"""What passed as a corpus, in the form of the golden one (docs/behaviour/admin.md).

It is one scenario: a line of JSON that is written as it goes and ends with the recording. Beside
the golden form a step has the `path` that it came to, the `headers` of its answer, and `at`, when
it came.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from lmapi_mock.conform.asking import HEADERS, Reply
from lmapi_mock.conform.corpus import RECORDED
from lmapi_mock.conform.leads import added_lead
from lmapi_mock.conform.sent import Sent
from lmapi_mock.conform.suite import is_refused_login
from lmapi_mock.errors import FileError
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.wire.parse import is_urlencoded, read_parameters
from lmapi_mock.shadow.stand_ins import StandIns, is_kept

TOLD: Final = frozenset(
    {
        *("", "version", "add_lead", "update_lead", "check_phone_number", "list_info"),
        *("add_dnc_phone", "delete_dnc_phone", "add_fpg_phone", "delete_fpg_phone"),
    }
)
"""Functions whose answers tell of a lead or a user what the request holds already, and no more."""

_LEAST: Final = 4
"""Shorter values are words of every answer, in characters."""


class Recording:
    """Writes what passes into a file.

    Args:
        file: which; it is overwritten.
        doors: the dialect by path.
        stand_ins: what stands in place of personal data.

    Attributes:
        steps: how many requests it holds.
        left_out: how many it does not hold, by the reason.

    Raises:
        FileError: it cannot be written.
    """

    def __init__(
        self,
        file: Path,
        doors: Mapping[str, Dialect],
        stand_ins: StandIns | None = None,
    ) -> None:
        self._stand_ins = stand_ins or StandIns()
        self._doors = doors
        self._newest = 0
        self.steps = 0
        self.left_out: Counter[str] = Counter()
        try:
            self._out = file.open("w", encoding="utf-8")
        except OSError as error:
            raise FileError(f"{file} cannot be written: {error.strerror}.") from error

    def add(self, sent: Sent | None, theirs: Reply, at: dt.datetime) -> None:
        """Record a request, or count why it is left out."""
        self._newest = 0
        step = self._step(sent, theirs)
        if isinstance(step, str):
            self._stand_ins.left_out(self._newest)
            self.left_out[step] += 1
            return
        moment = at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if not self.steps:
            head: dict[str, Any] = {
                "name": "recorded",
                "family": RECORDED,
                "now": moment,
                "timezone": None,
                "tables": {},
                "custom_tables": {},
                "documented": False,
                "after": {},
            }
            self._out.write(json.dumps(head)[:-1] + ', "steps": [')
        self._out.write((", " if self.steps else "") + json.dumps(step | {"at": moment}))
        self._out.flush()
        self.steps += 1

    def close(self) -> None:
        """Nothing more comes."""
        if self.steps:
            self._out.write("]}\n")
        self._out.close()

    def _step(self, sent: Sent | None, theirs: Reply) -> dict[str, Any] | str:
        """A step of the corpus; the reason where there is none."""
        if sent is None or sent.path not in self._doors:
            return "they came to no door"
        if why := _why_not(sent, theirs):
            return why
        accepted = theirs.status == 200 and not is_refused_login(theirs)
        if accepted and sent.function.name in {"add_lead", "update_lead"}:
            text = theirs.body.decode("utf-8", "replace")
            if added := added_lead(text, self._doors[sent.path]):
                self._stand_ins.added(added)
                self._newest = added
        replaced = sent._replace(
            query=self._stand_ins.form(sent.query, accepted=accepted),
            body=self._stand_ins.form(sent.body, accepted=accepted),
        )
        try:
            real, kept = _changed(sent, replaced)
            said = theirs.body.decode()
            if sent.function.needs_login:
                said = self._stand_ins.answer(said, real, kept)
            query = replaced.query.decode()
        except UnicodeDecodeError:
            return "they hold bytes that are no UTF-8"
        whole = said + query + replaced.body.decode("utf-8", "replace")
        if any(len(one) >= _LEAST and one in whole for one in real if one not in kept):
            return "a value could not be replaced everywhere"
        return {
            "method": sent.method,
            "path": sent.path,
            "query": query,
            **_body(replaced),
            "status": theirs.status,
            "response": said,
            "headers": {n: v for n, v in zip(HEADERS, theirs.headers, strict=True) if v},
        }


def _why_not(sent: Sent, theirs: Reply) -> str:
    """Why a request is left out; empty where it is not."""
    if not theirs.status:
        return "the dialer has not answered"
    if sent.body and not is_urlencoded(sent.content_type):
        return "their body is no plain form"
    if sent.function.name not in TOLD and not theirs.body.startswith(b"ERROR"):
        return "their answers tell of leads or users"
    return ""


def _body(sent: Sent) -> dict[str, str]:
    step = {"content_type": sent.content_type} if sent.content_type else {}
    if sent.body:
        try:
            step["body"] = sent.body.decode()
        except UnicodeDecodeError:
            step["body_b64"] = base64.b64encode(sent.body).decode()
    return step


def _changed(sent: Sent, replaced: Sent) -> tuple[dict[str, str], frozenset[str]]:
    """What stands for each value, as sent and as cleaned; and the values that are kept."""
    cleaner = sent.function.cleaner
    real: dict[str, str] = {}
    kept: set[str] = set()
    for before, after in (
        (_decoded(sent), _decoded(replaced)),
        (
            cleaner.clean(sent.parameters, non_latin=False),
            cleaner.clean(replaced.parameters, non_latin=False),
        ),
    ):
        for name, value in before.items():
            if value and name != "pass" and is_kept(name):
                kept.add(value)
            elif value and value != after.get(name):
                real[value] = after.get(name, "")
    return real, frozenset(kept)


def _decoded(sent: Sent) -> dict[str, str]:
    read = read_parameters(sent.query, sent.body, sent.content_type)
    both = read.body | read.query
    return {name: value.decode("utf-8", "surrogateescape") for name, value in both.items()}
