"""update_lead and batch_update_lead: leads found, changed, deleted or inserted (update_lead.md)."""
