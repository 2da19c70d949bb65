"""Creation and ownership: who may bring records into being, and who may write what."""
