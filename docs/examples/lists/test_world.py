"""A test's whole world, made by the API that production uses."""

import requests

ADMIN = {"user": "6666", "pass": "1234", "source": "setup"}
LOADER = {"user": "loader", "pass": "s3cret", "source": "crm"}


def call(lmapi, login, function, **parameters):
    """Call a function; gives the lines of the answer."""
    sent = login | {"function": function} | parameters
    return requests.post(lmapi.vicidial_url, data=sent, timeout=10).text.splitlines()


def test_a_world_by_the_api(lmapi):
    # add_user gives no rights; who is to load leads is copied from somebody who may.
    agent = {"agent_user": "maria", "agent_pass": "open5", "agent_full_name": "Maria"}
    made = call(lmapi, ADMIN, "add_user", **agent, agent_user_level="1", agent_user_group="ADMIN")
    assert made == ["SUCCESS: add_user USER HAS BEEN ADDED - 6666|maria|open5|1|Maria|ADMIN"]
    loader = {"agent_user": "loader", "agent_pass": "s3cret", "agent_full_name": "CRM"}
    made = call(lmapi, ADMIN, "copy_user", **loader, source_user="6666")
    assert made == ["SUCCESS: copy_user USER HAS BEEN COPIED - 6666|loader|s3cret|CRM|6666"]

    web = {"list_id": "301", "list_name": "Web leads", "campaign_id": "SALES", "active": "Y"}
    made = call(lmapi, LOADER, "add_list", **web, custom_fields_copy="101")
    assert made == ["SUCCESS: add_list LIST HAS BEEN ADDED - loader|301|Web leads|SALES"]

    # Without field_default=NULL a field with choices is not added, and only the verdict says so.
    field = {
        "custom_fields_add": "Y",
        "field_label": "size",
        "field_name": "Size",
        "field_type": "SELECT",
        "field_options": "S,Small\nL,Large",
        "field_default": "NULL",
        "field_size": "1",
        "field_rank": "3",
    }
    made = call(lmapi, LOADER, "update_list", list_id="301", **field)
    assert made[0].endswith("- loader|301|size|SELECT|SUCCESS: Field added|")

    lead = {"phone_number": "7275551212", "list_id": "301", "custom_fields": "Y"}
    values = {"favorite_color": "blue", "birthday": "1980-05-17", "size": "L"}
    made = call(lmapi, LOADER, "add_lead", **lead, **values)
    assert made[0].startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|301|1|")
    assert lmapi.rows("custom_301") == [{"lead_id": 1} | values]

    (line,) = call(lmapi, LOADER, "list_info", list_id="301", leads_counts="Y")
    assert line.split("|")[:4] == ["301", "Web leads", "SALES", "Y"]
    assert line.split("|")[-3:] == ["1", "1", ""]  # all, NEW, and a bar too many
