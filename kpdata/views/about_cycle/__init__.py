"""The cards of the page of the annual cycle, one room for each question."""
