"""The reading rules of one cell, in three languages."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.areas import area_index
from kpdata.domain import OperatorType, PlaceStatus, SupportForm
from kpdata.sources import cells
from kpdata.sources.cells import UNKNOWN, Cell, RefusedError
from tests.sources.reading import TODAY

COUNT = cells.count(hidden=True, ranges=True)
NBSP, NARROW = "\u00a0", "\u202f"


def problem_of(reader: cells.Reader, text: str) -> str:
    with pytest.raises(RefusedError) as caught:
        reader(text)
    return caught.value.problem.text("en")


def outcome(reader: cells.Reader, text: str) -> Cell | RefusedError:
    try:
        return reader(text)
    except RefusedError as refused:
        return refused


@pytest.mark.parametrize("text", ["", " ", "..", ".", "...", "ei tietoa", "Ei Tietoa", NBSP])
@pytest.mark.parametrize(
    "reader",
    [
        COUNT,
        cells.fact_day(TODAY),
        cells.fact_month(TODAY),
        cells.plain_text(),
        cells.code(OperatorType),
        cells.reading(cells.yes_no),
        cells.reading(cells.weekday),
        cells.reading(cells.number),
    ],
)
def test_symbols_of_unknown_are_unknown_and_never_zero(reader: cells.Reader, text: str) -> None:
    assert reader(text) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [
        ("0", 0, 0),
        ("12", 12, 0),
        (" 12 ", 12, 0),
        ("012", 12, 0),
        ("12.0", 12, 0),
        ("12,0", 12, 0),
        ("12,00", 12, 0),
        ("1 012", 1012, 1),
        (f"1{NBSP}012", 1012, 1),
        (f"1{NARROW}012", 1012, 1),
        ("1.012", 1012, 1),
        ("1.012.345", 1012345, 1),
        ("1 012,0", 1012, 1),
        ("-", 0, 1),
        ("–", 0, 1),
    ],
)
def test_counts(text: str, value: int, told: int) -> None:
    cell = COUNT(text)
    assert (cell.value, cell.hidden, cell.low, len(cell.told)) == (value, False, None, told)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("25,5", "The number is not whole."),
        ("25.5", "The number is not whole."),
        ("1 012,5", "The number is not whole."),
        ("0.500", "The number is not whole."),
        ("1,000", "The comma may mean a decimal or thousands."),
        ("-5", "The number is negative."),
        ("−5", "The number is negative."),
        ("–5,5", "The number is negative."),
        ("inf", "This is not a number."),
        ("nan", "This is not a number."),
        ("∞", "This is not a number."),
        ("NA", "This is not a number."),
        ("None", "This is not a number."),
        ("null", "This is not a number."),
        ("n. 15", "This is not a number."),
        ("12 + 1", "This is not a number."),
        ("1e3", "This is not a number."),
        ("10 12", "This is not a number."),
        ("1.01", "The number is not whole."),
        ("٣", "This is not a number."),
        ("—", "This is not a number."),
        ("999999999", "The number is too large."),
        ("9" * 200, "The number is too large."),
        ("100-50", "The range begins above its end."),
        ("1-2-3", "This is not a number."),
        ("5-", "This is not a number."),
    ],
)
def test_bad_counts(text: str, problem: str) -> None:
    assert problem_of(COUNT, text) == problem


@pytest.mark.parametrize("dash", ["-", "–", "—", "‐", "‑", "−", " - ", " – ", "–\u200b"])
def test_ranges_of_any_dash_stay_ranges(dash: str) -> None:
    cell = COUNT(f"800{dash}1500")
    assert (cell.value, cell.low, cell.high) == (None, 800, 1500)
    assert COUNT("800–1 500").high == 1500


def test_ranges_and_hidden_numbers_only_where_the_table_keeps_them() -> None:
    assert problem_of(cells.count(hidden=True), "800-1500") == "A range cannot be kept in this column."
    assert problem_of(cells.count(), "<5") == "A hidden number cannot be kept in this column."
    assert problem_of(cells.whole(0, 29), "-") == "This is not a number."
    assert problem_of(cells.whole(0, 29), "30") == "The number is outside its limits."


@pytest.mark.parametrize("text", ["<5", "< 5", " <5 ", "<3", "<10"])
def test_hidden_is_neither_zero_nor_five(text: str) -> None:
    assert COUNT(text) == Cell(hidden=True)


@given(st.integers(0, cells.LARGEST_COUNT), st.sampled_from(["", " ", NBSP, NARROW, "."]))
def test_every_whole_number_is_read_however_it_is_grouped(number: int, separator: str) -> None:
    text = f"{number:,}".replace(",", separator)
    assert COUNT(text).value == number


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_every_range_is_read(low: int, high: int) -> None:
    if low > high:
        assert problem_of(COUNT, f"{low}-{high}") == "The range begins above its end."
    else:
        assert COUNT(f"{low}-{high}")[:4] == (None, False, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-31",
        "31.10.2026",
        "31.10.26",
        "31. 10. 2026",
        "2026-10-31 00:00:00",
        "2026-10-31T10:15",
        "31.10.2026 10:15",
        "31.10.2026 9.41.03",
    ],
)
def test_days(text: str) -> None:
    assert cells.fact_day(TODAY)(text).value == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31.2.2026", "There is no such day in the calendar."),
        ("2026-13-01", "There is no such day in the calendar."),
        ("0000-01-01", "There is no such day in the calendar."),
        ("10/31/2026", "This is not a day."),
        ("15/9/2026", "This is not a day."),
        ("10/2026", "This is not a day."),
        ("46000", "This is not a day."),
        ("31.10.", "This is not a day."),
        ("huomenna", "This is not a day."),
        ("22.11.2026", "The day is in the future."),
        ("31.12.1989", "The day is before 1990."),
    ],
)
def test_bad_days(text: str, problem: str) -> None:
    assert problem_of(cells.fact_day(TODAY), text) == problem


def test_a_day_of_a_fact_may_be_today_and_the_first_of_1990() -> None:
    assert cells.fact_day(TODAY)("21.11.2026").value == TODAY
    assert cells.fact_day(TODAY)("1.1.90").value == date(1990, 1, 1)


def test_days_of_plans_may_lie_ahead_but_not_anywhere() -> None:
    read = cells.reading(cells.day)
    assert read("1.1.2035").value == date(2035, 1, 1)
    assert read("1.1.1955").value == date(1955, 1, 1)
    assert read("1.1.68").value == date(2068, 1, 1)
    assert read("1.1.85").value == date(1985, 1, 1)
    assert problem_of(read, "1.1.1066") == "The year cannot be right."


@given(st.dates(date(1990, 1, 1), TODAY))
def test_every_day_is_read_in_every_form(day: date) -> None:
    read = cells.fact_day(TODAY)
    forms = [day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}"]
    assert [read(form).value for form in forms] == [day] * 4


@pytest.mark.parametrize(
    "text",
    [
        "2026-10",
        "2026-10-01",
        "2026/10",
        "10/2026",
        "10.2026",
        "lokakuu 2026",
        "Loka 2026",
        "lokakuuta 2026",
        "oktober 2026",
        "October 2026",
        "okt. 2026",
    ],
)
def test_months(text: str) -> None:
    assert cells.fact_month(TODAY)(text).value == "2026-10"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-13", "There is no such month in the calendar."),
        ("0/2026", "There is no such month in the calendar."),
        ("2026-12", "The month is in the future."),
        ("12/1989", "The month is before 1990."),
        ("2026-10-02", "This is not a month."),
        ("syksy 2026", "This is not a month."),
        ("10", "This is not a month."),
    ],
)
def test_bad_months(text: str, problem: str) -> None:
    assert problem_of(cells.fact_month(TODAY), text) == problem


def test_this_month_is_no_future_month() -> None:
    assert cells.fact_month(TODAY)("11/2026").value == "2026-11"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9:30", "09:30"),
        ("09.30", "09:30"),
        ("9", "09:00"),
        ("klo 9.30", "09:30"),
        ("kl. 14", "14:00"),
        ("09:30:00", "09:30"),
    ],
)
def test_times(text: str, value: str) -> None:
    assert cells.reading(cells.time)(text).value == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("24:00", "There is no such time of day."),
        ("9:60", "There is no such time of day."),
        ("9-14", "This is not a time."),
        ("0.375", "This is not a time."),
        ("aamulla", "This is not a time."),
    ],
)
def test_bad_times(text: str, problem: str) -> None:
    assert problem_of(cells.reading(cells.time), text) == problem


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 1.0 maanantai MA ma. måndag mån Monday mon"),
        (2, "2 tiistai ti tisdag tis Tuesday tue"),
        (3, "3 keskiviikko ke onsdag ons Wednesday wed"),
        (4, "4 torstai to torsdag tors Thursday thu"),
        (5, "5 perjantai pe fredag fre Friday fri"),
        (6, "6 lauantai la lördag lör Saturday sat"),
        (7, "7 sunnuntai su söndag sön Sunday sun"),
    ],
)
def test_weekdays(number: int, words: str) -> None:
    assert [cells.reading(cells.weekday)(word).value for word in words.split()] == [number] * len(
        words.split()
    )


@pytest.mark.parametrize("text", ["0", "8", "arkisin", "1-5"])
def test_bad_weekdays(text: str) -> None:
    assert problem_of(cells.reading(cells.weekday), text) == "This is not a weekday."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("yes", "yes YES kyllä Kyllä ja 1 1.0 x X true TOSI k"),
        ("no", "no ei EI nej 0 0.0 false EPÄTOSI e"),
        (None, ".. unknown tuntematon okänd"),
    ],
)
def test_yes_and_no(value: str | None, words: str) -> None:
    assert [cells.reading(cells.yes_no)(word).value for word in words.split()] == [value] * len(words.split())


def test_neither_yes_nor_no() -> None:
    assert problem_of(cells.reading(cells.yes_no), "ehkä") == "This is neither yes nor no."
    assert problem_of(cells.reading(cells.yes_no), "-") == "This is neither yes nor no."


@pytest.mark.parametrize("text", ["61.4978", "61,4978", " 61,4978 "])
def test_numbers_with_point_or_comma(text: str) -> None:
    assert cells.reading(cells.number)(text).value == 61.4978


def test_numbers() -> None:
    read = cells.reading(cells.number)
    assert read("6 822 500").value == 6822500
    assert read("-0,5").value == -0.5
    for text in ("inf", "nan", "1,2,3", "1e5", "12 3", "9" * 30):
        assert problem_of(read, text) == "This is not a number."


# Text


@pytest.mark.parametrize("text", ["NA", "None", "null", "NaN", "n/a", "-", "#N/A", "0", "00123"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert cells.plain_text()(text).value == text
    assert cells.reading(cells.identifier)(text).value == text


def test_text_is_composed_and_its_spaces_are_single() -> None:
    decomposed = unicodedata.normalize("NFD", "Äitien kerho")
    assert cells.plain_text()(f"  {decomposed}\u00a0 \n 1 ") == Cell("Äitien kerho 1")


def test_invisible_characters_are_removed_and_told() -> None:
    cell = cells.plain_text()("Perhe\u200bkahvila\ufeff")
    assert (cell.value, cell.told) == ("Perhekahvila", (cells.ZERO_WIDTH,))
    assert COUNT("1\u200b2") == Cell(12, told=(cells.ZERO_WIDTH,))


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200f", "\ue000"]
)
@pytest.mark.parametrize("reader", [cells.plain_text(), COUNT, cells.code(OperatorType)])
def test_control_and_bidi_characters_are_refused(reader: cells.Reader, character: str) -> None:
    problem = problem_of(reader, f"a{character}b")
    assert problem == "The cell holds control characters or marks of writing direction."


@pytest.mark.parametrize("text", ["P�iv�koti", "PÃ¤ivÃ¤koti", "TyÃ¶"])
def test_letters_broken_before_are_refused(text: str) -> None:
    assert "broken in an earlier conversion" in problem_of(cells.plain_text(), text)


def test_length_of_text() -> None:
    assert cells.plain_text()("ä" * 200).value == "ä" * 200
    assert problem_of(cells.plain_text(), "ä" * 201) == "The text is too long (201 characters)."
    assert cells.plain_text(2000)("ä" * 2000).value == "ä" * 2000
    assert problem_of(cells.plain_text(2000), "ä" * 2001) == "The text is too long (2001 characters)."


def test_personal_data_refuses_and_is_not_echoed() -> None:
    with pytest.raises(RefusedError) as caught:
        cells.plain_text()("Kysy: maija@example.com")
    assert caught.value.secret
    assert caught.value.problem.text("en") == "The cell looks like it holds an e-mail address."
    assert cells.shown("maija@example.com") == ""


def test_identifiers_may_be_long_numbers_but_no_telephone_numbers() -> None:
    read = cells.reading(cells.identifier)
    assert read("031234567").value == "031234567"
    assert read("7c0a3e5b-1234-4f7a-8a4d-0401234567ab").value == "7c0a3e5b-1234-4f7a-8a4d-0401234567ab"
    assert problem_of(read, "040" + "1234567") == "The cell looks like it holds a telephone number."
    assert problem_of(read, "131052" + "-3081") == "The cell looks like it holds a Finnish identity code."


def test_what_is_echoed_is_short_and_visible() -> None:
    assert cells.shown("a\u202eb\x07c") == "a�b�c"
    assert cells.shown("x" * 200) == "x" * 79 + "…"


@given(st.text())
def test_reading_any_text_gives_a_cell_or_a_refusal(text: str) -> None:
    areas = area_index()
    readers = [
        COUNT,
        cells.whole(),
        cells.plain_text(),
        cells.fact_day(TODAY),
        cells.fact_month(TODAY),
        cells.municipality(areas),
        cells.code(PlaceStatus),
        cells.several(cells.code(SupportForm), semicolons=True, alone="none"),
        *(cells.reading(r) for r in (cells.number, cells.day, cells.time, cells.weekday, cells.yes_no)),
        *(cells.reading(r) for r in (cells.postal_code, cells.language, cells.answer, cells.identifier)),
    ]
    for reader in readers:
        assert isinstance(outcome(reader, text), Cell | RefusedError)
    assert len(cells.shown(text)) <= 80


@given(st.text())
def test_kept_text_is_clean(text: str) -> None:
    try:
        value = cells.plain_text()(text).value
    except RefusedError:
        return
    if value is not None:
        assert isinstance(value, str)
        assert value == unicodedata.normalize("NFC", value).strip()
        assert not re.search("[\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", value)
        assert cells.plain_text()(value).value == value


# Codes, lists, municipalities


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("municipality", ["municipality", "Kunta", "kommun", "vaka/kunta", "VAKA", "varhaiskasvatus"]),
        ("county", ["county", "hyvinvointialue", "välfärdsområde", "HVA"]),
        ("ngo", ["ngo", "järjestö", "organisation", "yhdistys"]),
        ("parish", ["parish", "seurakunta", "församling", "srk", "ev.lut. srk"]),
        ("other", ["other", "muu", "annan"]),
    ],
)
def test_codes_are_known_by_their_labels(code: str, words: list[str]) -> None:
    assert [cells.code(OperatorType)(word).value for word in words] == [code] * len(words)


def test_labels_of_status() -> None:
    words = ["toiminnassa", "i gång", "suunnitteilla", "planerad", "jäissä", "fryst", "suljettu", "stängd"]
    codes = ["running", "running", "planned", "planned", "frozen", "frozen", "closed", "closed"]
    assert [cells.code(PlaceStatus)(word).value for word in words] == codes


def test_an_unknown_code_names_the_codes() -> None:
    with pytest.raises(RefusedError) as caught:
        cells.code(OperatorType)("kirkko?")
    assert caught.value.expected.text("en") == "one of: municipality · county · ngo · parish · other"


def test_only_allowed_codes() -> None:
    reader = cells.code(OperatorType, allowed=("ngo",))
    assert reader("järjestö").value == "ngo"
    assert problem_of(reader, "kunta") == "This is not one of the codes of the column."


def test_lists() -> None:
    read = cells.several(cells.code(SupportForm), semicolons=False, alone="none")
    assert read("peer|emotional | peer").value == "peer|emotional"
    assert read("vertaistuki|aineellinen").value == "peer|material"
    assert read("none").value == "none"
    assert read("||").value is None
    assert problem_of(read, "peer|none") == "This is not one of the codes of the column."
    assert problem_of(read, "peer;emotional") == "This is not one of the codes of the column."
    in_workbooks = cells.several(cells.code(SupportForm), semicolons=True)
    assert in_workbooks("peer; emotional").value == "peer|emotional"


def test_languages() -> None:
    read = cells.several(cells.reading(cells.language), semicolons=False)
    assert read("fi|sv|arabia|Engelska|sms|fse").value == "fi|sv|ar|en|sms|fse"
    assert [problem_of(read, text) for text in ("zz", "fi|zzz")] == ["This is not a code of a language."] * 2
    assert problem_of(read, "kieli1") == "This is not a code of a language."


@pytest.mark.parametrize("text", ["5", "5.0", "005", "Alajärvi", "ALAJÄRVI", "Alajärven kaupunki"])
def test_municipalities(text: str) -> None:
    assert cells.municipality(area_index())(text) == Cell("005")


@pytest.mark.parametrize("text", ["Pedersöre", "Pedersören kunta", "599", "Pedersören  KUNTA"])
def test_everyday_names_of_municipalities(text: str) -> None:
    assert cells.municipality(area_index())(text).value == "599"


def test_merged_municipalities_map_to_their_successor_with_a_notice() -> None:
    for text in ("Maaninka", "476"):
        cell = cells.municipality(area_index())(text)
        assert cell.value == "297"
        assert "Maaninka" in cell.told[0].text("en")


def test_an_unknown_municipality_offers_the_nearest() -> None:
    with pytest.raises(RefusedError) as caught:
        cells.municipality(area_index())("Tamperre")
    assert "Tampere" in caught.value.expected.text("en")
    with pytest.raises(RefusedError) as caught:
        cells.municipality(area_index())("999")
    assert caught.value.expected.text("en") == "a municipality's three-digit code or name"


def test_postal_codes_get_their_zeros_back() -> None:
    read = cells.reading(cells.postal_code)
    assert [read(t).value for t in ("33100", "100", "00100", "100.0", "FI-33100")] == [
        "33100",
        "00100",
        "00100",
        "00100",
        "33100",
    ]
    assert problem_of(read, "3310A") == "This is not a postal code."


def test_answers() -> None:
    read = cells.reading(cells.answer)
    assert [read(t).value for t in ("1", "5.0", "10", "kyllä", "nej", "")] == [1, 5, 10, 1, 0, None]
    assert problem_of(read, "11") == "This is not an answer on the question's scale."
    assert problem_of(read, "hyvä") == "This is not an answer on the question's scale."
