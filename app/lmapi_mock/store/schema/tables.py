"""Every table that the endpoint reads or writes, under VICIdial's own names (section 12)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, text

from lmapi_mock.store.schema import later_columns
from lmapi_mock.store.schema.columns import column, fold_of, is_fold, table, twin

WHERE: Final = "where"
"""Where an index's `info` holds the condition of the rows that it has."""

YES_NO: Final = "enum('Y','N')"
DIGIT_FLAG: Final = "enum('0','1')"

system_settings = table(
    "system_settings",
    column("version", "varchar(50)"),
    column("use_non_latin", DIGIT_FLAG, default="0"),
    column("webroot_writable", DIGIT_FLAG, default="1"),
    column("custom_fields_enabled", "enum('0','1','2')", default="0"),
    column("pass_hash_enabled", DIGIT_FLAG, default="0"),
    column("pass_key", "varchar(100)", default=""),
    column("pass_cost", "tinyint(2) unsigned", default="2"),
    column("allow_ip_lists", DIGIT_FLAG, default="0"),
    column("system_ip_blacklist", "varchar(30)", default=""),
    column("allow_web_debug", DIGIT_FLAG, default="0"),
    column("active_modules", "text"),
    *later_columns.of_system_settings(),
)

servers = table(
    "servers",
    column("server_id", "varchar(10)", required=True),
    column("server_description", "varchar(255)"),
    column("server_ip", "varchar(15)", required=True),
    column("active", YES_NO),
    column("local_gmt", "varchar(6)", default="-5.00"),
)

vicidial_users = table(
    "vicidial_users",
    column("user_id", "int(9) unsigned", key=True, identity=True),
    column("user", "varchar(20)", required=True),
    column("pass", "varchar(100)", required=True),
    column("pass_hash", "varchar(500)", default=""),
    column("full_name", "varchar(50)"),
    column("user_level", "tinyint(3) unsigned", default="1"),
    column("user_group", "varchar(20)"),
    column("active", YES_NO, default="Y"),
    column("modify_leads", "enum('0','1','2','3','4','5','6')", default="0"),
    column("vdc_agent_api_access", DIGIT_FLAG, default="0"),
    column("api_list_restrict", DIGIT_FLAG, default="0"),
    column("api_allowed_functions", "varchar(1000)", default=" ALL_FUNCTIONS "),
    column("ignore_ip_list", DIGIT_FLAG, default="0"),
    column("failed_login_count", "tinyint(3) unsigned", default="0"),
    column("last_login_date", "datetime", default="2001-01-01 00:00:01"),
    column("last_ip", "varchar(50)", default=""),
    fold_of("user"),
    *later_columns.of_users(),
    Index("vicidial_users_user", "user", unique=True),
    Index("vicidial_users_user_fold", "user_fold", unique=True),
)

vicidial_user_groups = table(
    "vicidial_user_groups",
    column("user_group", "varchar(20)", required=True),
    column("group_name", "varchar(40)", required=True),
    column("allowed_campaigns", "text"),
    column("api_ip_list", "varchar(30)", default=""),
    *later_columns.of_user_groups(),
)

vicidial_campaigns = table(
    "vicidial_campaigns",
    column("campaign_id", "varchar(8)", key=True),
    column("campaign_name", "varchar(40)"),
    column("active", YES_NO),
    column("local_call_time", "varchar(10)", default="9am-9pm"),
    column("use_other_campaign_dnc", "varchar(8)", default=""),
    *later_columns.of_campaigns(),
    keeps_order=True,
)

vicidial_lists = table(
    "vicidial_lists",
    column("list_id", "bigint(14) unsigned", key=True),
    column("list_name", "varchar(30)"),
    column("campaign_id", "varchar(8)"),
    column("active", YES_NO),
    column("list_description", "varchar(255)"),
    column("list_changedate", "datetime"),
    column("list_lastcalldate", "datetime"),
    column("local_call_time", "varchar(10)", required=True, default="campaign"),
    *later_columns.of_lists(),
    Index("vicidial_lists_campaign_id", "campaign_id"),
)

