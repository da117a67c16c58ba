"""Lists by the API: add_list, update_list, list_info, list_custom_fields (lists.md, 3 to 7)."""
