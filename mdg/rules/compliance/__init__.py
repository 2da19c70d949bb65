"""Compliance: whether personal data may be used for that, and whether people's rights can be met."""
