"""The database: tables, connection, prepared statements, seed and state."""
