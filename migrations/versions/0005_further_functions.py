"""The tables and columns of the functions beside add_lead.

Columns are written as MariaDB spells their types. On MariaDB each change is committed by itself:
what an interrupted run has done is found done by the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

from lmapi_mock.mariadb.collation import fold

revision = "0005"
down_revision = "0004"

_MARIADB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb3",
    "mysql_collate": "utf8mb3_unicode_ci",
}
_FOLD = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_AT_ONCE = 10_000

_Column = tuple[str, ...] | tuple[str, str, str | None] | tuple[str, str, str | None, str]
_Index = tuple[str, tuple[str, ...], bool]

_ADDED: dict[str, tuple[_Column, ...]] = {
    "system_settings": (
        ("auto_user_add_value", "int(9) unsigned", "101"),
        ("sounds_web_server", "varchar(50)", "127.0.0.1"),
        ("two_factor_auth_hours", "varchar(5)", "0"),
        ("two_factor_container", "varchar(40)", "---DISABLED---"),
    ),
    "vicidial_users": (
        ("phone_login", "varchar(20)", None),
        ("phone_pass", "varchar(100)", None),
        ("delete_users", "enum('0','1')", "0"),
        ("delete_user_groups", "enum('0','1')", "0"),
        ("delete_lists", "enum('0','1')", "0"),
        ("delete_campaigns", "enum('0','1')", "0"),
        ("delete_ingroups", "enum('0','1')", "0"),
        ("delete_remote_agents", "enum('0','1')", "0"),
        ("load_leads", "enum('0','1')", "0"),
        ("campaign_detail", "enum('0','1')", "0"),
        ("ast_admin_access", "enum('0','1')", "0"),
        ("ast_delete_phones", "enum('0','1')", "0"),
        ("delete_scripts", "enum('0','1')", "0"),
        ("hotkeys_active", "enum('0','1')", "0"),
        ("change_agent_campaign", "enum('0','1')", "0"),
        ("agent_choose_ingroups", "enum('0','1')", "1"),
        ("closer_campaigns", "text", None),
        ("scheduled_callbacks", "enum('0','1')", "1"),
        ("agentonly_callbacks", "enum('0','1')", "0"),
        ("agentcall_manual", "enum('0','1','2','3','4','5')", "0"),
        ("vicidial_recording", "enum('0','1')", "1"),
        ("vicidial_transfers", "enum('0','1')", "1"),
        ("delete_filters", "enum('0','1')", "0"),
        ("alter_agent_interface_options", "enum('0','1')", "0"),
        ("closer_default_blended", "enum('0','1')", "0"),
        ("delete_call_times", "enum('0','1')", "0"),
        ("modify_call_times", "enum('0','1')", "0"),
        ("modify_users", "enum('0','1')", "0"),
        ("modify_campaigns", "enum('0','1')", "0"),
        ("modify_lists", "enum('0','1')", "0"),
        ("modify_scripts", "enum('0','1')", "0"),
        ("modify_filters", "enum('0','1')", "0"),
        ("modify_ingroups", "enum('0','1')", "0"),
        ("modify_usergroups", "enum('0','1')", "0"),
        ("modify_remoteagents", "enum('0','1')", "0"),
        ("modify_servers", "enum('0','1')", "0"),
        ("view_reports", "enum('0','1')", "0"),
        (
            "vicidial_recording_override",
            "enum('DISABLED','NEVER','ONDEMAND','ALLCALLS','ALLFORCE')",
            "DISABLED",
        ),
        ("alter_custdata_override", "enum('NOT_ACTIVE','ALLOW_ALTER')", "NOT_ACTIVE"),
        ("qc_enabled", "enum('0','1')", "0"),
        ("qc_user_level", "int(2)", "1"),
        ("qc_pass", "enum('0','1')", "0"),
        ("qc_finish", "enum('0','1')", "0"),
        ("qc_commit", "enum('0','1')", "0"),
        ("add_timeclock_log", "enum('0','1')", "0"),
        ("modify_timeclock_log", "enum('0','1')", "0"),
        ("delete_timeclock_log", "enum('0','1')", "0"),
        ("alter_custphone_override", "enum('NOT_ACTIVE','ALLOW_ALTER')", "NOT_ACTIVE"),
        ("modify_inbound_dids", "enum('0','1')", "0"),
        ("delete_inbound_dids", "enum('0','1')", "0"),
        ("alert_enabled", "enum('0','1')", "0"),
        ("download_lists", "enum('0','1')", "0"),
        ("agent_shift_enforcement_override", "enum('DISABLED','OFF','START','ALL')", "DISABLED"),
        ("manager_shift_enforcement_override", "enum('0','1')", "0"),
        ("shift_override_flag", "enum('0','1')", "0"),
        ("export_reports", "enum('0','1')", "0"),
        ("delete_from_dnc", "enum('0','1')", "0"),
        ("email", "varchar(100)", ""),
        ("user_code", "varchar(100)", ""),
        ("territory", "varchar(100)", ""),
        ("allow_alerts", "enum('0','1')", "0"),
        ("agent_choose_territories", "enum('0','1')", "1"),
        ("custom_one", "varchar(100)", ""),
        ("custom_two", "varchar(100)", ""),
        ("custom_three", "varchar(100)", ""),
        ("custom_four", "varchar(100)", ""),
        ("custom_five", "varchar(100)", ""),
        ("voicemail_id", "varchar(10)", None),
        ("agent_call_log_view_override", "enum('DISABLED','Y','N')", "DISABLED"),
        ("callcard_admin", "enum('1','0')", "0"),
        ("agent_choose_blended", "enum('0','1')", "1"),
        ("realtime_block_user_info", "enum('0','1')", "0"),
        ("custom_fields_modify", "enum('0','1')", "0"),
        ("force_change_password", "enum('Y','N')", "N"),
        (
            "agent_lead_search_override",
            "enum('NOT_ACTIVE','ENABLED','LIVE_CALL_INBOUND','LIVE_CALL_INBOUND_AND_MANUAL','DISABLED')",
            "NOT_ACTIVE",
        ),
        ("modify_shifts", "enum('1','0')", "0"),
        ("modify_phones", "enum('1','0')", "0"),
        ("modify_carriers", "enum('1','0')", "0"),
        ("modify_labels", "enum('1','0')", "0"),
        ("modify_statuses", "enum('1','0')", "0"),
        ("modify_voicemail", "enum('1','0')", "0"),
        ("modify_audiostore", "enum('1','0')", "0"),
        ("modify_moh", "enum('1','0')", "0"),
        ("modify_tts", "enum('1','0')", "0"),
        ("preset_contact_search", "enum('NOT_ACTIVE','ENABLED','DISABLED')", "NOT_ACTIVE"),
        ("modify_contacts", "enum('1','0')", "0"),
        ("modify_same_user_level", "enum('0','1')", "1"),
        ("admin_hide_lead_data", "enum('0','1')", "0"),
        ("admin_hide_phone_data", "enum('0','1','2_DIGITS','3_DIGITS','4_DIGITS')", "0"),
        ("agentcall_email", "enum('0','1')", "0"),
        ("modify_email_accounts", "enum('0','1')", "0"),
        ("alter_admin_interface_options", "enum('0','1')", "1"),
        ("max_inbound_calls", "smallint(5) unsigned", "0"),
        ("modify_custom_dialplans", "enum('1','0')", "0"),
        ("wrapup_seconds_override", "smallint(4)", "-1"),
        ("modify_languages", "enum('1','0')", "0"),
        ("selected_language", "varchar(100)", "default English"),
        ("user_choose_language", "enum('1','0')", "0"),
        ("ignore_group_on_search", "enum('1','0')", "0"),
        ("lead_filter_id", "varchar(20)", "NONE"),
        ("admin_cf_show_hidden", "enum('1','0')", "0"),
        ("agentcall_chat", "enum('1','0')", "0"),
        ("user_hide_realtime", "enum('1','0')", "0"),
        ("access_recordings", "enum('0','1')", "0"),
        ("modify_colors", "enum('1','0')", "0"),
        ("user_nickname", "varchar(50)", ""),
        ("user_new_lead_limit", "smallint(5)", "-1"),
        ("api_only_user", "enum('0','1')", "0"),
        ("modify_auto_reports", "enum('1','0')", "0"),
        ("modify_ip_lists", "enum('1','0')", "0"),
        ("ready_max_logout", "mediumint(7)", "-1"),
        ("export_gdpr_leads", "enum('0','1','2')", "0"),
        ("pause_code_approval", "enum('1','0')", "0"),
        ("max_hopper_calls", "smallint(5) unsigned", "0"),
        ("max_hopper_calls_hour", "smallint(5) unsigned", "0"),
        ("mute_recordings", "enum('DISABLED','Y','N')", "DISABLED"),
        (
            "hide_call_log_info",
            "enum('DISABLED','Y','N','SHOW_1','SHOW_2','SHOW_3','SHOW_4','SHOW_5','SHOW_6','SHOW_7','SHOW_8','SHOW_9','SHOW_10')",
            "DISABLED",
        ),
        ("next_dial_my_callbacks", "enum('NOT_ACTIVE','DISABLED','ENABLED')", "NOT_ACTIVE"),
        ("user_admin_redirect_url", "text", None),
        ("max_inbound_filter_enabled", "enum('0','1')", "0"),
        ("max_inbound_filter_statuses", "text", None),
        ("max_inbound_filter_ingroups", "text", None),
        ("max_inbound_filter_min_sec", "smallint(5)", "-1"),
        ("status_group_id", "varchar(20)", ""),
        ("mobile_number", "varchar(20)", ""),
        ("two_factor_override", "enum('NOT_ACTIVE','ENABLED','DISABLED')", "NOT_ACTIVE"),
        ("manual_dial_filter", "varchar(50)", "DISABLED"),
        ("user_location", "varchar(100)", ""),
        ("download_invalid_files", "enum('0','1')", "0"),
        ("user_group_two", "varchar(20)", ""),
        ("failed_login_attempts_today", "mediumint(8) unsigned", "0"),
        ("failed_login_count_today", "smallint(6) unsigned", "0"),
        ("failed_last_ip_today", "varchar(50)", ""),
        ("failed_last_type_today", "varchar(20)", ""),
        ("modify_dial_prefix", "enum('0','1','2','3','4','5','6')", "0"),
        ("inbound_credits", "mediumint(7)", "-1"),
        ("hci_enabled", "enum('0','1','2','3','4','5','6')", "0"),
        ("manual_dial_lead_id", "enum('Y','N','ONLY','DISABLED')", "DISABLED"),
    ),
    "vicidial_user_groups": (("admin_viewable_groups", "text", None),),
    "vicidial_campaigns": (
        ("lead_order", "varchar(30)", None),
        ("auto_dial_level", "varchar(6)", "0"),
        ("dial_timeout", "tinyint(3) unsigned", "60"),
        ("dial_prefix", "varchar(20)", "9"),
        ("lead_filter_id", "varchar(20)", "NONE"),
        ("closer_campaigns", "text", None),
        (
            "dial_method",
            "enum('MANUAL','RATIO','ADAPT_HARD_LIMIT','ADAPT_TAPERED','ADAPT_AVERAGE','INBOUND_MAN','SHARED_RATIO','SHARED_ADAPT_HARD_LIMIT','SHARED_ADAPT_TAPERED','SHARED_ADAPT_AVERAGE')",
            "MANUAL",
        ),
        ("dial_statuses", "varchar(255)", " NEW -"),
        ("three_way_dial_prefix", "varchar(20)", ""),
        ("drop_lockout_time", "varchar(6)", "0"),
        ("manual_dial_prefix", "varchar(20)", ""),
        ("call_count_limit", "smallint(5) unsigned", "0"),
        ("user_group", "varchar(20)", "---ALL---"),
    ),
    "vicidial_lists": (
        ("reset_time", "varchar(100)", ""),
        ("agent_script_override", "varchar(20)", ""),
        ("campaign_cid_override", "varchar(20)", ""),
        ("am_message_exten_override", "varchar(100)", ""),
        ("drop_inbound_group_override", "varchar(20)", ""),
        ("xferconf_a_number", "varchar(50)", ""),
        ("xferconf_b_number", "varchar(50)", ""),
        ("xferconf_c_number", "varchar(50)", ""),
        ("xferconf_d_number", "varchar(50)", ""),
        ("xferconf_e_number", "varchar(50)", ""),
        ("web_form_address", "text", None),
        ("web_form_address_two", "text", None),
        (
            "time_zone_setting",
            "enum('COUNTRY_AND_AREA_CODE','POSTAL_CODE','NANPA_PREFIX','OWNER_TIME_ZONE_CODE')",
            "COUNTRY_AND_AREA_CODE",
        ),
        ("inventory_report", "enum('Y','N')", "Y"),
        ("expiration_date", "date", "2099-12-31"),
        ("na_call_url", "text", None),
        ("web_form_address_three", "text", None),
        ("status_group_id", "varchar(20)", ""),
        ("user_new_lead_limit", "smallint(5)", "-1"),
        ("inbound_list_script_override", "varchar(20)", None),
        ("default_xfer_group", "varchar(20)", "---NONE---"),
        ("daily_reset_limit", "smallint(5)", "-1"),
        ("resets_today", "smallint(5) unsigned", "0"),
        ("auto_active_list_rank", "smallint(5)", "0"),
        ("cache_count", "int(9) unsigned", "0"),
        ("cache_count_new", "int(9) unsigned", "0"),
        ("cache_count_dialable_new", "int(9) unsigned", "0"),
        ("cache_date", "datetime", None),
        ("inbound_drop_voicemail", "varchar(20)", None),
        ("inbound_after_hours_voicemail", "varchar(20)", None),
        ("qc_scorecard_id", "varchar(20)", ""),
        ("qc_statuses_id", "varchar(20)", ""),
        ("qc_web_form_address", "varchar(255)", ""),
        ("auto_alt_threshold", "tinyint(3)", "-1"),
        ("cid_group_id", "varchar(20)", "---DISABLED---"),
        ("dial_prefix", "varchar(20)", ""),
        ("weekday_resets_container", "varchar(40)", "DISABLED"),
    ),
    "vicidial_callbacks": (
        ("customer_timezone", "varchar(100)", ""),
        ("customer_time", "datetime", None),
    ),
    "vicidial_call_times": (("ct_holidays", "text", None),),
    "vicidial_state_call_times": (("ct_holidays", "text", None),),
}
_MADE: dict[str, tuple[_Column, ...]] = {
    "vicidial_dnc_log": (
        ("phone_number", "varchar(18)", "", "required"),
        ("campaign_id", "varchar(8)", "", "required"),
        ("action", "enum('add','delete')", "add"),
        ("action_date", "datetime", "0000-00-00 00:00:00", "required"),
        ("user", "varchar(20)", ""),
    ),
    "vicidial_filter_phone_groups": (
        ("filter_phone_group_id", "varchar(20)", "", "required"),
        ("filter_phone_group_name", "varchar(40)", "", "required"),
        ("filter_phone_group_description", "varchar(100)", None),
        ("user_group", "varchar(20)", "---ALL---"),
        ("fold_of", "filter_phone_group_id"),
    ),
    "vicidial_filter_phone_numbers": (
        ("phone_number", "varchar(18)", "", "required"),
        ("filter_phone_group_id", "varchar(20)", "", "required"),
        ("fold_of", "phone_number"),
        ("fold_of", "filter_phone_group_id"),
    ),
    "vicidial_admin_log": (
        ("admin_log_id", "int(9) unsigned", None, "identity"),
        ("event_date", "datetime", "0000-00-00 00:00:00", "required"),
        ("user", "varchar(20)", "", "required"),
        ("ip_address", "varchar(15)", "", "required"),
        ("event_section", "varchar(30)", "", "required"),
        (
            "event_type",
            "enum('ADD','COPY','LOAD','RESET','MODIFY','DELETE','SEARCH','LOGIN','LOGOUT','CLEAR','OVERRIDE','EXPORT','OTHER')",
            "OTHER",
        ),
        ("record_id", "varchar(50)", "", "required"),
        ("event_code", "varchar(255)", "", "required"),
        ("event_sql", "mediumtext", None),
        ("event_notes", "mediumtext", None),
        ("user_group", "varchar(20)", "---ALL---"),
    ),
    "vicidial_log": (
        ("uniqueid", "varchar(20)", "", "key"),
        ("lead_id", "int(9) unsigned", "0", "required"),
        ("list_id", "bigint(14) unsigned", None),
        ("campaign_id", "varchar(8)", None),
        ("call_date", "datetime", None),
        ("length_in_sec", "int(10)", None),
        ("status", "varchar(6)", None),
        ("phone_number", "varchar(18)", None),
        ("user", "varchar(20)", None),
        ("fold_of", "campaign_id"),
        ("fold_of", "status"),
    ),
    "vicidial_closer_log": (
        ("closecallid", "int(9) unsigned", None, "identity"),
        ("lead_id", "int(9) unsigned", "0", "required"),
        ("list_id", "bigint(14) unsigned", None),
        ("campaign_id", "varchar(20)", None),
        ("call_date", "datetime", None),
        ("length_in_sec", "int(10)", None),
        ("status", "varchar(6)", None),
        ("phone_number", "varchar(18)", None),
        ("user", "varchar(20)", None),
        ("uniqueid", "varchar(20)", "", "required"),
        ("fold_of", "campaign_id"),
        ("fold_of", "status"),
    ),
    "vicidial_campaign_agents": (
        ("user", "varchar(20)", None),
        ("campaign_id", "varchar(20)", None),
        ("campaign_rank", "tinyint(1)", "0"),
        ("campaign_weight", "tinyint(1)", "0"),
        ("calls_today", "smallint(5) unsigned", "0"),
        ("group_web_vars", "varchar(255)", ""),
        ("campaign_grade", "tinyint(2) unsigned", "1"),
        ("hopper_calls_today", "smallint(5) unsigned", "0"),
        ("hopper_calls_hour", "smallint(5) unsigned", "0"),
        ("fold_of", "user"),
        ("fold_of", "campaign_id"),
    ),
    "vicidial_inbound_group_agents": (
        ("user", "varchar(20)", None),
        ("group_id", "varchar(20)", None),
        ("group_rank", "tinyint(1)", "0"),
        ("group_weight", "tinyint(1)", "0"),
        ("calls_today", "smallint(5) unsigned", "0"),
        ("group_web_vars", "varchar(255)", ""),
        ("group_grade", "tinyint(2) unsigned", "1"),
        ("group_type", "varchar(1)", "C"),
        ("calls_today_filtered", "smallint(5) unsigned", "0"),
        ("daily_limit", "smallint(5)", "-1"),
        ("fold_of", "user"),
        ("fold_of", "group_id"),
    ),
    "vicidial_inbound_groups": (
        ("group_id", "varchar(20)", "", "key"),
        ("group_name", "varchar(30)", None),
        ("active", "enum('Y','N')", None),
    ),
    "vicidial_scripts": (
        ("script_id", "varchar(20)", "", "key"),
        ("script_name", "varchar(50)", None),
        ("active", "enum('Y','N')", None),
    ),
    "vicidial_lead_filters": (
        ("lead_filter_id", "varchar(20)", "", "key"),
        ("lead_filter_name", "varchar(30)", "", "required"),
        ("lead_filter_sql", "text", None),
    ),
    "vicidial_call_time_holidays": (
        ("holiday_id", "varchar(30)", "", "key"),
        ("holiday_name", "varchar(100)", "", "required"),
        ("holiday_date", "date", None),
        ("holiday_status", "enum('ACTIVE','INACTIVE','EXPIRED')", "INACTIVE"),
        ("ct_default_start", "smallint(4) unsigned", "900", "required"),
        ("ct_default_stop", "smallint(4) unsigned", "2100", "required"),
    ),
    "phones": (
        ("extension", "varchar(100)", None),
        ("server_ip", "varchar(15)", None),
        ("login", "varchar(15)", None),
    ),
    "phones_alias": (
        ("alias_id", "varchar(20)", "", "key"),
        ("alias_name", "varchar(50)", None),
        ("logins_list", "varchar(255)", None),
    ),
    "vicidial_webservers": (
        ("webserver_id", "smallint(5) unsigned", None, "identity"),
        ("webserver", "varchar(125)", ""),
        ("hostname", "varchar(125)", ""),
    ),
    "vicidial_urls": (
        ("url_id", "int(9) unsigned", None, "identity"),
        ("url", "varchar(333)", ""),
        ("fold_of", "url"),
    ),
    "vicidial_list_archive": (
        ("lead_id", "int(9) unsigned", "0", "key"),
        ("entry_date", "datetime", None),
        ("modify_date", "datetime", None),
        ("status", "varchar(6)", None),
        ("user", "varchar(20)", None),
        ("vendor_lead_code", "varchar(20)", None),
        ("source_id", "varchar(50)", None),
        ("list_id", "bigint(14) unsigned", "0", "required"),
        ("gmt_offset_now", "decimal(4,2)", "0.00"),
        (
            "called_since_last_reset",
            "enum('Y','N','Y1','Y2','Y3','Y4','Y5','Y6','Y7','Y8','Y9','Y10','D')",
            "N",
        ),
        ("phone_code", "varchar(10)", None),
        ("phone_number", "varchar(18)", "", "required"),
        ("title", "varchar(4)", None),
        ("first_name", "varchar(30)", None),
        ("middle_initial", "varchar(1)", None),
        ("last_name", "varchar(30)", None),
        ("address1", "varchar(100)", None),
        ("address2", "varchar(100)", None),
        ("address3", "varchar(100)", None),
        ("city", "varchar(50)", None),
        ("state", "varchar(2)", None),
        ("province", "varchar(50)", None),
        ("postal_code", "varchar(10)", None),
        ("country_code", "varchar(3)", None),
        ("gender", "enum('M','F','U')", "U"),
        ("date_of_birth", "date", None),
        ("alt_phone", "varchar(12)", None),
        ("email", "varchar(70)", None),
        ("security_phrase", "varchar(100)", None),
        ("comments", "varchar(255)", None),
        ("called_count", "smallint(5) unsigned", "0"),
        ("last_local_call_time", "datetime", None),
        ("rank", "smallint(5)", "0", "required"),
        ("owner", "varchar(20)", ""),
        ("entry_list_id", "bigint(14) unsigned", "0", "required"),
        ("fold_of", "phone_number"),
        ("fold_of", "vendor_lead_code"),
    ),
    "vicidial_callbacks_archive": (
        ("callback_id", "int(9) unsigned", "0", "key"),
        ("lead_id", "int(9) unsigned", None),
        ("list_id", "bigint(14) unsigned", None),
        ("campaign_id", "varchar(20)", None),
        ("status", "varchar(10)", None),
        ("entry_time", "datetime", None),
        ("callback_time", "datetime", None),
        ("modify_date", "datetime", None),
        ("user", "varchar(20)", None),
        ("recipient", "enum('USERONLY','ANYONE')", None),
        ("comments", "varchar(255)", None),
        ("user_group", "varchar(20)", None),
        ("lead_status", "varchar(6)", "CALLBK"),
        ("email_alert", "datetime", None),
        ("email_result", "enum('SENT','FAILED','NOT AVAILABLE')", None),
        ("customer_timezone", "varchar(100)", ""),
        ("customer_time", "datetime", None),
    ),
}
_INDEXES: dict[str, tuple[_Index, ...]] = {
    "vicidial_filter_phone_groups": (
        ("vicidial_filter_phone_groups_id", ("filter_phone_group_id_fold",), False),
    ),
    "vicidial_filter_phone_numbers": (
        (
            "vicidial_filter_phone_numbers_fold",
            ("phone_number_fold", "filter_phone_group_id_fold"),
            True,
        ),
        ("vicidial_filter_phone_numbers_pair", ("phone_number", "filter_phone_group_id"), True),
    ),
    "vicidial_log": (
        ("vicidial_log_call_date", ("call_date",), False),
        ("vicidial_log_lead_id", ("lead_id",), False),
    ),
    "vicidial_closer_log": (
        ("vicidial_closer_log_call_date", ("call_date",), False),
        ("vicidial_closer_log_lead_id", ("lead_id",), False),
    ),
    "vicidial_campaign_agents": (
        ("vicidial_campaign_agents_fold", ("user_fold", "campaign_id_fold"), True),
        ("vicidial_campaign_agents_pair", ("user", "campaign_id"), True),
    ),
    "vicidial_inbound_group_agents": (
        ("vicidial_inbound_group_agents_fold", ("user_fold", "group_id_fold"), True),
        ("vicidial_inbound_group_agents_pair", ("user", "group_id"), True),
    ),
    "phones": (("phones_extension_server", ("extension", "server_ip"), True),),
    "vicidial_urls": (
        ("vicidial_urls_url", ("url",), True),
        ("vicidial_urls_url_fold", ("url_fold",), True),
    ),
    "vicidial_list_archive": (
        ("vicidial_list_archive_list_id", ("list_id",), False),
        ("vicidial_list_archive_phone", ("phone_number_fold", "lead_id"), False),
        ("vicidial_list_archive_vendor", ("vendor_lead_code_fold", "lead_id"), False),
    ),
    "vicidial_callbacks_archive": (("vicidial_callbacks_archive_lead_id", ("lead_id",), False),),
}


def _folds() -> bool:
    return op.get_context().dialect.name not in ("mysql", "mariadb")


def _type(spelling: str) -> sa.types.TypeEngine[Any]:
    """The type that MariaDB's spelling stands for; dates and enums are text elsewhere."""
    name, _, rest = spelling.partition("(")
    unsigned = rest.endswith(" unsigned")
    native: Any
    if name in ("text", "mediumtext"):
        native = mysql.MEDIUMTEXT() if name == "mediumtext" else None
        return sa.Text() if native is None else sa.Text().with_variant(native, "mysql", "mariadb")
    if name in ("date", "datetime"):
        native = mysql.DATE() if name == "date" else mysql.DATETIME()
        return sa.String(10 if name == "date" else 19).with_variant(native, "mysql", "mariadb")
    if name == "varchar":
        length = int(rest.rstrip(")"))
        return sa.String(length).with_variant(mysql.VARCHAR(length), "mysql", "mariadb")
    if name == "enum":
        members = re.findall("'([^']*)'", rest)
        native = mysql.ENUM(*members)
        return sa.String(max(map(len, members))).with_variant(native, "mysql", "mariadb")
    if name == "decimal":
        precision, scale = map(int, rest.rstrip(")").split(","))
        return sa.Numeric(precision, scale)
    native = {
        "tinyint": mysql.TINYINT,
        "smallint": mysql.SMALLINT,
        "mediumint": mysql.MEDIUMINT,
        "int": mysql.INTEGER,
        "bigint": mysql.BIGINT,
    }[name](unsigned=unsigned)
    is_wide = name == "bigint" or (name == "int" and unsigned)
    generic = sa.BigInteger() if is_wide else sa.Integer()
    return generic.with_variant(native, "mysql", "mariadb").with_variant(sa.Integer(), "sqlite")


