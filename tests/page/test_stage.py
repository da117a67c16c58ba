"""Stage: what is set there, the endpoint follows, and the header shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from client import Mock
from page.browsing import Open, Picture
from page.opened import opened


def test_freezing_the_clock_changes_the_next_answer(
    demo: Mock, open_page: Open, picture: Picture
) -> None:
    # Half past three at night in Florida, when nobody may be called; then at noon.
    lead = {"add_to_hopper": "Y", "hopper_local_call_time_check": "Y"}
    page = open_page("#/stage")
    expect(page.locator("#clock-chip")).not_to_contain_text("frozen")
    # Now is the server's, also where the page has not heard yet that its clock was moved.
    demo.admin("POST", "/clock/advance", {"seconds": 3600})
    moved = demo.admin("GET", "/clock").json["now"]
    page.get_by_role("button", name="Freeze now").click()
    expect(page.locator("#clock-chip")).to_contain_text("frozen")
    assert demo.admin("GET", "/clock").json["now"] >= moved
    page.get_by_label("Freeze at, in UTC").fill("2026-07-15T07:30:00")
    page.get_by_role("button", name="Freeze", exact=True).click()
    expect(page.locator("#clock-chip")).to_contain_text("Clock frozen at 2026-07-15 07:30:00")
    assert "NOT ADDED TO HOPPER" in demo.documented(phone_number="7275551212", **lead)
    page.get_by_label("Seconds").fill("32400")
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator("#clock-chip")).to_contain_text("2026-07-15 16:30:00")
    assert "NOTICE: add_lead ADDED TO HOPPER" in demo.documented(phone_number="7275551213", **lead)
    page.get_by_label("IANA name").fill("America/New_York")
    page.get_by_role("button", name="Move there").click()
    expect(page.locator("#clock-chip")).to_contain_text("2026-07-15 12:30:00")
    page.get_by_role("button", name="+1 day").click()
    expect(page.locator("#clock-chip")).to_contain_text("2026-07-16 12:30:00")
    page.get_by_role("button", name="To a minute before clocks go back, 1 Nov").click()
    expect(page.locator("#clock-chip")).to_contain_text("2026-11-01 01:59:00")
    page.get_by_role("button", name="To a minute before midnight").click()
    expect(page.locator("#clock-chip")).to_contain_text("2026-11-01 22:59:00")
    # The calendar is the dialer's, too.
    page.get_by_label("Freeze at, in America/New_York").fill("2026-07-15T12:30:00")
    page.get_by_role("button", name="Freeze", exact=True).click()
    expect(page.locator("#clock-chip")).to_contain_text("2026-07-15 12:30:00")
    demo.admin("POST", "/faults", {"answer": "login_locked", "times": 3})
    expect(page.locator("#faults-chip")).to_contain_text("1 fault on")
    page.evaluate("scrollTo(0, 0)")
    picture(page, "stage")
    page.get_by_role("button", name="Let it run").click()
    expect(page.locator("#clock-chip")).not_to_contain_text("frozen")


def test_a_clock_that_is_frozen_elsewhere_shows_at_once(demo: Mock, open_page: Open) -> None:
    page = open_page("#/contract")
    demo.freeze("2026-03-08T09:59:59Z")
    expect(page.locator("#clock-chip.loud")).to_contain_text("2026-03-08 09:59:59")


SAME_RULE = """async (rules) => {
  const { makeRule, readRule } = await import("./__admin/page/rule.js");
  const own = ["method", "path", "function", "user", "remote_ip"];
  return rules.map((rule) => makeRule(readRule(rule), own));
}"""
"""What is left of rules that have been in the form."""

RULES: list[dict[str, Any]] = [
    {"match": {"user": "crm", "params": {"list_id": {"contains": "1"}}}, "status": 503},
    {"match": {"params": {"email": {"absent": True}}}, "probability": 0.3, "seed": 7, "fault": "X"},
    {"match": {"params": {"state": {"or": [{"equalTo": "FL"}]}}}, "id": "x", "page": "firewall"},
    {"delay": {"type": "lognormal", "median": 80, "sigma": 0.4}, "phase": "after_commit"},
    {"status": 429, "body": "Slow down", "headers": {"retry-after": "5"}, "skip": 2, "times": 3},
    {"answer": "login_locked", "ttl": 0.5},
    {"sql_failures": "php8", "statuss": 1, "page": "php_error"},
    {"match": [1], "delay": 5},
]  # fmt: skip
"""Rules, some of them wrong: what is wrong is the server's to say."""


