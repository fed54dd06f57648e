"""The document of indicators is what the registry says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kpdata.indicators.catalogue import catalogue
from kpdata.indicators.registry import DECLARED

DOCUMENT = Path(__file__).parents[2] / "docs" / "indicators.md"


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == catalogue(), (
        "run `python -m kpdata.indicators.catalogue > docs/indicators.md`"
    )


def test_every_indicator_has_an_entry() -> None:
    lines = catalogue().splitlines()
    missing = [indicator.id for indicator in DECLARED if f"### `{indicator.id}`" not in lines]
    assert missing == []
    assert "- numerator: `postal_areas.within` for ages 7–17 within 5 km" in lines
    assert "- denominator: `municipalities.all` × 12" in lines


@pytest.mark.filterwarnings("ignore:.*found in sys.modules.*:RuntimeWarning")
def test_the_command_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("kpdata.indicators.catalogue", run_name="__main__")
    assert capsys.readouterr().out == catalogue()
