"""A real browser for the page's tests: headless Chromium, one for each module."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from client import Mock
from page.browsing import Open, Picture

PICTURES = Path(__file__).parents[2] / "docs" / "images"
"""Where LMAPI_SCREENSHOTS=1 puts the pictures that the documents show."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PROBE = "Executing inline script violates the following Content Security Policy directive"
"""What Chromium says of a script that was slipped into the page."""

expect.set_options(timeout=15_000)


def chromium() -> str:
    """The browser's path; skips where there is none, unless LMAPI_REQUIRE_BROWSER is set."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        reason = "There is no chromium on the PATH: apt-get install chromium"
        if os.environ.get("LMAPI_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # A module's and not the session's: while Playwright runs, its thread has a running event
    # loop, with which other modules' asyncio.run would not work.
    path = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has used, which finds every complaint of the console a failure."""
    made = browser.new_context(
        viewport={"width": 1200, "height": 760}, reduced_motion="reduce", color_scheme="light"
    )
    made.set_default_timeout(15_000)
    complaints: list[str] = []
    made.on(
        "console",
        lambda said: complaints.append(said.text) if is_complaint(said.type, said.text) else None,
    )
    made.on("weberror", lambda failure: complaints.append(str(failure.error)))
    yield made
    made.close()
    assert complaints == []


def is_complaint(kind: str, text: str) -> bool:
    """Whether the console says that something is wrong.

    Chromium itself logs every answer of 4xx and 5xx, which the tests look for on the page, and
    what the policy has kept from running, which one of them does on purpose.
    """
    expected = ("Failed to load resource", PROBE)
    return kind in {"error", "warning"} and not text.startswith(expected)


@pytest.fixture
def open_page(demo: Mock, context: BrowserContext) -> Open:
    """Opens a view of the page (`#/stage`) of the server with its demo data."""

    def open_view(view: str = "", *, page: Page | None = None, namespace: str = "") -> Page:
        page = page or context.new_page()
        base = f"{demo.server.base_url}/ns/{namespace}" if namespace else demo.server.base_url
        page.goto(f"{base}/__admin{view}")
        expect(page.locator("#connection")).to_have_text("live")
        expect(page.locator("main h1")).to_be_visible()
        return page

    return open_view


@pytest.fixture
def picture() -> Picture:
    """Takes a picture for the documents, if LMAPI_SCREENSHOTS asks for them."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("LMAPI_SCREENSHOTS"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.mouse.move(0, 0)
            page.screenshot(path=PICTURES / f"{name}.png")

    return take
