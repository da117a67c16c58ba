"""Login, lock-out and addresses: who calls, and may they at all (section 4)."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NoReturn

import bcrypt
import sqlalchemy as sa

from lmapi_mock.clock import Moment
from lmapi_mock.errors import LmapiMockError
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.core.outcome import Refusal
from lmapi_mock.non_agent_api.login import eksblowfish, messages
from lmapi_mock.non_agent_api.login.address import why_not_from
from lmapi_mock.non_agent_api.login.failed import count_failure, count_refusal
from lmapi_mock.non_agent_api.wire.php import php_float
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_users as users
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

FAILED_LOGINS: Final = 10
LOCKED_FOR: Final = dt.timedelta(minutes=15)
LOWEST_LEVEL: Final = 7

NO_DATE: Final = "0000-00-00"
NO_CONTAINER: Final = "---DISABLED---"
"""What system_settings.two_factor_container holds where there is no second factor."""

LOGIN_FILE: Final = Fragile(
    "the file of refused logins",
    breaks_by="system_settings.webroot_writable 1, where the folder cannot be written all the same",
    is_told=False,
)
FRAGILE: Final = (LOGIN_FILE,)

HIGHEST_COST: Final = 31
LIBRARYS_LOWEST_COST: Final = 4
"""What the bcrypt library begins at; a dialer's default is 2."""

LOOKED_AT: Final = (
    "user_id",
    "user",
    "pass",
    "pass_hash",
    "active",
    "user_level",
    "user_group",
    "failed_login_count",
    "last_login_date",
    "last_ip",
    "ignore_ip_list",
    "api_list_restrict",
    "api_allowed_functions",
    "vdc_agent_api_access",
    "modify_leads",
    "modify_lists",
    "modify_users",
    "modify_same_user_level",
    "delete_users",
    "delete_lists",
    "custom_fields_modify",
    "modify_campaigns",
    "view_reports",
    "delete_from_dnc",
    "admin_hide_lead_data",
    "admin_cf_show_hidden",
    "two_factor_override",
)
"""What login and rights depend on, of all that vicidial_users has."""


@cache
def _user_of(lacking: frozenset[str]) -> tuple[Statement, Mapping[str, str]]:
    """How a user is looked up who lacks some columns, and what counts in their place."""
    names = [name for name in LOOKED_AT if name not in lacking]
    statement = Statement(
        lambda engine: sa.select(*(users.c[name] for name in names)).where(
            engine.matches(users.c.user, "user")
        )
    )
    defaults = {name: users.c[name].server_default for name in LOOKED_AT if name in lacking}
    return statement, {
        name: str(default.arg) if isinstance(default, sa.DefaultClause) else ""
        for name, default in defaults.items()
    }


def _user_named(call: Call) -> Row | None:
    """The caller's row; a dialer's own database may lack what only further functions look at."""
    statement, defaults = _user_of(call.tx.lacking(users))
    user = call.tx.remembered(statement, user=call.user)
    return user if user is None or not defaults else {**defaults, **user}


_GOOD: Final = Statement(
    lambda _: (
        sa.update(users)
        .where(users.c.user_id == sa.bindparam("id"))
        .values(
            failed_login_count=sa.literal_column("0"),
            last_login_date=sa.bindparam("login_date"),
            last_ip=sa.bindparam("ip"),
        )
    )
)


def authenticate(call: Call) -> None:
    """Set `call.caller`, or refuse: wrong login, locked user, address not allowed."""
    # Of requests that share a commit, a login that is the same is looked at once.
    login = (authenticate, call.user, call.value["pass"], call.request.remote_ip, call.now.text)
    call.caller = call.tx.once(login, lambda: _logged_in(call))


def _logged_in(call: Call) -> Row:
    user = _user_named(call)
    if user is None:
        raise _login_incorrect(call, "there is no user of this name")
    if (user["failed_login_count"] or 0) >= FAILED_LOGINS:
        _refuse_while_locked(call, user)
    wrong = _wrong(call, user)
    if wrong:
        _refuse_wrong_login(call, user, wrong)
    because = why_not_from(call.tx, call.request.remote_ip, user)
    if because:
        count_refusal(call, user, "aIPBLOCK")
        raise call.refusal(
            messages.IP_NOT_ALLOWED, because=because, remote_ip=call.request.remote_ip
        )
    _note_login(call, user, call.request.remote_ip[:50])
    if _needs_second_factor(call, user):
        raise call.refusal(messages.SECOND_FACTOR_NEEDED, password=call.value["pass"])
    return user


