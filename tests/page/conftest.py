"""A real browser for the page's tests: headless Chromium, one window for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from client import Mock
from page.browsing import SIZE, Open, Picture

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
    # The first is the same browser without what only a person at a screen has of it, and takes two
    # thirds of the work.
    others = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    names = ("chromium-headless-shell", *others)
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        reason = "There is no chromium on the PATH: apt-get install chromium-headless-shell"
        if os.environ.get("LMAPI_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@dataclass(frozen=True, slots=True)
class Window:
    """The window that the tests look through one after another: what is cached stays so.

    Attributes:
        page: its tab.
        complaints: of the console, since the last test.
    """

    page: Page
    complaints: list[str]


WINDOW = pytest.StashKey[tuple[Window, ExitStack]]()
"""The window, and what closes it."""


@pytest.fixture
def window(request: pytest.FixtureRequest) -> Window:
    """One for all: a new tab and a new load of all its files take three times the work."""
    stash = request.config.stash
    if WINDOW not in stash:
        with ExitStack() as stack:
            opened = _opened(stack)
            stash[WINDOW] = opened, stack.pop_all()
    return stash[WINDOW][0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Close the browser before tests of another folder.

    While Playwright runs, its thread has a running event loop, with which their asyncio.run would
    not work.
    """
    if nextitem is not None and nextitem.path.parent == item.path.parent:
        return
    if (opened := item.config.stash.get(WINDOW, None)) is not None:
        del item.config.stash[WINDOW]
        opened[1].close()


def _opened(stack: ExitStack) -> Window:
    path = chromium()
    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    stack.callback(browser.close)
    made = browser.new_context(
        viewport=SIZE, reduced_motion="reduce", color_scheme="light", accept_downloads=True
    )
    stack.callback(made.close)
    made.set_default_timeout(15_000)
    complaints: list[str] = []
    made.on(
        "console",
        lambda said: complaints.append(said.text) if is_complaint(said.type, said.text) else None,
    )
    made.on("weberror", lambda failure: complaints.append(str(failure.error)))
    return Window(made.new_page(), complaints)


@pytest.fixture
def page(window: Window, running: Mock) -> Iterator[Page]:
    """A tab in which nobody has done anything; a complaint of its console is a failure."""
    page = window.page
    yield page
    for other in page.context.pages:
        if other is not page:
            other.close()
    page.unroute_all()
    page.context.unroute_all()
    # Somewhere of the same origin: the next view is a new document, and what is stored can go.
    page.goto(f"{running.server.base_url}/__admin/page/icon.svg")
    page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
    page.set_viewport_size(SIZE)
    page.emulate_media(color_scheme="light")
    complaints = list(window.complaints)
    window.complaints.clear()
    assert complaints == []


def is_complaint(kind: str, text: str) -> bool:
    """Whether the console says that something is wrong.

    Chromium itself logs every answer of 4xx and 5xx, which the tests look for on the page, and
    what the policy has kept from running, which one of them does on purpose.
    """
    expected = ("Failed to load resource", PROBE)
    return kind in {"error", "warning"} and not text.startswith(expected)


@pytest.fixture
def open_page(demo: Mock, page: Page) -> Open:
    """Opens a view of the page (`#/stage`) of the server with its demo data."""

    def open_view(view: str = "", *, namespace: str = "") -> Page:
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
