"""TODO lookup."""