def _note_login(call: Call, user: Row, ip: str) -> None:
    """Keep when and whence the user came.

    A row that says so already is left alone: on a server, requests of one user would otherwise
    wait for each other to end.
    """
    noted = (user["failed_login_count"], str(user["last_login_date"]), user["last_ip"])
    if noted != (0, call.now.text, ip):
        call.tx.run(_GOOD, id=user["user_id"], login_date=call.now.text, ip=ip)


def _wrong(call: Call, user: Row) -> str:
    """What keeps the user from logging in, for the journal; nothing if nothing does."""
    if fold(str(user["active"])) != "y":
        return f"the user's active is {user['active']}, not Y"
    if (user["user_level"] or 0) < LOWEST_LEVEL:
        return f"the user's user_level is {user['user_level']}, below {LOWEST_LEVEL}"
    return "" if _password_matches(call, user) else "the password is another"


def _password_matches(call: Call, user: Row) -> bool:
    password = call.value["pass"]
    settings = configuration.settings(call.tx)
    if str(settings["pass_hash_enabled"]) != "1":
        return fold(user["pass"]) == fold(password)
    expected = password_hash(password, settings["pass_key"], settings["pass_cost"])
    return bool(expected) and hmac.compare_digest(user["pass_hash"] or "", expected)


def password_hash(password: str, key: str, cost: Any) -> str:
    """The bcrypt digest of a password, without salt and cost, as vicidial_users.pass_hash has it.

    Args:
        password: at most 72 bytes of it count, as ever with bcrypt.
        key: system_settings.pass_key, whose first 16 bytes are the salt.
        cost: system_settings.pass_cost, 0 to 31; each step doubles the time it takes.

    Raises:
        LmapiMockError: the cost is none.
    """
    counted = password.encode()[:72]
    salt = key.encode()[:16].ljust(16, b"\0")
    cost = int(cost or 0)
    if not 0 <= cost <= HIGHEST_COST:
        raise LmapiMockError(
            f"system_settings.pass_cost is {cost}: bcrypt takes 0 to {HIGHEST_COST}.",
            "Set pass_cost, and make the users' pass_hash with it.",
        )
    if cost < LIBRARYS_LOWEST_COST:
        return _bcrypt_base64(eksblowfish.digest(counted, salt, cost)).decode()
    hashed = bcrypt.hashpw(counted, b"$2a$%02d$%s" % (cost, _bcrypt_base64(salt)))
    return hashed[-31:].decode()


_TO_BCRYPT: Final = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def _bcrypt_base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=").translate(_TO_BCRYPT)


def _refuse_while_locked(call: Call, user: Row) -> None:
    """Ten failed logins lock a user for 15 minutes, the right password included.

    A user who has never logged in is not locked, but refused once, which is a date to count from.
    """
    locked_since = str(user["last_login_date"] or "")
    if not locked_since or locked_since.startswith(NO_DATE):
        _refuse_wrong_login(call, user, "the user is locked, and has no last_login_date")
    if locked_since > _datetime_text(call.now, LOCKED_FOR):
        count_refusal(call, user, "aLOCK")
        raise call.refusal(messages.LOGIN_LOCKED)


def _refuse_wrong_login(call: Call, user: Row, wrong: str) -> NoReturn:
    count_failure(call, user, begins_anew=(user["failed_login_count"] or 0) >= FAILED_LOGINS)
    count_refusal(call, user, "aBAD")
    raise _login_incorrect(call, wrong)


def _needs_second_factor(call: Call, user: Row) -> bool:
    """Whether a second factor is asked for, which no caller of the API can show."""
    settings = configuration.settings(call.tx)
    hours = php_float(str(settings.get("two_factor_auth_hours") or ""))
    container = str(settings.get("two_factor_container") or "")
    if hours <= 0 or container in {"", NO_CONTAINER}:
        return False
    return str(user["two_factor_override"]) != "DISABLED"


def _login_incorrect(call: Call, because: str) -> Refusal:
    if str(configuration.settings(call.tx)["webroot_writable"]) == "1":
        call.runs(LOGIN_FILE, Culprit("", "system_settings.webroot_writable"))
    return call.refusal(messages.LOGIN_INCORRECT, because=because, password=call.value["pass"])


def _datetime_text(now: Moment, ago: dt.timedelta) -> str:
    return (now.local.replace(tzinfo=None) - ago).isoformat(" ", "seconds")[:19]
