"""Reading leads back: lead_all_info, lead_field_info, lead_status_search, lead_callback_info."""
