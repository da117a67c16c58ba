"""Findings: what the dialer swallows silently, said out loud; never a change to an answer."""
