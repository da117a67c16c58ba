import sqlite3
import urllib.request

import pytest

from lmapi_mock import MockServer

LEAD = "source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212&list_id=101"


@pytest.fixture
def server(tmp_path):
    """A server on a file: namespaces, and so the fixture `lmapi`, are in memory."""
    with MockServer(database=tmp_path / "leads.sqlite3") as running:
        yield running


def report(database):
    """What the report under test asks the dialer's database."""
    query = "SELECT list_id, status, COUNT(*) FROM vicidial_list GROUP BY list_id, status"
    return database.execute(query).fetchall()


def test_a_report_counts_the_leads(server, tmp_path):
    urllib.request.urlopen(f"{server.base_url}/API/lmapi.php?{LEAD}", timeout=10).close()
    database = sqlite3.connect(tmp_path / "leads.sqlite3")
    assert report(database) == [(101, "NEW", 1)]
    database.close()
