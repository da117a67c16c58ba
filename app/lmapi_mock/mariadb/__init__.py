"""What MariaDB does to text, numbers and dates, on every engine.

Behaviour spec, section 12: 3-byte UTF-8, utf8_unicode_ci, and no strict mode, so a value that
does not fit its column is changed, not refused.
"""
