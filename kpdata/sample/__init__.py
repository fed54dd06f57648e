"""The synthetic national data: places, visits and answers that behave like the country, of nobody real."""

from kpdata.sample.bundle import WrittenTable, default_until, tables, write_bundle

__all__ = ["WrittenTable", "default_until", "tables", "write_bundle"]
