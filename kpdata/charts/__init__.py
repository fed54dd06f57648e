"""Figures become charts: described once, rendered many times."""
