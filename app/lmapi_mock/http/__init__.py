"""The way of one request from the outside in: doors, namespaces, limits, records."""
