"""Hygiene: what is unused, unclear, unknown or about to end."""