def _column(name: str, spelling: str, default: str | None, is_a: str = "") -> sa.Column[Any]:
    return sa.Column(
        name,
        _type(spelling),
        primary_key=is_a in ("key", "identity"),
        autoincrement=is_a == "identity",
        nullable=not is_a,
        server_default=default,
    )


def _columns(written: tuple[_Column, ...]) -> Iterator[sa.Column[Any]]:
    for one in written:
        if one[0] != "fold_of":
            yield _column(*one)
        elif _folds():
            yield sa.Column(f"{one[1]}_fold", _FOLD)


def _indexes(table: str) -> Iterator[sa.Index]:
    """A table's indexes; where text needs no companions, of the columns, each once."""
    seen = set()
    for name, columns, unique in sorted(
        _INDEXES.get(table, ()), key=lambda one: "_fold" in "".join(one[1])
    ):
        held = columns if _folds() else tuple(one.removesuffix("_fold") for one in columns)
        if held not in seen:
            seen.add(held)
            yield sa.Index(name, *held, unique=unique)


def _present(table: str) -> set[str]:
    """The columns that a table has; none where only the statements are written down."""
    if op.get_context().as_sql:
        return set()
    inspector = sa.inspect(op.get_bind())
    found = inspector.get_columns(table) if inspector.has_table(table) else []
    return {column["name"] for column in found}


