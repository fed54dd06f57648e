"""The default national bundle, made once for all tests of the sample."""

from __future__ import annotations

import pandas as pd
import pytest

from kpdata.domain import Month
from kpdata.sample import tables

UNTIL = Month(2026, 10)


@pytest.fixture(scope="session")
def national() -> dict[str, pd.DataFrame]:
    """Every table of the default bundle up to October 2026."""
    return tables(until=UNTIL)
