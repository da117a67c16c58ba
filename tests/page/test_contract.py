"""The contract, readable: every message, every parameter, and a request for each."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from client import Mock
from page.browsing import Open, Picture
from page.opened import opened

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


def test_messages_and_parameters_are_searched(demo: Mock, open_page: Open) -> None:
    page = open_page("#/contract")
    page.get_by_label("Search messages and parameters").fill("nanpa_ac_prefix_check")
    expect(page.locator("#m-add_lead\\.INVALID_NANPA")).to_be_visible()
    expect(page.locator("#m-add_lead\\.LEAD_ADDED")).to_have_count(0)
    page.get_by_label("Result").select_option("NOTICE")
    expect(page.locator("#m-add_lead\\.INVALID_NANPA")).to_have_count(0)


@pytest.mark.parametrize(
    "name",
    [
        "LOGIN_LOCKED",
        "add_lead.INVALID_LENGTH",
        "add_lead.DUPLIST",
        "add_lead.INVALID_NANPA",
        "add_lead.OUTSIDE_LOCAL_TIME",
    ],
)
def test_an_example_gets_its_stage_in_a_namespace_of_its_own(
    demo: Mock, open_page: Open, name: str
) -> None:
    messages = demo.admin("GET", "/contract").json["messages"]
    (message,) = [one for one in messages if name_of(one) == name]
    page = open_page(f"#/contract/{name}")
    shown = page.locator(f"[id='m-{name}']")
    shown.get_by_role("link", name="Try this request").click()
    page.get_by_role("button", name="Set the stage and send").click()
    expect(page.get_by_label("The answer", exact=True)).to_contain_text(
        message["example"]["prints"]["documented"].splitlines()[0]
    )
    assert demo.admin("GET", "/requests").json["requests"] == []
    assert opened(demo) == []


SET_STAGE = """async (message) => {
  const { setStage } = await import("./__admin/page/example.js");
  return setStage(message);
}"""
"""What the button "Try this request" does before it opens the form."""


def test_the_stage_of_every_example_can_be_set(demo: Mock, open_page: Open) -> None:
    """All that need one, each stage once: some 50 for hundreds of messages, hence the seconds."""
    page = open_page("#/requests")
    staged: set[str] = set()
    for message in demo.admin("GET", "/contract").json["messages"]:
        example = message["example"]
        parts = ("before", "rows", "columns", "custom_tables", "clock")
        stage = json.dumps([example[part] for part in parts])
        if stage in staged or not any(example[part] for part in parts):
            continue
        staged.add(stage)
        name = page.evaluate(SET_STAGE, message)
        answer = demo.request("GET", f"/ns/{name}/API/lmapi.php?{urlencode(example['parameters'])}")
        printed = set(example["prints"]["documented"].splitlines())
        assert printed <= set(answer.text.splitlines()), name
        demo.admin("DELETE", f"/namespaces/{name}")


def name_of(message: dict[str, Any]) -> str:
    return ".".join(filter(None, (message["function"], message["name"])))


def test_a_search_is_in_the_address(open_page: Open) -> None:
    page = open_page("#/contract?q=nanpa_ac_prefix_check")
    search = page.get_by_label("Search messages and parameters")
    expect(search).to_have_value("nanpa_ac_prefix_check")
    page.get_by_label("Result").select_option("ERROR")
    search.fill("DNC")
    page.reload()
    expect(search).to_have_value("DNC")
    expect(page.get_by_label("Result")).to_have_value("ERROR")


@pytest.mark.parametrize(
    ("part", "found"), [("Contract", "details.message"), ("Try it", "#p-phone_number")]
)
def test_contract_and_form_come_when_the_server_is_back(
    open_page: Open, part: str, found: str
) -> None:
    page = open_page("#/requests")
    page.route("**/__admin/contract", lambda route: route.abort())
    page.get_by_role("link", name=part, exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.unroute("**/__admin/contract")
    expect(page.locator(found).first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
