"""The life of a lead after add_lead: it is found by the sender's own key, and changed."""

import pytest
import requests

LOGIN = {"user": "6666", "pass": "1234", "source": "crm"}
BY_KEY = {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": "deal-7"}
LEAD = {"phone_number": "7275551212", "phone_code": "1", "list_id": "101"}


@pytest.fixture
def call(lmapi):
    """Calls a function of the API; gives the lines of the answer."""

    def called(function, **parameters):
        sent = LOGIN | {"function": function} | parameters
        return requests.get(lmapi.url, params=sent, timeout=10).text.splitlines()

    return called


def test_a_deal_that_is_won_changes_the_lead_that_is_there(lmapi, call):
    call("add_lead", **LEAD, vendor_lead_code="deal-7")

    answer = call("update_lead", **BY_KEY, status="SALE", city="Tampa")

    assert answer == ["SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|1|1|||"]
    (lead,) = lmapi.leads()
    assert (lead["status"], lead["city"]) == ("SALE", "Tampa")


def test_one_that_is_not_there_is_added_if_asked(lmapi, call):
    answer = call("update_lead", **BY_KEY, **LEAD, insert_if_not_found="Y")

    missed = "NOTICE: update_lead NO MATCHES FOUND IN THE SYSTEM: |6666||deal-7|7275551212"
    assert answer[0] == missed
    assert answer[1].startswith("SUCCESS: update_lead LEAD HAS BEEN ADDED - 7275551212|101|1|")
    assert [lead["vendor_lead_code"] for lead in lmapi.leads()] == ["deal-7"]


def test_a_request_with_nothing_to_set_is_an_empty_page(lmapi, call):
    call("add_lead", **LEAD)

    assert call("update_lead", lead_id="1") == []
    assert "nothing-to-update" in [finding["code"] for finding in lmapi.findings()]
