"""Look-ups in the configuration tables, cached until one of them changes.

Names compare as utf8_unicode_ci does; of several rows the first in table order wins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.types import ColumnType
from lmapi_mock.store.schema import later_tables as t_later
from lmapi_mock.store.schema import tables as t
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Row, Transaction


def number(digits: str) -> int:
    """A text of digits as the number it is; nothing is 0, as in MariaDB."""
    # Python refuses to read more than 4300 digits; no column holds over 20.
    return int(digits[:4000] or 0)


def settings(tx: Transaction) -> Row:
    """The row of system_settings, every column empty where there is none."""
    return tx.cached(_settings)


def _settings(tx: Transaction) -> Row:
    rows = tx.rows(t.system_settings)
    empty = {column.name: "" for column in t.system_settings.columns}
    return {name: _text(value) for name, value in rows[0].items()} if rows else empty


def passwords(tx: Transaction) -> frozenset[bytes]:
    """The passwords of all users in lower case, so that they can be kept out of what is kept.

    Each stands there alone, and behind its user's name with a NUL between.
    """
    return tx.cached(_passwords)


def known_passwords(database: Database) -> frozenset[bytes] | None:
    """The same without asking the database; None where they may have changed since it was asked."""
    known: frozenset[bytes] | None = database.cache.get(_passwords)
    return known


def _passwords(tx: Transaction) -> frozenset[bytes]:
    columns = t.vicidial_users.c["user"], t.vicidial_users.c["pass"]
    secrets = set()
    for row in tx.connection.execute(sa.select(*columns)):
        user, password = (
            _text(one).lower().encode("utf-8", "surrogateescape") for one in (row[0], row[1])
        )
        if password:
            secrets |= {password, user + b"\0" + password}
    return frozenset(secrets)


def active_server(tx: Transaction) -> Row | None:
    """The first active row of servers."""
    return tx.cached(_active_server)


def _active_server(tx: Transaction) -> Row | None:
    return next((row for row in tx.rows(t.servers) if fold(_text(row["active"])) == "y"), None)


def campaigns(tx: Transaction) -> list[Row]:
    """Every campaign, in the order in which they were stored."""
    return tx.cached(_in_order(t.vicidial_campaigns))


def in_groups(tx: Transaction) -> list[Row]:
    """Every in-group, in the order in which they were stored."""
    return tx.cached(_in_order(t_later.vicidial_inbound_groups))


@cache
def _in_order(table: sa.Table) -> Callable[[Transaction], list[Row]]:
    return lambda tx: list(tx.rows(table, as_stored=True))


def lead_filter(tx: Transaction, lead_filter_id: str) -> Row | None:
    """A lead filter by its identifier."""
    return tx.cached(_lead_filters).get(fold(lead_filter_id))


def holidays(tx: Transaction) -> list[Row]:
    """Every holiday, by its identifier."""
    return tx.cached(_holidays)


def _holidays(tx: Transaction) -> list[Row]:
    rows = tx.rows(t_later.vicidial_call_time_holidays)
    return sorted(rows, key=lambda row: fold(_text(row["holiday_id"])))


def new_lead_urls(tx: Transaction) -> list[Row]:
    """What a dialer calls by itself (vicidial_url_multi), in the order of identifiers."""
    return list(tx.rows(t.vicidial_url_multi))


def script(tx: Transaction, script_id: str) -> Row | None:
    """A script by its identifier."""
    return tx.cached(_scripts).get(fold(script_id))


def in_group(tx: Transaction, group_id: str) -> Row | None:
    """An in-group by its identifier."""
    return tx.cached(_in_groups).get(fold(group_id))


def user_group(tx: Transaction, name: str) -> Row | None:
    """A user group by its name."""
    return tx.cached(_user_groups).get(fold(name))


def campaign(tx: Transaction, campaign_id: str) -> Row | None:
    """A campaign by its identifier."""
    return tx.cached(_campaigns).get(fold(campaign_id))


def call_time(tx: Transaction, call_time_id: str) -> Row | None:
    """A call time by its identifier."""
    return tx.cached(_call_times).get(fold(call_time_id))


def state_call_times(tx: Transaction) -> list[Row]:
    """Every state's call time, in table order."""
    return tx.cached(_state_call_times)


def _state_call_times(tx: Transaction) -> list[Row]:
    return list(tx.rows(t.vicidial_state_call_times))


