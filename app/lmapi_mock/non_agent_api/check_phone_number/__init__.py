"""check_phone_number: whether a number is well formed, not forbidden, and may be called now."""
