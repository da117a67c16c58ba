"""The double as an application of FastAPI's: mounted in another one, without a server."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from lmapi_mock import Settings, create_app


@pytest.fixture
def client():
    """A client of an application in which the double is mounted."""
    app = FastAPI()
    app.mount("/dialer", create_app(Settings(database=":memory:")))
    return TestClient(app)


def test_a_lead_is_loaded(client):
    lead = {"user": "6666", "pass": "1234", "source": "test", "function": "add_lead"}
    answer = client.post("/dialer/API/lmapi.php", data=lead | {"phone_number": "7275551212"})
    assert answer.text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|")
    (request,) = client.get("/dialer/__admin/requests").json()["requests"]
    assert request["verdict"] == "stored as lead 1"
