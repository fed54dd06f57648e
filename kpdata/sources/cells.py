"""The reading rules of one cell: the only place where they are written.

A reader takes the text of a cell and gives a `Cell` (a value, or unknown, hidden, a range), or raises
`RefusedError` with what is wrong and what is expected. Readers know nothing of rows and files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from babel import Locale

from kpdata.areas import AreaIndex
from kpdata.domain import OLDEST_FACT
from kpdata.i18n import N_, Message
from kpdata.sources.personal import PersonalData, personal_data
from kpdata.sources.words import (
    LANGUAGES,
    MONTHS,
    NO,
    NOT_KNOWN,
    WEEKDAYS,
    YES,
    codes_by_word,
    fold_word,
)

Value = str | int | float | date | None


class Cell(NamedTuple):
    """What a cell says. value None = unknown, hidden = `<5`, low and high = a range; told = notices."""

    value: Value = None
    hidden: bool = False
    low: int | None = None
    high: int | None = None
    told: tuple[Message, ...] = ()


UNKNOWN = Cell()
Reader = Callable[[str], Cell]


class RefusedError(Exception):
    """A cell that cannot be taken: what is wrong, what is expected; `secret` = do not echo the value."""

    def __init__(self, problem: Message, expected: Message, *, secret: bool = False) -> None:
        super().__init__(problem.msgid)
        self.problem = problem
        self.expected = expected
        self.secret = secret


@dataclass(frozen=True, slots=True)
class Context:
    """What reading depends on beside the cell: today, the areas, and whether it is a spreadsheet."""

    today: date
    areas: AreaIndex
    workbook: bool = False


class TextRule(StrEnum):
    """How strictly a text is searched for personal data."""

    FREE = "free"
    IDENTIFIER = "identifier"


LARGEST_COUNT = 99_999_999
OLDEST_DAY = date(1800, 1, 1)
LAST_DAY = date(2199, 12, 31)
TEXT_CHARACTERS = 200

ZERO_MARK = Message(N_("“-” was read as none (0)"))
THOUSANDS = Message(N_("a separator of thousands was left out (1 012 was read as 1012)"))
ZERO_WIDTH = Message(N_("invisible characters were removed"))

WHOLE_EXPECTED = Message(N_("a whole number such as 12"))
DATE_EXPECTED = Message(N_("a day such as 2026-10-31 or 31.10.2026"))
MONTH_EXPECTED = Message(N_("a month such as 2026-10 or 10/2026"))
TIME_EXPECTED = Message(N_("a time from 00:00 to 23:59, such as 9:30"))
NUMBER_EXPECTED = Message(N_("a number such as 61.4978 or 61,4978"))

# Characters and symbols

_UNKNOWN_SYMBOLS = frozenset({"", "..", ".", "...", "…", "ei tietoa"})
_ZERO_MARKS = frozenset({"-", "–"})
_ZERO_WIDTH_CHARACTERS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_REFUSED_CHARACTERS = re.compile(
    ""
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff]"
)
_BROKEN_CHARACTER = "\ufffd"
# ä, ö, å, Ä, Ö, Å that were once read in a wrong encoding.
_MISREAD = re.compile("Ã[¤¶¥„–…\u0084\u0085\u0096]")


def clean(text: str) -> tuple[str, bool]:
    """The text composed (NFC), trimmed, with single spaces; and whether invisible characters were removed.

    Line breaks and tabs inside a cell are layout and become spaces. Control and bidi characters are refused.
    """
    if text.isascii() and text.isprintable():
        return (" ".join(text.split()) if "  " in text else text.strip()), False
    if _REFUSED_CHARACTERS.search(text):
        raise RefusedError(
            Message(N_("The cell holds control characters or marks of writing direction.")),
            Message(N_("plain text")),
        )
    if _BROKEN_CHARACTER in text or _MISREAD.search(text):
        raise RefusedError(
            Message(
                N_("The cell holds letters that were broken in an earlier conversion (such as Ã¤ or �).")
            ),
            Message(N_("the right letters; save the file again as UTF-8")),
        )
    seen = _ZERO_WIDTH_CHARACTERS.sub("", text)
    return " ".join(unicodedata.normalize("NFC", seen).split()), seen != text


def shown(text: str, characters: int = 80) -> str:
    """A cell as it may be echoed: personal data gone, control characters replaced, shortened."""
    if personal_data(text):
        return ""
    visible = _REFUSED_CHARACTERS.sub(_BROKEN_CHARACTER, text)
    visible = " ".join(_ZERO_WIDTH_CHARACTERS.sub("", visible).split())
    return visible if len(visible) <= characters else visible[: characters - 1] + "…"


def reading(rule: Reader) -> Reader:
    """A rule for cleaned, filled cells becomes a reader of any cell: symbols of unknown, clean-up, notice."""

    def read(text: str) -> Cell:
        cleaned, invisible = clean(text)
        if cleaned in _UNKNOWN_SYMBOLS or cleaned.casefold() in _UNKNOWN_SYMBOLS:
            return UNKNOWN
        cell = rule(cleaned)
        return cell._replace(told=(*cell.told, ZERO_WIDTH)) if invisible else cell

    return read


def _refuse(problem: Message, expected: Message) -> RefusedError:
    return RefusedError(problem, expected)


# Numbers

_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?: [0-9]{3})+|(?:\.[0-9]{3})+)(?:,0{1,2})?")
_ENDING_IN_ZEROS = re.compile(r"([0-9]+)(?:\.0+|,0{1,2}|,0{4,})")
_AMBIGUOUS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)[.,][0-9]+")
_NEGATIVE = re.compile(r"[-–−]\s?[0-9][0-9 ]*(?:[.,][0-9]+)?")
_NUMBER = re.compile(r"[-−]?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)?")
_HIDDEN = re.compile(r"< ?[0-9]{1,2}")
_DASH = re.compile(r" ?[-‐‑‒–—―−] ?")


def _whole(text: str) -> tuple[int, bool]:
    """A whole number that is not negative, and whether it had separators of thousands."""
    if _PLAIN.fullmatch(text):
        number, grouped = text, False
    elif _GROUPED.fullmatch(text):
        number, grouped = text.split(",", maxsplit=1)[0].replace(" ", "").replace(".", ""), True
    elif match := _ENDING_IN_ZEROS.fullmatch(text):
        number, grouped = match[1], False
    elif _AMBIGUOUS.fullmatch(text):
        raise _refuse(Message(N_("The comma may mean a decimal or thousands.")), WHOLE_EXPECTED)
    elif _DECIMAL.fullmatch(text):
        raise _refuse(Message(N_("The number is not whole.")), WHOLE_EXPECTED)
    elif _NEGATIVE.fullmatch(text):
        raise _refuse(Message(N_("The number is negative.")), WHOLE_EXPECTED)
    else:
        raise _refuse(Message(N_("This is not a number.")), WHOLE_EXPECTED)
    if len(number.lstrip("0")) > len(str(LARGEST_COUNT)) or int(number) > LARGEST_COUNT:
        raise _refuse(Message(N_("The number is too large.")), WHOLE_EXPECTED)
    return int(number), grouped


def whole(low: int = 0, high: int = LARGEST_COUNT) -> Reader:
    """Whole numbers from low to high, not counts: neither `-` nor `<5` nor a range is understood."""
    expected = Message(N_("a whole number from {low} to {high}"), {"low": low, "high": high})

    def rule(text: str) -> Cell:
        number, grouped = _whole(text)
        if not low <= number <= high:
            raise _refuse(Message(N_("The number is outside its limits.")), expected)
        return Cell(number, told=(THOUSANDS,) if grouped else ())

    return reading(rule)


def count(*, hidden: bool = False, ranges: bool = False) -> Reader:
    """Counts: `-` is none, `<5` is hidden (where the table keeps it), `800-1500` a range (likewise)."""

    def rule(text: str) -> Cell:
        if _PLAIN.fullmatch(text) and len(text) < 8:
            return Cell(int(text))
        if text in _ZERO_MARKS:
            return Cell(0, told=(ZERO_MARK,))
        if _HIDDEN.fullmatch(text):
            if not hidden:
                raise _refuse(
                    Message(N_("A hidden number cannot be kept in this column.")),
                    Message(N_("a number or empty")),
                )
            return Cell(hidden=True)
        ends = _DASH.split(text)
        if len(ends) == 2 and all(ends) and ends[0][0].isdigit() and ends[1][0].isdigit():
            return _range(ends[0], ends[1], ranges)
        number, grouped = _whole(text)
        return Cell(number, told=(THOUSANDS,) if grouped else ())

    return reading(rule)


def _range(first: str, second: str, kept: bool) -> Cell:
    if not kept:
        raise _refuse(Message(N_("A range cannot be kept in this column.")), WHOLE_EXPECTED)
    (low, grouped), (high, also_grouped) = _whole(first), _whole(second)
    if low > high:
        raise _refuse(
            Message(N_("The range begins above its end.")),
            Message(N_("a range such as 800-1500, or a whole number")),
        )
    return Cell(low=low, high=high, told=(THOUSANDS,) if grouped or also_grouped else ())


def number(text: str) -> Cell:
    """A number with a decimal point or comma; negative ones too."""
    if not _NUMBER.fullmatch(text) or len(text) > 25:
        raise _refuse(Message(N_("This is not a number.")), NUMBER_EXPECTED)
    return Cell(float(text.replace(" ", "").replace(",", ".").replace("−", "-")))


# Days, months, times

_CLOCK = r"(?:[ T][0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?)?"
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})" + _CLOCK)
_FINNISH_DAY = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}|[0-9]{2})" + _CLOCK)
_ISO_MONTH = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})(?:-0?1)?")
_FINNISH_MONTH = re.compile(r"([0-9]{1,2}) ?[/.] ?([0-9]{4})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.? ([0-9]{4})")
_TIME = re.compile(r"(?:klo |kl\.? )?([0-9]{1,2})(?:[:.]([0-9]{2})(?:[:.]00)?)?", re.IGNORECASE)


def _day(text: str) -> date:
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _FINNISH_DAY.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        if len(match[3]) == 2:
            year += 1900 if year >= 69 else 2000
    else:
        raise _refuse(Message(N_("This is not a day.")), DATE_EXPECTED)
    try:
        return date(year, month, day)
    except ValueError:
        raise _refuse(Message(N_("There is no such day in the calendar.")), DATE_EXPECTED) from None


def day(text: str) -> Cell:
    """A day that may lie in the future (plans, validity)."""
    found = _day(text)
    if not OLDEST_DAY <= found <= LAST_DAY:
        raise _refuse(Message(N_("The year cannot be right.")), DATE_EXPECTED)
    return Cell(found)


def fact_day(today: date) -> Reader:
    """The day of a fact: from 1990 to today."""
    expected = Message(N_("a day from {first} to {last}"), {"first": OLDEST_FACT, "last": today})

    def rule(text: str) -> Cell:
        found = _day(text)
        if found > today:
            raise _refuse(Message(N_("The day is in the future.")), expected)
        if found < OLDEST_FACT:
            raise _refuse(Message(N_("The day is before 1990.")), expected)
        return Cell(found)

    return reading(rule)


def fact_month(today: date) -> Reader:
    """The month of a fact, as `2026-10`: from 1990 to this month."""
    last = f"{today:%Y-%m}"
    expected = Message(N_("a month from {first} to {last}"), {"first": "1990-01", "last": last})

    def rule(text: str) -> Cell:
        if match := _ISO_MONTH.fullmatch(text):
            year, month = int(match[1]), int(match[2])
        elif match := _FINNISH_MONTH.fullmatch(text):
            month, year = int(match[1]), int(match[2])
        elif (match := _NAMED_MONTH.fullmatch(text)) and match[1].casefold().removesuffix("ta") in MONTHS:
            month, year = MONTHS[match[1].casefold().removesuffix("ta")], int(match[2])
        else:
            raise _refuse(Message(N_("This is not a month.")), MONTH_EXPECTED)
        if not 1 <= month <= 12:
            raise _refuse(Message(N_("There is no such month in the calendar.")), MONTH_EXPECTED)
        found = f"{year:04d}-{month:02d}"
        if found > last:
            raise _refuse(Message(N_("The month is in the future.")), expected)
        if year < OLDEST_FACT.year:
            raise _refuse(Message(N_("The month is before 1990.")), expected)
        return Cell(found)

    return reading(rule)


def time(text: str) -> Cell:
    """A time of day as `HH:MM`."""
    match = _TIME.fullmatch(text)
    if not match:
        raise _refuse(Message(N_("This is not a time.")), TIME_EXPECTED)
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        raise _refuse(Message(N_("There is no such time of day.")), TIME_EXPECTED)
    return Cell(f"{hour:02d}:{minute:02d}")


def weekday(text: str) -> Cell:
    """A weekday by number (Monday = 1) or by its Finnish, Swedish or English name."""
    found = WEEKDAYS.get(text.casefold().rstrip("."))
    if found is None and (match := re.fullmatch(r"([1-7])(?:[.,]0+)?", text)):
        found = int(match[1])
    if found is None:
        raise _refuse(
            Message(N_("This is not a weekday.")), Message(N_("1–7 (Monday = 1) or a name such as maanantai"))
        )
    return Cell(found)


# Words and codes


def plain_text(limit: int = TEXT_CHARACTERS, rule: TextRule = TextRule.FREE) -> Reader:
    """Text that is kept as it is: not too long, without personal data."""

    def read(text: str) -> Cell:
        if len(text) > limit:
            raise _refuse(
                Message(N_("The text is too long ({n} characters)."), {"n": len(text)}),
                Message(N_("at most {n} characters"), {"n": limit}),
            )
        found = personal_data(text)
        # Identifiers may hold long numbers: only a cell that is a telephone number as a whole is refused.
        if found is PersonalData.TELEPHONE and rule is TextRule.IDENTIFIER and not _DIALLED.fullmatch(text):
            found = None
        if found:
            raise RefusedError(
                Message(N_("The cell looks like it holds {what}."), {"what": Message(found.value)}),
                Message(N_("no personal data: an organisation or a role, never a person")),
                secret=True,
            )
        return Cell(text)

    return reading(read)


_DIALLED = re.compile(r"\+[0-9 ()-]{8,20}|0(?:4[0-9]|50)(?:[ -]?[0-9]){5,8}")


def identifier(text: str) -> Cell:
    """A code such as a place_id: kept as text with its leading zeros."""
    return _IDENTIFIER(text)


_IDENTIFIER = plain_text(rule=TextRule.IDENTIFIER)


def code(codes: type[StrEnum], *, allowed: tuple[str, ...] = ()) -> Reader:
    """A code of an enumeration, or its Finnish, Swedish or English label."""
    words = codes_by_word(codes)
    choices = allowed or tuple(c.value for c in codes)
    expected = Message(N_("one of: {choices}"), {"choices": " · ".join(choices)})

    def rule(text: str) -> Cell:
        found = words.get(fold_word(text))
        if found is None or found not in choices:
            raise _refuse(Message(N_("This is not one of the codes of the column.")), expected)
        return Cell(found)

    return reading(rule)


def yes_no(text: str) -> Cell:
    """`yes` or `no`; an unknown one is unknown."""
    word = fold_word(text)
    if word in YES or text == "1.0":
        return Cell("yes")
    if word in NO or text == "0.0":
        return Cell("no")
    if word in NOT_KNOWN:
        return UNKNOWN
    raise _refuse(Message(N_("This is neither yes nor no.")), Message(N_("yes, no or empty")))


def postal_code(text: str) -> Cell:
    """Five digits; zeros that a spreadsheet has cut off the front are put back."""
    match = re.fullmatch(r"(?:FI-?|AX-?)?([0-9]{3,5})(?:\.0+)?", text, re.IGNORECASE)
    if not match:
        raise _refuse(Message(N_("This is not a postal code.")), Message(N_("five digits such as 33100")))
    return Cell(match[1].zfill(5))


@cache
def _language_codes() -> frozenset[str]:
    """ISO 639 codes that have a name in the Unicode locale data, and the sign languages of Finland."""
    named = (str(code) for code in Locale("en").languages)
    return frozenset(LANGUAGES.values()).union(code for code in named if re.fullmatch(r"[a-z]{2,3}", code))


def language(text: str) -> Cell:
    """An ISO 639 code of a language, or the name of a usual one."""
    word = fold_word(text)
    if found := LANGUAGES.get(word):
        return Cell(found)
    if word in _language_codes():
        return Cell(word)
    raise _refuse(
        Message(N_("This is not a code of a language.")),
        Message(N_("ISO 639 codes separated by |, such as fi|sv")),
    )


def municipality(areas: AreaIndex) -> Reader:
    """A municipality by code, number or name, as its 3-digit code; a merged one maps to its successor."""

    def rule(text: str) -> Cell:
        found = areas.municipality(text)
        if found is None:
            nearest = areas.nearest_municipalities(text)
            raise _refuse(
                Message(N_("There is no such municipality.")),
                Message(N_("did you mean: {names}?"), {"names": ", ".join(nearest)})
                if nearest
                else Message(N_("a municipality's three-digit code or name")),
            )
        notice = found.notice
        return Cell(found.code, told=(notice,) if notice else ())

    return reading(rule)


def several(item: Reader, *, semicolons: bool, alone: str | None = None) -> Reader:
    """A list of cells separated by `|` (in workbooks also `;`), joined by `|`, each once.

    alone: a code that means an empty list (`none`) and cannot stand beside others.
    """

    def rule(text: str) -> Cell:
        if alone and fold_word(text) in (alone, "eimitään", "eiole", "inget", "ingen"):
            return Cell(alone)
        parts = [part.strip() for part in re.split(r"[|;]" if semicolons else r"\|", text)]
        cells = [item(part) for part in parts if part]
        values = dict.fromkeys(str(cell.value) for cell in cells if cell.value is not None)
        if not values:
            return UNKNOWN
        return Cell("|".join(values), told=tuple(told for cell in cells for told in cell.told))

    return reading(rule)


# Answers

_ANSWER = re.compile(r"(10|[0-9])(?:[.,]0+)?")


def answer(text: str) -> Cell:
    """An answer of a survey as a small whole number; yes and no are 1 and 0."""
    if match := _ANSWER.fullmatch(text):
        return Cell(int(match[1]))
    word = fold_word(text)
    if word in YES or word in NO:
        return Cell(1 if word in YES else 0)
    raise _refuse(
        Message(N_("This is not an answer on the question's scale.")),
        Message(N_("likert5: 1–5, yes_no: 1 or 0, nps10: 0–10, or empty")),
    )
