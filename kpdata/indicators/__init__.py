"""The database becomes figures: measures, indicators, statistics, disclosure control."""
