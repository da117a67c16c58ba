"""What every finding means, as a page (`/__admin/docs/findings#code`).

It is made of the catalogue, for a wheel has no docs folder.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

from lmapi_mock.findings.catalogue import PREAMBLE, catalogue
from lmapi_mock.http.refusals import PREFIX
from lmapi_mock.non_agent_api.functions import edition

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Findings · lmapi-mock</title>
  <link rel="icon" href="{admin}/page/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="{admin}/page/page.css">
</head>
<body>
  <header class="top"><a class="brand" href="{admin}">lmapi-mock</a></header>
  <main>
{body}
  </main>
</body>
</html>
"""
_CODE: Final = re.compile(r"`([^`]+)`")
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")
"""A link to another page of the docs, which is not served: its words stay."""


def findings_page(mount: str) -> str:
    """The page.

    Args:
        mount: where the application is mounted, empty for nowhere.
    """
    return _made(edition(), mount)


@lru_cache(4)
def _made(_: int, mount: str) -> str:
    title, *paragraphs = filter(None, PREAMBLE.split("\n\n"))
    body = [f"    <h1>{_inline(title.removeprefix('# '))}</h1>"]
    body += [f"    <p>{_inline(text)}</p>" for text in paragraphs]
    for code, kind in catalogue().items():
        title, why = f"<strong>{_inline(kind.title)}</strong>", _inline(kind.bites)
        body += [
            f'    <h2 id="{code}">{code}</h2>',
            f"    <p>{title} ({kind.severity}). {why}</p>",
            f"    <p><em>What to do:</em> {_inline(kind.remedy)}</p>",
        ]
    return _PAGE.format(admin=html.escape(mount) + PREFIX, body="\n".join(body))


def _inline(text: str) -> str:
    """A paragraph of Markdown as HTML: what stands between backquotes is code."""
    return _CODE.sub(r"<code>\1</code>", _LINK.sub(r"\1", html.escape(text.strip(), quote=False)))
