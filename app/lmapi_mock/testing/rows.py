"""Rows of the main tables as the admin API shows them: made by `python tests/readme.py`.

Dates and decimals are texts there, as MariaDB writes them.
"""

from __future__ import annotations

from typing import TypedDict


class VicidialList(TypedDict):
    """A row of vicidial_list."""

    lead_id: int
    entry_date: str | None
    modify_date: str | None
    status: str | None
    user: str | None
    vendor_lead_code: str | None
    source_id: str | None
    list_id: int
    gmt_offset_now: str | None
    called_since_last_reset: str | None
    phone_code: str | None
    phone_number: str
    title: str | None
    first_name: str | None
    middle_initial: str | None
    last_name: str | None
    address1: str | None
    address2: str | None
    address3: str | None
    city: str | None
    state: str | None
    province: str | None
    postal_code: str | None
    country_code: str | None
    gender: str | None
    date_of_birth: str | None
    alt_phone: str | None
    email: str | None
    security_phrase: str | None
    comments: str | None
    called_count: int | None
    last_local_call_time: str | None
    rank: int
    owner: str | None
    entry_list_id: int


class VicidialHopper(TypedDict):
    """A row of vicidial_hopper."""

    hopper_id: int
    lead_id: int | None
    campaign_id: str | None
    status: str | None
    user: str | None
    list_id: int
    gmt_offset_now: str | None
    state: str | None
    alt_dial: str | None
    priority: int | None
    source: str | None
    vendor_lead_code: str | None


class VicidialCallbacks(TypedDict):
    """A row of vicidial_callbacks."""

    callback_id: int
    lead_id: int | None
    list_id: int | None
    campaign_id: str | None
    status: str | None
    entry_time: str | None
    callback_time: str | None
    modify_date: str | None
    user: str | None
    recipient: str | None
    comments: str | None
    user_group: str | None
    lead_status: str | None
    email_alert: str | None
    email_result: str | None
    customer_timezone: str | None
    customer_time: str | None


VicidialUsers = TypedDict(
    "VicidialUsers",
    {
        "user_id": int,
        "user": str,
        "pass": str,
        "pass_hash": str | None,
        "full_name": str | None,
        "user_level": int | None,
        "user_group": str | None,
        "active": str | None,
        "modify_leads": str | None,
        "vdc_agent_api_access": str | None,
        "api_list_restrict": str | None,
        "api_allowed_functions": str | None,
        "ignore_ip_list": str | None,
        "failed_login_count": int | None,
        "last_login_date": str | None,
        "last_ip": str | None,
        "phone_login": str | None,
        "phone_pass": str | None,
        "delete_users": str | None,
        "delete_user_groups": str | None,
        "delete_lists": str | None,
        "delete_campaigns": str | None,
        "delete_ingroups": str | None,
        "delete_remote_agents": str | None,
        "load_leads": str | None,
        "campaign_detail": str | None,
        "ast_admin_access": str | None,
        "ast_delete_phones": str | None,
        "delete_scripts": str | None,
        "hotkeys_active": str | None,
        "change_agent_campaign": str | None,
        "agent_choose_ingroups": str | None,
        "closer_campaigns": str | None,
        "scheduled_callbacks": str | None,
        "agentonly_callbacks": str | None,
        "agentcall_manual": str | None,
        "vicidial_recording": str | None,
        "vicidial_transfers": str | None,
        "delete_filters": str | None,
        "alter_agent_interface_options": str | None,
        "closer_default_blended": str | None,
        "delete_call_times": str | None,
        "modify_call_times": str | None,
        "modify_users": str | None,
        "modify_campaigns": str | None,
        "modify_lists": str | None,
        "modify_scripts": str | None,
        "modify_filters": str | None,
        "modify_ingroups": str | None,
        "modify_usergroups": str | None,
        "modify_remoteagents": str | None,
        "modify_servers": str | None,
        "view_reports": str | None,
        "vicidial_recording_override": str | None,
        "alter_custdata_override": str | None,
        "qc_enabled": str | None,
        "qc_user_level": int | None,
        "qc_pass": str | None,
        "qc_finish": str | None,
        "qc_commit": str | None,
        "add_timeclock_log": str | None,
        "modify_timeclock_log": str | None,
        "delete_timeclock_log": str | None,
        "alter_custphone_override": str | None,
        "modify_inbound_dids": str | None,
        "delete_inbound_dids": str | None,
        "alert_enabled": str | None,
        "download_lists": str | None,
        "agent_shift_enforcement_override": str | None,
        "manager_shift_enforcement_override": str | None,
        "shift_override_flag": str | None,
        "export_reports": str | None,
        "delete_from_dnc": str | None,
        "email": str | None,
        "user_code": str | None,
        "territory": str | None,
        "allow_alerts": str | None,
        "agent_choose_territories": str | None,
        "custom_one": str | None,
        "custom_two": str | None,
        "custom_three": str | None,
        "custom_four": str | None,
        "custom_five": str | None,
        "voicemail_id": str | None,
        "agent_call_log_view_override": str | None,
        "callcard_admin": str | None,
        "agent_choose_blended": str | None,
        "realtime_block_user_info": str | None,
        "custom_fields_modify": str | None,
        "force_change_password": str | None,
        "agent_lead_search_override": str | None,
        "modify_shifts": str | None,
        "modify_phones": str | None,
        "modify_carriers": str | None,
        "modify_labels": str | None,
        "modify_statuses": str | None,
        "modify_voicemail": str | None,
        "modify_audiostore": str | None,
        "modify_moh": str | None,
        "modify_tts": str | None,
        "preset_contact_search": str | None,
        "modify_contacts": str | None,
        "modify_same_user_level": str | None,
        "admin_hide_lead_data": str | None,
        "admin_hide_phone_data": str | None,
        "agentcall_email": str | None,
        "modify_email_accounts": str | None,
        "alter_admin_interface_options": str | None,
        "max_inbound_calls": int | None,
        "modify_custom_dialplans": str | None,
        "wrapup_seconds_override": int | None,
        "modify_languages": str | None,
        "selected_language": str | None,
        "user_choose_language": str | None,
        "ignore_group_on_search": str | None,
        "lead_filter_id": str | None,
        "admin_cf_show_hidden": str | None,
        "agentcall_chat": str | None,
        "user_hide_realtime": str | None,
        "access_recordings": str | None,
        "modify_colors": str | None,
        "user_nickname": str | None,
        "user_new_lead_limit": int | None,
        "api_only_user": str | None,
        "modify_auto_reports": str | None,
        "modify_ip_lists": str | None,
        "ready_max_logout": int | None,
        "export_gdpr_leads": str | None,
        "pause_code_approval": str | None,
        "max_hopper_calls": int | None,
        "max_hopper_calls_hour": int | None,
        "mute_recordings": str | None,
        "hide_call_log_info": str | None,
        "next_dial_my_callbacks": str | None,
        "user_admin_redirect_url": str | None,
        "max_inbound_filter_enabled": str | None,
        "max_inbound_filter_statuses": str | None,
        "max_inbound_filter_ingroups": str | None,
        "max_inbound_filter_min_sec": int | None,
        "status_group_id": str | None,
        "mobile_number": str | None,
        "two_factor_override": str | None,
        "manual_dial_filter": str | None,
        "user_location": str | None,
        "download_invalid_files": str | None,
        "user_group_two": str | None,
        "failed_login_attempts_today": int | None,
        "failed_login_count_today": int | None,
        "failed_last_ip_today": str | None,
        "failed_last_type_today": str | None,
        "modify_dial_prefix": str | None,
        "inbound_credits": int | None,
        "hci_enabled": str | None,
        "manual_dial_lead_id": str | None,
    },
)
"""A row of vicidial_users."""


