"""Rows of a table from and to CSV files of any length (`lmapi-mock import`, `export`)."""
