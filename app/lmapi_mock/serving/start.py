"""What a start has found and done, as its lines on standard output say it."""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.settings import DOCUMENTED_DOOR, Settings
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_users as users
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.seed import Seed

DEMO_USER: Final = ("6666", "1234")
"""Who is tried first: the user of every example."""

_ANY_PASSWORD: Final = "PASSWORD"  # noqa: S105  what stands in a password's place


class Login(NamedTuple):
    """A user who may add leads.

    Attributes:
        user: the name.
        password: as it stands in the seed; a word in its place where the seed has another.
    """

    user: str
    password: str


class Start(NamedTuple):
    """What a start has found.

    Attributes:
        database: where it is and what it holds.
        login: a user who may add leads; None where there is none, or where leads would be called.
    """

    database: str
    login: Login | None


def start_of(database: Database, seed: Seed, settings: Settings, rows: str) -> Start:
    """What is said of a start.

    Args:
        database: opened, migrated and filled.
        seed: what it would be filled with.
        settings: what the server is told.
        rows: what has been done with the rows, as "seeded with the demo data".
    """
    if settings.existing:
        # None is to be tried: the dialer would call the lead.
        return Start(f"{_where(database)}, a dialer's own, left as it is", None)
    ends = "; it ends with the server" if database.is_memory else ""
    return Start(f"{_where(database)}, {rows}{ends}", _login(database, seed))


def ready_lines(url: str, start: Start, *, existing: bool) -> str:
    """What is printed once requests are answered: where, what to try, and on which database.

    Args:
        url: the server's.
        start: what it has found.
        existing: on a dialer's own database there is no request to try.
    """
    tried = "" if existing else f"  Try: {_to_try(url, start.login)}"
    return f"Ready: {url}{tried}\nPage: {url}/__admin  Database: {start.database}"


def _to_try(url: str, login: Login | None) -> str:
    # Test certificates are signed by nobody.
    curl = "curl -k" if url.startswith("https:") else "curl"
    if login is None:
        # The one call that nobody has to log in for.
        return f"{curl} '{url}{DOCUMENTED_DOOR}?function=version'  (no user there may add leads)"
    query = f"source=test&user={_encoded(login.user)}&pass={_encoded(login.password)}"
    return f"{curl} '{url}{DOCUMENTED_DOOR}?{query}&function=add_lead&phone_number=7275551212'"


def _encoded(value: str) -> str:
    """As a query has it, between a shell's quotes."""
    from urllib.parse import quote  # noqa: PLC0415  few names need it

    return value if value.isalnum() and value.isascii() else quote(value, safe="")


def _where(database: Database) -> str:
    if database.is_memory:
        return "in memory"
    # Without its password.
    return str(database.url.database) if database.kind.single else _shown(database.url)


def _shown(url: sa.URL) -> str:
    return url.render_as_string(hide_password=True)


def _login(database: Database, seed: Seed) -> Login | None:
    with database.transaction() as tx:
        found = _who_may(tx)
    if found is None or found == DEMO_USER:
        return Login(*DEMO_USER) if found else None
    # What stands in the seed is known to who gave it; what came by other ways is not printed.
    with seed.image().transaction() as tx:
        told = tx.connection.execute(
            sa.select(users.c["pass"]).where(users.c.user == found[0])
        ).scalar()
    return Login(found[0], found[1] if told == found[1] else _ANY_PASSWORD)


def _who_may(tx: Transaction) -> tuple[str, str] | None:
    """Name and password of a user who may add leads, 6666 if that is one."""
    hashed = str(configuration.settings(tx).get("pass_hash_enabled")) == "1"
    columns = [users.c[name] for name in ("user", "pass", "active", "api_allowed_functions")]
    rows = tx.connection.execute(
        sa.select(*columns)
        .where(
            users.c.user_level >= 8,
            users.c.vdc_agent_api_access == "1",
            users.c.modify_leads.in_(("1", "2", "3", "4")),
            users.c.failed_login_count < 10,
        )
        .order_by(users.c.user_id)
    )
    may = [
        (str(row.user), _ANY_PASSWORD if hashed else str(row[1]))
        for row in rows
        if fold(str(row.active)) == "y" and _adds_leads(str(row.api_allowed_functions or ""))
    ]
    return next((one for one in may if one == DEMO_USER), next(iter(may), None))


def _adds_leads(functions: str) -> bool:
    return " add_lead " in functions or "ALL_FUNCTIONS" in functions
