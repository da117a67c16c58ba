"""What kinds of findings update_lead and batch_update_lead have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Kind, Severity
from lmapi_mock.non_agent_api.lead.number_findings import NUMBER_KINDS

_INFO: Final = Severity.INFO
_WARNING: Final = Severity.WARNING
_ERROR: Final = Severity.ERROR

KINDS: Final[Mapping[str, Kind]] = {
    # The search.
    "update-searched-everywhere": Kind(
        _ERROR,
        "A search that looks everywhere",
        "search_location counts only with a list_id of three digits or more, from 99 on, and"
        " CAMPAIGN only with one that is in vicidial_lists. Anything else is no error: the whole"
        " system is searched, and another campaign's lead is changed.",
        "Send search_location as LIST or CAMPAIGN, in capitals, with the list_id of a list that is"
        " in vicidial_lists.",
    ),
    "search-location-misread": Kind(
        _WARNING,
        "A search_location that is read as another",
        "A text that holds LIST means LIST, and one that holds CAMPAIGN the campaign, whatever else"
        " stands in it: CAMPAIGNLIST searches the list alone.",
        "Send LIST, CAMPAIGN or SYSTEM.",
    ),
    "search-key-left-out": Kind(
        _WARNING,
        "A key that is not searched by",
        "Of several keys those that are empty, or a phone_number of fewer than 6 or more than 18"
        " digits, are passed over. search_method names keys in capitals; a word that is none of"
        " them is passed over too.",
        "Send what search_method names: lead_id for LEAD_ID, vendor_lead_code for"
        " VENDOR_LEAD_CODE, phone_number for PHONE_NUMBER.",
    ),
    "more-leads-match": Kind(
        _INFO,
        "Leads that match and are left as they are",
        "Only the newest lead is changed where records is not sent; of several leads with one"
        " number the others keep what they have.",
        "Send records with the number of leads that may be changed, or search by lead_id.",
    ),
    "no-records-wanted": Kind(
        _ERROR,
        "records is 0",
        "With records=0 no lead is ever found: nothing is changed, and insert_if_not_found adds"
        " the lead a second time.",
        "Send records=1 or more, or leave it out.",
    ),
    "lead-id-not-the-one": Kind(
        _WARNING,
        "The answer names another lead than was found",
        "A lead_id that was sent stays in answers and for the hopper, even where it found nothing"
        " and another key found another lead, which is the one that is changed.",
        "Leave out lead_id where another key may be the right one, and take the lead from the line"
        " LEAD HAS BEEN UPDATED.",
    ),
    # What is asked for.
    "nothing-to-update": Kind(
        _WARNING,
        "Leads were found, and there was nothing to do",
        "The answer is an empty page with status 200, and the log has no row: whoever looks for"
        " SUCCESS takes it for a failure, whoever looks at the status for a success.",
        "Send at least one field to set; a field that is empty is not set, --BLANK-- empties it.",
    ),
    "empty-not-set": Kind(
        _INFO,
        "A field that was sent empty keeps its value",
        "Only what is not empty is set: a field that was sent empty, to be emptied, stays as it"
        " was, and the answer is SUCCESS.",
        "Send --BLANK-- to empty a field, or leave it out.",
    ),
    "blank-not-emptied": Kind(
        _WARNING,
        "--BLANK-- does not empty this field",
        "Where cleaning keeps digits only, nothing is left of it and the field is not set;"
        " gmt_offset_now becomes 0.00, London's clock; an inserted lead has the very text"
        " --BLANK--.",
        "Send 0, or the value that is meant, or leave the field as it is.",
    ),
    "line-feed-replaced": Kind(
        _INFO,
        "Line feeds become !N",
        "Each line feed in a value that is set is stored as the two characters !N; an inserted"
        " lead keeps it.",
        "Send one line, or turn !N back when you read the lead.",
    ),
    "update-switch-not-on": Kind(
        _WARNING,
        "A switch that switches nothing on",
        "Only Y, in capitals, does: what is sent in small letters is dropped without a word.",
        "Send Y.",
    ),
    "update-ignores": Kind(
        _WARNING,
        "A parameter that counts for nothing beside another",
        "With no_update=Y nothing is changed, inserted or called back; with delete_lead=Y no field"
        " is set; with custom_fields=Y entry_list_id is not; remove_from_hopper=Y turns"
        " add_to_hopper off.",
        "Send one of the two, or two requests.",
    ),
    "no-update-changes-hopper": Kind(
        _WARNING,
        "The hopper is changed in spite of no_update=Y",
        "no_update keeps the lead as it is, not the hopper: add_to_hopper and remove_from_hopper"
        " count all the same.",
        "Leave them out of a request that is only to look.",
    ),
    "list-id-moves-nothing": Kind(
        _WARNING,
        "list_id does not move a lead",
        "list_id is where leads are searched and inserted. The lead stays in its list, and the"
        " answer is SUCCESS.",
        "Send list_id_field with the list that the lead is to be moved to.",
    ),
    "moved-to-no-list": Kind(
        _ERROR,
        "A lead goes to a list that is not there",
        "The list of a lead that is moved or inserted is not looked up, list_id_field only where"
        " list_exists_check holds a Y: the leads are in no list that any campaign dials, and in no"
        " report.",
        "Send the number of a list that is in vicidial_lists, with list_exists_check=Y.",
    ),
    "phone-number-unchecked": Kind(
        _WARNING,
        "A phone number that cannot be dialed",
        "update_phone_number=Y stores whatever digits were sent, also fewer than 6 or more than 18"
        " (which are cut).",
        "Send a phone_number of 6 to 18 digits.",
    ),
    "phone-number-is-the-key": Kind(
        _WARNING,
        "A phone number that cannot change",
        "The lead was found by phone_number, which is its new number too: nothing changes.",
        "Search by lead_id or vendor_lead_code, and send the new number as phone_number.",
    ),
    # What is done.
    "update-stopped": Kind(
        _ERROR,
        "The request ended half way",
        "The user may not use the list of one of the leads found: the request ends at that lead,"
        " with an error, and what was done to the leads before stays.",
        "Search in lists that the user may use, or lead by lead.",
    ),
    "only-first-lead-set": Kind(
        _WARNING,
        "With custom_fields=Y only the first lead is changed",
        "From the first lead whose list has custom fields on, no later lead of the request has its"
        " columns set: with records above 1 the others keep theirs.",
        "Send the fields and the custom fields in two requests.",
    ),
    "custom-field-unseen": Kind(
        _WARNING,
        "A custom field that does not count as sent",
        "In a query a field counts only behind a &, spelt as its label is: the first parameter of a"
        " query never does, nor one that is encoded, an array, or written in another case.",
        "Send another parameter first, or send the fields by POST.",
    ),
    "custom-field-emptied": Kind(
        _WARNING,
        "A custom field that a value names is emptied",
        "A value of the body that holds &label= or ?label=, as a link does, makes that field count"
        " as sent, with nothing in it.",
        "Send such links without their query, or send the field too.",
    ),
    "custom-fields-though-disabled": Kind(
        _INFO,
        "Custom fields are changed although they are switched off",
        "custom_fields_enabled 0 keeps add_lead from storing custom fields, and does not keep"
        " update_lead from changing them.",
        "Leave custom_fields=Y out where they are not to change.",
    ),
    "no-custom-data-deleted": Kind(
        _WARNING,
        "Custom fields are said to be deleted, and none were there",
        "delete_cf_data=Y says CUSTOM FIELDS DATA HAS BEEN DELETED also where the lead has no row"
        " or its list no table; the lead's entry_list_id becomes 0 all the same. The last number"
        " of the line may be an earlier lead's.",
        "Send entry_list_id or force_entry_list_id with the list whose custom fields the lead has.",
    ),
    "deleted-lead-leaves-rows": Kind(
        _WARNING,
        "A deleted lead leaves rows behind",
        "delete_lead removes the lead and its callbacks. Its hopper row, its further numbers and,"
        " without custom_fields=Y, its custom fields stay.",
        "Send remove_from_hopper=Y and custom_fields=Y with delete_lead=Y.",
    ),
    "hopper-first-lead-only": Kind(
        _WARNING,
        "The hopper is changed for one lead only",
        "add_to_hopper and remove_from_hopper work on the first lead found, not on every one that"
        " is changed.",
        "Send a request for each lead, or hopper_bulk_insert.",
    ),
    "hopper-of-another-list": Kind(
        _WARNING,
        "A lead in the hopper of another campaign's list",
        "Campaign and call time are those of the list_id sent, also where the lead is in another"
        " list: it is dialed for that campaign.",
        "Leave list_id out, or send the lead's own.",
    ),
    # Callbacks.
    "callback-undated": Kind(
        _ERROR,
        "A callback without a date",
        "A callback_datetime that is missing is no error, though the documentation says so: the"
        " callback is stored for 0000-00-00 00:00:00, and no agent is ever reminded of it.",
        "Send callback_datetime as YYYY-MM-DD+HH:MM:SS, NOW or 3DAYS.",
    ),
    "callback-lead-not-held": Kind(
        _WARNING,
        "The lead of a callback keeps its status",
        "The documentation says that callback=Y sets the status CBHOLD; it does not. The lead may"
        " be dialed before its callback is due.",
        "Send status=CBHOLD too.",
    ),
    "callback-unchecked": Kind(
        _WARNING,
        "A callback of a campaign or user that is not there",
        "Where the lead has a callback already, nothing of the new one is checked: an unknown"
        " campaign or user is stored, and nobody ever sees the callback.",
        "Send a campaign_id of vicidial_campaigns, and a callback_user of vicidial_users.",
    ),
    "callback-turned": Kind(
        _WARNING,
        "A later lead's callback is changed to what nobody sent",
        "A new callback turns callback_type into ANYONE and an empty callback_status into CALLBK;"
        " a later lead of the same request that has a callback already is updated to these.",
        "Send callback_type and callback_status, or a request for each lead.",
    ),
    # An insert.
    "insert-ignores": Kind(
        _WARNING,
        "A parameter that an inserted lead does not get",
        "insert_if_not_found ignores lead_id, callback, gmt_offset_now, called_count, user_field,"
        " reset_lead, delete_lead, delete_cf_data and update_phone_number, and checks neither"
        " duplicates nor do-not-call numbers.",
        "Update the lead once more when it is there, or add it by add_lead.",
    ),
    "insert-not-archived": Kind(
        _WARNING,
        "An insert does not go to the archive",
        "With archived_lead=Y leads are looked for in vicidial_list_archive. One that is not there"
        " is inserted into vicidial_list, perhaps a second time, and with custom_fields=Y its"
        " entry_list_id stays 0.",
        "Leave insert_if_not_found out with archived_lead=Y.",
    ),
    # The number of an inserted lead.
    **NUMBER_KINDS,
    # batch_update_lead.
    "batch-ids-malformed": Kind(
        _ERROR,
        "lead_ids that are not well formed",
        "A comma at either end, or two together, makes a dialer fail: nothing is changed.",
        "Send lead_ids as `1,2,3`.",
    ),
    "batch-leads-left-out": Kind(
        _ERROR,
        "Leads that a batch leaves out in silence",
        "Leads that are not there, that are in a list which the user may not use, or that are more"
        " than records (1000 if it is not sent) are left out, and the answer is SUCCESS.",
        "Compare the lead_ids at the end of the answer with those sent; send up to 1000 leads a"
        " request, or records.",
    ),
    "batch-not-restricted": Kind(
        _ERROR,
        "A user who may use no list may change every lead",
        "The restriction of api_list_restrict counts for batch_update_lead only where the user's"
        " group is allowed at least one list: a user without any is not restricted.",
        "Give the user's group a campaign that has lists, or take the function away in"
        " api_allowed_functions.",
    ),
}
"""Each by its code."""