vicidial_lists_fields = table(
    "vicidial_lists_fields",
    column("field_id", "int(9) unsigned", key=True, identity=True),
    column("list_id", "bigint(14) unsigned", required=True, default="0"),
    column("field_label", "varchar(50)"),
    column("field_name", "varchar(5000)"),
    column("field_description", "varchar(100)"),
    column("field_rank", "smallint(5)"),
    column("field_help", "varchar(1000)"),
    column(
        "field_type",
        "enum('TEXT','AREA','SELECT','MULTI','RADIO','CHECKBOX','DATE','TIME','DISPLAY','SCRIPT',"
        "'HIDDEN','READONLY','HIDEBLOB','SWITCH','SOURCESELECT','BUTTON')",
        made_as="enum('TEXT','AREA','SELECT','MULTI','RADIO','CHECKBOX','DATE','TIME','DISPLAY',"
        "'SCRIPT','HIDDEN','READONLY','HIDEBLOB','SWITCH','BUTTON','SOURCESELECT')",
        default="TEXT",
    ),
    column("field_options", "varchar(5000)", made_as="text"),
    column("field_size", "smallint(5)"),
    column("field_max", "smallint(5)"),
    column("field_default", "varchar(255)"),
    column("field_cost", "smallint(5)"),
    column("field_required", "enum('Y','N','INBOUND_ONLY')", default="N"),
    column("name_position", "enum('LEFT','TOP')", default="LEFT"),
    column("multi_position", "enum('HORIZONTAL','VERTICAL')", default="HORIZONTAL"),
    column("field_order", "smallint(5)", default="1"),
    column("field_encrypt", YES_NO, default="N"),
    column(
        "field_show_hide",
        "enum('DISABLED','X_OUT_ALL','LAST_1','LAST_2','LAST_3','LAST_4','FIRST_1_LAST_4')",
        default="DISABLED",
        made_as="varchar(30)",
    ),
    column("field_duplicate", YES_NO, default="N"),
    Index("vicidial_lists_fields_list_id", "list_id"),
)


def _index(name: str, *columns: str, where: str | None) -> Index:
    """An index of some rows only, where an engine has such.

    PostgreSQL's condition is kept in `info` until its tables are made (`upkeep/migrate.py`): given
    to SQLAlchemy here, it would load that engine's whole dialect into every server.
    """
    only = None if where is None else text(where)
    return Index(name, *columns, sqlite_where=only, info={WHERE: where})


def _found_by(name: str, *columns: str, where: str | None = None) -> tuple[Index, Index]:
    """The indexes of one duplicate check: in the whole system, and in one list.

    Each ends in lead_id, so that the lowest one is its first entry, however many leads there are
    that share a value.

    Args:
        name: of the first index; the other's ends in `_list`.
        columns: what the check compares.
        where: the rows that the check can find at all, where an index can leave others out.
    """
    return (
        _index(name, *columns, "lead_id", where=where),
        _index(f"{name}_list", *columns, "list_id", "lead_id", where=where),
    )


_SEARCHED: Final = ("phone_number", "vendor_lead_code")
"""By what archived leads are looked for; duplicate checks leave them out."""

