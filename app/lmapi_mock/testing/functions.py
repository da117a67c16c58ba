"""A method for each function, with its parameters: made by `python tests/readme.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from lmapi_mock.testing.replies import (
    AllInfoReply,
    BulkInsertReply,
    CallbackInfoReply,
    CheckReply,
    FieldReply,
    HopperReply,
    SearchReply,
    StatusSearchReply,
    TableReply,
    UpdateReply,
    VersionReply,
)
from lmapi_mock.testing.reply import R, Reply, Value


class AddLead(TypedDict, total=False):
    """What add_lead reads."""

    user: Value
    pass_: Value
    phone_number: Value
    phone_code: Value
    list_id: Value
    source: Value
    campaing: Value
    vendor_lead_code: Value
    source_id: Value
    gmt_offset_now: Value
    title: Value
    first_name: Value
    middle_initial: Value
    last_name: Value
    address1: Value
    address2: Value
    address3: Value
    city: Value
    state: Value
    province: Value
    postal_code: Value
    country_code: Value
    gender: Value
    date_of_birth: Value
    alt_phone: Value
    email: Value
    security_phrase: Value
    comments: Value
    multi_alt_phones: Value
    rank: Value
    owner: Value
    entry_list_id: Value
    dnc_check: Value
    campaign_dnc_check: Value
    campaign_id: Value
    add_to_hopper: Value
    remove_from_hopper: Value
    hopper_priority: Value
    hopper_local_call_time_check: Value
    usacan_prefix_check: Value
    usacan_areacode_check: Value
    nanpa_ac_prefix_check: Value
    custom_fields: Value
    tz_method: Value
    callback: Value
    callback_status: Value
    callback_datetime: Value
    callback_type: Value
    callback_user: Value
    callback_comments: Value
    lookup_state: Value
    list_exists_check: Value
    duplicate_check: Value
    agent_user: Value
    lead_id: Value
    format: Value


class UpdateLead(TypedDict, total=False):
    """What update_lead reads."""

    user: Value
    pass_: Value
    source: Value
    lead_id: Value
    phone_number: Value
    search_method: Value
    search_location: Value
    list_id: Value
    records: Value
    no_update: Value
    user_field: Value
    list_id_field: Value
    status: Value
    vendor_lead_code: Value
    source_id: Value
    gmt_offset_now: Value
    title: Value
    first_name: Value
    middle_initial: Value
    last_name: Value
    address1: Value
    address2: Value
    address3: Value
    city: Value
    state: Value
    province: Value
    postal_code: Value
    country_code: Value
    gender: Value
    date_of_birth: Value
    alt_phone: Value
    email: Value
    security_phrase: Value
    comments: Value
    rank: Value
    owner: Value
    called_count: Value
    phone_code: Value
    reset_lead: Value
    update_phone_number: Value
    delete_lead: Value
    delete_cf_data: Value
    insert_if_not_found: Value
    entry_list_id: Value
    force_entry_list_id: Value
    custom_fields: Value
    callback: Value
    callback_status: Value
    callback_datetime: Value
    callback_type: Value
    callback_user: Value
    callback_comments: Value
    campaign_id: Value
    add_to_hopper: Value
    remove_from_hopper: Value
    hopper_priority: Value
    hopper_local_call_time_check: Value
    tz_method: Value
    multi_alt_phones: Value
    archived_lead: Value
    list_exists_check: Value
    agent_user: Value


class BatchUpdateLead(TypedDict, total=False):
    """What batch_update_lead reads."""

    user: Value
    pass_: Value
    source: Value
    lead_ids: Value
    records: Value
    user_field: Value
    list_id_field: Value
    status: Value
    vendor_lead_code: Value
    source_id: Value
    gmt_offset_now: Value
    title: Value
    first_name: Value
    middle_initial: Value
    last_name: Value
    address1: Value
    address2: Value
    address3: Value
    city: Value
    state: Value
    province: Value
    postal_code: Value
    country_code: Value
    gender: Value
    date_of_birth: Value
    alt_phone: Value
    email: Value
    security_phrase: Value
    comments: Value
    rank: Value
    owner: Value
    called_count: Value
    phone_code: Value
    reset_lead: Value
    archived_lead: Value
    list_exists_check: Value
    agent_user: Value


class LeadSearch(TypedDict, total=False):
    """What lead_search reads."""

    user: Value
    pass_: Value
    phone_number: Value
    source: Value
    search_method: Value
    vendor_lead_code: Value
    lead_id: Value
    lead_ids: Value
    search_location: Value
    list_id: Value
    records: Value
    archived_lead: Value
    header: Value
    agent_user: Value


class LeadAllInfo(TypedDict, total=False):
    """What lead_all_info reads."""

    user: Value
    pass_: Value
    lead_id: Value
    phone_number: Value
    source: Value
    stage: Value
    header: Value
    custom_fields: Value
    force_entry_list_id: Value
    archived_lead: Value
    agent_user: Value


class LeadFieldInfo(TypedDict, total=False):
    """What lead_field_info reads."""

    user: Value
    pass_: Value
    lead_id: Value
    field_name: Value
    source: Value
    custom_fields: Value
    list_id: Value
    archived_lead: Value
    stage: Value
    agent_user: Value


class LeadStatusSearch(TypedDict, total=False):
    """What lead_status_search reads."""

    user: Value
    pass_: Value
    status: Value
    date: Value
    lead_id: Value
    source: Value
    custom_fields: Value
    list_id: Value
    archived_lead: Value
    header: Value
    stage: Value
    agent_user: Value


class LeadCallbackInfo(TypedDict, total=False):
    """What lead_callback_info reads."""

    user: Value
    pass_: Value
    lead_id: Value
    source: Value
    search_location: Value
    stage: Value
    header: Value
    time_format: Value
    agent_user: Value


class CheckPhoneNumber(TypedDict, total=False):
    """What check_phone_number reads."""

    user: Value
    pass_: Value
    phone_number: Value
    local_call_time: Value
    phone_code: Value
    source: Value
    state: Value
    postal_code: Value
    owner: Value
    tz_method: Value
    dnc_check: Value
    campaign_dnc_check: Value
    campaign_id: Value
    usacan_prefix_check: Value
    usacan_areacode_check: Value
    nanpa_ac_prefix_check: Value
    agent_user: Value


class AddDncPhone(TypedDict, total=False):
    """What add_dnc_phone reads."""

    user: Value
    pass_: Value
    phone_number: Value
    campaign_id: Value
    source: Value
    agent_user: Value


class DeleteDncPhone(TypedDict, total=False):
    """What delete_dnc_phone reads."""

    user: Value
    pass_: Value
    phone_number: Value
    campaign_id: Value
    source: Value
    agent_user: Value


class AddFpgPhone(TypedDict, total=False):
    """What add_fpg_phone reads."""

    user: Value
    pass_: Value
    phone_number: Value
    group: Value
    source: Value
    agent_user: Value


class DeleteFpgPhone(TypedDict, total=False):
    """What delete_fpg_phone reads."""

    user: Value
    pass_: Value
    phone_number: Value
    group: Value
    source: Value
    agent_user: Value


class HopperList(TypedDict, total=False):
    """What hopper_list reads."""

    user: Value
    pass_: Value
    campaign_id: Value
    source: Value
    stage: Value
    header: Value
    search_method: Value
    agent_user: Value


class HopperBulkInsert(TypedDict, total=False):
    """What hopper_bulk_insert reads."""

    user: Value
    pass_: Value
    lead_ids: Value
    source: Value
    hopper_priority: Value
    hopper_local_call_time_check: Value
    agent_user: Value


class LeadDearchive(TypedDict, total=False):
    """What lead_dearchive reads."""

    user: Value
    pass_: Value
    lead_id: Value
    source: Value
    stage: Value
    search_location: Value
    agent_user: Value


class AddList(TypedDict, total=False):
    """What add_list reads."""

    user: Value
    pass_: Value
    list_id: Value
    list_name: Value
    campaign_id: Value
    source: Value
    active: Value
    list_description: Value
    expiration_date: Value
    reset_time: Value
    outbound_cid: Value
    script: Value
    am_message: Value
    drop_inbound_group: Value
    web_form_address: Value
    web_form_address_two: Value
    web_form_address_three: Value
    tz_method: Value
    local_call_time: Value
    xferconf_one: Value
    xferconf_two: Value
    xferconf_three: Value
    xferconf_four: Value
    xferconf_five: Value
    custom_fields_copy: Value
    custom_copy_method: Value
    use_internal_webserver: Value
    agent_user: Value


class UpdateList(TypedDict, total=False):
    """What update_list reads."""

    user: Value
    pass_: Value
    list_id: Value
    source: Value
    list_name: Value
    campaign_id: Value
    active: Value
    list_description: Value
    expiration_date: Value
    reset_time: Value
    outbound_cid: Value
    script: Value
    am_message: Value
    drop_inbound_group: Value
    web_form_address: Value
    web_form_address_two: Value
    web_form_address_three: Value
    tz_method: Value
    local_call_time: Value
    xferconf_one: Value
    xferconf_two: Value
    xferconf_three: Value
    xferconf_four: Value
    xferconf_five: Value
    insert_if_not_found: Value
    reset_list: Value
    delete_list: Value
    delete_leads: Value
    archived_lead: Value
    custom_fields_add: Value
    custom_fields_update: Value
    custom_fields_delete: Value
    custom_fields_copy: Value
    custom_copy_method: Value
    use_internal_webserver: Value
    field_label: Value
    field_name: Value
    field_type: Value
    field_rank: Value
    field_order: Value
    field_rerank: Value
    field_size: Value
    field_max: Value
    field_default: Value
    field_options: Value
    field_description: Value
    field_help: Value
    field_required: Value
    field_duplicate: Value
    field_encrypt: Value
    field_show_hide: Value
    name_position: Value
    multi_position: Value
    agent_user: Value


class ListInfo(TypedDict, total=False):
    """What list_info reads."""

    user: Value
    pass_: Value
    list_id: Value
    source: Value
    leads_counts: Value
    dialable_count: Value
    archived_lead: Value
    stage: Value
    header: Value
    list_name: Value
    campaign_id: Value
    agent_user: Value


class ListCustomFields(TypedDict, total=False):
    """What list_custom_fields reads."""

    user: Value
    pass_: Value
    list_id: Value
    source: Value
    custom_order: Value
    stage: Value
    header: Value
    list_name: Value
    campaign_id: Value
    agent_user: Value


class CampaignsList(TypedDict, total=False):
    """What campaigns_list reads."""

    user: Value
    pass_: Value
    source: Value
    campaign_id: Value
    stage: Value
    header: Value
    agent_user: Value


class AgentCampaigns(TypedDict, total=False):
    """What agent_campaigns reads."""

    user: Value
    pass_: Value
    agent_user: Value
    source: Value
    campaign_id: Value
    ignore_agentdirect: Value
    stage: Value
    header: Value


class AddUser(TypedDict, total=False):
    """What add_user reads."""

    user: Value
    pass_: Value
    agent_user: Value
    agent_pass: Value
    agent_user_level: Value
    agent_full_name: Value
    agent_user_group: Value
    source: Value
    phone_login: Value
    phone_pass: Value
    hotkeys_active: Value
    voicemail_id: Value
    email: Value
    custom_one: Value
    custom_two: Value
    custom_three: Value
    custom_four: Value
    custom_five: Value
    wrapup_seconds_override: Value
    in_groups: Value
    agent_choose_ingroups: Value
    agent_choose_blended: Value
    closer_default_blended: Value


class CopyUser(TypedDict, total=False):
    """What copy_user reads."""

    user: Value
    pass_: Value
    agent_user: Value
    agent_pass: Value
    agent_full_name: Value
    source_user: Value
    source: Value


class UpdateUser(TypedDict, total=False):
    """What update_user reads."""

    user: Value
    pass_: Value
    agent_user: Value
    source: Value
    agent_pass: Value
    agent_user_level: Value
    agent_full_name: Value
    agent_user_group: Value
    phone_login: Value
    phone_pass: Value
    hotkeys_active: Value
    voicemail_id: Value
    email: Value
    custom_one: Value
    custom_two: Value
    custom_three: Value
    custom_four: Value
    custom_five: Value
    wrapup_seconds_override: Value
    in_groups: Value
    active: Value
    delete_user: Value
    reset_password: Value
    campaign_rank: Value
    campaign_grade: Value
    camp_rg_only: Value
    campaign_id: Value
    ingroup_rank: Value
    ingroup_grade: Value
    ingrp_rg_only: Value
    group_id: Value
    server_ip: Value


class UserDetails(TypedDict, total=False):
    """What user_details reads."""

    user: Value
    pass_: Value
    agent_user: Value
    source: Value
    stage: Value
    header: Value


class Version(TypedDict, total=False):
    """What version reads."""

    user: Value
    pass_: Value
    source: Value
    agent_user: Value


class Coffee(TypedDict, total=False):
    """What coffee reads."""

    user: Value
    pass_: Value
    source: Value
    agent_user: Value


class StartCoffee(TypedDict, total=False):
    """What start_coffee reads."""

    user: Value
    pass_: Value
    source: Value
    agent_user: Value


class MakeCoffee(TypedDict, total=False):
    """What make_coffee reads."""

    user: Value
    pass_: Value
    source: Value
    agent_user: Value


class BrewCoffee(TypedDict, total=False):
    """What brew_coffee reads."""

    user: Value
    pass_: Value
    source: Value
    agent_user: Value


class Functions:
    """What calls the functions: each method sends its parameters, and reads the answer.

    Every method takes beside its parameters `custom`, further ones by name, as custom fields;
    `vicidial=True` for VICIdial's own door; `post=True` for a form. One underscore at a name's end
    is left out (`pass_`). User 6666 sends it from source test, unless told; None leaves one out.
    """

    def _answered(
        self,
        kind: type[R],
        function: str,
        params: Mapping[str, Any],
        custom: Mapping[str, Value] | None,
        vicidial: bool,
        post: bool,
    ) -> R:
        """Send a request, and read the answer as a kind of reply."""
        raise NotImplementedError  # LmapiMock, which is one, knows how

    def update_lead(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[UpdateLead],
    ) -> UpdateReply:
        """update_lead: looks for leads and changes, deletes or only reports them; inserts one that is not found."""
        return self._answered(UpdateReply, "update_lead", params, custom, vicidial, post)

    def batch_update_lead(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[BatchUpdateLead],
    ) -> UpdateReply:
        """batch_update_lead: gives many leads, named by lead_ids, the same values."""
        return self._answered(UpdateReply, "batch_update_lead", params, custom, vicidial, post)

    def lead_search(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[LeadSearch],
    ) -> SearchReply:
        """lead_search: finds leads by phone numbers, vendor lead codes or lead_ids."""
        return self._answered(SearchReply, "lead_search", params, custom, vicidial, post)

    def lead_all_info(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[LeadAllInfo],
    ) -> AllInfoReply:
        """lead_all_info: tells all fields of a lead, or of all leads with a phone number."""
        return self._answered(AllInfoReply, "lead_all_info", params, custom, vicidial, post)

    def lead_field_info(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[LeadFieldInfo],
    ) -> FieldReply:
        """lead_field_info: tells one field of one lead, without a line end."""
        return self._answered(FieldReply, "lead_field_info", params, custom, vicidial, post)

    def lead_status_search(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[LeadStatusSearch],
    ) -> StatusSearchReply:
        """lead_status_search: tells the leads that had a call of a status on a day, or the calls of one lead."""
        return self._answered(
            StatusSearchReply, "lead_status_search", params, custom, vicidial, post
        )

    def lead_callback_info(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[LeadCallbackInfo],
    ) -> CallbackInfoReply:
        """lead_callback_info: tells the scheduled callbacks of a lead."""
        return self._answered(
            CallbackInfoReply, "lead_callback_info", params, custom, vicidial, post
        )

    def check_phone_number(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[CheckPhoneNumber],
    ) -> CheckReply:
        """check_phone_number: says whether a number is well formed, not forbidden, and may be called now."""
        return self._answered(CheckReply, "check_phone_number", params, custom, vicidial, post)

    def add_dnc_phone(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[AddDncPhone],
    ) -> Reply:
        """add_dnc_phone: puts a number on the system's do-not-call list, or on a campaign's."""
        return self._answered(Reply, "add_dnc_phone", params, custom, vicidial, post)

    def delete_dnc_phone(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[DeleteDncPhone],
    ) -> Reply:
        """delete_dnc_phone: takes a number off the system's do-not-call list, or off a campaign's."""
        return self._answered(Reply, "delete_dnc_phone", params, custom, vicidial, post)

    def add_fpg_phone(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[AddFpgPhone],
    ) -> Reply:
        """add_fpg_phone: puts a number into a filter phone group."""
        return self._answered(Reply, "add_fpg_phone", params, custom, vicidial, post)

    def delete_fpg_phone(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[DeleteFpgPhone],
    ) -> Reply:
        """delete_fpg_phone: takes a number out of a filter phone group."""
        return self._answered(Reply, "delete_fpg_phone", params, custom, vicidial, post)

    def hopper_list(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[HopperList],
    ) -> HopperReply:
        """hopper_list: lists what is READY in a campaign's hopper, what is dialed next first."""
        return self._answered(HopperReply, "hopper_list", params, custom, vicidial, post)

    def hopper_bulk_insert(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[HopperBulkInsert],
    ) -> BulkInsertReply:
        """hopper_bulk_insert: puts leads into the hopper, each into that of its list's campaign."""
        return self._answered(BulkInsertReply, "hopper_bulk_insert", params, custom, vicidial, post)

    def lead_dearchive(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[LeadDearchive],
    ) -> Reply:
        """lead_dearchive: moves a lead back from vicidial_list_archive to vicidial_list."""
        return self._answered(Reply, "lead_dearchive", params, custom, vicidial, post)

    def add_list(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[AddList],
    ) -> Reply:
        """add_list: adds a list."""
        return self._answered(Reply, "add_list", params, custom, vicidial, post)

    def update_list(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[UpdateList],
    ) -> Reply:
        """update_list: changes, resets or deletes a list, its leads and its custom fields."""
        return self._answered(Reply, "update_list", params, custom, vicidial, post)

    def list_info(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[ListInfo],
    ) -> TableReply:
        """list_info: tells of a list, and how many leads it has."""
        return self._answered(TableReply, "list_info", params, custom, vicidial, post)

    def list_custom_fields(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[ListCustomFields],
    ) -> TableReply:
        """list_custom_fields: tells the columns of the custom table of a list, or of all lists."""
        return self._answered(TableReply, "list_custom_fields", params, custom, vicidial, post)

    def campaigns_list(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[CampaignsList],
    ) -> TableReply:
        """campaigns_list: tells the campaigns that the caller sees, and how they dial."""
        return self._answered(TableReply, "campaigns_list", params, custom, vicidial, post)

    def agent_campaigns(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[AgentCampaigns],
    ) -> TableReply:
        """agent_campaigns: tells the campaigns that an agent may work in, and their in-groups."""
        return self._answered(TableReply, "agent_campaigns", params, custom, vicidial, post)

    def add_user(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[AddUser],
    ) -> Reply:
        """add_user: adds a user."""
        return self._answered(Reply, "add_user", params, custom, vicidial, post)

    def copy_user(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[CopyUser],
    ) -> Reply:
        """copy_user: adds a user with the rights of another."""
        return self._answered(Reply, "copy_user", params, custom, vicidial, post)

    def update_user(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[UpdateUser],
    ) -> Reply:
        """update_user: changes, ranks or deletes a user."""
        return self._answered(Reply, "update_user", params, custom, vicidial, post)

    def user_details(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[UserDetails],
    ) -> TableReply:
        """user_details: tells the name, group and level of a user."""
        return self._answered(TableReply, "user_details", params, custom, vicidial, post)

    def version(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[Version],
    ) -> VersionReply:
        """version: tells the release, the time and the offset of the dialer; needs no login."""
        return self._answered(VersionReply, "version", params, custom, vicidial, post)

    def coffee(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[Coffee],
    ) -> Reply:
        """coffee: makes no coffee; needs no login."""
        return self._answered(Reply, "coffee", params, custom, vicidial, post)

    def start_coffee(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[StartCoffee],
    ) -> Reply:
        """start_coffee: makes no coffee; needs no login."""
        return self._answered(Reply, "start_coffee", params, custom, vicidial, post)

    def make_coffee(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[MakeCoffee],
    ) -> Reply:
        """make_coffee: makes no coffee; needs no login."""
        return self._answered(Reply, "make_coffee", params, custom, vicidial, post)

    def brew_coffee(
        self,
        *,
        custom: Mapping[str, Value] | None = None,
        vicidial: bool = False,
        post: bool = False,
        **params: Unpack[BrewCoffee],
    ) -> Reply:
        """brew_coffee: makes no coffee; needs no login."""
        return self._answered(Reply, "brew_coffee", params, custom, vicidial, post)
