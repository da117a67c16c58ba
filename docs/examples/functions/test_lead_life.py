"""A lead's life, from the form that it comes from to the archive, in one test."""

LEAD = {"phone_number": "7275551212", "vendor_lead_code": "deal-7", "list_id": 101}
DIALED = {"campaign_id": "SALES"}


def test_a_leads_life(lmapi):
    lmapi.freeze("2026-07-15T14:00:00Z")

    # A form sends it, and again: it is there once.
    lead = lmapi.add_lead(**LEAD, first_name="Ann", duplicate_check="DUPLIST").lead_id
    assert lmapi.add_lead(**LEAD, duplicate_check="DUPLIST").error.endswith("IN LIST")

    # The CRM finds it by its own key, and corrects it.
    key = {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": "deal-7"}
    reply = lmapi.update_lead(**key, last_name="Miller", status="CALLBK")
    assert (reply.updated, reply.changed) == ([lead], 1)
    assert lmapi.lead_search(phone_number="7275551212").lead_ids == [lead]
    (told,) = lmapi.lead_all_info(lead_id=lead, stage="csv", header="YES").leads
    assert (told["first_name"], told["last_name"]) == ("Ann", "Miller")

    # It is to be called, now and on Friday.
    assert lmapi.check_phone_number(phone_number="7275551212", local_call_time="24hours").may_call
    assert lmapi.hopper_bulk_insert(lead_ids=lead).added
    assert [row["lead_id"] for row in lmapi.hopper_list(**DIALED).rows] == [lead]
    later = {"callback": "Y", "callback_datetime": "2026-07-17 10:00:00", "status": "CBHOLD"}
    assert lmapi.update_lead(lead_id=lead, **later, **DIALED).ok
    (callback,) = lmapi.lead_callback_info(lead_id=lead).callbacks
    assert callback["callback_date"] == "2026-07-17 10:00:00"

    # Ann wants no calls: out of the hopper, off the callbacks, onto the list.
    off = {"remove_from_hopper": "Y", "callback": "REMOVE", "status": "DNC"}
    assert lmapi.update_lead(lead_id=lead, **off).ok
    assert lmapi.add_dnc_phone(phone_number="7275551212", campaign_id="SYSTEM_INTERNAL").ok
    refused = lmapi.add_lead(**LEAD, dnc_check="Y")
    assert refused.error == "add_lead PHONE NUMBER IN DNC"
    assert lmapi.hopper() == lmapi.callbacks() == []

    # The dialer archives it at night; a year later she calls back herself.
    (row,) = lmapi.leads()
    assert lmapi.update_lead(lead_id=lead, delete_lead="Y").deleted == [lead]
    lmapi.given(tables={"vicidial_list_archive": [row]})
    lmapi.advance(days=365)
    assert lmapi.delete_dnc_phone(phone_number="7275551212", campaign_id="SYSTEM_INTERNAL").ok
    assert lmapi.lead_dearchive(lead_id=lead).ok
    assert lmapi.lead_field_info(lead_id=lead, field_name="first_name").value == "Ann"
