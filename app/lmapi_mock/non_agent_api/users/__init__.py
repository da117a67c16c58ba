"""Users by the API: add_user, copy_user, update_user, user_details (lists.md, 10 to 13)."""
