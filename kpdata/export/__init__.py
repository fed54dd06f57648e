"""Charts become files."""
