"""The contract, readable: every message, every parameter, and a request for each."""

from __future__ import annotations

from playwright.sync_api import expect

from client import Mock
from page.browsing import Open, Picture

TEXT_BY_ID = """() => Object.fromEntries(
  [...document.querySelectorAll("details.message")].map((one) => [one.id, one.textContent]))"""
"""All that stands in each message, in one go: there are hundreds."""


def test_every_message_is_there_in_both_dialects(
    demo: Mock, open_page: Open, picture: Picture
) -> None:
    contract = demo.admin("GET", "/contract").json
    page = open_page("#/contract/IN_DNC")
    expect(page.locator("#m-add_lead\\.IN_DNC")).to_have_attribute("open", "")
    picture(page, "contract")
    shown = page.evaluate(TEXT_BY_ID)
    for message in contract["messages"]:
        text = shown["m-" + ".".join(filter(None, (message["function"], message["name"])))]
        for part in ("documented", "vicidial", "cause", "remedy"):
            assert message[part] in text, (message["name"], part)
        for name, value in message["example"]["parameters"].items():
            assert f"{name}={value}" in text, message["name"]
    assert len(shown) == len(contract["messages"])
    assert page.locator("tbody th code").all_inner_texts() == [
        one["name"] for one in contract["parameters"]
    ]


def test_an_example_is_tried(demo: Mock, open_page: Open) -> None:
    page = open_page("#/contract/INVALID_LENGTH")
    page.locator("#m-add_lead\\.INVALID_LENGTH").get_by_role(
        "link", name="Try this request"
    ).click()
    page.get_by_role("button", name="Send").click()
    contract = demo.admin("GET", "/contract").json
    (message,) = [
        one
        for one in contract["messages"]
        if (one["function"], one["name"]) == ("add_lead", "INVALID_LENGTH")
    ]
    expect(page.get_by_label("The answer", exact=True)).to_contain_text(
        message["example"]["prints"]["documented"]
    )


def test_messages_and_parameters_are_searched(demo: Mock, open_page: Open) -> None:
    page = open_page("#/contract")
    page.get_by_label("Search messages and parameters").fill("nanpa_ac_prefix_check")
    expect(page.locator("#m-add_lead\\.INVALID_NANPA")).to_be_visible()
    expect(page.locator("#m-add_lead\\.LEAD_ADDED")).to_have_count(0)
    page.get_by_label("Result").select_option("NOTICE")
    expect(page.locator("#m-add_lead\\.INVALID_NANPA")).to_have_count(0)
