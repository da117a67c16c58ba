"""A CRM whose SQLAlchemy is too old for the server: its tests need the plugin alone."""

import urllib.parse
import urllib.request

import sqlalchemy as sa

metadata = sa.MetaData()
contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("phone", sa.String(20)),
    sa.Column("name", sa.String(50)),
)


def push_all(connection, url):
    """Push each contact of the CRM's own database; returns the answers."""
    answers = []
    for row in connection.execute(contacts.select()):
        lead = {"user": "6666", "pass": "1234", "source": "crm", "function": "add_lead"}
        lead |= {"phone_number": row.phone, "first_name": row.name}
        with urllib.request.urlopen(url, urllib.parse.urlencode(lead).encode(), timeout=10) as sent:
            answers.append(sent.read().decode())
    return answers


def test_every_contact_becomes_a_lead(lmapi):
    with sa.create_engine("sqlite://").connect() as connection:
        metadata.create_all(connection)
        connection.execute(contacts.insert(), [{"phone": "7275551212", "name": "Ada"}])
        (answer,) = push_all(connection, lmapi.url)
    assert answer.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED")
    assert lmapi.leads()[0]["first_name"] == "Ada"
    lmapi.assert_clean()
