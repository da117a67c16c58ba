from __future__ import annotations

import re

import pytest

from client import Mock
from lmapi_mock.admin.page import FOLDER, TYPES, generation
from lmapi_mock.findings.catalogue import catalogue


def test_the_page_is_served_in_every_namespace(mock: Mock) -> None:
    for path in ("/__admin", "/__admin/", "/ns/other/__admin"):
        answer = mock.request("GET", path)
        assert answer.status == 200, path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<title>lmapi-mock</title>" in answer.text
    mock.admin("DELETE", "/namespaces/other")


def test_every_file_of_it_is_served_and_asked_for_again_only_when_new(mock: Mock) -> None:
    for path in FOLDER.rglob("*"):
        if path.suffix not in TYPES:
            continue
        name = path.relative_to(FOLDER).as_posix()
        answer = mock.request("GET", f"/__admin/page/{name}")
        assert answer.status == 200, name
        assert answer.body.replace(generation().encode(), b"") == path.read_bytes()
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-cache"
        etag = answer.headers["etag"]
        again = mock.request("GET", f"/__admin/page/{name}", headers={"if-none-match": etag})
        assert (again.status, again.body) == (304, b"")


def test_what_the_page_names_by_its_generation_is_not_asked_for_again(mock: Mock) -> None:
    (path,) = re.findall(r'src="(/__admin/page/[0-9a-f]{12}/main\.js)"', mock.admin("GET", "").text)
    answer = mock.request("GET", path)
    assert answer.body == (FOLDER / "main.js").read_bytes()
    assert answer.headers["cache-control"] == "max-age=31536000, immutable"
    # A page that was opened before the server was replaced gets what there is now.
    old = mock.request("GET", "/__admin/page/0123456789ab/main.js")
    assert (old.body, old.headers["cache-control"]) == (answer.body, "no-cache")


@pytest.mark.parametrize(
    "name", ["nothing.js", "../admin/page.py", "%2e%2e/admin/page.py", "vendor/VENDORED.md", ""]
)
def test_nothing_else_is(mock: Mock, name: str) -> None:
    assert mock.request("GET", f"/__admin/page/{name}").status == 404


def test_nothing_in_it_stands_where_a_policy_would_forbid_it() -> None:
    for path in FOLDER.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), path.name
    for path in FOLDER.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
        assert not re.search(r"https?://", text), path.name


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/clean"), ("POST", "/reset"), ("PUT", "/clock"), ("DELETE", "/tables/x/1")],
)
def test_another_sites_page_may_change_nothing(mock: Mock, method: str, path: str) -> None:
    headers = {"origin": "https://evil.example", "content-type": "text/plain"}
    answer = mock.request(method, f"/__admin{path}", "{}", headers)
    assert (answer.status, answer.json["error"]["code"]) == (403, "foreign_origin")


def test_a_findings_docs_lead_to_where_it_is_explained(mock: Mock) -> None:
    mock.add_lead(phone_number="7275551212", frist_name="Ann")
    findings = mock.admin("GET", "/findings").json["findings"]
    (docs,) = {one["docs"] for one in findings if one["code"] == "unknown-parameter"}
    path, _, code = docs.partition("#")
    for base in ("", "/ns/other"):
        page = mock.request("GET", base + path)
        assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert f'<h2 id="{code}">' in page.text
    mock.admin("DELETE", "/namespaces/other")


def test_every_finding_is_explained_in_plain_html(mock: Mock) -> None:
    text = mock.request("GET", "/__admin/docs/findings").text
    assert re.findall(r'<h2 id="([^"]+)">', text) == list(catalogue())
    assert not re.search(r"`|\]\(|\*\*|<script", text)
