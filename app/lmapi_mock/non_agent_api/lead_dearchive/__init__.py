"""lead_dearchive: a lead out of vicidial_list_archive (leads.md, 11)."""
