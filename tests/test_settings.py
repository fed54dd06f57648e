"""The environment becomes settings; a value that cannot be used is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpdata.domain import AreaKey, AreaLevel
from kpdata.errors import UsageError
from kpdata.settings import Settings, data_folder, read_settings

TILES = "https://tiles.example.fi/osm/{z}/{x}/{y}.png?key=a1"


def test_the_defaults() -> None:
    settings = read_settings({"XDG_DATA_HOME": "/data"})
    url = f"sqlite:///{Path('/data/kpdata/kpdata.sqlite')}"
    assert settings == Settings(url, False, url, None, 5, False, "fi", 10, "text")


def test_every_variable_is_read() -> None:
    environment = {
        "KPDATA_DATABASE_URL": "postgresql://db/kpdata",
        "KPDATA_READER_URL": "postgresql://reader@db/kpdata",
        "KPDATA_HOME_AREA": "county:08",
        "KPDATA_SUPPRESSION_THRESHOLD": "10",
        "KPDATA_HIDE_VISITS": "1",
        "KPDATA_DEFAULT_LANGUAGE": "SV",
        "KPDATA_STATEMENT_TIMEOUT_S": "60",
        "KPDATA_LOG_FORMAT": "json",
        "KPDATA_MAP_TILES": TILES,
    }
    area = AreaKey(AreaLevel.COUNTY, "08")
    assert read_settings(environment) == Settings(
        "postgresql://db/kpdata",
        True,
        "postgresql://reader@db/kpdata",
        area,
        10,
        True,
        "sv",
        60,
        "json",
        TILES,
    )


def test_the_pages_read_the_same_database_unless_told_otherwise() -> None:
    assert read_settings({"KPDATA_DATABASE_URL": "sqlite:///a.sqlite"}).reader_url == "sqlite:///a.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KPDATA_MAP_TILES", "https://tiles.example.fi/{z}/{x}.png"),
        ("KPDATA_MAP_TILES", "tiles.example.fi/{z}/{x}/{y}.png"),
        ("KPDATA_MAP_TILES", "https://a.example.fi/{z}/{x}/{y}.png;data:"),
        ("KPDATA_HOME_AREA", "Pirkanmaa"),
        ("KPDATA_HOME_AREA", "village:08"),
        ("KPDATA_SUPPRESSION_THRESHOLD", "2"),
        ("KPDATA_SUPPRESSION_THRESHOLD", "11"),
        ("KPDATA_SUPPRESSION_THRESHOLD", "five"),
        ("KPDATA_SUPPRESSION_THRESHOLD", "٥"),
        ("KPDATA_HIDE_VISITS", "yes"),
        ("KPDATA_DEFAULT_LANGUAGE", "se"),
        ("KPDATA_STATEMENT_TIMEOUT_S", "0"),
        ("KPDATA_LOG_FORMAT", "xml"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"{name} cannot be “{value}”"):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_DATA_HOME": "/data", "LOCALAPPDATA": "/local"}, "/local/kpdata"),
        ({"XDG_DATA_HOME": "/data"}, "/data/kpdata"),
        ({}, str(Path.home() / ".local" / "share" / "kpdata")),
    ],
)
def test_the_data_folder_is_the_systems_own(environment: dict[str, str], folder: str) -> None:
    assert data_folder(environment) == Path(folder)
