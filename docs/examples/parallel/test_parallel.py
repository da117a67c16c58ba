import pytest


@pytest.mark.parametrize("number", range(8))
def test_each_is_alone_in_its_world(lmapi, number):
    lead = {"phone_number": "7275551212", "duplicate_check": "DUPSYS"}
    added = lmapi.add_lead(**lead, comments=f"of test {number}")
    assert added.ok
    assert added.lead_id == 1
    lmapi.assert_requested(times=1)
