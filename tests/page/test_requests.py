"""Requests: they appear by themselves, and each explains itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from client import Mock
from lmapi_mock.admin import telling
from page.browsing import Open, Picture

SCRIPT = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def test_a_lead_appears_without_a_reload(demo: Mock, open_page: Open, picture: Picture) -> None:
    page = open_page("#/requests")
    expect(page.get_by_text("No request has come yet")).to_be_visible()
    demo.documented(phone_number="7275551212", list_id="101", first_name="Ann")
    row = page.locator("table.requests tbody tr:not(.day)")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("7275551212")
    expect(row).to_contain_text("101")
    expect(row.locator(".answer.success")).to_contain_text("SUCCESS: add_lead LEAD HAS BEEN ADDED")
    expect(page.locator("#said")).to_have_text(re.compile("1 new request. SUCCESS: add_lead"))
    demo.documented(phone_number="7275551212", duplicate_check="DUPSYS")
    demo.documented(phone_number="727", list_id="101")
    demo.documented(phone_number="7275551213", first_name="José", add_to_hopper="Y")
    demo.documented(phone_number="7275551214", fone="1", campaign_id="X", callback="Y")
    expect(row).to_have_count(5)
    expect(row.nth(2).locator(".answer.error")).to_contain_text("INVALID PHONE NUMBER LENGTH")
    picture(page, "requests")


def test_a_refused_lead_shows_the_stage_that_refused_it(
    demo: Mock, open_page: Open, picture: Picture
) -> None:
    demo.documented(phone_number="7275551212", first_name="José")
    demo.documented(
        phone_number="7275551212", first_name="José", duplicate_check="DUPSYS", lastname="Lee"
    )
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("DUPLICATE PHONE NUMBER IN SYSTEM")).click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile(r"Request \d+: refused by check_duplicates"))
    expect(title).to_be_focused()
    refused = page.locator(".stages .refused")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("check_duplicates")
    expect(refused).to_contain_text("To let it pass:")
    expect(page.locator(".stages .passed")).not_to_have_count(0)
    expect(page.locator(".stages .not-reached b")).to_contain_text(["insert_lead"])
    picture(page, "request")


def test_a_request_shows_where_it_failed_and_what_would_have_been_called(
    demo: Mock, open_page: Open
) -> None:
    address = "https://crm.example/new?lead=--A--lead_id--B--"
    urls = [{"campaign_id": "101", "entry_type": "list", "url_type": "apinewlead"}]
    urls[0]["url_address"] = address
    assert demo.admin("POST", "/state", {"tables": {"vicidial_url_multi": urls}}).status == 200
    demo.documented(phone_number="7275551212", list_id="101")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED")).click()
    called = page.get_by_role("region", name="Would have been called")
    expect(called).to_contain_text("https://crm.example/new?lead=1")

    demo.admin("POST", "/faults", {"sql_failures": "php8"})
    demo.documented(
        last_name="O'Brien", phone_number="7275551213", duplicate_check="DUPNAMEPHONESYS"
    )
    last = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    page = open_page(f"#/requests/{last}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(f"Request {last}: failed in the duplicate check by name")
    expect(page.locator(".stages .failed")).to_contain_text("check_duplicates")


def test_a_request_shows_what_was_sent_cleaned_and_stored(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="727-555-1212", first_name="José", favourite="x")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED")).click()
    body = page.locator("table.values tbody").filter(has=page.get_by_role("rowheader"))
    name = body.filter(has_text=re.compile("^first_name"))
    expect(name.locator("tr").first.locator("td")).to_have_text(["José", "Jos (changed)", "Jos"])
    expect(name.locator(".finding")).not_to_have_count(0)
    phone = body.filter(has_text=re.compile("^phone_number"))
    expect(phone.locator("tr").first.locator("td")).to_have_text(
        ["727-555-1212", "7275551212 (changed)", "7275551212"]
    )
    expect(body.filter(has_text=re.compile("^favourite")).locator(".finding")).to_be_visible()
    # The password is nowhere.
    assert "1234" not in body.filter(has_text=re.compile("^pass")).inner_text()
    expect(page.get_by_label("The answer in the documented dialect")).to_contain_text(
        re.compile(r"7275551212\|6666\|999\|1\|-\d")
    )
    expect(page.get_by_label("The answer in the vicidial dialect")).to_contain_text(
        "7275551212|999|1|"
    )
    page.get_by_text("vicidial_list35 columns").or_(
        page.get_by_text("vicidial_list ")
    ).first.click()
    expect(page.locator("details[open] dd", has_text=re.compile("^Jos$"))).to_be_visible()


def test_a_request_is_replayed_and_copied(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212", duplicate_check="DUPSYS")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED")).click()
    page.get_by_role("button", name="Copy as curl request").click()
    expect(page.get_by_label("The request as curl")).to_contain_text("phone_number=7275551212")
    page.get_by_role("button", name="Copy as pytest").click()
    expect(page.get_by_label("The request as pytest")).to_contain_text("def test_")
    expect(page.locator(".again .call")).to_contain_text(re.compile(r"POST .*/requests/\d+/replay"))
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("refused by check_duplicates")


def test_filters_are_part_of_the_address(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    demo.documented(phone_number="727")
    page = open_page("#/requests?result=ERROR")
    row = page.locator("table.requests tbody tr:not(.day)")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("INVALID PHONE NUMBER LENGTH")
    page.get_by_label("Result").select_option("")
    expect(row).to_have_count(2)
    page.get_by_label("Search").fill("has been")
    expect(row).to_have_count(1)
    assert "q=has+been" in page.url
    demo.documented(phone_number="72")
    demo.documented(phone_number="7275551219")
    expect(row).to_have_count(2)
    expect(row.first).to_contain_text("7275551219")


def test_script_in_a_lead_is_text(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212", comments=SCRIPT, first_name="<b>Ann</b>")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED")).click()
    expect(page.locator("table.values")).to_contain_text(SCRIPT)
    page.get_by_role("link", name="lead 1", exact=True).click()
    expect(page.locator("dd", has_text="<script>")).to_be_visible()
    page.goto(page.url.replace("leads/1", "tables/vicidial_list?q=7275551212"))
    expect(page.locator("table.data tbody tr")).to_have_count(1)
    assert page.title() != "run"
    assert page.locator("main script, main img").count() == 0


def test_a_pause_holds_the_list_and_says_what_came(demo: Mock, open_page: Open) -> None:
    page = open_page("#/requests")
    page.get_by_role("button", name="Pause").click()
    demo.documented(phone_number="7275551212")
    page.get_by_role("button", name="Go on (1 new)").click()
    expect(page.locator("table.requests tbody tr:not(.day)")).to_have_count(1)


def test_who_searches_after_coming_back_keeps_the_focus(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    page = open_page("#/requests")
    link = page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED"))
    link.click()
    expect(page.locator(".stages")).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    search = page.get_by_label("Search")
    search.fill("nothing like it")
    expect(link).to_have_count(0)
    search.fill("7275551212")
    expect(link).to_be_visible()
    expect(search).to_be_focused()


def test_of_more_than_is_told_at_once_all_are_shown(
    demo: Mock, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_AT_ONCE", 1)
    page = open_page("#/requests")
    for number in range(9):
        demo.documented(phone_number=f"727555121{number}")
    expect(page.locator("table.requests tbody tr:not(.day)")).to_have_count(9)


def test_the_list_is_walked_by_keyboard_and_emptied_when_asked(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    demo.documented(phone_number="727")
    page = open_page("#/requests")
    links = page.locator(".row-link")
    expect(links).to_have_count(2)
    page.keyboard.press("j")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.first).to_be_focused()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("No request has come yet")).to_be_visible()


def test_times_are_in_the_clocks_zone_with_their_day(demo: Mock, open_page: Open) -> None:
    demo.freeze("2026-03-08T03:30:00Z", "America/New_York")
    demo.documented(phone_number="7275551212")
    page = open_page("#/requests")
    expect(page.locator("tr.day")).to_have_text("Saturday 7 March 2026, America/New_York")
    expect(page.locator("td.time")).to_have_text("22:30:00")
