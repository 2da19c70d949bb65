"""The text itself: what could not be read, or says what the language does not know."""
