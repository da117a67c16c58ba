ROW = {
    "campaign_id": "-SYSTEM-API-NEWLEAD-",
    "entry_type": "system",
    "url_type": "apinewlead",
    "url_address": "https://crm.example/hook?lead=--A--lead_id--B--&name=--A--first_name--B--",
}


def test_what_the_dialer_would_call(lmapi):
    lmapi.given(tables={"vicidial_url_multi": [ROW]})
    lmapi.add_lead(phone_number="7275551212", first_name="Ann Lee")
    (call,) = lmapi.calls(lead_id=1)
    assert call["url"] == "https://crm.example/hook?lead=1&name=Ann+Lee"