vicidial_list = table(
    "vicidial_list",
    column("lead_id", "int(9) unsigned", key=True, identity=True),
    column("entry_date", "datetime"),
    column("modify_date", "datetime"),
    column("status", "varchar(6)"),
    column("user", "varchar(20)"),
    column("vendor_lead_code", "varchar(20)"),
    column("source_id", "varchar(50)"),
    column("list_id", "bigint(14) unsigned", required=True, default="0"),
    column("gmt_offset_now", "decimal(4,2)", default="0.00"),
    column(
        "called_since_last_reset",
        "enum('Y','N','Y1','Y2','Y3','Y4','Y5','Y6','Y7','Y8','Y9','Y10','D')",
        default="N",
    ),
    column("phone_code", "varchar(10)"),
    column("phone_number", "varchar(18)", required=True),
    column("title", "varchar(4)"),
    column("first_name", "varchar(30)"),
    column("middle_initial", "varchar(1)"),
    column("last_name", "varchar(30)"),
    column("address1", "varchar(100)"),
    column("address2", "varchar(100)"),
    column("address3", "varchar(100)"),
    column("city", "varchar(50)"),
    column("state", "varchar(2)"),
    column("province", "varchar(50)"),
    column("postal_code", "varchar(10)"),
    column("country_code", "varchar(3)"),
    column("gender", "enum('M','F','U')", default="U"),
    column("date_of_birth", "date"),
    column("alt_phone", "varchar(12)"),
    column("email", "varchar(70)"),
    column("security_phrase", "varchar(100)"),
    column("comments", "varchar(255)"),
    column("called_count", "smallint(5) unsigned", default="0"),
    column("last_local_call_time", "datetime"),
    column("rank", "smallint(5)", required=True, default="0"),
    column("owner", "varchar(20)", default=""),
    column("entry_list_id", "bigint(14) unsigned", required=True, default="0"),
    fold_of("phone_number"),
    fold_of("title"),
    fold_of("first_name"),
    fold_of("last_name"),
    fold_of("alt_phone"),
    fold_of("vendor_lead_code"),
    Index("vicidial_list_list_id", "list_id"),
    Index("vicidial_list_entry_date", "entry_date", "lead_id"),
    *_found_by("vicidial_list_phone", "phone_number_fold"),
    *_found_by("vicidial_list_alt", "alt_phone_fold", where="alt_phone_fold <> ''"),
    *_found_by("vicidial_list_title_alt", "alt_phone_fold", "title_fold"),
    *_found_by(
        "vicidial_list_name_phone", "phone_number_fold", "last_name_fold", "first_name_fold"
    ),
    _index(
        "vicidial_list_vendor",
        "vendor_lead_code_fold",
        "lead_id",
        where="vendor_lead_code_fold <> ''",
    ),
)

vicidial_list_archive = table(
    "vicidial_list_archive",
    column("lead_id", "int(9) unsigned", key=True),
    *(
        twin(one)
        for one in vicidial_list.columns
        if one.name != "lead_id" and (not is_fold(one) or one.info["fold_of"] in _SEARCHED)
    ),
    Index("vicidial_list_archive_list_id", "list_id"),
    Index("vicidial_list_archive_phone", "phone_number_fold", "lead_id"),
    Index("vicidial_list_archive_vendor", "vendor_lead_code_fold", "lead_id"),
    is_later=True,
)

vicidial_list_alt_phones = table(
    "vicidial_list_alt_phones",
    column("alt_phone_id", "int(9) unsigned", key=True, identity=True),
    column("lead_id", "int(9) unsigned", required=True),
    column("phone_code", "varchar(10)"),
    column("phone_number", "varchar(18)"),
    column("alt_phone_note", "varchar(30)"),
    column("alt_phone_count", "smallint(5) unsigned"),
    column("active", YES_NO, default="Y"),
    Index("vicidial_list_alt_phones_lead_id", "lead_id"),
    Index("vicidial_list_alt_phones_phone_number", "phone_number"),
)

vicidial_hopper = table(
    "vicidial_hopper",
    column("hopper_id", "int(9) unsigned", key=True, identity=True),
    column("lead_id", "int(9) unsigned"),
    column("campaign_id", "varchar(8)"),
    column(
        "status",
        "enum('READY','QUEUE','INCALL','DONE','HOLD','DNC','RHOLD','RQUEUE')",
        default="READY",
    ),
    column("user", "varchar(20)"),
    column("list_id", "bigint(14) unsigned", required=True, default="0"),
    column("gmt_offset_now", "decimal(4,2)", default="0.00"),
    column("state", "varchar(2)", default=""),
    column("alt_dial", "varchar(6)", default="NONE"),
    column("priority", "tinyint(2)", default="0"),
    column("source", "varchar(1)", default=""),
    column("vendor_lead_code", "varchar(20)", default=""),
    Index("vicidial_hopper_lead_id", "lead_id"),
)

