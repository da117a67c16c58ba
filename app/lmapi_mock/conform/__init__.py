"""A dialer and its double side by side: where their answers part, and what makes them agree."""
