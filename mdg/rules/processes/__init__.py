"""Processes: what each step can see, how old that is, and which check comes before which use."""
