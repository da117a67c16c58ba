"""Making and migrating the schema, and working on a database that a dialer made."""
