"""hopper_list and hopper_bulk_insert: what is dialed next (leads.md, 12 and 13)."""
