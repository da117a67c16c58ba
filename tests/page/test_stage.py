"""Stage: what is set there, the endpoint follows, and the header shows."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from client import Mock
from page.browsing import Open, Picture


def test_freezing_the_clock_changes_the_next_answer(
    demo: Mock, open_page: Open, picture: Picture
) -> None:
    # Half past three at night in Florida, when nobody may be called; then at noon.
    lead = {"add_to_hopper": "Y", "hopper_local_call_time_check": "Y"}
    page = open_page("#/stage")
    expect(page.locator("#clock-chip")).not_to_contain_text("frozen")
    page.get_by_label("At, in UTC").fill("2026-07-15T07:30:00")
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


def test_faults_go_on_and_off(demo: Mock, open_page: Open) -> None:
    page = open_page("#/stage")
    page.get_by_label("What happens").select_option("HTTP 503")
    expect(page.get_by_text('POST /__admin/faults {"status":503')).to_be_visible()
    page.get_by_role("button", name="Add the fault").click()
    expect(page.locator("#faults-chip")).to_have_text(re.compile("1 fault on"))
    assert demo.documented(phone_number="7275551212") == "Service Unavailable"
    page.get_by_label("The rule, JSON").fill('{"status": "teapot"}')
    page.get_by_role("button", name="Add the fault").click()
    expect(page.get_by_role("alert")).to_contain_text("status")
    page.get_by_role("button", name="All faults off").click()
    expect(page.locator("#faults-chip")).to_have_text(re.compile("Faults off"))
    assert demo.documented(phone_number="7275551212").startswith("SUCCESS")


def test_a_snapshot_is_saved_downloaded_and_restored(
    demo: Mock, open_page: Open, tmp_path: Path
) -> None:
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
    expect(box.get_by_text("again", exact=True)).to_be_visible()
    for name in ("again", "one-lead"):
        box.get_by_role("button", name=f"Remove {name}").click()
        box.get_by_role("button", name=f"Remove {name}").click()
        expect(box.get_by_text(name, exact=True)).to_have_count(0)


def test_a_reset_asks_first(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551212")
    page = open_page("#/stage")
    page.get_by_role("button", name="Reset everything").click()
    page.get_by_role("button", name="Cancel").click()
    assert len(demo.rows("vicidial_list")) == 1
    page.get_by_role("button", name="Reset everything").click()
    page.get_by_role("button", name="Reset everything").click()
    expect(page.locator("section", has_text="Reset everything").locator(".done")).to_be_visible()
    assert demo.rows("vicidial_list") == []


def test_every_setting_is_listed_without_its_secret(demo: Mock, open_page: Open) -> None:
    page = open_page("#/stage")
    table = (
        page.locator("section")
        .filter(has=page.get_by_role("heading", name="Settings"))
        .get_by_role("table")
    )
    for setting in demo.admin("GET", "/settings").json["settings"]:
        expect(table.get_by_text(setting["name"], exact=True).first).to_be_visible()
