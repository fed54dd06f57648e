"""Files become rows: one reader a source."""
