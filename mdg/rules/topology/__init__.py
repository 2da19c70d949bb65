"""Topology and sync: where records and changes go, and what is lost, overtaken or left behind on the way."""