class VicidialLists(TypedDict):
    """A row of vicidial_lists."""

    list_id: int
    list_name: str | None
    campaign_id: str | None
    active: str | None
    list_description: str | None
    list_changedate: str | None
    list_lastcalldate: str | None
    local_call_time: str
    reset_time: str | None
    agent_script_override: str | None
    campaign_cid_override: str | None
    am_message_exten_override: str | None
    drop_inbound_group_override: str | None
    xferconf_a_number: str | None
    xferconf_b_number: str | None
    xferconf_c_number: str | None
    xferconf_d_number: str | None
    xferconf_e_number: str | None
    web_form_address: str | None
    web_form_address_two: str | None
    time_zone_setting: str | None
    inventory_report: str | None
    expiration_date: str | None
    na_call_url: str | None
    web_form_address_three: str | None
    status_group_id: str | None
    user_new_lead_limit: int | None
    inbound_list_script_override: str | None
    default_xfer_group: str | None
    daily_reset_limit: int | None
    resets_today: int | None
    auto_active_list_rank: int | None
    cache_count: int | None
    cache_count_new: int | None
    cache_count_dialable_new: int | None
    cache_date: str | None
    inbound_drop_voicemail: str | None
    inbound_after_hours_voicemail: str | None
    qc_scorecard_id: str | None
    qc_statuses_id: str | None
    qc_web_form_address: str | None
    auto_alt_threshold: int | None
    cid_group_id: str | None
    dial_prefix: str | None
    weekday_resets_container: str | None


class VicidialCampaigns(TypedDict):
    """A row of vicidial_campaigns."""

    campaign_id: str
    campaign_name: str | None
    active: str | None
    local_call_time: str | None
    use_other_campaign_dnc: str | None
    lead_order: str | None
    auto_dial_level: str | None
    dial_timeout: int | None
    dial_prefix: str | None
    lead_filter_id: str | None
    closer_campaigns: str | None
    dial_method: str | None
    dial_statuses: str | None
    three_way_dial_prefix: str | None
    drop_lockout_time: str | None
    manual_dial_prefix: str | None
    call_count_limit: int | None
    user_group: str | None


class SystemSettings(TypedDict):
    """A row of system_settings."""

    version: str | None
    use_non_latin: str | None
    webroot_writable: str | None
    custom_fields_enabled: str | None
    pass_hash_enabled: str | None
    pass_key: str | None
    pass_cost: int | None
    allow_ip_lists: str | None
    system_ip_blacklist: str | None
    allow_web_debug: str | None
    active_modules: str | None
    auto_user_add_value: int | None
    sounds_web_server: str | None
    two_factor_auth_hours: str | None
    two_factor_container: str | None
