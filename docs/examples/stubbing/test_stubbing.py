import urllib.request


def test_a_function_that_is_not_imitated(lmapi):
    lmapi.fault(200, body="1001|2026-07-15 14:00:00|7275551212\n", function="recording_lookup")
    assert lmapi.call("recording_lookup", agent_user="6666").text.startswith("1001|")


def test_one_answer_after_another(lmapi):
    out, ready = "ERROR: agent_status AGENT NOT LOGGED IN\n", "READY,0,101,TESTCAMP\n"
    lmapi.fault(200, body=out, function="agent_status", times=1)
    lmapi.fault(200, body=ready, function="agent_status")
    assert lmapi.call("agent_status").text.startswith("ERROR")
    assert lmapi.call("agent_status").text.startswith("READY")


def test_only_for_one_user(lmapi):
    lmapi.fault(200, body="SUCCESS: moh_list\n", function="moh_list", user="6666")
    assert lmapi.call("moh_list").text == "SUCCESS: moh_list\n"
    assert "NO FUNCTION SPECIFIED" in lmapi.call("moh_list", user="MyUser", pass_="MyPass").text


def test_an_answer_in_place_of_add_leads(lmapi):
    said = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|4711|-5\n"
    lmapi.fault(200, body=said, function="add_lead")
    query = "function=add_lead&user=6666&pass=1234&source=crm&phone_number=7275551212"
    with urllib.request.urlopen(f"{lmapi.url}?{query}", timeout=10) as answer:
        assert answer.read().decode() == said
    assert lmapi.leads() == []  # said, not done
