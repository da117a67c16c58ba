"""The columns of a lead that several functions name, in vicidial_list's own order."""

from __future__ import annotations

from typing import Final

PERSON: Final = (
    "title",
    "first_name",
    "middle_initial",
    "last_name",
    "address1",
    "address2",
    "address3",
    "city",
    "state",
    "province",
    "postal_code",
    "country_code",
    "gender",
    "date_of_birth",
    "alt_phone",
    "email",
    "security_phrase",
    "comments",
)
"""Who the lead is."""

KEYS: Final = ("vendor_lead_code", "source_id")
"""What the sender knows the lead by."""

PHONE: Final = ("phone_code", "phone_number")

DETAILS: Final = (
    *KEYS,
    "list_id",
    "gmt_offset_now",
    *PHONE,
    *PERSON,
    "called_count",
    "last_local_call_time",
    "rank",
    "owner",
    "entry_list_id",
)
"""What lead_all_info and lead_status_search print of a lead, in this order, beside others."""
