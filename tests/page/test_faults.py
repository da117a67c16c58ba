"""Faults that have struck: what their requests show, and that an error of the page is said."""

from __future__ import annotations

import json
import re
from http.client import RemoteDisconnected

import pytest
from playwright.sync_api import Page, expect

from client import Mock
from page.browsing import Open

ROWS = "table.requests tbody tr:not(.day)"


def test_what_a_fault_did_is_told_and_the_page_lives_on(demo: Mock, open_page: Open) -> None:
    page = open_page("#/requests")
    # A page begins with marks, which say nothing.
    busy = {"id": "overload", "status": 503, "body": "<br />\n<b>Busy</b>", "times": 1}
    demo.admin("POST", "/faults", busy)
    demo.documented(phone_number="7275551212")
    row = page.locator(ROWS)
    expect(row).to_have_count(1)
    expect(row.locator(".outcome.fault")).to_have_text("⚡ 503")
    expect(row).to_contain_text("nothing was stored; Busy")
    expect(row.locator(".tag.fault")).to_have_text("⚡ overload")
    # The list goes on, and so do the menu and the header, which knows that the rule is spent.
    demo.documented(phone_number="7275551213")
    expect(row).to_have_count(2)
    expect(row.first.locator(".outcome.success")).to_have_text("added")
    expect(page.locator("#faults-chip")).to_have_text("Faults off, 1 spent")
    row.nth(1).get_by_role("link").click()
    told = page.locator(".problem.fault")
    expect(told).to_contain_text("Fault overload, before anything was done.")
    expect(told).to_contain_text("The client got HTTP 503 in place of the answer.")
    expect(page.get_by_label("The answer as it went out")).to_contain_text("<b>Busy</b>")
    expect(page.get_by_label("The answer in the vicidial dialect")).to_have_count(0)


def test_a_lost_answer_says_what_was_stored(demo: Mock, open_page: Open) -> None:
    lost = {"fault": "EMPTY_RESPONSE", "phase": "after_commit", "times": 1, "id": "lost"}
    demo.admin("POST", "/faults", lost | {"delay": {"type": "fixed", "milliseconds": 300}})
    with pytest.raises(RemoteDisconnected):
        demo.documented(phone_number="7275551212")
    page = open_page("#/requests")
    row = page.locator(ROWS)
    expect(row.locator(".outcome.fault")).to_have_text("⚡ no answer")
    expect(row).to_contain_text("stored as lead 1; EMPTY_RESPONSE")
    row.get_by_role("link").click()
    told = page.locator(".problem.fault")
    expect(told).to_contain_text("The client got no whole answer: EMPTY_RESPONSE.")
    expect(told).to_contain_text("What was done: stored as lead 1.")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile(r"Request \d+: no answer, stored as lead 1"))
    expect(told).to_contain_text(re.compile(r"It waited \d{3,}\.\d ms, 300\.0 ms of them"))
    expect(page.get_by_label("The answer that was not sent")).to_contain_text("SUCCESS: add_lead")


def test_a_spent_fault_is_no_alarm_and_is_set_once_more(demo: Mock, open_page: Open) -> None:
    demo.admin("POST", "/faults", {"id": "once", "status": 503, "body": "Busy", "times": 1})
    demo.documented(phone_number="7275551212")
    page = open_page("#/stage?fault=once")
    expect(page.locator("tr[aria-current]")).to_contain_text("once")
    box = page.locator("section", has=page.get_by_role("heading", name="Faults"))
    expect(box.locator("tbody .tag")).to_have_text("spent")
    expect(page.locator("#faults-chip.fault")).to_have_count(0)
    box.get_by_role("button", name="Once more once").click()
    expect(box.locator("tbody .tag")).to_have_text("armed")
    assert demo.documented(phone_number="7275551213") == "Busy"
    expect(box.locator("tbody .tag")).to_have_text("spent")  # Its buttons stand where they stay.
    box.get_by_role("button", name="Remove once").click()
    expect(box.locator(".note")).to_have_text("The rule once is not in force any more.")


def test_an_error_in_a_part_is_said_and_other_parts_go_on(demo: Mock, open_page: Open) -> None:
    page = open_page("#/stage")
    broken = {"requests": [{"id": 1}], "meta": {"last_id": 1}}
    page.route("**/__admin/requests?*", lambda route: route.fulfill(json=broken))
    page.get_by_role("link", name="Requests", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This part of the page broke")
    expect(page.get_by_role("alert")).to_contain_text("Invalid time value")
    page.get_by_role("link", name="Stage", exact=True).click()
    expect(page.locator(".clock-face")).to_be_visible()


def test_an_error_that_nothing_caught_is_said(open_page: Open) -> None:
    page = open_page("#/requests")
    page.evaluate("dispatchEvent(new ErrorEvent('error', { error: new Error('boom') }))")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("This page broke.")
    expect(said).to_contain_text("boom")
    said.get_by_role("button", name="Reload").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_is_wrong_with_the_world_is_said_in_every_part(demo: Mock, page: Page) -> None:
    """A database that is away: its numbers in the header are old, whatever part is open."""
    told = f"event: world\ndata: {json.dumps({'error': 'The database cannot be used now.'})}\n\n"
    page.route(
        "**/requests/events*",
        lambda route: route.fulfill(body=told, content_type="text/event-stream"),
    )
    page.goto(f"{demo.server.base_url}/__admin#/contract")
    expect(page.get_by_role("alert")).to_contain_text("The database cannot be used now.")
