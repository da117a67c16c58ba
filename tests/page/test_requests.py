"""Requests: they appear by themselves, and each explains itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from client import Mock
from lmapi_mock.admin import telling
from page.browsing import Open, Picture

ROWS = "table.requests tbody tr:not(.day)"
NEIGHBOURS = re.compile(r"/__admin/requests\?.*before=")
SCRIPT = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def test_a_lead_appears_without_a_reload(demo: Mock, open_page: Open, picture: Picture) -> None:
    page = open_page("#/requests")
    expect(page.get_by_text("No request has come yet")).to_be_visible()
    demo.documented(phone_number="7275551212", list_id="101", first_name="Ann")
    row = page.locator("table.requests tbody tr:not(.day)")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("7275551212")
    expect(row).to_contain_text("101")
    expect(row.locator(".outcome.success")).to_have_text("added")
    expect(row.locator(".answer.success")).to_contain_text("LEAD HAS BEEN ADDED - 7275551212")
    expect(page.locator("#said")).to_have_text(re.compile("1 new request. SUCCESS: add_lead"))
    demo.documented(phone_number="7275551212", duplicate_check="DUPSYS")
    demo.documented(phone_number="727", list_id="101")
    demo.documented(phone_number="7275551213", first_name="José", add_to_hopper="Y")
    demo.documented(phone_number="7275551214", fone="1", campaign_id="X", callback="Y")
    expect(row).to_have_count(5)
    expect(row.nth(2).locator(".answer.error")).to_contain_text("INVALID PHONE NUMBER LENGTH")
    # What is the matter is seen in the list: letters that were lost.
    expect(row.nth(1).locator(".finding-count")).to_contain_text("lost é")
    tabs = page.get_by_role("navigation", name="Outcomes").get_by_role("link")
    expect(tabs).to_have_text(["All 5", "added 3", "refused 2", "▲ with findings 2"])
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
    cause = page.locator(".problem.cause")
    expect(cause).to_contain_text("To let it pass:")
    expect(cause.get_by_role("link", name="lead 1", exact=True)).to_be_visible()
    expect(cause.get_by_role("link", name="Change lead 1")).to_be_visible()
    # The stages are folded to the one that decided.
    refused = page.locator(".stages li")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("check_duplicates")
    picture(page, "request")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".stages .passed")).not_to_have_count(0)
    expect(page.locator(".stages .not-reached b")).to_contain_text(["insert_lead"])
    page.get_by_role("link", name="add_lead.DUPSYS in the contract").click()
    expect(page.locator("#m-add_lead\\.DUPSYS")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=re.compile(r"request \d+$")).click()
    expect(title).to_have_text(re.compile("stored as lead 1"))
    page.go_back()
    cause.get_by_role("link", name="Edit and resend with no duplicate_check").click()
    expect(page.locator("#p-duplicate_check")).to_be_focused()
    expect(page.locator("#p-duplicate_check")).to_have_value("")
    expect(page.locator("#p-phone_number")).to_have_value("7275551212")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("The answer", exact=True)).to_contain_text("SUCCESS: add_lead")


def test_what_let_nobody_in_is_led_to_and_changed(demo: Mock, open_page: Open) -> None:
    """The user's own row at the columns meant, the settings, and a list that is to be added."""
    demo.admin("PATCH", "/tables/vicidial_users/1", {"modify_leads": "0"})
    demo.documented(phone_number="7275551212")
    demo.admin("PATCH", "/tables/vicidial_users/1", {"modify_leads": "1"})
    demo.documented(phone_number="7275551212", list_id="4242", list_exists_check="Y")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("NOT A DEFINED LIST ID")).click()
    page.get_by_role("link", name="Add list 4242").click()
    expect(page.locator("#c-list_id")).to_have_value("4242")
    page.get_by_role("link", name="Requests", exact=True).click()
    page.get_by_role("link", name=re.compile("PERMISSION TO ADD LEADS")).click()
    page.get_by_role("link", name="Change user 6666: vdc_agent_api_access, modify_leads").click()
    expect(page.locator("#c-vdc_agent_api_access")).to_be_focused()
    expect(page.locator(".wanted label")).to_have_count(4)


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
    row = page.locator("table.changes tr")
    name = row.filter(has=page.get_by_role("rowheader", name="first_name", exact=True))
    expect(name.locator("del")).to_have_text("é")
    expect(name.locator(".end")).to_have_text("kept and stored Jos")
    expect(name.locator(".finding")).not_to_have_count(0)
    phone = row.filter(has=page.get_by_role("rowheader", name="phone_number"))
    expect(phone.locator(".diff")).to_have_text("727-555-1212")
    expect(phone.locator("del")).to_have_text(["-", "-"])
    unknown = row.filter(has=page.get_by_role("rowheader", name="favourite"))
    expect(unknown.locator(".end")).to_have_text("not read by the function")
    expect(unknown.locator(".finding")).to_be_visible()
    # What is as it was is folded, and the password is nowhere.
    expect(page.locator(".unchanged summary")).to_contain_text("kept as sent: user, source")
    page.locator(".unchanged summary").click()
    expect(page.locator(".unchanged dd", has_text="add_lead")).to_be_visible()
    assert "1234" not in page.locator("main").inner_text().replace("1212", "")
    # The dialects' answers differ, and so both are shown.
    expect(page.get_by_label("The answer in the documented dialect")).to_contain_text(
        re.compile(r"7275551212\|6666\|999\|1\|-\d")
    )
    expect(page.get_by_label("The answer in the vicidial dialect")).to_contain_text(
        "7275551212|999|1|"
    )
    page.get_by_text("vicidial_list inserted, lead 1").click()
    expect(page.locator("details[open] dd", has_text=re.compile("^Jos$"))).to_be_visible()


