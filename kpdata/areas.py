"""The area tree of Finland: names, look-up, lineage, history, tiles and similar municipalities.

Everything comes from `kpdata/reference` and is read once. Names of areas are data, not translated texts.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import pandas as pd

from kpdata.domain import FINLAND, AreaKey, AreaLevel
from kpdata.i18n import N_, Message

POPULATION_YEAR = 2024
BANDS = {
    "pop_0_2": (0, 2),
    "pop_3_6": (3, 6),
    "pop_7_12": (7, 12),
    "pop_13_15": (13, 15),
    "pop_16_17": (16, 17),
}
COUNTIES_SINCE = date(2023, 1, 1)

_COUNTRY = {
    "name_fi": "Suomi",
    "name_sv": "Finland",
    "name_en": "Finland",
    "genitive_fi": "Suomen",
    "locative_fi": "Suomessa",
    "locative_sv": "i Finland",
}
_OFFICE_WORDS = re.compile(r"\s+(kunta|kaupunki|kommun|stad|köping|municipality|city|town)$", re.IGNORECASE)
_OFFICE_PREFIX = re.compile(r"^(city|town|municipality) of\s+", re.IGNORECASE)
_CODE = re.compile(r"(?:KU)?(\d{1,3})(?:[.,]0+)?", re.IGNORECASE)
_CODE_AND_NAME = re.compile(r"(?:KU)?(\d{3})[\s,:–-]+(\D.*)", re.IGNORECASE)
_TWO_NAMES = re.compile(r"\s+[-–]\s+|\s*/\s*|\s*\((?=[^)]{3,}\)$)")
_DROPPED = re.compile(r"[\s.()'’‐‑–—-]+")
_TYPE_SCALE = {"urban": 0.0, "semi_urban": 1.0, "rural": 2.0}
_LANGUAGE_SCALE = {"fi": 0.0, "fi_sv": 1.0, "sv_fi": 2.0, "sv": 3.0}


@dataclass(frozen=True, slots=True)
class MunicipalityMatch:
    """A municipality found by a text; `merged_from` is the old name when the text was of a merged one."""

    code: str
    merged_from: str | None = None

    @property
    def notice(self) -> Message | None:
        """What to tell the user about a merged municipality; None when nothing was mapped."""
        if self.merged_from is None:
            return None
        return Message(
            N_("{old} has been merged; its rows are counted in {new}."),
            {
                "old": self.merged_from,
                "new": area_index().name(AreaKey(AreaLevel.MUNICIPALITY, self.code), "fi"),
            },
        )


@dataclass(frozen=True, slots=True)
class Merger:
    """A municipality that was merged: its old code and names, into which one, its last day."""

    code: str
    name_fi: str
    name_sv: str
    successor: str
    last_day: date

    def name(self, language: str) -> str:
        """The old name; English uses the Finnish one."""
        return self.name_sv if language == "sv" else self.name_fi


class AreaIndex:
    """The country's areas. Frames are shared between callers: copy before changing one.

    municipalities: code, name_fi, name_sv, name_en, short_fi, genitive_fi, locative_fi, locative_sv,
    county, region, language, municipality_type, lat, lon, lat_pop, lon_pop, pop_total,
    pop_0_2 … pop_16_17, age_quality.
    counties, regions: code, name_*, short_*, genitive_fi, locative_fi, locative_sv.
    """

    def __init__(self) -> None:
        self.municipalities = _read("municipalities.csv")
        self.counties = _read("counties.csv")
        self.regions = _read("regions.csv")
        self.merged = _read("merged_municipalities.csv")
        self._names = self._all_names()
        self._by_text = self._texts()

    # Names

    def name(self, key: AreaKey, language: str) -> str:
        """The official name of the country, a county, a region or a municipality; KeyError when unknown."""
        return self._names[key][f"name_{language}"]

    def short_name(self, key: AreaKey, language: str) -> str:
        """The everyday name: "Pirkanmaa", not "Pirkanmaan hyvinvointialue"; KeyError when unknown."""
        names = self._names[key]
        return names.get(f"short_{language}") or names[f"name_{language}"]

    def locative(self, key: AreaKey, language: str) -> str:
        """The everyday name as it stands in a sentence: "Pirkanmaalla", "i Birkaland", "in Pirkanmaa"."""
        if language == "en":
            return f"in {self.short_name(key, 'en')}"
        return self._names[key][f"locative_{language}"]

    def genitive(self, key: AreaKey, language: str) -> str:
        """The everyday name as the owner of something: "Pirkanmaan", "Birkalands", "Pirkanmaa's"."""
        if language == "fi":
            return self._names[key]["genitive_fi"]
        name = self.short_name(key, language)
        if language == "sv":
            return name if name.endswith(("s", "x", "z")) else f"{name}s"
        return f"{name}'s"

    def _all_names(self) -> dict[AreaKey, dict[str, str]]:
        names: dict[AreaKey, dict[str, str]] = {FINLAND: _COUNTRY}
        for level, frame in self._frames.items():
            columns = [
                c for c in frame.columns if c.startswith(("name_", "short_", "genitive_", "locative_"))
            ]
            for row in frame[["code", *columns]].to_dict("records"):
                names[AreaKey(level, row["code"])] = {str(c): str(row[c]) for c in columns}
        return names

    # Look-up

    def municipality(self, text: str) -> MunicipalityMatch | None:
        """Find a municipality by code, number or name; None when there is no such one.

        Understands `005`, `5`, `5.0`, `KU005`; official and everyday names in Finnish and Swedish in
        any case, with or without spaces, hyphens and a word such as `kunta` or `stad` ("Ristijärven
        kunta"); two names of one municipality side by side ("Espoo - Esbo"); a code with its name;
        merged municipalities.
        """
        cleaned = unicodedata.normalize("NFC", text).strip()
        if match := _CODE.fullmatch(cleaned):
            return self._by_text.get(match[1].zfill(3))
        if found := self._by_name(cleaned):
            return found
        if match := _CODE_AND_NAME.fullmatch(cleaned):
            by_code, by_name = self._by_text.get(match[1]), self._by_name(match[2])
            return by_code if by_code == by_name else None
        parts = [part for part in _TWO_NAMES.split(cleaned) if part]
        if len(parts) == 2:
            first, second = (self._by_name(part) for part in parts)
            return first if first == second else None
        return None

    def nearest_municipalities(self, text: str, count: int = 3) -> list[str]:
        """Finnish or Swedish names of present municipalities that are spelled most like the text."""
        known = {
            _fold(name): name for column in ("name_sv", "name_fi") for name in self.municipalities[column]
        }
        return [known[close] for close in difflib.get_close_matches(_fold(text), known, n=count, cutoff=0.6)]

    def _by_name(self, text: str) -> MunicipalityMatch | None:
        bare = _OFFICE_PREFIX.sub("", text)
        if found := self._by_text.get(_fold(bare)):
            return found
        without_office = _OFFICE_WORDS.sub("", bare)
        if without_office == bare:
            return None
        folded = _fold(without_office)
        return self._by_text.get(folded) or self._genitives.get(folded)

    def _texts(self) -> dict[str, MunicipalityMatch]:
        texts: dict[str, MunicipalityMatch] = {}
        for row in self.merged.to_dict("records"):
            match = MunicipalityMatch(row["successor"], merged_from=row["name_fi"])
            texts |= {_fold(text): match for text in (row["code"], row["name_fi"], row["name_sv"])}
        for row in _read("municipality_variants.csv").to_dict("records"):
            texts[_fold(row["alias"])] = MunicipalityMatch(row["code"])
        for row in self.municipalities.to_dict("records"):
            match = MunicipalityMatch(row["code"])
            columns = ("code", "name_fi", "name_sv", "name_en", "short_fi")
            texts |= {_fold(row[column]): match for column in columns}
        return texts

    @cached_property
    def _genitives(self) -> dict[str, MunicipalityMatch]:
        genitives = {
            _fold(row["genitive_fi"]): MunicipalityMatch(row["successor"], merged_from=row["name_fi"])
            for row in self.merged.to_dict("records")
        }
        for row in self.municipalities.to_dict("records"):
            match = MunicipalityMatch(row["code"])
            genitives[_fold(row["genitive_fi"])] = match
            genitives[_fold(row["name_sv"] + "s")] = match
        return genitives

    # The tree

    @cached_property
    def _frames(self) -> Mapping[AreaLevel, pd.DataFrame]:
        return {
            AreaLevel.COUNTY: self.counties,
            AreaLevel.REGION: self.regions,
            AreaLevel.MUNICIPALITY: self.municipalities,
        }

    def exists(self, key: AreaKey) -> bool:
        """Whether it is the country, a county, a region or a present municipality."""
        return key in self._names

    def keys(self, level: AreaLevel) -> list[AreaKey]:
        """Present areas of a level, by code: the country, counties, regions or municipalities."""
        if level is AreaLevel.COUNTRY:
            return [FINLAND]
        return [AreaKey(level, code) for code in self._frames[level]["code"]]

    def lineage(self, key: AreaKey) -> tuple[AreaKey, ...]:
        """The area itself and everything above it, narrowest first; a municipality has county and region."""
        if key.level is AreaLevel.COUNTRY:
            return (key,)
        if key.level is not AreaLevel.MUNICIPALITY:
            return (key, FINLAND)
        county, region = self._parents[key.area_id]
        return (key, AreaKey(AreaLevel.COUNTY, county), AreaKey(AreaLevel.REGION, region), FINLAND)

    def municipalities_of(self, key: AreaKey) -> tuple[str, ...]:
        """Codes of the present municipalities that lie in the area; KeyError when it is unknown."""
        if key not in self._names:
            raise KeyError(str(key))
        codes = self.municipalities["code"]
        if key.level is AreaLevel.COUNTRY:
            return tuple(codes)
        column = "code" if key.level is AreaLevel.MUNICIPALITY else key.level.value
        return tuple(codes[self.municipalities[column] == key.area_id])

    @cached_property
    def _parents(self) -> dict[str, tuple[str, str]]:
        frame = self.municipalities
        return dict(zip(frame["code"], zip(frame["county"], frame["region"], strict=True), strict=True))

    @cached_property
    def mergers(self) -> tuple[Merger, ...]:
        """The known mergers of municipalities, the oldest first."""
        found = [
            Merger(
                row["code"],
                row["name_fi"],
                row["name_sv"],
                row["successor"],
                date.fromisoformat(row["valid_to"]),
            )
            for row in self.merged.to_dict("records")
        ]
        return tuple(sorted(found, key=lambda merger: (merger.last_day, merger.code)))

    @cached_property
    def areas(self) -> pd.DataFrame:
        """All areas with their history, merged municipalities too.

        Columns: area_type, area_id, name_fi, name_sv, name_en, county, region (None above a municipality),
        valid_from, valid_to (datetime.date or None), successor (a municipality code or None).
        """
        rows: list[dict[str, object]] = []
        for level in (AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY):
            for key in self.keys(level):
                county, region = (
                    self._parents.get(key.area_id, (None, None))
                    if level is AreaLevel.MUNICIPALITY
                    else (None, None)
                )
                rows.append(
                    self._area_row(key.level, key.area_id, self._names[key], county, region)
                    | {"valid_from": COUNTIES_SINCE if level is AreaLevel.COUNTY else None}
                )
        for old in self.merged.to_dict("records"):
            county, region = self._parents[old["successor"]]
            names = {"name_fi": old["name_fi"], "name_sv": old["name_sv"], "name_en": old["name_fi"]}
            rows.append(
                self._area_row(AreaLevel.MUNICIPALITY, old["code"], names, county, region)
                | {"valid_to": date.fromisoformat(old["valid_to"]), "successor": old["successor"]}
            )
        return pd.DataFrame(rows).astype(object)

    @staticmethod
    def _area_row(
        level: AreaLevel, code: str, names: Mapping[str, str], county: str | None, region: str | None
    ) -> dict[str, object]:
        return {
            "area_type": level.value,
            "area_id": code,
            **{column: names[column] for column in ("name_fi", "name_sv", "name_en")},
            "county": county,
            "region": region,
            "valid_from": None,
            "valid_to": None,
            "successor": None,
        }

    # Children, postal areas, tiles

    @cached_property
    def population_bands(self) -> pd.DataFrame:
        """Shipped children: municipality, postal_code, year, age_from, age_to, people.

        postal_code is None in the rows of a municipality itself. A postal area whose bands are
        suppressed at source has no rows.
        """
        municipal = self.municipalities.rename(columns={"code": "municipality"}).assign(postal_code=None)
        postal = self._postal[self._postal["pop_0_2"].notna()]
        parts = []
        for frame in (municipal, postal):
            for column, (age_from, age_to) in BANDS.items():
                part = frame[["municipality", "postal_code"]].assign(
                    year=POPULATION_YEAR,
                    age_from=age_from,
                    age_to=age_to,
                    people=frame[column].astype("int64"),
                )
                parts.append(part)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def postal_areas(self) -> pd.DataFrame:
        """Postal areas: postal_code, name, municipality, lat, lon."""
        return self._postal[["postal_code", "name", "municipality", "lat", "lon"]]

    @cached_property
    def _postal(self) -> pd.DataFrame:
        return _read("postal_areas.csv")

    def tiles(self, level: AreaLevel) -> pd.DataFrame:
        """Hexagon tiles of counties, regions or municipalities: code, row, col, x, y."""
        frame = self._tiles[self._tiles["level"] == level.value]
        return frame[["code", "row", "col", "x", "y"]].reset_index(drop=True)

    def nearby(self, key: AreaKey, count: int) -> tuple[AreaKey, ...]:
        """The nearest areas of the same level on the grid of tiles, nearest first (ties: the smaller code).

        Empty for areas that have no tile.
        """
        tiles = self.tiles(key.level).set_index("code")
        if key.area_id not in tiles.index:
            return ()
        away = (tiles[["x", "y"]] - tiles.loc[key.area_id, ["x", "y"]]).pow(2).sum(axis=1).round(3)
        others = away.drop(key.area_id)
        order = sorted(others.index, key=lambda code: (others[code], code))
        return tuple(AreaKey(key.level, str(code)) for code in order[:count])

    @cached_property
    def _tiles(self) -> pd.DataFrame:
        return _read("tiles.csv")

    # Similar areas

    def similarity(self, code: str, population: pd.DataFrame | None = None) -> pd.DataFrame:
        """Distance of every other municipality by need, nearest first (ties: the smaller code).

        Standardised Euclidean distance (each variable divided by its standard deviation over
        municipalities) on log population, share of 0–17- and of 7–17-year-olds, municipality type
        (urban 0, semi-urban 1, rural 2) and language (fi 0, fi_sv 1, sv_fi 2, sv 3).
        Columns: code, distance, people, share_0_17, share_7_17 (0–1), municipality_type, language.
        `population` (rows of `population_bands`) replaces the shipped children.
        """
        frame = self._need(self.population_bands if population is None else population)
        variables = np.column_stack(
            [
                np.log(frame["people"].to_numpy(float)),
                frame["share_0_17"].to_numpy(float),
                frame["share_7_17"].to_numpy(float),
                frame["municipality_type"].map(_TYPE_SCALE).to_numpy(float),
                frame["language"].map(_LANGUAGE_SCALE).to_numpy(float),
            ]
        )
        scaled = variables / np.nanstd(variables, axis=0)
        own = scaled[frame["code"].to_numpy() == code]
        if len(own) != 1:
            raise KeyError(code)
        frame["distance"] = np.sqrt(((scaled - own[0]) ** 2).sum(axis=1))
        others = frame[(frame["code"] != code) & frame["distance"].notna()]
        columns = ["code", "distance", "people", "share_0_17", "share_7_17", "municipality_type", "language"]
        return others.sort_values(["distance", "code"])[columns].reset_index(drop=True)

    def similar_municipalities(
        self, code: str, population: pd.DataFrame | None = None, count: int = 10
    ) -> list[str]:
        """Codes of the municipalities most alike by need, the nearest first (see `similarity`)."""
        return list(self.similarity(code, population)["code"].head(count))

    def _need(self, bands: pd.DataFrame) -> pd.DataFrame:
        own = bands[bands["postal_code"].isna()]
        newest = own[own["year"] == own.groupby("municipality")["year"].transform("max")]
        children = newest[newest["age_to"] <= 17].groupby("municipality")["people"].sum()
        school_age = (
            newest[(newest["age_from"] >= 7) & (newest["age_to"] <= 17)]
            .groupby("municipality")["people"]
            .sum()
        )
        frame = self.municipalities[["code", "municipality_type", "language"]].copy()
        frame["people"] = self.municipalities["pop_total"]
        frame["share_0_17"] = frame["code"].map(children) / frame["people"]
        frame["share_7_17"] = frame["code"].map(school_age) / frame["people"]
        return frame


@cache
def area_index() -> AreaIndex:
    """The country's areas, read once."""
    return AreaIndex()


def _fold(text: str) -> str:
    """The text without case, spaces, hyphens, points and brackets, composed (NFC)."""
    return _DROPPED.sub("", unicodedata.normalize("NFC", text).casefold())


_WHOLE_NUMBERS = {"pop_total", "row", "col"}
_NUMBERS = {"lat", "lon", "lat_pop", "lon_pop", "x", "y", *BANDS}


def _read(name: str) -> pd.DataFrame:
    """A reference file: codes and names as text, counts and points as numbers."""
    with (files("kpdata") / "reference" / name).open(encoding="utf-8") as stream:
        frame = pd.read_csv(stream, dtype=str, keep_default_na=False)
    for column in frame.columns:
        if column in _WHOLE_NUMBERS:
            frame[column] = frame[column].astype("int64")
        elif column in _NUMBERS:
            frame[column] = pd.to_numeric(frame[column])
    return frame
