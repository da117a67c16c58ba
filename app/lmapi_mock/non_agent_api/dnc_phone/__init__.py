"""Do-not-call numbers and filter phone groups: add_dnc_phone and its three sisters."""
