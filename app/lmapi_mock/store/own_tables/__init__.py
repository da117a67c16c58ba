"""Tables of this project's own that stand beside VICIdial's."""
