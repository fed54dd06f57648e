"""Comparing: benchmarks, quintiles, ranks within one definition, similar areas, trends and changes."""

from __future__ import annotations
