"""Who calls, and what they may see: what every function but a few begins with (section 4)."""
