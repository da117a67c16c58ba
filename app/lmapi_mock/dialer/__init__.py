"""A dialer of the user's own: its configuration as a seed, without anybody's data."""
