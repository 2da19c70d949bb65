"""Results as text for people and as JSON for machines: functions that return str, and print nothing."""