def upgrade() -> None:
    for table, columns in _ADDED.items():
        present = _present(table)
        for column in _columns(columns):
            if column.name not in present:
                op.add_column(table, column)
    for table, columns in _MADE.items():
        if _present(table):
            continue
        parts: list[sa.schema.SchemaItem] = [*_columns(columns), *_indexes(table)]
        has_key = any(one[-1] in ("key", "identity") for one in columns)
        if not has_key and op.get_context().dialect.name == "postgresql":
            parts.append(sa.Column("lmapi_row", sa.BigInteger(), sa.Identity(always=True)))
        counts = any(one[-1] == "identity" for one in columns)
        op.create_table(table, *parts, sqlite_autoincrement=counts, **_MARIADB)
    _find_leads_by_vendor_lead_code()


def _find_leads_by_vendor_lead_code() -> None:
    table, name = "vicidial_list", "vicidial_list_vendor"
    if not _folds():
        if op.get_context().as_sql or name not in {
            index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)
        }:
            op.create_index(name, table, ["vendor_lead_code", "lead_id"])
        return
    op.add_column(table, sa.Column("vendor_lead_code_fold", _FOLD))
    if not op.get_context().as_sql:
        _fold_those_there()
    only = sa.text("vendor_lead_code_fold <> ''")
    columns = ["vendor_lead_code_fold", "lead_id"]
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def _fold_those_there() -> None:
    """The companion's text for the leads that there are, some thousand at a time."""
    lead = sa.table(
        "vicidial_list",
        sa.column("lead_id", sa.BigInteger()),
        sa.column("vendor_lead_code", sa.Text()),
        sa.column("vendor_lead_code_fold", sa.Text()),
    )
    given = lead.c.vendor_lead_code.is_not(None)
    some = sa.select(lead.c.lead_id, lead.c.vendor_lead_code).order_by(lead.c.lead_id)
    change = (
        sa.update(lead)
        .where(lead.c.lead_id == sa.bindparam("of"))
        .values(vendor_lead_code_fold=sa.bindparam("folded"))
    )
    last = -1
    while (
        rows := op.get_bind()
        .execute(some.where(given, lead.c.lead_id > last).limit(_AT_ONCE))
        .fetchall()
    ):
        op.get_bind().execute(change, [{"of": key, "folded": fold(code)} for key, code in rows])
        last = rows[-1][0]


def downgrade() -> None:
    op.drop_index("vicidial_list_vendor", "vicidial_list")
    if _folds():
        op.drop_column("vicidial_list", "vendor_lead_code_fold")
    for table in reversed(_MADE):
        op.drop_table(table)
    for table, columns in _ADDED.items():
        for one in columns:
            op.drop_column(table, one[0])
