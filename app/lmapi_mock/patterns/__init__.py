"""Patterns that requests are matched against, by faults and the journal."""
