"""What a dialer has answered to a request that the double was sent beside it (`shadow`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class DialerAnswer:
    """Kept with the double's own answer, for both to be looked at.

    Attributes:
        status: HTTP's; 0 where the dialer closed the connection without an answer.
        headers: those that an integrator's code could look at, by name.
        body: without passwords.
        seconds: from the request's last byte to the answer's first.
        differs: whether the double's answer is another one; None as long as nobody has looked.
        known: why it is another one, where that is known and meant, and counts as no difference.
        entry_id: of the journal's entry; 0 as long as there is none.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    differs: bool | None = None
    known: str = ""
    entry_id: int = 0

    @property
    def text(self) -> str:
        """The body for people."""
        return self.body.decode("utf-8", "replace")

    def as_json(self) -> dict[str, Any]:
        """As the admin API shows it."""
        return {
            "status": self.status,
            "headers": self.headers,
            "body": self.text,
            "duration_ms": round(self.seconds * 1000, 3),
            "differs": self.differs,
            "known": self.known,
        }