def test_a_changed_row_shows_what_it_was(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212", city="Tampa")
    demo.documented(
        function="update_lead",
        search_method="PHONE_NUMBER",
        phone_number="7275551212",
        city="Miami",
    )
    last = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    page = open_page(f"#/requests/{last}")
    written = page.get_by_role("region", name="Rows written")
    city = written.get_by_role("row").filter(has=page.get_by_role("rowheader", name="city"))
    expect(city.locator("td")).to_have_text("Tampa → Miami")
    expect(written.get_by_role("rowheader", name="phone_number")).to_have_count(0)


def test_a_request_is_replayed_and_copied(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212", duplicate_check="DUPSYS")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED")).click()
    page.get_by_role("button", name="Copy as curl request").click()
    expect(page.get_by_label("The request as curl")).to_contain_text("phone_number=7275551212")
    page.get_by_role("button", name="Copy as pytest").click()
    expect(page.get_by_label("The request as pytest")).to_contain_text("def test_")
    page.get_by_text("The call, and another password").click()
    expect(page.locator(".again .call")).to_contain_text(re.compile(r"POST .*/requests/\d+/replay"))
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("refused by check_duplicates")


def test_a_long_value_is_cut_with_a_button_for_the_whole(demo: Mock, open_page: Open) -> None:
    link = f"https://x.example/?utm={'a' * 400}"
    demo.documented(phone_number="7" * 2000, fist_name=link)
    last = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    page = open_page(f"#/requests/{last}")
    row = page.locator("table.changes tr").filter(has_text="fist_name")
    expect(row.locator(".value")).to_have_text(f"{link[:300]}… All 423 characters")
    row.locator(".value").get_by_role("button", name="All 423 characters").click()
    expect(row.locator(".value")).to_have_text(f"{link} Less")
    row.locator(".value").get_by_role("button", name="Less").click()
    expect(row.locator(".value")).not_to_contain_text(link)
    expect(page.locator(".facts", has_text="777")).to_contain_text("All 2,000 characters")
    expect(page.locator(".problem.cause").get_by_role("button")).to_have_text(
        "All 2,051 characters"
    )
    # Where the dialects say the same one answer is shown.
    answer = page.get_by_role("region", name="Answer")
    expect(answer.locator("pre")).to_have_count(1)
    expect(answer).to_contain_text("vicidial says the same")


def test_filters_offer_what_is_known_and_are_part_of_the_address(
    demo: Mock, open_page: Open
) -> None:
    demo.documented(phone_number="7275551212", fist_name="Ann")
    demo.admin("POST", "/faults", {"id": "down", "status": 503, "match": {"user": "nobody"}})
    demo.documented(phone_number="727", list_id="101")
    page = open_page("#/requests?list_id=101")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text("INVALID PHONE NUMBER LENGTH")
    offered = {
        "User": ("user", "6666"),
        "List": ("list_id", "101"),
        "Finding": ("finding", "unknown-parameter"),
        "Fault": ("fault", "down"),
    }
    for label, (name, value) in offered.items():
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("list", f"offered-{name}")
        expect(page.locator(f"#offered-{name} option[value='{value}']")).to_be_attached()
    page.get_by_role("button", name="Take all off").click()
    expect(page.locator(ROWS)).to_have_count(2)
    page.get_by_label("Search").fill("has been added")
    expect(page.locator(ROWS)).to_have_count(1)
    assert "q=has+been+added" in page.url
    demo.documented(phone_number="72")
    demo.documented(phone_number="7275551219")
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator(ROWS).first).to_contain_text("7275551219")
    # By the number that each row shows.
    second = page.locator(ROWS).nth(1).locator(".id").inner_text()
    page.get_by_label("Search").fill(f"#{second}")
    expect(page.locator(ROWS)).to_have_count(1)
    page.get_by_role("link", name=f"Open request {second}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Request {second}: stored")


