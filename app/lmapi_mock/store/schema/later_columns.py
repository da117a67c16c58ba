"""Columns that only functions beside add_lead read or write, of tables that add_lead has too.

They stand behind the others in their tables, where a migration has put them. A dialer's own
database may lack some, and answers add_lead all the same.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import column, later


def of_users() -> list[sa.Column[Any]]:
    """Of vicidial_users: all that copy_user copies."""
    return later(
        column("phone_login", "varchar(20)"),
        column("phone_pass", "varchar(100)"),
        column("delete_users", "enum('0','1')", default="0"),
        column("delete_user_groups", "enum('0','1')", default="0"),
        column("delete_lists", "enum('0','1')", default="0"),
        column("delete_campaigns", "enum('0','1')", default="0"),
        column("delete_ingroups", "enum('0','1')", default="0"),
        column("delete_remote_agents", "enum('0','1')", default="0"),
        column("load_leads", "enum('0','1')", default="0"),
        column("campaign_detail", "enum('0','1')", default="0"),
        column("ast_admin_access", "enum('0','1')", default="0"),
        column("ast_delete_phones", "enum('0','1')", default="0"),
        column("delete_scripts", "enum('0','1')", default="0"),
        column("hotkeys_active", "enum('0','1')", default="0"),
        column("change_agent_campaign", "enum('0','1')", default="0"),
        column("agent_choose_ingroups", "enum('0','1')", default="1"),
        column("closer_campaigns", "text"),
        column("scheduled_callbacks", "enum('0','1')", default="1"),
        column("agentonly_callbacks", "enum('0','1')", default="0"),
        column("agentcall_manual", "enum('0','1','2','3','4','5')", default="0"),
        column("vicidial_recording", "enum('0','1')", default="1"),
        column("vicidial_transfers", "enum('0','1')", default="1"),
        column("delete_filters", "enum('0','1')", default="0"),
        column("alter_agent_interface_options", "enum('0','1')", default="0"),
        column("closer_default_blended", "enum('0','1')", default="0"),
        column("delete_call_times", "enum('0','1')", default="0"),
        column("modify_call_times", "enum('0','1')", default="0"),
        column("modify_users", "enum('0','1')", default="0"),
        column("modify_campaigns", "enum('0','1')", default="0"),
        column("modify_lists", "enum('0','1')", default="0"),
        column("modify_scripts", "enum('0','1')", default="0"),
        column("modify_filters", "enum('0','1')", default="0"),
        column("modify_ingroups", "enum('0','1')", default="0"),
        column("modify_usergroups", "enum('0','1')", default="0"),
        column("modify_remoteagents", "enum('0','1')", default="0"),
        column("modify_servers", "enum('0','1')", default="0"),
        column("view_reports", "enum('0','1')", default="0"),
        column(
            "vicidial_recording_override",
            "enum('DISABLED','NEVER','ONDEMAND','ALLCALLS','ALLFORCE')",
            default="DISABLED",
        ),
        column("alter_custdata_override", "enum('NOT_ACTIVE','ALLOW_ALTER')", default="NOT_ACTIVE"),
        column("qc_enabled", "enum('0','1')", default="0"),
        column("qc_user_level", "int(2)", default="1"),
        column("qc_pass", "enum('0','1')", default="0"),
        column("qc_finish", "enum('0','1')", default="0"),
        column("qc_commit", "enum('0','1')", default="0"),
        column("add_timeclock_log", "enum('0','1')", default="0"),
        column("modify_timeclock_log", "enum('0','1')", default="0"),
        column("delete_timeclock_log", "enum('0','1')", default="0"),
        column(
            "alter_custphone_override", "enum('NOT_ACTIVE','ALLOW_ALTER')", default="NOT_ACTIVE"
        ),
        column("modify_inbound_dids", "enum('0','1')", default="0"),
        column("delete_inbound_dids", "enum('0','1')", default="0"),
        column("alert_enabled", "enum('0','1')", default="0"),
        column("download_lists", "enum('0','1')", default="0"),
        column(
            "agent_shift_enforcement_override",
            "enum('DISABLED','OFF','START','ALL')",
            default="DISABLED",
        ),
        column("manager_shift_enforcement_override", "enum('0','1')", default="0"),
        column("shift_override_flag", "enum('0','1')", default="0"),
        column("export_reports", "enum('0','1')", default="0"),
        column("delete_from_dnc", "enum('0','1')", default="0"),
        column("email", "varchar(100)", default=""),
        column("user_code", "varchar(100)", default=""),
        column("territory", "varchar(100)", default=""),
        column("allow_alerts", "enum('0','1')", default="0"),
        column("agent_choose_territories", "enum('0','1')", default="1"),
        column("custom_one", "varchar(100)", default=""),
        column("custom_two", "varchar(100)", default=""),
        column("custom_three", "varchar(100)", default=""),
        column("custom_four", "varchar(100)", default=""),
        column("custom_five", "varchar(100)", default=""),
        column("voicemail_id", "varchar(10)"),
        column("agent_call_log_view_override", "enum('DISABLED','Y','N')", default="DISABLED"),
        column("callcard_admin", "enum('1','0')", default="0"),
        column("agent_choose_blended", "enum('0','1')", default="1"),
        column("realtime_block_user_info", "enum('0','1')", default="0"),
        column("custom_fields_modify", "enum('0','1')", default="0"),
        column("force_change_password", "enum('Y','N')", default="N"),
        column(
            "agent_lead_search_override",
            "enum('NOT_ACTIVE','ENABLED','LIVE_CALL_INBOUND','LIVE_CALL_INBOUND_AND_MANUAL','DISABLED')",
            default="NOT_ACTIVE",
        ),
        column("modify_shifts", "enum('1','0')", default="0"),
        column("modify_phones", "enum('1','0')", default="0"),
        column("modify_carriers", "enum('1','0')", default="0"),
        column("modify_labels", "enum('1','0')", default="0"),
        column("modify_statuses", "enum('1','0')", default="0"),
        column("modify_voicemail", "enum('1','0')", default="0"),
        column("modify_audiostore", "enum('1','0')", default="0"),
        column("modify_moh", "enum('1','0')", default="0"),
        column("modify_tts", "enum('1','0')", default="0"),
        column(
            "preset_contact_search", "enum('NOT_ACTIVE','ENABLED','DISABLED')", default="NOT_ACTIVE"
        ),
        column("modify_contacts", "enum('1','0')", default="0"),
        column("modify_same_user_level", "enum('0','1')", default="1"),
        column("admin_hide_lead_data", "enum('0','1')", default="0"),
        column(
            "admin_hide_phone_data", "enum('0','1','2_DIGITS','3_DIGITS','4_DIGITS')", default="0"
        ),
        column("agentcall_email", "enum('0','1')", default="0"),
        column("modify_email_accounts", "enum('0','1')", default="0"),
        column("alter_admin_interface_options", "enum('0','1')", default="1"),
        column("max_inbound_calls", "smallint(5) unsigned", default="0"),
        column("modify_custom_dialplans", "enum('1','0')", default="0"),
        column("wrapup_seconds_override", "smallint(4)", default="-1"),
        column("modify_languages", "enum('1','0')", default="0"),
        column("selected_language", "varchar(100)", default="default English"),
        column("user_choose_language", "enum('1','0')", default="0"),
        column("ignore_group_on_search", "enum('1','0')", default="0"),
        column("lead_filter_id", "varchar(20)", default="NONE"),
        column("admin_cf_show_hidden", "enum('1','0')", default="0"),
        column("agentcall_chat", "enum('1','0')", default="0"),
        column("user_hide_realtime", "enum('1','0')", default="0"),
        column("access_recordings", "enum('0','1')", default="0"),
        column("modify_colors", "enum('1','0')", default="0"),
        column("user_nickname", "varchar(50)", default=""),
        column("user_new_lead_limit", "smallint(5)", default="-1"),
        column("api_only_user", "enum('0','1')", default="0"),
        column("modify_auto_reports", "enum('1','0')", default="0"),
        column("modify_ip_lists", "enum('1','0')", default="0"),
        column("ready_max_logout", "mediumint(7)", default="-1"),
        column("export_gdpr_leads", "enum('0','1','2')", default="0"),
        column("pause_code_approval", "enum('1','0')", default="0"),
        column("max_hopper_calls", "smallint(5) unsigned", default="0"),
        column("max_hopper_calls_hour", "smallint(5) unsigned", default="0"),
        column("mute_recordings", "enum('DISABLED','Y','N')", default="DISABLED"),
        column(
            "hide_call_log_info",
            "enum('DISABLED','Y','N','SHOW_1','SHOW_2','SHOW_3','SHOW_4','SHOW_5','SHOW_6','SHOW_7','SHOW_8','SHOW_9','SHOW_10')",
            default="DISABLED",
        ),
        column(
            "next_dial_my_callbacks",
            "enum('NOT_ACTIVE','DISABLED','ENABLED')",
            default="NOT_ACTIVE",
        ),
        column("user_admin_redirect_url", "text"),
        column("max_inbound_filter_enabled", "enum('0','1')", default="0"),
        column("max_inbound_filter_statuses", "text"),
        column("max_inbound_filter_ingroups", "text"),
        column("max_inbound_filter_min_sec", "smallint(5)", default="-1"),
        column("status_group_id", "varchar(20)", default=""),
        column("mobile_number", "varchar(20)", default=""),
        column(
            "two_factor_override", "enum('NOT_ACTIVE','ENABLED','DISABLED')", default="NOT_ACTIVE"
        ),
        column("manual_dial_filter", "varchar(50)", default="DISABLED"),
        column("user_location", "varchar(100)", default=""),
        column("download_invalid_files", "enum('0','1')", default="0"),
        column("user_group_two", "varchar(20)", default=""),
        column("failed_login_attempts_today", "mediumint(8) unsigned", default="0"),
        column("failed_login_count_today", "smallint(6) unsigned", default="0"),
        column("failed_last_ip_today", "varchar(50)", default=""),
        column("failed_last_type_today", "varchar(20)", default=""),
        column("modify_dial_prefix", "enum('0','1','2','3','4','5','6')", default="0"),
        column("inbound_credits", "mediumint(7)", default="-1"),
        column("hci_enabled", "enum('0','1','2','3','4','5','6')", default="0"),
        column("manual_dial_lead_id", "enum('Y','N','ONLY','DISABLED')", default="DISABLED"),
    )


def of_lists() -> list[sa.Column[Any]]:
    """Of vicidial_lists."""
    return later(
        column("reset_time", "varchar(100)", default=""),
        column("agent_script_override", "varchar(20)", default=""),
        column("campaign_cid_override", "varchar(20)", default=""),
        column("am_message_exten_override", "varchar(100)", default=""),
        column("drop_inbound_group_override", "varchar(20)", default=""),
        column("xferconf_a_number", "varchar(50)", default=""),
        column("xferconf_b_number", "varchar(50)", default=""),
        column("xferconf_c_number", "varchar(50)", default=""),
        column("xferconf_d_number", "varchar(50)", default=""),
        column("xferconf_e_number", "varchar(50)", default=""),
        column("web_form_address", "text"),
        column("web_form_address_two", "text"),
        column(
            "time_zone_setting",
            "enum('COUNTRY_AND_AREA_CODE','POSTAL_CODE','NANPA_PREFIX','OWNER_TIME_ZONE_CODE')",
            default="COUNTRY_AND_AREA_CODE",
        ),
        column("inventory_report", "enum('Y','N')", default="Y"),
        column("expiration_date", "date", default="2099-12-31"),
        column("na_call_url", "text"),
        column("web_form_address_three", "text"),
        column("status_group_id", "varchar(20)", default=""),
        column("user_new_lead_limit", "smallint(5)", default="-1"),
        column("inbound_list_script_override", "varchar(20)"),
        column("default_xfer_group", "varchar(20)", default="---NONE---"),
        column("daily_reset_limit", "smallint(5)", default="-1"),
        column("resets_today", "smallint(5) unsigned", default="0"),
        column("auto_active_list_rank", "smallint(5)", default="0"),
        column("cache_count", "int(9) unsigned", default="0"),
        column("cache_count_new", "int(9) unsigned", default="0"),
        column("cache_count_dialable_new", "int(9) unsigned", default="0"),
        column("cache_date", "datetime"),
        column("inbound_drop_voicemail", "varchar(20)"),
        column("inbound_after_hours_voicemail", "varchar(20)"),
        column("qc_scorecard_id", "varchar(20)", default=""),
        column("qc_statuses_id", "varchar(20)", default=""),
        column("qc_web_form_address", "varchar(255)", default=""),
        column("auto_alt_threshold", "tinyint(3)", default="-1"),
        column("cid_group_id", "varchar(20)", default="---DISABLED---"),
        column("dial_prefix", "varchar(20)", default=""),
        column("weekday_resets_container", "varchar(40)", default="DISABLED"),
    )


def of_campaigns() -> list[sa.Column[Any]]:
    """Of vicidial_campaigns."""
    return later(
        column("lead_order", "varchar(30)"),
        column("auto_dial_level", "varchar(6)", default="0"),
        column("dial_timeout", "tinyint(3) unsigned", default="60"),
        column("dial_prefix", "varchar(20)", default="9"),
        column("lead_filter_id", "varchar(20)", default="NONE"),
        column("closer_campaigns", "text"),
        column(
            "dial_method",
            "enum('MANUAL','RATIO','ADAPT_HARD_LIMIT','ADAPT_TAPERED','ADAPT_AVERAGE','INBOUND_MAN','SHARED_RATIO','SHARED_ADAPT_HARD_LIMIT','SHARED_ADAPT_TAPERED','SHARED_ADAPT_AVERAGE')",
            default="MANUAL",
        ),
        column("dial_statuses", "varchar(255)", default=" NEW -"),
        column("three_way_dial_prefix", "varchar(20)", default=""),
        column("drop_lockout_time", "varchar(6)", default="0"),
        column("manual_dial_prefix", "varchar(20)", default=""),
        column("call_count_limit", "smallint(5) unsigned", default="0"),
        column("user_group", "varchar(20)", default="---ALL---"),
    )


def of_system_settings() -> list[sa.Column[Any]]:
    """Of system_settings."""
    return later(
        column("auto_user_add_value", "int(9) unsigned", default="101"),
        column("sounds_web_server", "varchar(50)", default="127.0.0.1"),
        column("two_factor_auth_hours", "varchar(5)", default="0"),
        column("two_factor_container", "varchar(40)", default="---DISABLED---"),
    )


def of_callbacks() -> list[sa.Column[Any]]:
    """Of vicidial_callbacks, and of its archive."""
    return later(
        column("customer_timezone", "varchar(100)", default=""),
        column("customer_time", "datetime"),
    )


def of_user_groups() -> list[sa.Column[Any]]:
    """Of vicidial_user_groups."""
    return later(column("admin_viewable_groups", "text"))


def of_call_times() -> list[sa.Column[Any]]:
    """Of vicidial_call_times and vicidial_state_call_times."""
    return later(column("ct_holidays", "text"))
