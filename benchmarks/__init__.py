"""What the figures in the documents are printed by; every speed is told as a ratio."""
