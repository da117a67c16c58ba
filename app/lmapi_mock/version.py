"""The version of this project, by its changelog."""

__version__ = "0.1.0"
