"""TODO state."""
