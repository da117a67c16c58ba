"""Tables that only functions beside add_lead read or write: a dialer's database may lack them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index

from lmapi_mock.store.schema import tables
from lmapi_mock.store.schema.columns import column, fold_of, table

BEFORE: Final = tables
"""Loaded first, so that all tables stand in one order, whichever module is imported first."""

_ACTIVE: Final = "enum('Y','N')"

vicidial_dnc_log = table(
    "vicidial_dnc_log",
    column("phone_number", "varchar(18)", required=True),
    column("campaign_id", "varchar(8)", required=True),
    column("action", "enum('add','delete')", default="add"),
    column("action_date", "datetime", required=True),
    column("user", "varchar(20)", default=""),
    is_later=True,
)

vicidial_filter_phone_groups = table(
    "vicidial_filter_phone_groups",
    column("filter_phone_group_id", "varchar(20)", required=True),
    column("filter_phone_group_name", "varchar(40)", required=True),
    column("filter_phone_group_description", "varchar(100)"),
    column("user_group", "varchar(20)", default="---ALL---"),
    fold_of("filter_phone_group_id"),
    Index("vicidial_filter_phone_groups_id", "filter_phone_group_id_fold"),
    is_later=True,
)

vicidial_filter_phone_numbers = table(
    "vicidial_filter_phone_numbers",
    column("phone_number", "varchar(18)", required=True),
    column("filter_phone_group_id", "varchar(20)", required=True),
    fold_of("phone_number"),
    fold_of("filter_phone_group_id"),
    Index(
        "vicidial_filter_phone_numbers_pair", "phone_number", "filter_phone_group_id", unique=True
    ),
    Index(
        "vicidial_filter_phone_numbers_fold",
        "phone_number_fold",
        "filter_phone_group_id_fold",
        unique=True,
    ),
    is_later=True,
)

vicidial_admin_log = table(
    "vicidial_admin_log",
    column("admin_log_id", "int(9) unsigned", key=True, identity=True),
    column("event_date", "datetime", required=True),
    column("user", "varchar(20)", required=True),
    column("ip_address", "varchar(15)", required=True),
    column("event_section", "varchar(30)", required=True),
    column(
        "event_type",
        "enum('ADD','COPY','LOAD','RESET','MODIFY','DELETE','SEARCH','LOGIN','LOGOUT','CLEAR',"
        "'OVERRIDE','EXPORT','OTHER')",
        default="OTHER",
    ),
    column("record_id", "varchar(50)", required=True),
    column("event_code", "varchar(255)", required=True),
    column("event_sql", "mediumtext"),
    column("event_notes", "mediumtext"),
    column("user_group", "varchar(20)", default="---ALL---"),
    is_later=True,
)

vicidial_log = table(
    "vicidial_log",
    column("uniqueid", "varchar(20)", key=True),
    column("lead_id", "int(9) unsigned", required=True),
    column("list_id", "bigint(14) unsigned"),
    column("campaign_id", "varchar(8)"),
    column("call_date", "datetime"),
    column("length_in_sec", "int(10)"),
    column("status", "varchar(6)"),
    column("phone_number", "varchar(18)"),
    column("user", "varchar(20)"),
    fold_of("campaign_id"),
    fold_of("status"),
    Index("vicidial_log_lead_id", "lead_id"),
    Index("vicidial_log_call_date", "call_date"),
    is_later=True,
)

vicidial_closer_log = table(
    "vicidial_closer_log",
    column("closecallid", "int(9) unsigned", key=True, identity=True),
    column("lead_id", "int(9) unsigned", required=True),
    column("list_id", "bigint(14) unsigned"),
    column("campaign_id", "varchar(20)"),
    column("call_date", "datetime"),
    column("length_in_sec", "int(10)"),
    column("status", "varchar(6)"),
    column("phone_number", "varchar(18)"),
    column("user", "varchar(20)"),
    column("uniqueid", "varchar(20)", required=True),
    fold_of("campaign_id"),
    fold_of("status"),
    Index("vicidial_closer_log_lead_id", "lead_id"),
    Index("vicidial_closer_log_call_date", "call_date"),
    is_later=True,
)

vicidial_campaign_agents = table(
    "vicidial_campaign_agents",
    column("user", "varchar(20)"),
    column("campaign_id", "varchar(20)"),
    column("campaign_rank", "tinyint(1)", default="0"),
    column("campaign_weight", "tinyint(1)", default="0"),
    column("calls_today", "smallint(5) unsigned", default="0"),
    column("group_web_vars", "varchar(255)", default=""),
    column("campaign_grade", "tinyint(2) unsigned", default="1"),
    column("hopper_calls_today", "smallint(5) unsigned", default="0"),
    column("hopper_calls_hour", "smallint(5) unsigned", default="0"),
    fold_of("user"),
    fold_of("campaign_id"),
    Index("vicidial_campaign_agents_pair", "user", "campaign_id", unique=True),
    Index("vicidial_campaign_agents_fold", "user_fold", "campaign_id_fold", unique=True),
    is_later=True,
    ordered_by=("user", "campaign_id"),
)

vicidial_inbound_group_agents = table(
    "vicidial_inbound_group_agents",
    column("user", "varchar(20)"),
    column("group_id", "varchar(20)"),
    column("group_rank", "tinyint(1)", default="0"),
    column("group_weight", "tinyint(1)", default="0"),
    column("calls_today", "smallint(5) unsigned", default="0"),
    column("group_web_vars", "varchar(255)", default=""),
    column("group_grade", "tinyint(2) unsigned", default="1"),
    column("group_type", "varchar(1)", default="C"),
    column("calls_today_filtered", "smallint(5) unsigned", default="0"),
    column("daily_limit", "smallint(5)", default="-1"),
    fold_of("user"),
    fold_of("group_id"),
    Index("vicidial_inbound_group_agents_pair", "user", "group_id", unique=True),
    Index("vicidial_inbound_group_agents_fold", "user_fold", "group_id_fold", unique=True),
    is_later=True,
    ordered_by=("user", "group_id"),
)

vicidial_inbound_groups = table(
    "vicidial_inbound_groups",
    column("group_id", "varchar(20)", key=True),
    column("group_name", "varchar(30)"),
    column("active", "enum('Y','N')"),
    is_later=True,
    keeps_order=True,
)

vicidial_scripts = table(
    "vicidial_scripts",
    column("script_id", "varchar(20)", key=True),
    column("script_name", "varchar(50)"),
    column("active", "enum('Y','N')"),
    is_later=True,
)

vicidial_lead_filters = table(
    "vicidial_lead_filters",
    column("lead_filter_id", "varchar(20)", key=True),
    column("lead_filter_name", "varchar(30)", required=True),
    column("lead_filter_sql", "text"),
    is_later=True,
)

vicidial_call_time_holidays = table(
    "vicidial_call_time_holidays",
    column("holiday_id", "varchar(30)", key=True),
    column("holiday_name", "varchar(100)", required=True),
    column("holiday_date", "date"),
    column("holiday_status", "enum('ACTIVE','INACTIVE','EXPIRED')", default="INACTIVE"),
    column("ct_default_start", "smallint(4) unsigned", required=True, default="900"),
    column("ct_default_stop", "smallint(4) unsigned", required=True, default="2100"),
    is_later=True,
)

phones = table(
    "phones",
    column("extension", "varchar(100)"),
    column("server_ip", "varchar(15)"),
    column("login", "varchar(15)"),
    Index("phones_extension_server", "extension", "server_ip", unique=True),
    is_later=True,
)

phones_alias = table(
    "phones_alias",
    column("alias_id", "varchar(20)", key=True),
    column("alias_name", "varchar(50)"),
    column("logins_list", "varchar(255)"),
    is_later=True,
)

vicidial_webservers = table(
    "vicidial_webservers",
    column("webserver_id", "smallint(5) unsigned", key=True, identity=True),
    column("webserver", "varchar(125)", default=""),
    column("hostname", "varchar(125)", default=""),
    is_later=True,
)

vicidial_urls = table(
    "vicidial_urls",
    column("url_id", "int(9) unsigned", key=True, identity=True),
    column("url", "varchar(333)", default=""),
    fold_of("url"),
    Index("vicidial_urls_url", "url", unique=True),
    Index("vicidial_urls_url_fold", "url_fold", unique=True),
    is_later=True,
)

vicidial_live_agents = table(
    "vicidial_live_agents",
    column("live_agent_id", "int(9) unsigned", key=True, identity=True),
    column("user", "varchar(20)"),
    column("campaign_id", "varchar(8)"),
    column("campaign_weight", "tinyint(1)", default="0"),
    column("campaign_grade", "tinyint(2) unsigned", default="1"),
    is_later=True,
)

vicidial_live_inbound_agents = table(
    "vicidial_live_inbound_agents",
    column("user", "varchar(20)"),
    column("group_id", "varchar(20)"),
    column("group_weight", "tinyint(1)", default="0"),
    column("group_grade", "tinyint(2) unsigned", default="1"),
    fold_of("user"),
    fold_of("group_id"),
    Index("vicidial_live_inbound_agents_pair", "user", "group_id", unique=True),
    Index("vicidial_live_inbound_agents_fold", "user_fold", "group_id_fold", unique=True),
    is_later=True,
    ordered_by=("user", "group_id"),
)
