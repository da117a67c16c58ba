"""TODO upkeep."""