vicidial_callbacks = table(
    "vicidial_callbacks",
    column("callback_id", "int(9) unsigned", key=True, identity=True),
    column("lead_id", "int(9) unsigned"),
    column("list_id", "bigint(14) unsigned"),
    column("campaign_id", "varchar(8)"),
    column("status", "varchar(10)"),
    column("entry_time", "datetime"),
    column("callback_time", "datetime"),
    column("modify_date", "datetime"),
    column("user", "varchar(20)"),
    column("recipient", "enum('USERONLY','ANYONE')"),
    column("comments", "varchar(255)"),
    column("user_group", "varchar(20)"),
    column("lead_status", "varchar(6)", default="CALLBK"),
    column("email_alert", "datetime"),
    column("email_result", "enum('SENT','FAILED','NOT AVAILABLE')"),
    *later_columns.of_callbacks(),
    Index("vicidial_callbacks_lead_id", "lead_id"),
    Index("vicidial_callbacks_status", "status"),
    Index("vicidial_callbacks_callback_time", "callback_time"),
)

vicidial_callbacks_archive = table(
    "vicidial_callbacks_archive",
    column("callback_id", "int(9) unsigned", key=True),
    *(twin(one) for one in vicidial_callbacks.columns if one.name != "callback_id"),
    Index("vicidial_callbacks_archive_lead_id", "lead_id"),
    is_later=True,
)

vicidial_dnc = table(
    "vicidial_dnc",
    column("phone_number", "varchar(18)", key=True),
    fold_of("phone_number"),
    Index("vicidial_dnc_phone_number_fold", "phone_number_fold", unique=True),
)

vicidial_campaign_dnc = table(
    "vicidial_campaign_dnc",
    column("phone_number", "varchar(18)", required=True),
    column("campaign_id", "varchar(8)", required=True),
    fold_of("phone_number"),
    fold_of("campaign_id"),
    Index("vicidial_campaign_dnc_phone_camp", "phone_number", "campaign_id", unique=True),
    Index("vicidial_campaign_dnc_fold", "phone_number_fold", "campaign_id_fold", unique=True),
)

vicidial_phone_codes = table(
    "vicidial_phone_codes",
    column("country_code", "smallint(5) unsigned"),
    column("country", "char(3)"),
    column("areacode", "char(3)"),
    column("state", "varchar(4)"),
    column("GMT_offset", "varchar(6)"),
    column("DST", "enum('Y','N')"),
    column("DST_range", "varchar(8)"),
    column("geographic_description", "varchar(100)"),
    column("tz_code", "varchar(4)", default=""),
    Index("vicidial_phone_codes_country_area_code", "country_code", "areacode"),
)

vicidial_postal_codes = table(
    "vicidial_postal_codes",
    column("postal_code", "varchar(10)", required=True),
    column("state", "varchar(4)"),
    column("GMT_offset", "varchar(6)"),
    column("DST", "enum('Y','N')"),
    column("DST_range", "varchar(8)"),
    column("country", "char(3)"),
    column("country_code", "smallint(5) unsigned"),
    fold_of("postal_code"),
    Index("vicidial_postal_codes_postal_code", "postal_code"),
    Index("vicidial_postal_codes_postal_code_fold", "postal_code_fold"),
)

vicidial_nanpa_prefix_codes = table(
    "vicidial_nanpa_prefix_codes",
    column("areacode", "char(3)", default=""),
    column("prefix", "char(3)", default=""),
    column("GMT_offset", "varchar(6)", default=""),
    column("DST", YES_NO, default="N"),
    column("latitude", "varchar(17)", default=""),
    column("longitude", "varchar(17)", default=""),
    column("city", "varchar(50)", default=""),
    column("state", "varchar(2)", default=""),
    column("postal_code", "varchar(10)", default=""),
    column("country", "varchar(2)", default=""),
    column("lata_type", "varchar(1)", default=""),
    Index("vicidial_nanpa_prefix_codes_areaprefix", "areacode", "prefix"),
)

