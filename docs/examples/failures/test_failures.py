LEAD = {"phone_number": "7275551212", "list_id": "101"}


def test_a_name_that_the_dialer_cannot_compare(lmapi):
    lmapi.fault("php8")
    reply = lmapi.add_lead(**LEAD, last_name="O'Brien", duplicate_check="DUPNAMEPHONELIST")
    assert reply.text == ""  # status 500, and no lead
    assert lmapi.leads() == []


def test_a_lead_that_is_stored_while_its_callback_is_not(lmapi):
    lmapi.fault("php8")
    later = {"callback": "Y", "campaign_id": "SALES", "callback_datetime": "NOW"}
    reply = lmapi.add_lead(**LEAD, **later, comments="don't", post=True)
    assert reply.text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212")
    assert len(lmapi.leads()) == 1  # a client that tries again loads it twice
    assert lmapi.callbacks() == []
    assert lmapi.rows("vicidial_api_log") == []


def test_nobody_has_to_switch_it_on_to_be_told(lmapi):
    lmapi.add_lead(**LEAD, last_name="O'Brien", duplicate_check="DUPNAMEPHONELIST")
    (told,) = lmapi.findings("error")
    assert told["code"] == "fails-on-the-dialer"
    assert told["message"].startswith(
        'last_name "O\'Brien" makes the duplicate check by name fail on a dialer with PHP 8.1'
    )
