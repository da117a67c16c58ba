"""--strict: findings that make a run fail, by severity."""

from __future__ import annotations

import sys
import threading
from typing import Final, TextIO

from lmapi_mock.findings.catalogue import document, severity
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.finding import Finding, Severity

FAILED: Final = 3
"""The exit status of a server that met such findings."""

MOST_LISTED: Final = 100
"""So many of them are listed; of the others only the number."""


def fails(finding: Finding, strict: str) -> bool:
    """Whether a finding makes a run fail.

    Args:
        finding: the finding.
        strict: the setting: `no`, or the severity from which findings do.
    """
    return strict != "no" and severity(finding).rank >= Severity(strict).rank


class Strict:
    """Counts the findings of a server that make its run fail, and lists the first of them.

    A reset empties the journal, not this: what happened while the server ran has happened.

    Args:
        severity: the setting: `no`, or the severity from which findings count.
    """

    def __init__(self, severity: str) -> None:
        self.severity = severity
        self.is_on = severity != "no"
        self.count = 0
        self._lock = threading.Lock()
        self._listed: list[str] = []

    def look_at(self, entry: Entry, namespace: str = "") -> None:
        """Find at once what there is to find in a request.

        Args:
            entry: the request.
            namespace: whose journal holds it; nothing for the server's own.
        """
        # The finding modules are loaded by those who want findings only.
        from lmapi_mock.findings.finding import find  # noqa: PLC0415  few ask for it

        failing = [one for one in find(entry) if fails(one, self.severity)]
        if not failing:
            return
        where = f"{namespace}, request {entry.id}" if namespace else f"request {entry.id}"
        with self._lock:
            self.count += len(failing)
            for one in failing[: MOST_LISTED - len(self._listed)]:
                told = document(one)
                self._listed.append(f"  {where}: {told['severity']} {one.code}: {told['message']}")

    def end(self, to: TextIO | None = None) -> int:
        """Say what was found, and with which status the process ends: FAILED or 0.

        Args:
            to: where it is said; stderr if nothing is given.
        """
        if not self.count:
            return 0
        noun = "finding" if self.count == 1 else "findings"
        lines = [f"lmapi-mock: {self.count} {noun} of severity {self.severity} or above:"]
        lines += self._listed
        if self.count > len(self._listed):
            lines.append(f"  and {self.count - len(self._listed)} more")
        print(*lines, sep="\n", file=to or sys.stderr, flush=True)
        return FAILED
