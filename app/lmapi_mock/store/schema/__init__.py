"""The tables under VICIdial's own names, and the custom_<list_id> tables that come and go."""