def test_outcomes_are_tabs_with_counts(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212", fist_name="A")
    demo.documented(phone_number="727")
    demo.request("GET", "/vicidial/api.php")
    page = open_page("#/requests")
    tabs = page.get_by_role("navigation", name="Outcomes")
    expect(tabs.get_by_role("link")).to_have_text(
        ["All 3", "added 1", "refused 1", "not found 1", "▲ with findings 1"]
    )
    tabs.get_by_role("link", name="refused").click()
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text("INVALID PHONE NUMBER LENGTH")
    assert "outcome=refused" in page.url
    demo.documented(phone_number="72")
    expect(page.locator(ROWS)).to_have_count(2)
    expect(tabs.get_by_role("link", name="refused")).to_have_text("refused 2")
    page.reload()
    expect(tabs.locator("[aria-current]")).to_have_text("refused 2")
    expect(page.locator(ROWS)).to_have_count(2)


def test_at_a_wide_window_the_list_stays_beside_the_request(demo: Mock, open_page: Open) -> None:
    for number in range(3):
        demo.documented(phone_number=f"727555121{number}")
    page = open_page("#/requests?user=6666")
    links = page.locator(".row-link")
    links.first.click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("stored as lead 3")
    expect(title).to_be_focused()
    expect(links).to_have_count(3)
    links.first.focus()
    page.keyboard.press("j")
    expect(title).to_contain_text("stored as lead 2")
    expect(links.nth(1)).to_be_focused()
    expect(links.nth(1)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Older request").click()
    expect(title).to_contain_text("stored as lead 1")
    # The list goes on, and so do its filters.
    demo.documented(phone_number="7275551219")
    expect(links).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator(".pane")).to_have_count(0)
    assert page.url.endswith("#/requests?user=6666")
    page.set_viewport_size({"width": 800, "height": 700})
    links.nth(1).click()
    expect(title).to_contain_text("stored as lead 3")
    expect(links.first).to_be_hidden()
    page.get_by_role("link", name="All requests").click()
    expect(links.nth(1)).to_be_focused()


def test_one_that_is_not_listed_is_walked_from_as_well(demo: Mock, open_page: Open) -> None:
    """Opened by its address, older than the fifty that the list begins with."""
    for number in range(55):
        demo.documented(phone_number="727" if number % 20 == 1 else f"72755512{number:02}")
    first = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"] - 54
    page = open_page(f"#/requests/{first + 1}")
    title = page.get_by_role("heading", level=1)
    expect(page.get_by_role("link", name="Newer request")).to_be_visible()
    page.keyboard.press("k")
    expect(title).to_contain_text(f"Request {first + 2}:")
    # A key is heeded, though the server has not said yet which request comes next.
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(NEIGHBOURS, hold)
    page.get_by_role("link", name="Older request").click()
    expect(title).to_contain_text(f"Request {first + 1}:")
    page.keyboard.press("ArrowDown")
    for route in held:
        route.continue_()
    page.unroute(NEIGHBOURS)
    expect(title).to_contain_text(f"Request {first}:")
    expect(page.get_by_role("link", name="Older request")).to_have_count(0)
    # A filter is kept to: the next one that was refused came twenty later.
    page = open_page(f"#/requests/{first + 1}?outcome=added")
    page.get_by_role("link", name="Newer request").click()
    expect(title).to_contain_text(f"Request {first + 2}:")


def test_who_reads_further_down_is_not_moved_by_what_comes(demo: Mock, open_page: Open) -> None:
    for number in range(45):
        demo.documented(phone_number=f"72755512{number}")
    page = open_page("#/requests")
    rows = page.locator(ROWS)
    expect(rows).to_have_count(45)
    rows.last.scroll_into_view_if_needed()
    demo.documented(phone_number="7275551299")
    page.get_by_role("button", name="1 new").click()
    expect(rows.first).to_contain_text("7275551299")


def test_a_row_that_is_pressed_stays_where_it_is(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    page = open_page("#/requests")
    page.locator(".row-link").hover()
    page.mouse.down()
    demo.documented(phone_number="7275551213")
    expect(page.get_by_role("navigation", name="Outcomes").get_by_role("link").first).to_have_text(
        "All 2"
    )
    expect(page.locator(ROWS)).to_have_count(1)
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_contain_text("stored as lead 1")
    expect(page.locator(ROWS)).to_have_count(2)


def test_what_the_list_says_can_be_marked(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    page = open_page("#/requests")
    line = page.locator(".row-text .answer")
    box = line.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, middle, steps=4)
    page.mouse.up()
    marked = page.evaluate("String(getSelection())")
    assert marked
    assert line.inner_text().startswith(marked)
    expect(page.locator(".pane")).to_have_count(0)
    line.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("stored as lead 1")


def test_script_in_a_lead_is_text(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212", comments=SCRIPT, first_name="<b>Ann</b>")
    page = open_page("#/requests")
    page.get_by_role("link", name=re.compile("LEAD HAS BEEN ADDED")).click()
    expect(page.locator("table.changes")).to_contain_text("document.title='run'")
    page.locator(".pane").get_by_role("link", name="lead 1", exact=True).click()
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
    expect(page.get_by_role("region", name="Stages")).to_be_visible()
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
