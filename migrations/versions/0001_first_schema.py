"""The first schema: VICIdial's tables, as far as add_lead reads or writes them.

Frozen: later changes are later revisions. A test proves that it makes what
`lmapi_mock.store.schema.tables` defines.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

revision = "0001"
down_revision = None

_MARIADB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb3",
    "mysql_collate": "utf8mb3_unicode_ci",
}
_FOLD = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_DAYS = ("default", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def _varchar(length: int) -> sa.String:
    return sa.String(length).with_variant(mysql.VARCHAR(length), "mysql", "mariadb")


def _char(length: int) -> sa.String:
    return sa.String(length).with_variant(mysql.CHAR(length), "mysql", "mariadb")


def _enum(*members: str) -> sa.String:
    """Text outside MariaDB, whose ENUM may hold the empty text besides its members."""
    longest = max(map(len, members))
    return sa.String(longest).with_variant(mysql.ENUM(*members), "mysql", "mariadb")


def _tinyint(*, unsigned: bool = False) -> sa.Integer:
    return sa.Integer().with_variant(mysql.TINYINT(unsigned=unsigned), "mysql", "mariadb")


def _smallint(*, unsigned: bool = False) -> sa.Integer:
    return sa.Integer().with_variant(mysql.SMALLINT(unsigned=unsigned), "mysql", "mariadb")


def _unsigned_integer() -> sa.Integer:
    """Past what a signed INTEGER holds; SQLite's INTEGER holds 64 bits, and only it can count."""
    native = mysql.INTEGER(unsigned=True)
    wide = sa.BigInteger().with_variant(native, "mysql", "mariadb")
    return wide.with_variant(sa.Integer(), "sqlite")


def _unsigned_bigint() -> sa.Integer:
    native = mysql.BIGINT(unsigned=True)
    wide = sa.BigInteger().with_variant(native, "mysql", "mariadb")
    return wide.with_variant(sa.Integer(), "sqlite")


def _date() -> sa.String:
    """Text outside MariaDB: `1980-00-00` has no home there."""
    return sa.String(10).with_variant(mysql.DATE(), "mysql", "mariadb")


def _datetime() -> sa.String:
    return sa.String(19).with_variant(mysql.DATETIME(), "mysql", "mariadb")


def _mediumtext() -> sa.Text:
    return sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def _not_in_mariadb(*parts: sa.schema.SchemaItem) -> tuple[sa.schema.SchemaItem, ...]:
    """Companions by which engines compare text that have no utf8_unicode_ci, and their indexes."""
    return () if op.get_context().dialect.name in {"mysql", "mariadb"} else parts


def _hours(prefix: str) -> list[sa.Column[int]]:
    """When dialling starts and stops: by default, and on each day of the week."""
    return [
        sa.Column(
            f"{prefix}_{day}_{end}",
            _smallint(unsigned=True),
            nullable=False,
            server_default=default if day == "default" else "0",
        )
        for day in _DAYS
        for end, default in (("start", "900"), ("stop", "2100"))
    ]


