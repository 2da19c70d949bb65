"""Results as text for people and as JSON for machines: functions that return str (or bytes), and print nothing."""