def test_remove_stays_what_and_where_it_is_while_its_rule_strikes(
    demo: Mock, open_page: Open
) -> None:
    # Whoever presses it at that moment must not have armed the rule once more.
    demo.admin("POST", "/faults", {"id": "once", "status": 503, "times": 1})
    page = open_page("#/stage")
    remove = page.get_by_role("button", name="Remove once")
    pressed = remove.element_handle(timeout=15_000)
    before = remove.bounding_box()
    assert demo.documented(phone_number="8135551211") == ""
    expect(page.get_by_role("button", name="Once more once")).to_be_visible()
    assert pressed is not None
    assert pressed.inner_text().startswith("Remove")
    assert before is not None
    now = remove.bounding_box()
    assert now is not None
    assert abs(now["x"] - before["x"]) < before["width"] / 4
    demo.admin("DELETE", "/faults")


def test_a_fault_is_made_by_the_form_and_by_its_json(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    demo.documented(phone_number="8135551212")
    page = open_page("#/stage")
    # At one press, for who only wants the next request to fail.
    page.get_by_role("group", name="The next request").get_by_text("gets HTTP 503").click()
    expect(page.locator("#faults-chip")).to_have_text(re.compile("1 fault on"))
    assert demo.documented(phone_number="8135551211") == "Service Unavailable"
    # Namespaces of other tests may be there to be removed too.
    rules = page.get_by_role("table").filter(has_text="Struck")
    rules.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.locator("#faults-chip")).to_have_text("Faults off")
    assert page.evaluate(SAME_RULE, RULES) == RULES
    page.get_by_label("Begin with").select_option("HTTP 503")
    expect(page.get_by_text("POST /__admin/faults")).to_have_count(0)
    page.get_by_label("Show API calls").check()
    expect(page.get_by_text('POST /__admin/faults {"times":1,"status":503')).to_be_visible()
    page.get_by_label("Name of the rule").fill("florida")
    page.get_by_role("button", name="+ only if").click()
    page.get_by_label("Condition 1: of what").fill("phone_number")
    page.get_by_label("Condition 1: how").select_option("matches (RE2, whole)")
    page.get_by_label("Condition 1: value").fill("727.*")
    page.get_by_label("Times").fill("2")
    page.get_by_text("JSON", exact=True).click()
    rule = {"id": "florida", "match": {"params": {"phone_number": {"matches": "727.*"}}},
            "times": 2, "status": 503, "body": "Service Unavailable"}  # fmt: skip
    json_view = page.get_by_label("The rule, JSON")
    assert json.loads(json_view.input_value()) == rule
    page.get_by_role("button", name="Test against the journal").click()
    expect(page.locator("#tested")).to_have_text("is for 1 of the 3 requests in the journal")
    page.get_by_role("button", name="Add the fault").click()
    expect(page.locator("#faults-chip")).to_have_text(re.compile("1 fault on"))
    assert demo.documented(phone_number="8135551213").startswith("SUCCESS")
    assert demo.documented(phone_number="7275551213") == "Service Unavailable"
    row = page.get_by_role("row").filter(has_text="florida")
    expect(row).to_contain_text("phone_number matches 727.*")
    expect(row).to_contain_text("HTTP 503 “Service Unavailable”")
    expect(row).to_contain_text("1 of 2")
    # It is changed where it stands, and what is wrong with it leaves it as it was.
    row.get_by_role("button", name="Edit").click()
    page.get_by_text("JSON", exact=True).click()
    json_view.fill('{"id": "florida", "status": "teapot"}')
    page.get_by_role("button", name="Save the rule").click()
    expect(page.get_by_role("alert")).to_contain_text("status")
    assert demo.admin("GET", "/faults").json["faults"][0]["status"] == 503
    page.get_by_role("radio", name="The dialer says").check()
    page.get_by_label("Answer, by name").fill("login_refused")
    expect(page.get_by_role("radio", name="after the lead is stored")).to_be_disabled()
    page.get_by_role("button", name="Save the rule").click()
    expect(row).to_contain_text("says login_refused")
    assert "Login incorrect" in demo.documented(phone_number="7275551214")
    page.get_by_role("button", name="All faults off").click()
    expect(page.locator("#faults-chip")).to_have_text(re.compile("Faults off"))
    assert demo.documented(phone_number="7275551215").startswith("SUCCESS")


