"""Caps that keep a huge, hostile or broken file from taking the memory or the time of others."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

FILE_BYTES = 2048 * MEGABYTE
WORKBOOK_BYTES = 200 * MEGABYTE
ARCHIVE_MEMBERS = 1000
INFLATED_BYTES = 4096 * MEGABYTE
WORKBOOK_INFLATED_BYTES = 1024 * MEGABYTE
# Repetitive but honest CSV packs about 50 : 1, a bomb about 1000 : 1; small members are let through.
INFLATION_RATIO = 300
INFLATION_FREE_BYTES = 16 * MEGABYTE

SHARED_STRING_CHARACTERS = 64 * MEGABYTE
SHARED_STRINGS = 2_000_000
SHEETS = 200
ROWS = 20_000_000
SHEET_ROWS = 1_048_576
COLUMNS = 512
CELL_CHARACTERS = 32_767
LINE_BYTES = 4 * MEGABYTE

PROBLEMS = 100_000
"""Problems (and rejected rows) kept of one input: more means that the whole file is of another kind."""

MAP_BYTES = 64 * MEGABYTE
MAP_FEATURES = 20_000
MAP_POINTS = 3_000_000

MAP_COUNTRY_BYTES = 400_000
"""Borders of all municipalities (or counties, or regions) together, as text, after simplifying."""
