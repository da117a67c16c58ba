"""campaigns_list and agent_campaigns (lists.md, 8 and 9)."""
