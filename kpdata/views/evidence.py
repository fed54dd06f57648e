"""Integration criteria in words, symbols and cells: one look on every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kpdata import criteria
from kpdata.charts import formats
from kpdata.charts.chart import ColourClass, Value
from kpdata.charts.values import missing
from kpdata.domain import State
from kpdata.i18n import LANGUAGES, N_, texts
from kpdata.indicators.standing import SOON_DAYS, Evidence, Standing, expires_soon

STANDINGS = {
    Standing.NOT_STARTED: (N_("not started"), "○"),
    Standing.PLANNED: (N_("planned"), "▷"),
    Standing.IN_PROGRESS: (N_("in progress"), "▶"),
    Standing.NOT_IN_FORCE: (N_("done, but the evidence is missing or stale"), "!"),
    Standing.DONE: (N_("done and in force"), "●"),
}
_SOON = (N_("done, expires within {days} days"), "●!")
# The classes of a matrix, from nothing to done; what expires soon stands before the last.
FALLEN, EXPIRING, _DONE = 4, 5, 6
IN_FORCE = frozenset({EXPIRING, _DONE})


def classes(language: str) -> tuple[ColourClass, ...]:
    """The six classes of a matrix of criteria."""
    t = texts(language)
    told = [ColourClass(t(word), symbol) for word, symbol in STANDINGS.values()]
    soon = ColourClass(t(_SOON[0], days=SOON_DAYS), _SOON[1])
    return (*told[:FALLEN], soon, *told[FALLEN:])


def name(evidence: Evidence, language: str) -> str:
    """The name of the criterion."""
    return evidence.name[LANGUAGES.index(language)]


def in_short(evidence: Evidence, language: str) -> str:
    """The name for a narrow column; of a criterion that a table added its whole name."""
    names = criteria.INTEGRATION_IN_SHORT.get(evidence.criterion_id, evidence.name)
    return names[LANGUAGES.index(language)]


def status(evidence: Evidence, day: date, language: str) -> Value:
    """How a criterion stands, as a cell of a matrix: its class, the age of its evidence in months beside."""
    if evidence.standing is None:
        return unrecorded(language)
    t = texts(language)
    word, _ = STANDINGS[evidence.standing]
    group = 1 + list(STANDINGS).index(evidence.standing)
    months = age(evidence, day)
    note = "" if months is None else t.plural("{n} month old", "{n} months old", months)
    if evidence.standing is Standing.NOT_IN_FORCE:
        word = N_("done, but stale") if is_stale(evidence, day) else N_("done, but without evidence")
    elif evidence.standing is Standing.DONE:
        group = _DONE
        if evidence.until is not None:
            note += ", " + t("until {day}", day=formats.day(evidence.until, language))
        if expires_soon(evidence, day):
            group, word = EXPIRING, N_("done, expires soon")
    beside = "" if months is None else formats.number(months, 0, language)
    return Value(State.OK, t(word), group=group, note=note, beside=beside)


def unrecorded(language: str) -> Value:
    """A cell of which nothing is recorded, which is not the same as not started."""
    t = texts(language)
    return replace(missing(State.UNKNOWN, language), word=t("not recorded"))


def is_stale(evidence: Evidence, day: date) -> bool:
    """Whether what is done has fallen by its age; else it has no evidence at all."""
    return evidence.is_proven and evidence.until is not None and evidence.until < day


def in_words(evidence: Evidence, language: str) -> Value:
    """How a criterion stands, with its symbol before the word."""
    if evidence.standing is None:
        return unrecorded(language)
    word, symbol = STANDINGS[evidence.standing]
    return Value(State.OK, f"{symbol}{formats.NBSP}{texts(language)(word)}")


def age(evidence: Evidence, day: date) -> int | None:
    """Whole months since the day of the evidence, else since the row that tells it; None without evidence."""
    since = evidence.evidence_on or evidence.as_of
    if (
        since is None
        or not evidence.is_proven
        or evidence.standing not in (Standing.DONE, Standing.NOT_IN_FORCE)
    ):
        return None
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
