"""Areas: look-up by any name or code, names in sentences, lineage, history, tiles, similar municipalities."""

from __future__ import annotations

import unicodedata
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kpdata.areas import AreaIndex, MunicipalityMatch, area_index
from kpdata.domain import FINLAND, AreaKey, AreaLevel

MERGED = {
    "413": ("Lavia", "609"),
    "476": ("Maaninka", "297"),
    "838": ("Tarvasjoki", "423"),
    "283": ("Hämeenkoski", "098"),
    "164": ("Jalasjärvi", "301"),
    "319": ("Köyliö", "783"),
    "532": ("Nastola", "398"),
    "174": ("Juankoski", "297"),
    "442": ("Luvia", "051"),
    "911": ("Valtimo", "541"),
    "099": ("Honkajoki", "214"),
    "588": ("Pertunmaa", "507"),
}


@pytest.fixture(scope="module")
def areas() -> AreaIndex:
    return area_index()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("005", "005"),
        ("5", "005"),
        ("5.0", "005"),
        ("5,0", "005"),
        (" 837 ", "837"),
        ("KU091", "091"),
        ("Tampere", "837"),
        ("TAMPERE", "837"),
        ("tammerfors", "837"),
        ("Tampereen kaupunki", "837"),
        ("Tammerfors stad", "837"),
        ("City of Tampere", "837"),
        ("Ristijärven kunta", "697"),
        ("Ristijärvi kunta", "697"),
        ("Pedersöre", "599"),
        ("Pedersören kunta", "599"),
        ("PEDERSÖREN KUNTA", "599"),
        ("Pedersöre kommun", "599"),
        ("Koski Tl", "284"),
        ("Koski Tl.", "284"),
        ("koski (tl)", "284"),
        ("Mänttä-Vilppula", "508"),
        ("Mänttä Vilppula", "508"),
        ("mänttävilppula", "508"),
        ("Mänttä–Vilppula", "508"),
        ("Uudenkaupungin kaupunki", "895"),
        ("Kristiinankaupungin kaupunki", "287"),
        ("Virtain kaupunki", "936"),
        ("S:t Michel", "491"),
        ("Sankt Michel", "491"),
        ("S:t Mårtens", "480"),
        ("Kyrkslätts kommun", "257"),
        ("Maarianhamina - Mariehamn", "478"),
        ("Espoo - Esbo", "049"),
        ("Vaasa/Vasa", "905"),
        ("Vaasa (Vasa)", "905"),
        ("Länsi-Turunmaa", "445"),
        ("091 Helsinki", "091"),
        (unicodedata.normalize("NFD", "Äänekoski"), "992"),
        (unicodedata.normalize("NFD", "Åbo"), "853"),
    ],
)
def test_a_municipality_is_found_however_it_is_written(areas: AreaIndex, text: str, code: str) -> None:
    assert areas.municipality(text) == MunicipalityMatch(code)


@pytest.mark.parametrize(
    "text",
    ["", "999", "1234", "5.5", "-5", "Tukholma", "Tampere / Turku", "091 Tampere", "kunta", "Pirkanmaa"],
)
def test_what_is_no_municipality_is_not_found(areas: AreaIndex, text: str) -> None:
    assert areas.municipality(text) is None


@pytest.mark.parametrize(("old", "name", "new"), [(old, *known) for old, known in MERGED.items()])
def test_a_merged_municipality_maps_to_its_successor(areas: AreaIndex, old: str, name: str, new: str) -> None:
    for text in (old, name, name.upper()):
        match = areas.municipality(text)
        assert match == MunicipalityMatch(new, merged_from=name)
        assert match.notice is not None
        assert name in match.notice.text("fi")


def test_a_merged_municipality_is_found_by_its_swedish_name_and_genitive(areas: AreaIndex) -> None:
    assert areas.municipality("Kjulo") == MunicipalityMatch("783", "Köyliö")
    assert areas.municipality("Pertunmaan kunta") == MunicipalityMatch("507", "Pertunmaa")


def test_a_present_municipality_has_no_notice(areas: AreaIndex) -> None:
    match = areas.municipality("Tampere")
    assert match is not None
    assert match.notice is None


def test_every_name_finds_its_own_municipality(areas: AreaIndex) -> None:
    frame = areas.municipalities
    for row in frame.to_dict("records"):
        expected = MunicipalityMatch(row["code"])
        assert areas.municipality(row["name_fi"]) == expected
        assert areas.municipality(row["name_sv"]) == expected
        assert areas.municipality(row["short_fi"]) == expected
        assert areas.municipality(f"{row['genitive_fi']} kunta") == expected
        assert areas.municipality(str(int(row["code"]))) == expected


def test_names_are_clean(areas: AreaIndex) -> None:
    for frame in (areas.municipalities, areas.counties, areas.regions, areas.postal_areas):
        texts = frame.select_dtypes(["object", "string"])
        for column in texts:
            assert (texts[column] == texts[column].str.strip()).all()
            assert all(unicodedata.is_normalized("NFC", text) for text in texts[column])


