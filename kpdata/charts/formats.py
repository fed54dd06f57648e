"""Numbers, dates, months and periods as each language writes them, on screen and in files.

On screen: no-break thousands space (comma in English), decimal comma (point in English), U+2212 as the
minus. In files: ASCII only. Numbers are rounded half away from zero, computed unrounded until then.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import get_day_names, get_month_names

from kpdata.domain import Month, Period

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

# Binary floats carry noise in the 16th digit: 57 / 200 × 100 is 28.499999999999996, but 28.5 is meant.
_SIGNIFICANT = 12


def rounded(value: float, decimals: int) -> Decimal:
    """The value rounded half away from zero; never a negative zero."""
    exact = Decimal(f"{value:.{_SIGNIFICANT}g}")
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: float, decimals: int, language: str, *, signed: bool = False) -> str:
    """A number as it is shown: `1 234,5`; with `signed`, a plus before what is above zero."""
    result = rounded(value, decimals)
    text = f"{abs(result):,.{decimals}f}"
    if language != "en":
        text = text.replace(",", NBSP).replace(".", ",")
    sign = MINUS if result < 0 else "+" if signed and result > 0 else ""
    return sign + text


def percent(value: float, language: str, *, decimals: int = 0, signed: bool = False) -> str:
    """A share on the scale 0–100 as it is shown: `46 %`, in English `46%`."""
    return number(value, decimals, language, signed=signed) + percent_sign(language)


def percent_sign(language: str) -> str:
    """The per cent sign with the space that the language sets before it."""
    return "%" if language == "en" else f"{NBSP}%"


def quantity(value: float, decimals: int, unit: str, language: str, *, signed: bool = False) -> str:
    """A number with its sign of per cent; other units stand in headings and subtitles."""
    text = number(value, decimals, language, signed=signed)
    return text + percent_sign(language) if unit == "%" else text


def with_unit(name: str, unit: str) -> str:
    """A name with its unit as headings and subtitles say it: `Käynnit / 1 000 lasta`, `Kattavuus, %`."""
    unit = untold(name, unit)
    if not unit:
        return name
    together = re.sub(r"(?<=[\d/]) (?=\d)", NBSP, unit)  # "/ 1 000" is not broken into lines
    return f"{name} {together}" if unit.startswith("/") else f"{name}, {together}"


def untold(name: str, unit: str) -> str:
    """The part of a unit that the name does not say: "Tunteja lasta kohti" leaves `h` of `h lasta kohti`."""
    words = unit.split()
    for start in range(len(words)):
        if len(words) - start > 1 and " ".join(words[start:]) in name:
            return " ".join(words[:start])
    return unit


def between(low: float, high: float, decimals: int, unit: str, language: str) -> str:
    """A range as it is shown: `800–1 500`; once where both ends are shown alike."""
    first = number(low, decimals, language)
    if first == number(high, decimals, language):
        return quantity(high, decimals, unit, language)
    return f"{first}{EN_DASH}{quantity(high, decimals, unit, language)}"


def file_number(value: float, decimals: int, language: str) -> str:
    """A number for a file: ASCII, no thousands separator, the decimal mark of the language."""
    text = f"{rounded(value, decimals):f}"
    return text if language == "en" else text.replace(".", ",")


def day(value: date, language: str) -> str:
    """A day: `31.10.2026`, in English `31 October 2026`."""
    if language == "en":
        return f"{value.day} {_months('en')[value.month]} {value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def month(value: Month, language: str) -> str:
    """A month in full: `lokakuu 2026`."""
    return f"{_months(language)[value.month]} {value.year}"


def short_month(value: Month, language: str) -> str:
    """A month in little space: `10/2026`, in English `Oct 2026`."""
    if language == "en":
        return f"{_months('en')[value.month][:3]} {value.year}"
    return f"{value.month}/{value.year}"


def period(value: Period, language: str) -> str:
    """A run of months: `11/2025–10/2026`; one month alone is written once."""
    first, last = short_month(value.first, language), short_month(value.last, language)
    return first if value.first == value.last else f"{first}{EN_DASH}{last}"


def weekdays(language: str) -> tuple[str, ...]:
    """Monday to Sunday in little space: `ma`, `mån`, `Mon`."""
    names = get_day_names("abbreviated", context="stand-alone", locale=language)
    return tuple(str(names[i]).rstrip(".") for i in range(7))


def clock(minutes: int, language: str) -> str:
    """A time of day: `9` and `9.30`, in English `9:00` and `9:30`."""
    hour, minute = divmod(minutes, 60)
    if language == "en":
        return f"{hour}:{minute:02d}"
    return f"{hour}.{minute:02d}" if minute else str(hour)


def elative(count: int) -> str:
    """A Finnish count in the elative, as in `8 kunnassa 23:sta`: the ending follows how it is read."""
    if count % 10 == 0 and count % 100 != 0:
        return f"{count}:stä"  # kymmenestä, -kymmenestä
    return f"{count}:stä" if count % 10 in {1, 4, 5, 7, 9} else f"{count}:sta"


def ordinal(rank: int, language: str) -> str:
    """A rank as it is written inside a sentence: `3.`, `3:e`, `3rd`."""
    if language == "en":
        teen = 11 <= rank % 100 <= 13
        return f"{rank}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th')}"
    if language == "sv":
        return f"{rank}:{'a' if rank % 10 in {1, 2} and rank % 100 not in {11, 12} else 'e'}"
    return f"{rank}."


def listing(names: list[str], language: str) -> str:
    """Names in a sentence: `Akaa, Nokia ja Virrat`."""
    if len(names) < 2:
        return "".join(names)
    word = {"sv": "och", "en": "and"}.get(language, "ja")
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def ascii_slug(text: str) -> str:
    """A name as a part of a file name: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _months(language: str) -> dict[int, str]:
    return {
        n: str(name) for n, name in get_month_names("wide", context="stand-alone", locale=language).items()
    }


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """A title inside a sentence: a small first letter, but an abbreviation (PTV) stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
