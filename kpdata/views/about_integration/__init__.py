"""The cards of the integration page, one room for each question."""
