"""Rules about what a system needs: whether it comes there, and how fresh."""
