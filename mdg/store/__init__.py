"""A store of events and past audits, append-only, in SQLite or PostgreSQL."""
