"""Words of the field for codes of the data, as they stand in cells and sentences."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale

from kpdata.charts import formats
from kpdata.domain import (
    AgeBand,
    AssessmentKind,
    AssessmentResult,
    CentreKind,
    CentreStatus,
    EventKind,
    MappingMethod,
    MappingStatus,
    OperatorType,
    PlaceStatus,
    PlaceType,
    Role,
    SupportForm,
)
from kpdata.i18n import N_, texts

OPERATORS: Mapping[str, str] = {
    OperatorType.MUNICIPALITY: N_("municipality"),
    OperatorType.COUNTY: N_("wellbeing services county"),
    OperatorType.NGO: N_("NGO"),
    OperatorType.PARISH: N_("parish"),
    OperatorType.OTHER: N_("other operator"),
}
PLACE_TYPES: Mapping[str, str] = {
    PlaceType.OPEN_DAY_CARE: N_("open day care"),
    PlaceType.FAMILY_CAFE: N_("family café"),
    PlaceType.FAMILY_CLUB: N_("family club"),
    PlaceType.FAMILY_HOUSE: N_("family house"),
    PlaceType.YOUTH_SPACE: N_("youth space"),
    PlaceType.MOBILE: N_("mobile place"),
    PlaceType.HOME: N_("at home"),
    PlaceType.ONLINE: N_("online"),
    PlaceType.OTHER: N_("other type"),
}
PLACE_STATUS = {
    PlaceStatus.RUNNING: N_("running"),
    PlaceStatus.PLANNED: N_("planned"),
    PlaceStatus.FROZEN: N_("frozen"),
    PlaceStatus.CLOSED: N_("closed"),
}
CENTRE_KINDS = {
    CentreKind.CENTRE: N_("family centre"),
    CentreKind.STATION: N_("family station"),
    CentreKind.NETWORK: N_("networked family centre"),
    CentreKind.DIGITAL: N_("digital family centre"),
}
CENTRE_STATUS = {
    CentreStatus.RUNNING: N_("running"),
    CentreStatus.PREPARING: N_("being prepared"),
    CentreStatus.PLANNED: N_("planned"),
    CentreStatus.FROZEN: N_("frozen"),
    CentreStatus.CLOSED: N_("closed"),
}
MAPPING = {
    MappingStatus.NOT_STARTED: N_("mapping not started"),
    MappingStatus.PLANNED: N_("mapping planned"),
    MappingStatus.UNDER_WAY: N_("mapping under way"),
    MappingStatus.DONE: N_("mapped"),
    MappingStatus.UPDATED: N_("mapped and updated"),
}
METHODS = {
    MappingMethod.LIST: N_("list"),
    MappingMethod.MAP: N_("map"),
    MappingMethod.PLATFORM: N_("platform"),
    MappingMethod.WORKSHOP: N_("workshop"),
    MappingMethod.VISIT: N_("visits on the spot"),
    MappingMethod.NETWORK: N_("network"),
    MappingMethod.WEB: N_("web"),
}
ROLES = {
    Role.COORDINATOR: N_("coordinator"),
    Role.CONTACT_PERSON: N_("contact person"),
    Role.MUNICIPAL_LAPE_MEMBER: N_("member of the municipal LAPE group"),
    Role.COUNTY_GROUP_MEMBER: N_("member of the county group"),
    Role.CHAIR: N_("chair"),
}
EVENTS = {
    EventKind.VISITOR_SURVEY: N_("visitor survey"),
    EventKind.PARTNER_SURVEY: N_("partner survey"),
    EventKind.SELF_EVALUATION: N_("self-evaluation"),
    EventKind.PEER_EVALUATION: N_("peer evaluation"),
    EventKind.CHILD_PARTICIPATION: N_("participation of children"),
    EventKind.NETWORK_MEETING: N_("network meeting"),
    EventKind.OPERATORS_MEETING: N_("operators' meeting"),
    EventKind.HOUSE_MEETING: N_("house meeting"),
    EventKind.CO_DEVELOPMENT_DAY: N_("co-development day"),
    EventKind.COMMUNITY_MEETING: N_("community meeting"),
    EventKind.BOARD_VISIT: N_("visit to a board"),
    EventKind.GROUP_VISIT: N_("visit to a group"),
    EventKind.TRAINING: N_("training"),
    EventKind.WORKING_GROUP: N_("working group"),
    EventKind.OUTREACH: N_("outreach to a place"),
}
SUPPORT = {
    SupportForm.PEER: N_("peer support"),
    SupportForm.EMOTIONAL: N_("emotional"),
    SupportForm.INFORMATIONAL: N_("informational"),
    SupportForm.SPIRITUAL: N_("spiritual"),
    SupportForm.FUNCTIONAL: N_("functional"),
    SupportForm.MATERIAL: N_("material"),
}
RESULTS = {
    AssessmentResult.MET: N_("met"),
    AssessmentResult.PARTLY: N_("partly met"),
    AssessmentResult.NOT_MET: N_("not met"),
    AssessmentResult.NOT_ASSESSED: N_("not assessed"),
}
ASSESSED_BY = {AssessmentKind.SELF: N_("self"), AssessmentKind.PEER: N_("peer")}
BANDS = {
    AgeBand.UNDER_SCHOOL: N_("children under school age"),
    AgeBand.LOWER_SCHOOL: N_("7–12-year-olds"),
    AgeBand.ADOLESCENT: N_("13–17-year-olds"),
    AgeBand.SCHOOL_AGE: N_("school-age children"),
}
FOR_BANDS = {
    AgeBand.UNDER_SCHOOL: N_("for children under school age"),
    AgeBand.LOWER_SCHOOL: N_("for 7–12-year-olds"),
    AgeBand.ADOLESCENT: N_("for 13–17-year-olds"),
    AgeBand.SCHOOL_AGE: N_("for school-age children"),
}

# Ages without an upper end are kept as 29.
OPEN_END = 29


def counted(counts: Mapping[str, int], words: Mapping[str, str], language: str) -> str:
    """Kinds with their numbers, in the order given: `seurakunta 3, järjestö 1`; unknown ones last."""
    t = texts(language)
    told = [f"{t(words[kind])} {count}" for kind, count in counts.items() if kind in words]
    unknown = sum(count for kind, count in counts.items() if kind not in words)
    if unknown:
        told.append(t("not known {n}", n=unknown))
    return ", ".join(told)


def language_names(codes: tuple[str, ...], language: str) -> str:
    """Names of languages by their ISO 639 codes: `suomi, ruotsi`; an unknown code stands as it is."""
    names = Locale.parse(language).languages
    return ", ".join(str(names.get(code, code)) for code in codes)


def ages(span: tuple[int, int]) -> str:
    """Ages in a cell: `0–6`; open upwards `13–`."""
    low, high = span
    return f"{low}{formats.EN_DASH}" if high >= OPEN_END else f"{low}{formats.EN_DASH}{high}"


def hours(value: float | None, language: str) -> str:
    """Hours in a cell, without a needless decimal: `4`, `4,5`."""
    if value is None:
        return ""
    return formats.number(value, 0 if float(value).is_integer() else 1, language)


def clock(minutes: int, language: str) -> str:
    """A time of day: `9.30` in Finnish and Swedish, `9:30` in English."""
    mark = ":" if language == "en" else "."
    return f"{minutes // 60}{mark}{minutes % 60:02d}"
