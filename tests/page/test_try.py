"""Try it: the form says what cleaning keeps, sends, and shows the answer."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from client import Mock
from page.browsing import Open, Picture
from page.opened import opened


def test_the_form_loads_a_lead(demo: Mock, open_page: Open, picture: Picture) -> None:
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("(727) 555-1212")
    expect(page.locator("#k-phone_number")).to_have_text("kept: 7275551212")
    page.locator("#p-first_name").fill("José")
    expect(page.locator("#k-first_name")).to_have_text("kept: Jos")
    page.locator("summary", has_text="Settings").click()
    page.locator("#p-add_to_hopper").select_option("Y")
    page.get_by_role("button", name="Send", exact=True).click()
    answer = page.get_by_label("The answer", exact=True)
    expect(answer).to_contain_text("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|")
    expect(page.get_by_role("link", name=re.compile("stored as lead 1"))).to_be_visible()
    (lead,) = demo.rows("vicidial_list")
    assert (lead["phone_number"], lead["first_name"]) == ("7275551212", "Jos")
    # The answer stands beside the form, in sight.
    expect(answer).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    picture(page, "try")
    page.set_viewport_size({"width": 390, "height": 740})
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("stored as lead 2"))).to_be_visible()
    expect(answer).to_be_in_viewport()


def test_a_refusal_shows_its_cause_and_its_stage(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("727")
    page.get_by_label("By").select_option("GET")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".result .problem")).to_contain_text("To let it pass:")
    page.get_by_text("Stages", exact=True).click()
    expect(page.locator(".stages .refused")).to_be_visible()
    expect(page.locator(".stages .refused")).to_contain_text("check_phone_number")
    assert demo.admin("GET", "/requests").json["requests"][0]["request"]["method"] == "GET"


def test_five_come_first_the_rest_is_searched_and_what_is_known_offered(
    demo: Mock, open_page: Open
) -> None:
    row = {"list_id": 4711, "list_name": "From the page", "campaign_id": "SALES"}
    assert demo.admin("POST", "/tables/vicidial_lists", row).status == 201
    contract = demo.admin("GET", "/contract").json
    parameters = [one for one in contract["parameters"] if one["function"] == "add_lead"]
    page = open_page("#/try")
    fields = page.locator("fieldset", has_text="Sent by most").locator(".param label")
    expect(fields).to_have_count(5)
    assert [text.split()[0] for text in fields.all_inner_texts()] == [
        "phone_number", "list_id", "first_name", "last_name", "vendor_lead_code",
    ]  # fmt: skip
    shown = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".hint[id^=h-]")].map(
            (one) => [one.id.slice(2), one.textContent]))"""
    )
    for one in parameters:
        if one["name"] != "function":
            assert one["explains"] in shown.pop(one["name"])
    assert shown == {}
    for name, value in (("user", "6666"), ("list_id", "4711"), ("campaign_id", "SALES")):
        offered = page.locator(f"#l-{name} option[value='{value}']")
        expect(offered).to_be_attached()
        assert page.locator(f"#p-{name}").get_attribute("list") == f"l-{name}"
    page.locator("#p-list_id").fill("4711")
    expect(page.locator("#k-list_id")).to_have_text("From the page")
    page.locator("#p-list_id").fill("4712")
    expect(page.locator("#k-list_id")).to_have_text("There is none of this name here.")
    field = page.locator("#p-callback_datetime")
    expect(field).not_to_be_visible()
    search = page.get_by_label("Search fields")
    search.fill("CALLBACK_DATE")
    field.fill("2030-01-01 12:00:00")
    expect(page.locator("#p-phone_number")).to_have_count(0)
    search.fill("nothing like it")
    expect(page.locator(".empty")).to_have_text("No field of add_lead is called so.")
    search.fill("")
    # A section in which something is filled in stays open.
    expect(field).to_be_visible()
    expect(page.locator("summary", has_text="Settings")).to_contain_text("1 filled in")


def test_every_function_has_its_own_form(demo: Mock, open_page: Open) -> None:
    contract = demo.admin("GET", "/contract").json
    page = open_page("#/try")
    expect(page.locator("#p-phone_number")).to_be_visible()
    names = page.locator("#p-function option").all_inner_texts()
    assert names == [one["name"] for one in contract["functions"]]
    page.locator("#p-phone_number").fill("7275551212")
    page.locator("#p-first_name").fill("Ann")
    shown = """() => [...document.querySelectorAll(".param [id^=p-]")].map((one) => one.name)"""
    for name in names:
        page.locator("#p-function").select_option(name)
        expect(page.locator("#h-function")).to_have_text(
            next(one["does"] for one in contract["functions"] if one["name"] == name)
        )
        own = {one["name"] for one in contract["parameters"] if one["function"] == name}
        assert set(page.evaluate(shown)) == own - {"function"}, name
    # What a function does not read is not sent, and is there again with one that does.
    page.locator("#p-function").select_option("lead_search")
    expect(page.locator(".call .body")).to_contain_text("phone_number=7275551212")
    expect(page.locator(".call .body")).not_to_contain_text("first_name")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("The answer", exact=True)).to_contain_text("lead_search")
    page.locator("#p-function").select_option("add_lead")
    expect(page.locator("#p-first_name")).to_have_value("Ann")


