"""TODO own_tables."""