def test_a_snapshot_is_saved_downloaded_and_restored(
    demo: Mock, open_page: Open, tmp_path: Path
) -> None:
    demo.put_state()  # The demo data's 40,000 postal codes take seconds to upload.
    demo.documented(phone_number="7275551212")
    page = open_page("#/stage")
    box = page.locator("section", has=page.get_by_role("heading", name="Snapshots"))
    box.get_by_label("Name").fill("one-lead")
    box.get_by_role("button", name="Save the present state").click()
    expect(box.get_by_role("button", name="Restore one-lead")).to_be_visible()
    demo.documented(phone_number="7275551213")
    with page.expect_download() as download:
        box.get_by_role("button", name="Download one-lead").click()
    assert download.value.suggested_filename == "one-lead.json"
    with page.expect_response(lambda response: response.url.endswith("/restore")):
        box.get_by_role("button", name="Restore one-lead").click()
        box.get_by_role("button", name="Restore one-lead").click()
    assert len(demo.rows("vicidial_list")) == 1
    file = tmp_path / "again.json"
    download.value.save_as(file)
    box.get_by_label("Or from a file").set_input_files(file)
    box.get_by_label("Name").fill("again")
    box.get_by_role("button", name="Upload it").click()
    expect(box.get_by_role("rowheader", name="again")).to_be_visible()
    for name in ("again", "one-lead"):
        box.get_by_role("button", name=f"Remove {name}").click()
        box.get_by_role("button", name=f"Remove {name}").click()
        expect(box.get_by_role("rowheader", name=name)).to_have_count(0)


def test_what_destroys_asks_first(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    frozen = '{"now": "2026-07-15T14:00:00Z"}'
    assert demo.request("PUT", "/ns/ci-7/__admin/clock", frozen).status == 200
    assert demo.request("POST", "/ns/ci-7/__admin/faults", '{"page": "firewall"}').status == 201
    page = open_page("#/stage")
    other = page.get_by_role("row").filter(has_text="ci-7")
    expect(other).to_contain_text("0❄ frozen ⚡ 1 on")
    other.get_by_role("button", name="Drop ci-7").click()
    other.get_by_role("button", name="Cancel").click()
    expect(other).to_be_visible()
    other.get_by_role("button", name="Drop ci-7").click()
    other.get_by_role("button", name="Drop ci-7").click()
    expect(other).to_have_count(0)
    assert opened(demo) == []
    page.get_by_role("button", name="Reset everything").click()
    page.get_by_role("button", name="Cancel").click()
    assert len(demo.rows("vicidial_list")) == 1
    page.get_by_role("button", name="Reset everything").click()
    page.get_by_role("button", name="Reset everything").click()
    expect(page.locator("section", has_text="Reset everything").locator(".done")).to_be_visible()
    assert demo.rows("vicidial_list") == []


def test_every_setting_is_listed_without_its_secret(demo: Mock, open_page: Open) -> None:
    page = open_page("#/stage")
    page.locator("#settings summary").click()
    table = page.locator("#settings table")
    for setting in demo.admin("GET", "/settings").json["settings"]:
        expect(table.get_by_text(setting["name"], exact=True).first).to_be_visible()
