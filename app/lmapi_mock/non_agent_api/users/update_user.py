"""update_user: settings, ranks and password of a user (lists.md, 13)."""

from __future__ import annotations

import re
import secrets
import string
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Fragile
from lmapi_mock.non_agent_api.login.viewable import user_named, viewable
from lmapi_mock.non_agent_api.users import messages
from lmapi_mock.non_agent_api.users.add_user import log_user
from lmapi_mock.non_agent_api.users.password import stored_password
from lmapi_mock.non_agent_api.users.settings import settings_of
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_users
from lmapi_mock.store.sql.changes import Delete, Update
from lmapi_mock.store.sql.transaction import Row

UPDATING: Final = Fragile("the update of the user", ("email",))

LONGEST_PASSWORD: Final = 100
_BY_ID: Final = Update(vicidial_users, ("user_id",))
_DELETE: Final = Delete(vicidial_users, ("user_id",))

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(
    rf"(?=.{{1,64}}@)(?=.{{6,254}}\Z){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}"
)
"""What PHP's filter takes for an address."""


def check_user(call: Call) -> None:
    """Refuse a user who is not there, or whom the caller may not change."""
    assert call.caller is not None, "looked at rights before the login"
    name = call.value["agent_user"]
    if not 2 <= php_strlen(name) <= 20:
        raise call.refusal(messages.UPDATE_USER_INCOMPLETE)
    user = user_named(call, name)
    if user is None:
        raise call.refusal(messages.USER_UNKNOWN)
    own = int(call.caller["user_level"])
    level = int(user["user_level"] or 0)
    sign = "<" if str(call.caller["modify_same_user_level"]) == "0" else "<="
    may = level < own or (sign == "<=" and level == own)
    if not may or not viewable(call).has(user["user_group"]):
        raise call.refusal(messages.USER_OUT_OF_REACH, sign=sign, own_level=own)


def _user(call: Call) -> Row:
    user = user_named(call, call.value["agent_user"])
    assert user is not None, "check_user has found it"
    return user


def delete_user(call: Call) -> None:
    """Delete the user, where delete_user is Y: their ranks stay."""
    assert call.caller is not None, "looked at rights before the login"
    if call.value["delete_user"] != "Y":
        return
    if str(call.caller["delete_users"]) != "1":
        raise call.refusal(messages.DELETION_NOT_ALLOWED)
    call.tx.delete(_DELETE, user_id=_user(call)["user_id"])
    log_user(call, "DELETE", "ADMIN API DELETE USER", f"user: {call.value['agent_user']}")
    raise call.refusal(messages.USER_DELETED)


def check_settings(call: Call) -> None:
    """Refuse the first setting that is no good."""
    call.noted["settings"] = dict(settings_of(call))


def reset_password(call: Call) -> None:
    """Give the user a random password of so many characters, to be mailed: no mail is sent here."""
    length = configuration.number(call.value["reset_password"])
    if length <= 7:
        return
    user = _user(call)
    email = call.value["email"]
    if php_strlen(email) < 5:
        email = str(user["email"] or "")
    if not _EMAIL.fullmatch(email):
        call.say(messages.NO_EMAIL, told_email=email)
        return
    letters = string.ascii_letters + string.digits
    password = "".join(secrets.choice(letters) for _ in range(min(length, LONGEST_PASSWORD)))
    stored, stored_hash = stored_password(call, password)
    call.tx.update(_BY_ID, {"pass": stored, "pass_hash": stored_hash}, user_id=user["user_id"])
    call.say(messages.PASSWORD_RESET, told_email=email)


def update_row(call: Call) -> None:
    """Set the columns; quirk: without any it is an error, though ranks have been set."""
    columns = dict(call.noted.get("settings", {}))
    if call.value["agent_pass"]:
        password, password_hash = stored_password(call, call.value["agent_pass"])
        columns["pass"] = password
        if password_hash:
            columns["pass_hash"] = password_hash
    if not columns:
        raise call.refusal(messages.NO_USER_UPDATES)
    columns["failed_login_count"] = 0
    if call.runs(UPDATING):
        call.tx.update(_BY_ID, columns, user_id=_user(call)["user_id"])
    log_user(call, "MODIFY", "ADMIN API UPDATE USER", f"user: {call.value['agent_user']}")
    call.say(messages.USER_UPDATED)