def upgrade() -> None:
    op.create_table(
        "system_settings",
        sa.Column("version", _varchar(50)),
        sa.Column("use_non_latin", _enum("0", "1"), server_default="0"),
        sa.Column("webroot_writable", _enum("0", "1"), server_default="1"),
        sa.Column("custom_fields_enabled", _enum("0", "1", "2"), server_default="0"),
        sa.Column("pass_hash_enabled", _enum("0", "1"), server_default="0"),
        sa.Column("pass_key", _varchar(100), server_default=""),
        sa.Column("pass_cost", _tinyint(unsigned=True), server_default="2"),
        sa.Column("allow_ip_lists", _enum("0", "1"), server_default="0"),
        sa.Column("system_ip_blacklist", _varchar(30), server_default=""),
        sa.Column("allow_web_debug", _enum("0", "1"), server_default="0"),
        sa.Column("active_modules", sa.Text()),
        **_MARIADB,
    )
    op.create_table(
        "servers",
        sa.Column("server_id", _varchar(10), nullable=False, server_default=""),
        sa.Column("server_description", _varchar(255)),
        sa.Column("server_ip", _varchar(15), nullable=False, server_default=""),
        sa.Column("active", _enum("Y", "N")),
        sa.Column("local_gmt", _varchar(6), server_default="-5.00"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_users",
        sa.Column("user_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("user", _varchar(20), nullable=False, server_default=""),
        sa.Column("pass", _varchar(100), nullable=False, server_default=""),
        sa.Column("pass_hash", _varchar(500), server_default=""),
        sa.Column("full_name", _varchar(50)),
        sa.Column("user_level", _tinyint(unsigned=True), server_default="1"),
        sa.Column("user_group", _varchar(20)),
        sa.Column("active", _enum("Y", "N"), server_default="Y"),
        sa.Column("modify_leads", _enum("0", "1", "2", "3", "4", "5", "6"), server_default="0"),
        sa.Column("vdc_agent_api_access", _enum("0", "1"), server_default="0"),
        sa.Column("api_list_restrict", _enum("0", "1"), server_default="0"),
        sa.Column("api_allowed_functions", _varchar(1000), server_default=" ALL_FUNCTIONS "),
        sa.Column("ignore_ip_list", _enum("0", "1"), server_default="0"),
        sa.Column("failed_login_count", _tinyint(unsigned=True), server_default="0"),
        sa.Column("last_login_date", _datetime(), server_default="2001-01-01 00:00:01"),
        sa.Column("last_ip", _varchar(50), server_default=""),
        sa.Index("vicidial_users_user", "user", unique=True),
        *_not_in_mariadb(
            sa.Column("user_fold", _FOLD),
            sa.Index("vicidial_users_user_fold", "user_fold", unique=True),
        ),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_user_groups",
        sa.Column("user_group", _varchar(20), nullable=False, server_default=""),
        sa.Column("group_name", _varchar(40), nullable=False, server_default=""),
        sa.Column("allowed_campaigns", sa.Text()),
        sa.Column("api_ip_list", _varchar(30), server_default=""),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_campaigns",
        sa.Column(
            "campaign_id", _varchar(8), primary_key=True, autoincrement=False, server_default=""
        ),
        sa.Column("campaign_name", _varchar(40)),
        sa.Column("active", _enum("Y", "N")),
        sa.Column("local_call_time", _varchar(10), server_default="9am-9pm"),
        sa.Column("use_other_campaign_dnc", _varchar(8), server_default=""),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_lists",
        sa.Column(
            "list_id", _unsigned_bigint(), primary_key=True, autoincrement=False, server_default="0"
        ),
        sa.Column("list_name", _varchar(30)),
        sa.Column("campaign_id", _varchar(8)),
        sa.Column("active", _enum("Y", "N")),
        sa.Column("list_description", _varchar(255)),
        sa.Column("list_changedate", _datetime()),
        sa.Column("list_lastcalldate", _datetime()),
        sa.Column("local_call_time", _varchar(10), nullable=False, server_default="campaign"),
        sa.Index("vicidial_lists_campaign_id", "campaign_id"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_lists_fields",
        sa.Column("field_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("list_id", _unsigned_bigint(), nullable=False, server_default="0"),
        sa.Column("field_label", _varchar(50)),
        sa.Column("field_name", _varchar(5000)),
        sa.Column("field_description", _varchar(100)),
        sa.Column("field_rank", _smallint()),
        sa.Column("field_help", _varchar(1000)),
        sa.Column(
            "field_type",
            _enum(
                "TEXT",
                "AREA",
                "SELECT",
                "MULTI",
                "RADIO",
                "CHECKBOX",
                "DATE",
                "TIME",
                "DISPLAY",
                "SCRIPT",
                "HIDDEN",
                "READONLY",
                "HIDEBLOB",
                "SWITCH",
                "BUTTON",
                "SOURCESELECT",
            ),
            server_default="TEXT",
        ),
        sa.Column("field_options", sa.Text()),
        sa.Column("field_size", _smallint()),
        sa.Column("field_max", _smallint()),
        sa.Column("field_default", _varchar(255)),
        sa.Column("field_cost", _smallint()),
        sa.Column("field_required", _enum("Y", "N", "INBOUND_ONLY"), server_default="N"),
        sa.Column("name_position", _enum("LEFT", "TOP"), server_default="LEFT"),
        sa.Column("multi_position", _enum("HORIZONTAL", "VERTICAL"), server_default="HORIZONTAL"),
        sa.Column("field_order", _smallint(), server_default="1"),
        sa.Column("field_encrypt", _enum("Y", "N"), server_default="N"),
        sa.Column("field_show_hide", _varchar(30), server_default="DISABLED"),
        sa.Column("field_duplicate", _enum("Y", "N"), server_default="N"),
        sa.Index("vicidial_lists_fields_list_id", "list_id"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_list",
        sa.Column("lead_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("entry_date", _datetime()),
        sa.Column("modify_date", _datetime()),
        sa.Column("status", _varchar(6)),
        sa.Column("user", _varchar(20)),
        sa.Column("vendor_lead_code", _varchar(20)),
        sa.Column("source_id", _varchar(50)),
        sa.Column("list_id", _unsigned_bigint(), nullable=False, server_default="0"),
        sa.Column("gmt_offset_now", sa.Numeric(4, 2), server_default="0.00"),
        sa.Column(
            "called_since_last_reset",
            _enum("Y", "N", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Y8", "Y9", "Y10", "D"),
            server_default="N",
        ),
        sa.Column("phone_code", _varchar(10)),
        sa.Column("phone_number", _varchar(18), nullable=False, server_default=""),
        sa.Column("title", _varchar(4)),
        sa.Column("first_name", _varchar(30)),
        sa.Column("middle_initial", _varchar(1)),
        sa.Column("last_name", _varchar(30)),
        sa.Column("address1", _varchar(100)),
        sa.Column("address2", _varchar(100)),
        sa.Column("address3", _varchar(100)),
        sa.Column("city", _varchar(50)),
        sa.Column("state", _varchar(2)),
        sa.Column("province", _varchar(50)),
        sa.Column("postal_code", _varchar(10)),
        sa.Column("country_code", _varchar(3)),
        sa.Column("gender", _enum("M", "F", "U"), server_default="U"),
        sa.Column("date_of_birth", _date()),
        sa.Column("alt_phone", _varchar(12)),
        sa.Column("email", _varchar(70)),
        sa.Column("security_phrase", _varchar(100)),
        sa.Column("comments", _varchar(255)),
        sa.Column("called_count", _smallint(unsigned=True), server_default="0"),
        sa.Column("last_local_call_time", _datetime()),
        sa.Column("rank", _smallint(), nullable=False, server_default="0"),
        sa.Column("owner", _varchar(20), server_default=""),
        sa.Column("entry_list_id", _unsigned_bigint(), nullable=False, server_default="0"),
        sa.Index("vicidial_list_phone_number", "phone_number"),
        sa.Index("vicidial_list_alt_phone", "alt_phone", "title"),
        sa.Index("vicidial_list_list_id", "list_id"),
        *_not_in_mariadb(
            sa.Column("phone_number_fold", _FOLD),
            sa.Column("title_fold", _FOLD),
            sa.Column("first_name_fold", _FOLD),
            sa.Column("last_name_fold", _FOLD),
            sa.Column("alt_phone_fold", _FOLD),
            sa.Index("vicidial_list_phone_number_fold", "phone_number_fold"),
            sa.Index("vicidial_list_alt_phone_fold", "alt_phone_fold", "title_fold"),
        ),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_list_alt_phones",
        sa.Column("alt_phone_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("lead_id", _unsigned_integer(), nullable=False, server_default="0"),
        sa.Column("phone_code", _varchar(10)),
        sa.Column("phone_number", _varchar(18)),
        sa.Column("alt_phone_note", _varchar(30)),
        sa.Column("alt_phone_count", _smallint(unsigned=True)),
        sa.Column("active", _enum("Y", "N"), server_default="Y"),
        sa.Index("vicidial_list_alt_phones_lead_id", "lead_id"),
        sa.Index("vicidial_list_alt_phones_phone_number", "phone_number"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_hopper",
        sa.Column("hopper_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("lead_id", _unsigned_integer()),
        sa.Column("campaign_id", _varchar(8)),
        sa.Column(
            "status",
            _enum("READY", "QUEUE", "INCALL", "DONE", "HOLD", "DNC", "RHOLD", "RQUEUE"),
            server_default="READY",
        ),
        sa.Column("user", _varchar(20)),
        sa.Column("list_id", _unsigned_bigint(), nullable=False, server_default="0"),
        sa.Column("gmt_offset_now", sa.Numeric(4, 2), server_default="0.00"),
        sa.Column("state", _varchar(2), server_default=""),
        sa.Column("alt_dial", _varchar(6), server_default="NONE"),
        sa.Column("priority", _tinyint(), server_default="0"),
        sa.Column("source", _varchar(1), server_default=""),
        sa.Column("vendor_lead_code", _varchar(20), server_default=""),
        sa.Index("vicidial_hopper_lead_id", "lead_id"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_callbacks",
        sa.Column("callback_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("lead_id", _unsigned_integer()),
        sa.Column("list_id", _unsigned_bigint()),
        sa.Column("campaign_id", _varchar(20)),
        sa.Column("status", _varchar(10)),
        sa.Column("entry_time", _datetime()),
        sa.Column("callback_time", _datetime()),
        sa.Column("modify_date", _datetime()),
        sa.Column("user", _varchar(20)),
        sa.Column("recipient", _enum("USERONLY", "ANYONE")),
        sa.Column("comments", _varchar(255)),
        sa.Column("user_group", _varchar(20)),
        sa.Column("lead_status", _varchar(6), server_default="CALLBK"),
        sa.Column("email_alert", _datetime()),
        sa.Column("email_result", _enum("SENT", "FAILED", "NOT AVAILABLE")),
        sa.Index("vicidial_callbacks_lead_id", "lead_id"),
        sa.Index("vicidial_callbacks_status", "status"),
        sa.Index("vicidial_callbacks_callback_time", "callback_time"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_dnc",
        sa.Column(
            "phone_number", _varchar(18), primary_key=True, autoincrement=False, server_default=""
        ),
        *_not_in_mariadb(
            sa.Column("phone_number_fold", _FOLD),
            sa.Index("vicidial_dnc_phone_number_fold", "phone_number_fold", unique=True),
        ),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_campaign_dnc",
        sa.Column("phone_number", _varchar(18), nullable=False, server_default=""),
        sa.Column("campaign_id", _varchar(8), nullable=False, server_default=""),
        sa.Index("vicidial_campaign_dnc_phone_camp", "phone_number", "campaign_id", unique=True),
        *_not_in_mariadb(
            sa.Column("phone_number_fold", _FOLD),
            sa.Column("campaign_id_fold", _FOLD),
            sa.Index(
                "vicidial_campaign_dnc_fold", "phone_number_fold", "campaign_id_fold", unique=True
            ),
        ),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_phone_codes",
        sa.Column("country_code", _smallint(unsigned=True)),
        sa.Column("country", _char(3)),
        sa.Column("areacode", _char(3)),
        sa.Column("state", _varchar(4)),
        sa.Column("GMT_offset", _varchar(6)),
        sa.Column("DST", _enum("Y", "N")),
        sa.Column("DST_range", _varchar(8)),
        sa.Column("geographic_description", _varchar(100)),
        sa.Column("tz_code", _varchar(4), server_default=""),
        sa.Index("vicidial_phone_codes_country_area_code", "country_code", "areacode"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_postal_codes",
        sa.Column("postal_code", _varchar(10), nullable=False, server_default=""),
        sa.Column("state", _varchar(4)),
        sa.Column("GMT_offset", _varchar(6)),
        sa.Column("DST", _enum("Y", "N")),
        sa.Column("DST_range", _varchar(8)),
        sa.Column("country", _char(3)),
        sa.Column("country_code", _smallint(unsigned=True)),
        sa.Index("vicidial_postal_codes_postal_code", "postal_code"),
        *_not_in_mariadb(
            sa.Column("postal_code_fold", _FOLD),
            sa.Index("vicidial_postal_codes_postal_code_fold", "postal_code_fold"),
        ),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_nanpa_prefix_codes",
        sa.Column("areacode", _char(3), server_default=""),
        sa.Column("prefix", _char(3), server_default=""),
        sa.Column("GMT_offset", _varchar(6), server_default=""),
        sa.Column("DST", _enum("Y", "N"), server_default="N"),
        sa.Column("latitude", _varchar(17), server_default=""),
        sa.Column("longitude", _varchar(17), server_default=""),
        sa.Column("city", _varchar(50), server_default=""),
        sa.Column("state", _varchar(2), server_default=""),
        sa.Column("postal_code", _varchar(10), server_default=""),
        sa.Column("country", _varchar(2), server_default=""),
        sa.Column("lata_type", _varchar(1), server_default=""),
        sa.Index("vicidial_nanpa_prefix_codes_areaprefix", "areacode", "prefix"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_call_times",
        sa.Column(
            "call_time_id", _varchar(10), primary_key=True, autoincrement=False, server_default=""
        ),
        sa.Column("call_time_name", _varchar(30), nullable=False, server_default=""),
        sa.Column("call_time_comments", _varchar(255), server_default=""),
        *_hours("ct"),
        sa.Column("ct_state_call_times", sa.Text()),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_state_call_times",
        sa.Column(
            "state_call_time_id",
            _varchar(10),
            primary_key=True,
            autoincrement=False,
            server_default="",
        ),
        sa.Column("state_call_time_state", _varchar(2), nullable=False, server_default=""),
        sa.Column("state_call_time_name", _varchar(30), nullable=False, server_default=""),
        sa.Column("state_call_time_comments", _varchar(255), server_default=""),
        *_hours("sct"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_ip_lists",
        sa.Column(
            "ip_list_id", _varchar(30), primary_key=True, autoincrement=False, server_default=""
        ),
        sa.Column("ip_list_name", _varchar(100)),
        sa.Column("active", _enum("Y", "N"), server_default="N"),
        sa.Column("user_group", _varchar(20), server_default="---ALL---"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_ip_list_entries",
        sa.Column("ip_list_id", _varchar(30), nullable=False, server_default=""),
        sa.Column("ip_address", _varchar(45), nullable=False, server_default=""),
        sa.Index("vicidial_ip_list_entries_ip_list_id", "ip_list_id"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_api_log",
        sa.Column("api_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("user", _varchar(20), nullable=False, server_default=""),
        sa.Column("api_date", _datetime()),
        sa.Column("api_script", _varchar(10)),
        sa.Column("function", _varchar(20), nullable=False, server_default=""),
        sa.Column("agent_user", _varchar(20)),
        sa.Column("value", _varchar(255)),
        sa.Column("result", _varchar(10)),
        sa.Column("result_reason", _varchar(255)),
        sa.Column("source", _varchar(20)),
        sa.Column("data", sa.Text()),
        sa.Column("run_time", _varchar(20), server_default="0"),
        sa.Column("webserver", _smallint(unsigned=True), server_default="0"),
        sa.Column("api_url", _unsigned_integer(), server_default="0"),
        sa.Index("vicidial_api_log_api_date", "api_date"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_api_urls",
        sa.Column(
            "api_id", _unsigned_integer(), primary_key=True, autoincrement=False, server_default="0"
        ),
        sa.Column("api_date", _datetime()),
        sa.Column("remote_ip", _varchar(50)),
        sa.Column("url", _mediumtext()),
        sa.Index("vicidial_api_urls_api_date", "api_date"),
        **_MARIADB,
    )
    op.create_table(
        "vicidial_url_multi",
        sa.Column("url_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("campaign_id", _varchar(20), nullable=False, server_default=""),
        sa.Column(
            "entry_type", _enum("campaign", "ingroup", "list", "system", ""), server_default=""
        ),
        sa.Column("active", _enum("Y", "N"), server_default="N"),
        sa.Column("url_type", _varchar(20), server_default=""),
        sa.Column("url_rank", _smallint(), server_default="1"),
        sa.Column("url_statuses", _varchar(1000), server_default=""),
        sa.Column("url_description", _varchar(255), server_default=""),
        sa.Column("url_address", sa.Text()),
        sa.Column("url_lists", _varchar(1000), server_default=""),
        sa.Column("url_call_length", _varchar(5), server_default="0"),
        sa.Index("vicidial_url_multi_campaign_id", "campaign_id"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )
    op.create_table(
        "vicidial_url_log",
        sa.Column("url_log_id", _unsigned_integer(), primary_key=True, autoincrement=True),
        sa.Column("uniqueid", _varchar(50), nullable=False, server_default=""),
        sa.Column("url_date", _datetime()),
        sa.Column("url_type", _varchar(10), server_default=""),
        sa.Column("response_sec", _smallint(unsigned=True), server_default="0"),
        sa.Column("url", sa.Text()),
        sa.Column("url_response", sa.Text()),
        sa.Index("vicidial_url_log_uniqueid", "uniqueid"),
        sqlite_autoincrement=True,
        **_MARIADB,
    )


def downgrade() -> None:
    for table in (
        "vicidial_url_log",
        "vicidial_url_multi",
        "vicidial_api_urls",
        "vicidial_api_log",
        "vicidial_ip_list_entries",
        "vicidial_ip_lists",
        "vicidial_state_call_times",
        "vicidial_call_times",
        "vicidial_nanpa_prefix_codes",
        "vicidial_postal_codes",
        "vicidial_phone_codes",
        "vicidial_campaign_dnc",
        "vicidial_dnc",
        "vicidial_callbacks",
        "vicidial_hopper",
        "vicidial_list_alt_phones",
        "vicidial_list",
        "vicidial_lists_fields",
        "vicidial_lists",
        "vicidial_campaigns",
        "vicidial_user_groups",
        "vicidial_users",
        "servers",
        "system_settings",
    ):
        op.drop_table(table)