def test_a_custom_field_and_anything_else_are_sent(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try?user=6666&pass=1234&source=test&function=add_lead&list_id=101")
    page.locator("#p-phone_number").fill("7275551212")
    page.locator("summary", has_text="Custom fields of list 101").click()
    page.get_by_label("favorite_color").fill("blue")
    expect(page.locator("#p-custom_fields")).to_have_value("Y")
    page.locator("summary", has_text="Anything else").click()
    page.get_by_role("button", name="Another parameter").click()
    page.get_by_label("Name", exact=True).fill("frist_name")
    page.get_by_label("Value", exact=True).fill("Ann")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("The answer", exact=True)).to_contain_text(
        "CUSTOM FIELDS VALUES ADDED"
    )
    assert demo.rows("custom_101")[0]["favorite_color"] == "blue"
    expect(page.locator(".finding", has_text="frist_name")).to_be_visible()


def test_samples_and_examples_fill_the_form(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try")
    expect(page.locator("#p-phone_number")).to_be_visible()
    samples = page.locator("optgroup[label='Sample leads'] option").all_inner_texts()
    assert len(samples) >= 3
    for number, sample in enumerate(samples, 1):
        page.get_by_label("Fill in").select_option(sample)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("link", name=f"lead {number}", exact=True)).to_be_visible()
    lead = demo.rows("vicidial_list")[0]
    assert (lead["first_name"], lead["state"]) == ("Ann", "FL")
    # An example is tried elsewhere, with all that it needs.
    page.get_by_label("Fill in").select_option("add_lead DUPLICATE PHONE NUMBER IN LIST")
    expect(page.locator("#p-duplicate_check")).to_have_value("DUPLIST")
    page.get_by_label("By").select_option("GET")
    page.get_by_role("button", name="Set the stage and send").click()
    answer = page.get_by_label("The answer", exact=True)
    expect(answer).to_contain_text("DUPLICATE PHONE NUMBER IN LIST - 7275551111|101|1")
    assert len(demo.rows("vicidial_list")) == len(samples)
    assert opened(demo) == []
    page.get_by_label("keep the namespace").check()
    page.get_by_role("button", name="Set the stage and send").click()
    page.get_by_role("link", name=re.compile("refused by check_duplicates")).click()
    page.wait_for_url("**/ns/try-add_lead.DUPLIST-*/__admin#/requests/2")
    (kept,) = opened(demo)
    demo.admin("DELETE", f"/namespaces/{kept}")


def test_a_broken_connection_is_said_in_words(demo: Mock, open_page: Open) -> None:
    lost = {"id": "lost", "fault": "EMPTY_RESPONSE", "phase": "after_commit"}
    assert demo.admin("POST", "/faults", lost).status == 201
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("7275551212")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The connection broke before an answer came.")
    told = page.locator(".result .problem.fault")
    expect(told).to_contain_text(re.compile(r"stored as lead \d"))
    # Chromium sends again what it has lost, and it is said how often.
    times = len(demo.rows("vicidial_list"))
    expect(told).to_contain_text(f"stored as lead {times}.")
    note = f"The browser itself sent it {times} times"
    expect(page.locator(".result .note", has_text=note)).to_have_count(int(times > 1))
    # What another fault did is said with the answer.
    demo.admin("DELETE", "/faults")
    assert (
        demo.admin("POST", "/faults", {"id": "busy", "status": 503, "body": "Busy"}).status == 201
    )
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("The answer", exact=True)).to_have_text("Busy")
    expect(page.locator(".result .problem.fault")).to_contain_text("Fault busy")


def test_a_draft_survives_a_reload_and_holds_no_password(demo: Mock, open_page: Open) -> None:
    page = open_page("#/try")
    page.locator("#p-phone_number").fill("7275551212")
    expect(page.locator(".call .body")).to_contain_text("7275551212")
    page.reload()
    expect(page.locator("#p-phone_number")).to_have_value("7275551212")
    assert "pass" not in page.evaluate("JSON.parse(sessionStorage['lmapi-try']).sent")
    # Also of a form that the address filled in.
    open_page("#/try?phone_number=727&function=add_lead")
    page.locator("#p-phone_number").fill("7275551313")
    expect(page.locator(".call .body")).to_contain_text("7275551313")
    page.reload()
    expect(page.locator("#p-phone_number")).to_have_value("7275551313")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#p-phone_number")).to_have_value("")
    expect(page).to_have_url(re.compile("#/try$"))


def test_a_request_is_edited_and_sent_again(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="727", first_name="Ann")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("INVALID PHONE NUMBER LENGTH")).click()
    page.get_by_role("link", name="Edit and resend", exact=True).click()
    expect(page.locator("#p-first_name")).to_have_value("Ann")
    # Another number is typed over the one that was sent, and Enter sends it.
    expect(page.locator("#p-phone_number")).to_be_focused()
    page.keyboard.type("7275551212")
    page.keyboard.press("Enter")
    expect(page.get_by_label("The answer", exact=True)).to_contain_text("SUCCESS: add_lead")
