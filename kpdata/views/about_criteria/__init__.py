"""The cards of the criteria page, one room for each question."""
