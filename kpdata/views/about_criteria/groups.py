"""The groups of criteria: their names and indicators, and whether anything is told of them."""

from __future__ import annotations

from kpdata.criteria import GROUP_NAMES
from kpdata.i18n import LANGUAGES, texts
from kpdata.indicators import assessed
from kpdata.indicators.assessed import GROUPS, MAPPING
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source

# Lists with it hold the criteria of every group.
ALL = "all"
INDICATORS = {
    **{group: f"criteria_met_{group}" for group in GROUPS if group != MAPPING},
    MAPPING: "mapping_questions_met",
}


def group_names(language: str) -> dict[str, str]:
    """Names of the groups, the mapping questions last."""
    t, place = texts(language), LANGUAGES.index(language)
    names = {group.value: names[place] for group, names in GROUP_NAMES.items()}
    return names | {MAPPING: t("Mapping questions")}


def is_assessed(source: Source, selection: Selection) -> bool:
    """Whether any assessment tells of the area, be it that everything was left open."""
    counts = assessed.by_group(data.figures(source), selection.area, selection.as_of)
    return any(count.told for count in counts.values())
