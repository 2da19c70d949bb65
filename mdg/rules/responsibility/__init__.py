"""Responsibility: who answers for what."""
