"""What the page's tests are handed by their fixtures."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

Open = Callable[..., Page]
"""Opens a view of the page: `open_page("#/stage", namespace="other")`."""

Picture = Callable[[Page, str], None]
"""Takes a picture for the documents, if LMAPI_SCREENSHOTS asks for them."""
