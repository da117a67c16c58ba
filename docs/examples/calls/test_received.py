import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lmapi_mock import MockServer

RECEIVED = []


class Hook(BaseHTTPRequestHandler):
    def do_GET(self):
        RECEIVED.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"thanks")


@pytest.fixture(scope="module")
def lmapi_server():
    with MockServer(call_urls=True) as server:
        yield server


@pytest.fixture
def hook():
    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_crm_is_called_before_the_answer(lmapi, hook):
    row = {"campaign_id": "101", "entry_type": "list", "url_type": "apinewlead"}
    row["url_address"] = f"{hook}/new?lead=--A--lead_id--B--&phone=--A--phone_number--B--"
    lmapi.given(tables={"vicidial_url_multi": [row]})
    assert lmapi.add_lead(phone_number="7275551212", list_id=101).ok
    assert RECEIVED == ["/new?lead=1&phone=7275551212"]
    assert lmapi.calls()[0]["response"] == "thanks"
