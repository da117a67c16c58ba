"""A journal entry as the admin API shows it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lmapi_mock.findings.catalogue import document
from lmapi_mock.findings.finding import find
from lmapi_mock.journal import explaining
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.mending import mends
from lmapi_mock.journal.outcome import outcome
from lmapi_mock.non_agent_api.contract import address_of
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.wire.masking import Secrets, masked_row
from lmapi_mock.store.schema.secret_columns import API_LOG, logged_without_passwords


def summary(entry: Entry) -> dict[str, Any]:
    """What came, decoded parameters, what was answered, findings, how long it took."""
    query = entry.query.decode("latin-1")
    return {
        "id": entry.id,
        "request_id": entry.request_id,
        "time": entry.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "request": {
            "method": entry.method,
            "path": entry.path,
            "url": f"{entry.path}?{query}" if query else entry.path,
            "query": query,
            "headers": {n.decode("latin-1"): v.decode("latin-1") for n, v in entry.headers},
            "body_size": entry.body_size,
            "remote_ip": entry.remote_ip,
            **_body(entry.body),
        },
        "params": entry.sent,
        "function": entry.function,
        "user": entry.user,
        "result": entry.result,
        "response": {"status": entry.status, "body": entry.text, "dialect": entry.dialect},
        "verdict": explaining.verdict(entry),
        "outcome": outcome(entry),
        "was_matched": not entry.refused,
        "lead_id": entry.lead_id or None,
        "fault": None if entry.fault is None else entry.fault.as_json(),
        "dialer": None if entry.dialer is None else entry.dialer.as_json(),
        "findings": [document(finding) for finding in find(entry)],
        "duration_ms": round(entry.seconds * 1000, 3),
    }


def whole(entry: Entry) -> dict[str, Any]:
    """All that is known of a request: its summary, and what happened stage by stage."""
    refused = refusal(entry)  # Without what it names, for no search is for that.
    return summary(entry) | {
        "cleaned": {name: _unicode(value) for name, value in entry.cleaned.items() if value},
        "stages": [explaining.shown(one) for one in explaining.stages(entry)],
        "refusal": refused and {**refused, "mends": _mends(entry)},
        "answers": {dialect: entry.text_in(dialect) for dialect in Dialect},
        "rows": rows(entry),
    }


def refusal(entry: Entry) -> dict[str, Any] | None:
    """Why a request was refused, what would let it pass; None if none of its stages refused it."""
    refused = explaining.refusal(entry)
    if refused is None:
        return None
    stage, line = refused
    return {
        "stage": stage.name,
        "reason": line.reason,
        "cause": line.message.cause,
        "because": entry.because or None,
        "remedy": explaining.remedy(line),
        "message": address_of(entry.called, line.message),
        "lead_id": line.fields.get("duplicate_lead_id"),
    }


def _mends(entry: Entry) -> list[dict[str, Any]]:
    """What the remedy of a refused request names."""
    refused = explaining.refusal(entry)
    if refused is None:
        return []
    return [asdict(one) for one in mends(refused[1], entry.called, entry.user)]


def rows(entry: Entry) -> list[dict[str, Any]]:
    """The rows that a request wrote, without passwords."""
    return [_row(written.as_json(), entry.secrets) for written in entry.rows]


def _row(written: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """A row as it was stored or changed, its columns without passwords."""
    is_log = written["table"] == API_LOG
    return {
        name: masked_row(logged_without_passwords(value) if is_log else value, secrets)
        if isinstance(value, Mapping)
        else value
        for name, value in written.items()
    }


def _unicode(text: str) -> str:
    """Free text may hold bytes that are no UTF-8, which no JSON can."""
    return text.encode("utf-8", "surrogateescape").decode(errors="replace")


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}
