"""Between a client and its dialer: what passes, and what a double beside it makes of the same."""
