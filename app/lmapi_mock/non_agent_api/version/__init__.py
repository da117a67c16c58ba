"""version: which release answers, and what time it is there (section 4, 1)."""
