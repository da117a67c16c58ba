"""Findings: grouped by code, each with the requests that have it."""

from __future__ import annotations

from playwright.sync_api import expect

from client import Mock
from page.browsing import Open


def test_findings_are_counted_by_code_and_lead_to_their_requests(
    demo: Mock, open_page: Open
) -> None:
    for last in range(3):
        demo.documented(phone_number=f"727555121{last}", fist_name="Ann")
    demo.documented(phone_number="7275551219", first_name="Ann")
    counted = {one["code"]: one for one in demo.admin("GET", "/findings/codes").json["codes"]}
    unknown = counted["unknown-parameter"]
    page = open_page("#/findings")
    row = page.locator("tbody").filter(has=page.get_by_role("link", name="unknown-parameter"))
    expect(row.locator(".number")).to_have_text("3")
    expect(row).to_contain_text(unknown["example"]["message"])
    for end in ("first", "last"):
        expect(row.get_by_role("link", name=f"request {unknown[end]}")).to_be_visible()
    demo.documented(phone_number="7275551213", fist_name="Ann")
    expect(row.locator(".number")).to_have_text("4")
    row.get_by_role("link", name="unknown-parameter", exact=True).click()
    expect(page.get_by_label("Finding", exact=True)).to_have_value("unknown-parameter")
    rows = page.locator("table.requests tbody tr:not(.day)")
    expect(rows).to_have_count(4)
    expect(page.get_by_text("7275551219")).to_have_count(0)


def test_requests_are_filtered_by_door_and_fault_in_the_address(
    demo: Mock, open_page: Open
) -> None:
    demo.documented(phone_number="7275551211")
    demo.admin("POST", "/faults", {"id": "down", "status": 503, "times": 1})
    demo.add_lead(phone_number="7275551212")
    demo.add_lead(phone_number="7275551213")
    page = open_page("#/requests?fault=any")
    rows = page.locator("table.requests tbody tr:not(.day)")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("7275551212")
    page.get_by_label("Fault", exact=True).fill("")
    page.keyboard.press("Tab")
    expect(rows).to_have_count(3)
    page.get_by_label("Door").select_option("vicidial")
    expect(rows).to_have_count(2)
    page.reload()
    expect(page.get_by_label("Door")).to_have_value("vicidial")
    expect(rows).to_have_count(2)
