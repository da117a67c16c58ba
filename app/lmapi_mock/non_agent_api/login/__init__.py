"""TODO login."""
