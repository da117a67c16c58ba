"""Try it: the form says what cleaning keeps, sends, and shows the answer."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from client import Mock
from page.browsing import Open, Picture


def test_the_form_loads_a_lead(demo: Mock, open_page: Open, picture: Picture) -> None:
    page = open_page("#/try")
    page.get_by_label("phone_number", exact=False).first.fill("(727) 555-1212")
    expect(page.locator("#k-phone_number")).to_have_text("kept: 7275551212")
    page.locator("#p-first_name").fill("José")
    expect(page.locator("#k-first_name")).to_have_text("kept: Jos")
    page.locator("#p-add_to_hopper").select_option("Y")
    page.get_by_role("button", name="Send").click()
    answer = page.get_by_label("The answer", exact=True)
    expect(answer).to_contain_text("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|")
    expect(page.get_by_role("link", name=re.compile("stored as lead 1"))).to_be_visible()
    (lead,) = demo.rows("vicidial_list")
    assert (lead["phone_number"], lead["first_name"]) == ("7275551212", "Jos")
    picture(page, "try")


def test_a_refusal_shows_its_stage(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("727")
    page.get_by_label("By").select_option("GET")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".stages .refused")).to_contain_text("check_phone_number")
    assert demo.admin("GET", "/requests").json["requests"][0]["request"]["method"] == "GET"


def test_every_parameter_is_there_with_its_explanation(demo: Mock, open_page: Open) -> None:
    contract = demo.admin("GET", "/contract").json
    parameters = [one for one in contract["parameters"] if one["function"] == "add_lead"]
    page = open_page("#/try")
    for one in parameters:
        field = page.locator(f"#p-{one['name']}")
        expect(field).to_be_attached()
        expect(page.locator(f"#h-{one['name']}")).to_contain_text(one["explains"])
    groups = page.locator("form legend").all_inner_texts()
    expected = list(dict.fromkeys(one["group"] for one in parameters))
    assert groups[: len(expected)] == expected


def test_each_function_has_its_own_parameters(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try?function=version")
    expect(page.locator("#p-agent_user")).to_be_attached()
    expect(page.locator("#p-phone_number")).to_have_count(0)
    page.locator("#p-function").fill("add_lead")
    expect(page.locator("#p-phone_number")).to_be_attached()


def test_a_custom_field_is_sent(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try?user=6666&pass=1234&source=test&function=add_lead&list_id=101")
    page.locator("#p-phone_number").fill("7275551212")
    page.locator("#p-custom_fields").select_option("Y")
    page.get_by_role("button", name="Another parameter").click()
    page.get_by_label("Name", exact=True).fill("favorite_color")
    page.get_by_label("Value", exact=True).fill("blue")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("The answer", exact=True)).to_contain_text(
        "CUSTOM FIELDS VALUES ADDED"
    )
    assert demo.rows("custom_101")[0]["favorite_color"] == "blue"


def test_a_broken_connection_is_said_in_words(demo: Mock, open_page: Open) -> None:
    assert demo.admin("POST", "/faults", {"fault": "EMPTY_RESPONSE"}).status == 201
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("7275551212")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("The connection broke before an answer came.")


def test_a_draft_survives_a_reload_and_holds_no_password(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("7275551212")
    expect(page.locator(".call .body")).to_contain_text("7275551212")
    page.reload()
    expect(page.locator("#p-phone_number")).to_have_value("7275551212")
    assert "pass" not in page.evaluate("JSON.parse(sessionStorage['lmapi-try']).sent")


def test_a_request_is_edited_and_sent_again(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="727", first_name="Ann")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("INVALID PHONE NUMBER LENGTH")).click()
    page.get_by_role("link", name="Edit and resend").click()
    expect(page.locator("#p-first_name")).to_have_value("Ann")
    page.locator("#p-phone_number").fill("7275551212")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("The answer", exact=True)).to_contain_text("SUCCESS: add_lead")
