"""Named states of a database to go back to."""
