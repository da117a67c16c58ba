"""The imitated API: one request from its first byte to its last, in the order of the spec."""
