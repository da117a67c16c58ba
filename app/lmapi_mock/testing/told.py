"""What the admin API tells a test, as a type checker sees it: requests, findings, faults."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Phase = Literal["before", "after_commit"]
Result = Literal["SUCCESS", "NOTICE", "ERROR"]
Outcome = Literal["added", "done", "notice", "refused", "login", "failed", "fault", "not_found"]
Severity = Literal["info", "warning", "error"]


class Finding(TypedDict):
    """Something that the dialer swallowed; `docs` is where its code is explained."""

    code: str
    severity: Severity
    message: str
    parameter: str | None
    sent: str | None
    kept: str | None
    docs: str


class JournalFinding(Finding):
    """A finding, and the id of the request whose it is."""

    request: int


class SentRequest(TypedDict):
    """A request as it came; one of `body` and `body_base64` is there, the latter for bytes."""

    method: str
    path: str
    url: str
    query: str
    headers: dict[str, str]
    body_size: int
    remote_ip: str
    body: NotRequired[str]
    body_base64: NotRequired[str]


class SentResponse(TypedDict):
    """What was answered."""

    status: int
    body: str
    dialect: str


class JournalEntry(TypedDict):
    """A request that came, what was answered and why; `duration_ms` is in milliseconds."""

    id: int
    request_id: str
    time: str
    request: SentRequest
    params: dict[str, str]
    function: str
    user: str
    result: Result | Literal[""]
    response: SentResponse
    verdict: str
    outcome: Outcome
    was_matched: bool
    lead_id: int | None
    fault: dict[str, Any] | None
    dialer: dict[str, Any] | None
    findings: list[Finding]
    duration_ms: float


class FaultRule(TypedDict):
    """A fault's rule: what it was given, and what has become of it (`expires_in` in seconds)."""

    status: NotRequired[int]
    body: NotRequired[str]
    headers: NotRequired[dict[str, str]]
    fault: NotRequired[str]
    answer: NotRequired[str]
    page: NotRequired[str]
    sql_failures: NotRequired[str]
    times: NotRequired[int]
    skip: NotRequired[int]
    phase: NotRequired[Phase]
    delay: NotRequired[dict[str, Any]]
    probability: NotRequired[float]
    ttl: NotRequired[float]
    match: NotRequired[dict[str, Any]]
    id: str
    seed: int
    seen: int
    fired: int
    remaining: int | None
    expires_in: float | None


class LeadCall(TypedDict):
    """A call of the address for new leads: what was called, and what came back in `seconds`."""

    lead_id: int
    url: str
    response: str
    seconds: int