def test_close_names_are_offered(areas: AreaIndex) -> None:
    assert areas.nearest_municipalities("Ristjärvi")[0] == "Ristijärvi"
    assert areas.nearest_municipalities("Helsingfos")[0] == "Helsingfors"
    assert areas.nearest_municipalities("xyzzy") == []


@pytest.mark.parametrize(
    ("key", "official", "short", "fi", "sv", "en", "genitive"),
    [
        (
            "county:08",
            "Pirkanmaan hyvinvointialue",
            "Pirkanmaa",
            "Pirkanmaalla",
            "i Birkaland",
            "in Pirkanmaa",
            "Pirkanmaan",
        ),
        (
            "county:20",
            "Kainuun hyvinvointialue",
            "Kainuu",
            "Kainuussa",
            "i Kajanaland",
            "in Kainuu",
            "Kainuun",
        ),
        (
            "county:04",
            "Vantaan ja Keravan hyvinvointialue",
            "Vantaa ja Kerava",
            "Vantaalla ja Keravalla",
            "i Vanda och Kervo",
            "in Vantaa and Kerava",
            "Vantaan ja Keravan",
        ),
        (
            "county:90",
            "Helsingin kaupunki",
            "Helsinki",
            "Helsingissä",
            "i Helsingfors",
            "in Helsinki",
            "Helsingin",
        ),
        ("county:91", "Ahvenanmaa", "Ahvenanmaa", "Ahvenanmaalla", "på Åland", "in Åland", "Ahvenanmaan"),
        ("region:01", "Uusimaa", "Uusimaa", "Uudellamaalla", "i Nyland", "in Uusimaa", "Uudenmaan"),
        (
            "municipality:837",
            "Tampere",
            "Tampere",
            "Tampereella",
            "i Tammerfors",
            "in Tampere",
            "Tampereen",
        ),
        (
            "municipality:599",
            "Pedersören kunta",
            "Pedersöre",
            "Pedersöressä",
            "i Pedersöre",
            "in Pedersöre",
            "Pedersören",
        ),
        ("municipality:072", "Hailuoto", "Hailuoto", "Hailuodossa", "på Karlö", "in Hailuoto", "Hailuodon"),
        ("country:FI", "Suomi", "Suomi", "Suomessa", "i Finland", "in Finland", "Suomen"),
    ],
)
def test_names_stand_in_sentences(
    areas: AreaIndex, key: str, official: str, short: str, fi: str, sv: str, en: str, genitive: str
) -> None:
    area = AreaKey.parse(key)
    assert areas.name(area, "fi") == official
    assert areas.short_name(area, "fi") == short
    assert [areas.locative(area, language) for language in ("fi", "sv", "en")] == [fi, sv, en]
    assert areas.genitive(area, "fi") == genitive


def test_genitives_in_swedish_and_english(areas: AreaIndex) -> None:
    assert areas.genitive(AreaKey.parse("county:08"), "sv") == "Birkalands"
    assert areas.genitive(AreaKey.parse("municipality:091"), "sv") == "Helsingfors"
    assert areas.genitive(AreaKey.parse("county:08"), "en") == "Pirkanmaa's"


def test_inflected_names_end_as_finnish_cases_do(areas: AreaIndex) -> None:
    for frame in (areas.municipalities, areas.counties, areas.regions):
        heads = frame["locative_fi"].str.removesuffix(" Tl")
        assert heads.str.endswith(("ssa", "ssä", "lla", "llä")).all()
        assert frame["genitive_fi"].str.removesuffix(" Tl").str.endswith("n").all()
        assert frame["locative_sv"].str.startswith(("i ", "på ")).all()


def test_numbers_of_areas_and_people(areas: AreaIndex) -> None:
    assert (len(areas.municipalities), len(areas.regions), len(areas.counties)) == (308, 19, 23)
    assert len(areas.postal_areas) == 3018
    assert areas.municipalities["pop_total"].sum() == 5_635_971
    bands = areas.population_bands
    own = bands[bands["postal_code"].isna()]
    assert own["people"].sum() == 1_014_301
    assert own.loc[own["age_from"].isin([7, 13]), "people"].sum() == 552_344
    assert set(own["year"]) == {2024}
    assert sorted(set(zip(own["age_from"], own["age_to"], strict=True))) == [
        (0, 2),
        (3, 6),
        (7, 12),
        (13, 15),
        (16, 17),
    ]


def test_suppressed_postal_areas_have_no_bands(areas: AreaIndex) -> None:
    bands = areas.population_bands
    told = set(bands["postal_code"].dropna())
    assert told < set(areas.postal_areas["postal_code"])
    assert (bands.groupby(["municipality", "postal_code"], dropna=False).size() == 5).all()


def test_lineage_has_county_and_region_beside_each_other(areas: AreaIndex) -> None:
    tampere = AreaKey.parse("municipality:837")
    assert [str(key) for key in areas.lineage(tampere)] == [
        "municipality:837",
        "county:08",
        "region:06",
        "country:FI",
    ]
    assert areas.lineage(AreaKey.parse("county:08")) == (AreaKey.parse("county:08"), FINLAND)
    assert areas.lineage(FINLAND) == (FINLAND,)


