"""How the database is spoken to: engines, transactions, prepared statements, shared commits."""
