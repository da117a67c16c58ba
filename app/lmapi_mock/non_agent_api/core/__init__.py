"""What every function is made of: a call, its stages, and what it comes to."""
