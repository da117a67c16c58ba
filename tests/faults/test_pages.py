"""The pages that are no answer."""

from __future__ import annotations

import pytest

from lmapi_mock.faults.pages import PAGES


@pytest.mark.parametrize(
    ("name", "begin", "word"),
    [
        ("php_error", "<br />\n<b>Fatal error</b>:", "</b>"),
        ("firewall", "<!DOCTYPE html>", "blocked"),
    ],
)
def test_a_page_is_html_with_status_200(name: str, begin: str, word: str) -> None:
    page = PAGES[name]
    assert page.status == 200
    assert page.headers == ((b"content-type", b"text/html; charset=utf-8"),)
    text = page.body.decode()
    assert text.startswith(begin)
    assert word in text
    assert not any(result in text for result in ("SUCCESS:", "ERROR:", "NOTICE:"))
