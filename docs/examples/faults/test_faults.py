import lead_push
import pytest

LEAD = {"phone_number": "7275551212"}


@pytest.mark.parametrize(
    ("effect", "outcome"),
    [
        (503, "unknown"),  # HTTP says no
        ("EMPTY_RESPONSE", "unknown"),  # the connection breaks
        ("RANDOM_DATA_THEN_CLOSE", "unknown"),
        ("php_error", "unknown"),  # a page with status 200
        ("firewall", "unknown"),
        ("login_locked", "refused"),  # an answer of the dialer's own
        ("duplicate", "duplicate"),
    ],
)
def test_each_fault_is_told_apart(lmapi, effect, outcome):
    lmapi.fault(effect, times=1)
    assert lead_push.push(lmapi.url, LEAD) == outcome
    assert lmapi.leads() == []
    assert lead_push.push(lmapi.url, LEAD) == "added"  # healed


def test_a_late_answer_is_of_a_lead_that_is_stored(lmapi):
    lmapi.fault(delay=1, phase="after_commit")
    assert lead_push.push(lmapi.url, LEAD, timeout=0.2) == "unknown"
    assert lmapi.wait_for_lead(phone_number="7275551212")


def test_only_some_requests_meet_it(lmapi):
    rule = lmapi.fault("login_refused", list_id="102", skip=1)
    outcomes = [lead_push.push(lmapi.url, LEAD | {"list_id": n}) for n in ("102", "101", "102")]
    assert outcomes == ["added", "added", "refused"]
    (now,) = lmapi.faults()
    assert (now["id"], now["seen"], now["fired"]) == (rule["id"], 2, 1)
