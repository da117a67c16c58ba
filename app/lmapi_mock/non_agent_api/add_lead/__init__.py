"""The function add_lead: `flow.py` shows the whole of it, one stage a line."""
