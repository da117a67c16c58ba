"""The four functions that make coffee (section 4, 2)."""
