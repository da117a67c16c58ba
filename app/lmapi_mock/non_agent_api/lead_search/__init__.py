"""lead_search: which leads have these numbers, codes or identifiers (leads.md, 3)."""
