"""What came and what was answered: the last requests of a world, and why each ended as it did."""
