"""Environment variables become one frozen `Settings`; nothing else reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpdata.domain import AreaKey
from kpdata.errors import UsageError
from kpdata.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_

_TILES = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/[^\s;,'\"]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    database_url: where the data is (SQLAlchemy URL); `reader_url`: a SELECT-only role for the pages.
    home_area: the area shown first. suppression_threshold: 3–10. statement_timeout_s: seconds.
    map_tiles: URL template of background tiles for maps, empty for none.
    """

    database_url: str
    database_configured: bool
    reader_url: str
    home_area: AreaKey | None
    suppression_threshold: int
    hide_visits: bool
    default_language: str
    statement_timeout_s: int
    log_format: str
    map_tiles: str = ""


def data_folder(environment: Mapping[str, str]) -> Path:
    """The user's data folder: XDG on Linux and macOS, LOCALAPPDATA on Windows."""
    if local := environment.get("LOCALAPPDATA"):
        return Path(local) / "kpdata"
    if xdg := environment.get("XDG_DATA_HOME"):
        return Path(xdg) / "kpdata"
    return Path.home() / ".local" / "share" / "kpdata"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; UsageError names a variable whose value cannot be used."""
    env = os.environ if environment is None else environment
    configured = env.get("KPDATA_DATABASE_URL", "")
    url = configured or f"sqlite:///{data_folder(env) / 'kpdata.sqlite'}"
    return Settings(
        database_url=url,
        database_configured=bool(configured),
        reader_url=env.get("KPDATA_READER_URL", "") or url,
        home_area=_area(env, "KPDATA_HOME_AREA"),
        suppression_threshold=_number(env, "KPDATA_SUPPRESSION_THRESHOLD", 5, 3, 10),
        hide_visits=_choice(env, "KPDATA_HIDE_VISITS", "0", ("0", "1")) == "1",
        default_language=_choice(env, "KPDATA_DEFAULT_LANGUAGE", DEFAULT_LANGUAGE, LANGUAGES),
        statement_timeout_s=_number(env, "KPDATA_STATEMENT_TIMEOUT_S", 10, 1, 3600),
        log_format=_choice(env, "KPDATA_LOG_FORMAT", "text", ("text", "json")),
        map_tiles=_tiles(env, "KPDATA_MAP_TILES"),
    )


def _area(env: Mapping[str, str], name: str) -> AreaKey | None:
    value = env.get(name, "")
    if not value:
        return None
    try:
        return AreaKey.parse(value)
    except ValueError:
        raise UsageError(
            N_("{name} cannot be “{value}”: give {expected}."), name=name, value=value, expected="county:08"
        ) from None


def _tiles(env: Mapping[str, str], name: str) -> str:
    """An address of tiles; nothing that could end the header it is written into."""
    value = env.get(name, "")
    if value and not (_TILES.fullmatch(value) and all(part in value for part in ("{z}", "{x}", "{y}"))):
        expected = "https://tiles.example.fi/{z}/{x}/{y}.png"
        raise UsageError(
            N_("{name} cannot be “{value}”: give {expected}."), name=name, value=value, expected=expected
        )
    return value


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise UsageError(
            N_("{name} cannot be “{value}”: give {expected}."),
            name=name,
            value=value,
            expected=f"{low}–{high}",
        )
    return int(value)


def _choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = (env.get(name, "") or default).lower()
    if value not in choices:
        raise UsageError(
            N_("{name} cannot be “{value}”: give {expected}."),
            name=name,
            value=value,
            expected=" · ".join(choices),
        )
    return value
