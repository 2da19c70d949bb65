"""The compiled landscape: what the text means.  Frozen attrs; items name each other by id, never by object."""
