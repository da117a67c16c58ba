"""Tables: found, sorted and paged by the server; added, changed and removed by its API."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, expect

from client import Mock
from lmapi_mock.store.browse import pages as browsing
from lmapi_mock.store.browse import whole_table
from page.browsing import Open, Picture, hearing


def many_leads(mock: Mock, count: int) -> None:
    rows = [
        {"lead_id": n, "list_id": 101, "phone_number": str(7275550000 + n), "first_name": f"N{n}"}
        for n in range(1, count + 1)
    ]
    for first in range(0, count, 100):
        answer = mock.admin("POST", "/tables/vicidial_list", rows[first : first + 100])
        assert answer.status == 201, answer.text


def test_leads_are_paged_sorted_and_found(demo: Mock, open_page: Open, picture: Picture) -> None:
    many_leads(demo, 120)
    page = open_page("#/tables/vicidial_list")
    rows = page.locator("table.data tbody tr")
    expect(rows).to_have_count(50)
    expect(page.get_by_text("120 rows", exact=True)).to_be_visible()
    page.get_by_role("button", name="Next →").click()
    expect(rows.first).to_contain_text("7275550051")
    page.get_by_role("button", name="← Previous").click()
    expect(rows.first).to_contain_text("7275550001")
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^lead_id")).click()
    expect(page.get_by_role("columnheader", name=re.compile("lead_id"))).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(rows.first).to_contain_text("7275550120")
    picture(page, "tables")
    page.get_by_label("Search Leads").fill("7275550007")
    expect(rows).to_have_count(1)
    demo.documented(phone_number="8135551212", last_name="x 7275550007")
    page.get_by_role("button", name="Refresh").click()
    expect(rows).to_have_count(2)
    page.get_by_label("Show API calls").check()
    call = re.compile(r"GET /__admin/tables/vicidial_list\?q=7275550007")
    expect(page.get_by_text(call)).to_be_visible()
    rows.filter(has_text="N7").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lead 7: N7")


def test_rows_that_come_are_shown_or_told_and_move_nothing(demo: Mock, open_page: Open) -> None:
    demo.documented(phone_number="7275551211")
    page = open_page("#/tables/vicidial_list")
    rows = page.locator("table.data tbody tr")
    expect(rows).to_have_count(1)
    # Behind the last there is room.
    demo.documented(phone_number="7275551212")
    expect(rows).to_have_count(2)
    expect(page.get_by_role("link", name="Leads 2", exact=True)).to_be_visible()
    # Above what is read they would push it down.
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^lead_id")).click()
    expect(rows.first).to_contain_text("7275551212")
    demo.documented(phone_number="7275551213")
    demo.documented(phone_number="7275551214")
    page.get_by_role("button", name="2 new rows: show").click()
    expect(rows.first).to_contain_text("7275551214")
    expect(page.get_by_role("button", name=re.compile(": show$"))).to_have_count(0)


def test_a_lead_has_all_that_hangs_on_it(demo: Mock, open_page: Open) -> None:
    demo.documented(
        phone_number="7275551212",
        list_id="101",
        add_to_hopper="Y",
        multi_alt_phones="7275552222_1_office",
        custom_fields="Y",
        favorite_color="blue",
        callback="Y",
        campaign_id="SALES",
        callback_datetime="2030-01-01 12:00:00",
    )
    page = open_page("#/leads/1")
    for title, text in (
        ("Alt phones", "7275552222"),
        ("Custom fields", "blue"),
        ("Hopper", "READY"),
        ("Callbacks", "2030-01-01 12:00:00"),
    ):
        section = page.locator("section", has=page.get_by_role("heading", name=title, exact=True))
        expect(section).to_contain_text(text)
    page.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("stored as lead 1")


def test_a_number_goes_on_the_dnc_list_and_off_it(demo: Mock, open_page: Open) -> None:
    page = open_page("#/tables/vicidial_dnc")
    page.get_by_label("Show API calls").check()
    page.get_by_role("link", name="Add a row").click()
    page.get_by_label("phone_number").fill("7275551212")
    call = 'POST /__admin/tables/vicidial_dnc {"phone_number":"7275551212"}'
    expect(page.get_by_text(call)).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("DNC, row 7275551212")
    assert "IN DNC" in demo.documented(phone_number="7275551212", dnc_check="Y")
    page.get_by_role("button", name="Remove this row").click()
    page.get_by_role("button", name="Remove this row").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("DNC")
    assert demo.documented(phone_number="7275551212", dnc_check="Y").startswith("SUCCESS")


def test_a_users_right_is_changed(demo: Mock, open_page: Open) -> None:
    page = open_page("#/tables/vicidial_users?q=6666")
    page.get_by_role("link", name="6666", exact=True).click()
    expect(page.locator("#c-user")).to_have_value("6666")
    # The password is not on the page, and stays what it is.
    expect(page.locator("#c-pass")).to_have_value("")
    page.locator("#c-modify_leads").select_option("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    assert "PERMISSION TO ADD LEADS" in demo.documented(phone_number="7275551212")


def test_a_wrong_value_is_refused_in_words(demo: Mock, open_page: Open) -> None:
    page = open_page("#/tables/vicidial_lists/101")
    page.locator("#c-list_id").fill("999")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("999")


def test_a_custom_field_is_added_and_removed(demo: Mock, open_page: Open) -> None:
    page = open_page("#/tables/vicidial_lists/101")
    page.get_by_label("Label").fill("shoe_size")
    page.get_by_role("button", name="Add the field").click()
    expect(page.get_by_role("button", name="Remove shoe_size")).to_be_visible()
    answer = demo.documented(
        phone_number="7275551212", list_id="101", custom_fields="Y", shoe_size="44"
    )
    assert "CUSTOM FIELDS VALUES ADDED" in answer
    assert demo.rows("custom_101")[0]["shoe_size"] == "44"
    page.get_by_role("button", name="Remove shoe_size").click()
    page.get_by_role("button", name="Remove shoe_size").click()
    expect(page.get_by_role("button", name="Remove shoe_size")).to_have_count(0)
    assert "shoe_size" not in (demo.rows("custom_101") or [{}])[0]


def test_an_old_lead_is_found_and_the_first_is_the_first(
    demo: Mock, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "LOOKED_THROUGH", 20)
    monkeypatch.setattr(whole_table, "PIECE", 30)
    many_leads(demo, 100)
    changed = {"vendor_lead_code": "CRM-0815", "entry_date": "2001-01-01 00:00:00"}
    assert demo.admin("PATCH", "/tables/vicidial_list/7", changed).status == 200
    page = open_page("#/tables/vicidial_list?q=rm-0815")
    rows = page.locator("table.data tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("7275550007")
    open_page("#/tables/vicidial_list")
    expect(page.get_by_text("100 rows", exact=True)).to_be_visible()
    # The only one that has a date: NULL comes before all.
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^entry_date")).click()
    expect(rows.first).to_contain_text("7275550007")


def test_a_rows_draft_survives_a_reload_and_is_left_knowingly(demo: Mock, open_page: Open) -> None:
    page = open_page("#/tables/vicidial_lists/101")
    field = page.get_by_label("list_name")
    field.click()  # A browser asks only for a page that somebody has touched.
    field.fill("Half done")
    asked: list[str] = []
    answers = [True, False, True]

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type if dialog.type == "beforeunload" else dialog.message)
        if answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    with hearing(page, "dialog", answer):
        page.reload()
        expect(field).to_have_value("Half done")
        expect(page.get_by_role("button", name="Save")).to_be_enabled()
        stage = page.get_by_role("link", name="Stage", exact=True)
        stage.click()
        expect(page).to_have_url(re.compile("#/tables/vicidial_lists/101$"))
        expect(field).to_have_value("Half done")
        stage.click()
        expect(page.locator(".clock-face")).to_be_visible()
        question = "What you changed in Lists 101 is not saved. Leave, and lose it?"
        assert asked == ["beforeunload", question, question]
        page.go_back()
        expect(field).not_to_have_value("Half done")
        field.fill("Whole")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("✓ done")).to_be_visible()
        stage.click()
        expect(page.locator(".clock-face")).to_be_visible()
        assert [
            one["list_name"] for one in demo.rows("vicidial_lists") if one["list_id"] == 101
        ] == ["Whole"]
    assert len(asked) == 3
