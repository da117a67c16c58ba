from pathlib import Path

import pytest

from lmapi_mock import LmapiMock, MockServer

SEED = Path(__file__).with_name("staging.yaml")


@pytest.fixture(scope="session")
def lmapi_server():
    """The plugin's server, but with our own data: `lmapi` goes by it."""
    with MockServer(seed=SEED) as server:
        yield server


def test_our_user_may_load_leads(lmapi):
    assert lmapi.add_lead(user="web", pass_="0123", phone_number="7275551212", list_id=101).ok


def test_the_demo_data_is_not_there(lmapi: LmapiMock):
    assert lmapi.add_lead(phone_number="7275551212").error == "Login incorrect, please try again"
