"""Foreign formats, in and out: one package or file a format."""