def _by_text(table: sa.Table, column: str) -> Callable[[Transaction], dict[str, Row]]:
    def build(tx: Transaction) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for row in tx.rows(table):
            rows.setdefault(fold(_text(row[column])), row)
        return rows

    return build


_user_groups = _by_text(t.vicidial_user_groups, "user_group")
_campaigns = _by_text(t.vicidial_campaigns, "campaign_id")
_call_times = _by_text(t.vicidial_call_times, "call_time_id")
_lead_filters = _by_text(t_later.vicidial_lead_filters, "lead_filter_id")
_scripts = _by_text(t_later.vicidial_scripts, "script_id")
_in_groups = _by_text(t_later.vicidial_inbound_groups, "group_id")


def list_(tx: Transaction, list_id: str) -> Row | None:
    """A list by its identifier, compared as a number."""
    return tx.cached(_lists).get(number(list_id))


def lists(tx: Transaction) -> list[Row]:
    """Every list, by its identifier."""
    return [row for _, row in sorted(tx.cached(_lists).items())]


def list_named(tx: Transaction, text: str) -> Row | None:
    """A list by a text, compared as MariaDB does: by the number that the text begins with."""
    found = _LEADING_NUMBER.match(text[:_LONGEST_NUMBER])
    value = float(found[0]) if found else 0.0
    if not 0 <= value < 1 << 64 or value != int(value):
        return None
    return tx.cached(_lists).get(int(value))


_LONGEST_NUMBER: Final = 300
_LEADING_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def _lists(tx: Transaction) -> dict[int, Row]:
    return {unsigned64(int(row["list_id"])): row for row in tx.rows(t.vicidial_lists)}


def all_lists(tx: Transaction) -> frozenset[str]:
    """The identifiers of all lists, as text."""
    return tx.cached(_all_lists)


def _all_lists(tx: Transaction) -> frozenset[str]:
    return frozenset(map(str, tx.cached(_lists)))


def lists_of_campaign(tx: Transaction, campaign_id: str) -> list[int]:
    """The identifiers of a campaign's lists; an empty campaign_id is one too."""
    return tx.cached(_lists_of_campaigns).get(fold(campaign_id), [])


def _lists_of_campaigns(tx: Transaction) -> dict[str, list[int]]:
    lists: dict[str, list[int]] = defaultdict(list)
    for list_id, row in tx.cached(_lists).items():
        if row["campaign_id"] is not None:
            lists[fold(str(row["campaign_id"]))].append(list_id)
    return dict(lists)


def fields_of_list(tx: Transaction, list_id: str) -> list[Row]:
    """A list's custom fields, by rank, order and label."""
    return tx.cached(_fields_of_lists).get(number(list_id), [])


def _fields_of_lists(tx: Transaction) -> dict[int, list[Row]]:
    fields: dict[int, list[Row]] = defaultdict(list)
    for row in tx.rows(t.vicidial_lists_fields):
        fields[unsigned64(int(row["list_id"]))].append(row)
    for rows in fields.values():
        rows.sort(
            key=lambda row: (
                row["field_rank"] or 0,
                row["field_order"] or 0,
                fold(_text(row["field_label"])),
            )
        )
    return dict(fields)


def ip_list_addresses(tx: Transaction, ip_list_id: str) -> list[str]:
    """The entries of an IP list."""
    return tx.cached(_ip_lists).get(fold(ip_list_id), [])


def _ip_lists(tx: Transaction) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = defaultdict(list)
    for row in tx.rows(t.vicidial_ip_list_entries):
        entries[fold(row["ip_list_id"])].append(row["ip_address"])
    return dict(entries)


def nanpa_rows(tx: Transaction) -> int:
    """How many rows of NANPA prefix data are loaded."""
    return tx.cached(_nanpa_rows)


def _nanpa_rows(tx: Transaction) -> int:
    count = sa.select(sa.func.count()).select_from(t.vicidial_nanpa_prefix_codes)
    return int(tx.connection.execute(count).scalar_one())


def custom_columns(tx: Transaction, table: str) -> Mapping[str, ColumnType] | None:
    """The columns of a custom table with their types, None if there is no such table."""
    return tx.cached(_custom_tables).get(table)


def custom_tables(tx: Transaction) -> Mapping[str, Mapping[str, ColumnType]]:
    """Every `custom_<list_id>` table with its columns' types."""
    return tx.cached(_custom_tables)


def _custom_tables(tx: Transaction) -> Mapping[str, Mapping[str, ColumnType]]:
    return tx.engine.custom_tables(tx.connection)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
