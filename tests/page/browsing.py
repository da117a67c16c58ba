"""What the page's tests are handed by their fixtures, and what they ask of the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Page, ViewportSize

Open = Callable[..., Page]
"""Opens a view of the page: `open_page("#/stage", namespace="other")`."""

Picture = Callable[[Page, str], None]
"""Takes a picture for the documents, if LMAPI_SCREENSHOTS asks for them."""

SIZE: Final[ViewportSize] = {"width": 1200, "height": 760}
"""Of the window, in pixels."""


@contextmanager
def hearing(page: Page, event: Any, hear: Callable[[Any], None]) -> Iterator[None]:
    """Hear an event of the tab; those of other tests are not for this one's ears.

    Args:
        page: the tab.
        event: by Playwright's name.
        hear: called with what the event is about.
    """
    page.on(event, hear)
    try:
        yield
    finally:
        page.remove_listener(event, hear)