_WEEK = ("default", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")

vicidial_call_times = table(
    "vicidial_call_times",
    column("call_time_id", "varchar(10)", key=True),
    column("call_time_name", "varchar(30)", required=True),
    column("call_time_comments", "varchar(255)", default=""),
    *(
        column(f"ct_{day}_{end}", "smallint(4) unsigned", required=True, default=default)
        for day in _WEEK
        for end, default in (
            ("start", "900" if day == "default" else "0"),
            ("stop", "2100" if day == "default" else "0"),
        )
    ),
    column("ct_state_call_times", "text"),
    *later_columns.of_call_times(),
)

vicidial_state_call_times = table(
    "vicidial_state_call_times",
    column("state_call_time_id", "varchar(10)", key=True),
    column("state_call_time_state", "varchar(2)", required=True),
    column("state_call_time_name", "varchar(30)", required=True),
    column("state_call_time_comments", "varchar(255)", default=""),
    *(
        column(f"sct_{day}_{end}", "smallint(4) unsigned", required=True, default=default)
        for day in _WEEK
        for end, default in (
            ("start", "900" if day == "default" else "0"),
            ("stop", "2100" if day == "default" else "0"),
        )
    ),
    *later_columns.of_call_times(),
)

vicidial_ip_lists = table(
    "vicidial_ip_lists",
    column("ip_list_id", "varchar(30)", key=True),
    column("ip_list_name", "varchar(100)"),
    column("active", YES_NO, default="N"),
    column("user_group", "varchar(20)", default="---ALL---"),
)

vicidial_ip_list_entries = table(
    "vicidial_ip_list_entries",
    column("ip_list_id", "varchar(30)", required=True),
    column("ip_address", "varchar(45)", required=True),
    Index("vicidial_ip_list_entries_ip_list_id", "ip_list_id"),
)

vicidial_api_log = table(
    "vicidial_api_log",
    column("api_id", "int(9) unsigned", key=True, identity=True),
    column("user", "varchar(20)", required=True),
    column("api_date", "datetime"),
    column("api_script", "varchar(10)"),
    column("function", "varchar(20)", required=True),
    column("agent_user", "varchar(20)"),
    column("value", "varchar(255)"),
    column("result", "varchar(10)"),
    column("result_reason", "varchar(255)"),
    column("source", "varchar(20)"),
    column("data", "text"),
    column("run_time", "varchar(20)", default="0"),
    column("webserver", "smallint(5) unsigned", default="0"),
    column("api_url", "int(9) unsigned", default="0"),
    Index("vicidial_api_log_api_date", "api_date"),
)

vicidial_api_urls = table(
    "vicidial_api_urls",
    column("api_id", "int(9) unsigned", key=True),
    column("api_date", "datetime"),
    column("remote_ip", "varchar(50)"),
    column("url", "mediumtext"),
    Index("vicidial_api_urls_api_date", "api_date"),
)

vicidial_url_multi = table(
    "vicidial_url_multi",
    column("url_id", "int(9) unsigned", key=True, identity=True),
    column("campaign_id", "varchar(20)", required=True),
    column("entry_type", "enum('campaign','ingroup','list','system','')", default=""),
    column("active", YES_NO, default="N"),
    column("url_type", "varchar(20)", default=""),
    column("url_rank", "smallint(5)", default="1"),
    column("url_statuses", "varchar(1000)", default=""),
    column("url_description", "varchar(255)", default=""),
    column("url_address", "text"),
    column("url_lists", "varchar(1000)", default=""),
    column("url_call_length", "varchar(5)", default="0"),
    Index("vicidial_url_multi_campaign_id", "campaign_id"),
)

vicidial_url_log = table(
    "vicidial_url_log",
    column("url_log_id", "int(9) unsigned", key=True, identity=True),
    column("uniqueid", "varchar(50)", required=True),
    column("url_date", "datetime"),
    column("url_type", "varchar(10)", default=""),
    column("response_sec", "smallint(5) unsigned", default="0"),
    column("url", "text"),
    column("url_response", "text"),
    Index("vicidial_url_log_uniqueid", "uniqueid"),
)
