"""Faults: what goes wrong on purpose, for requests that a rule picks."""
