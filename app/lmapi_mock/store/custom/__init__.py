"""Custom tables, `custom_LISTID`: made, altered and written to at run time."""