def test_members_of_an_area_are_those_that_name_it_in_their_lineage(areas: AreaIndex) -> None:
    for level in (AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY):
        for key in areas.keys(level):
            members = areas.municipalities_of(key)
            expected = [
                municipality.area_id
                for municipality in areas.keys(AreaLevel.MUNICIPALITY)
                if key in areas.lineage(municipality)
            ]
            assert list(members) == expected


def test_an_unknown_area_is_told(areas: AreaIndex) -> None:
    unknown = AreaKey.parse("county:77")
    assert not areas.exists(unknown)
    assert areas.exists(AreaKey.parse("county:08"))
    with pytest.raises(KeyError):
        areas.municipalities_of(unknown)
    with pytest.raises(KeyError):
        areas.name(unknown, "fi")


def test_history_keeps_merged_municipalities(areas: AreaIndex) -> None:
    frame = areas.areas
    assert len(frame) == 1 + 23 + 19 + 308 + 12
    assert not frame.duplicated(["area_type", "area_id"]).any()
    old = frame[frame["successor"].notna()].set_index("area_id")
    assert dict(old["successor"]) == {code: new for code, (_, new) in MERGED.items()}
    assert old.loc["588", "valid_to"] == date(2024, 12, 31)
    assert old.loc["588", "county"] == "12"
    counties = frame[frame["area_type"] == "county"]
    assert set(counties["valid_from"]) == {date(2023, 1, 1)}
    assert counties["county"].isna().all()


@pytest.mark.parametrize("level", [AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY])
def test_tiles_are_a_hexagon_grid_of_all_areas(areas: AreaIndex, level: AreaLevel) -> None:
    tiles = areas.tiles(level)
    assert set(tiles["code"]) == {key.area_id for key in areas.keys(level)}
    assert not tiles.duplicated(["row", "col"]).any()
    np.testing.assert_allclose(tiles["x"], tiles["col"] + 0.5 * (tiles["row"] % 2))
    np.testing.assert_allclose(tiles["y"], -tiles["row"] * np.sqrt(3) / 2, atol=1e-4)


def test_similar_municipalities_by_hand(areas: AreaIndex) -> None:
    frame = areas.municipalities
    kind = {"urban": 0, "semi_urban": 1, "rural": 2}
    language = {"fi": 0, "fi_sv": 1, "sv_fi": 2, "sv": 3}
    rows = [
        [
            np.log(row["pop_total"]),
            (row["pop_0_2"] + row["pop_3_6"] + row["pop_7_12"] + row["pop_13_15"] + row["pop_16_17"])
            / row["pop_total"],
            (row["pop_7_12"] + row["pop_13_15"] + row["pop_16_17"]) / row["pop_total"],
            kind[row["municipality_type"]],
            language[row["language"]],
        ]
        for row in frame.to_dict("records")
    ]
    codes = list(frame["code"])
    spread = np.std(np.array(rows), axis=0)
    own = rows[codes.index("697")]
    distances = sorted(
        (float(np.sqrt(sum(((a - b) / s) ** 2 for a, b, s in zip(row, own, spread, strict=True)))), code)
        for row, code in zip(rows, codes, strict=True)
        if code != "697"
    )
    assert areas.similar_municipalities("697") == [code for _, code in distances[:10]]
    similarity = areas.similarity("697")
    assert len(similarity) == 307
    assert similarity["distance"].iloc[0] == pytest.approx(distances[0][0])


def test_newer_children_change_who_is_similar(areas: AreaIndex) -> None:
    bands = areas.population_bands
    newer = bands[bands["municipality"] == "697"].assign(year=2025, people=lambda f: f["people"] * 4)
    shifted = areas.similarity("697", pd.concat([bands, newer]))
    assert shifted["distance"].iloc[0] > areas.similarity("697")["distance"].iloc[0]


def test_an_unknown_municipality_has_no_similar_ones(areas: AreaIndex) -> None:
    with pytest.raises(KeyError):
        areas.similar_municipalities("999")


def test_the_nearest_areas_lie_beside_each_other(areas: AreaIndex) -> None:
    near = areas.nearby(AreaKey.parse("municipality:837"), 6)
    tiles = areas.tiles(AreaLevel.MUNICIPALITY).set_index("code")
    here = tiles.loc["837"]
    away = sorted(
        (round((row.x - here.x) ** 2 + (row.y - here.y) ** 2, 3), str(code))
        for code, row in tiles.drop("837").iterrows()
    )
    assert [key.area_id for key in near] == [code for _, code in away[:6]]
    assert all(key.level is AreaLevel.MUNICIPALITY for key in near)


def test_an_area_without_a_tile_has_no_near_ones(areas: AreaIndex) -> None:
    assert areas.nearby(AreaKey.parse("centre:x"), 3) == ()
