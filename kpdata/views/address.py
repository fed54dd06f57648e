"""What is chosen lives in the address of a page, nowhere else: reading it, checking it, naming it again.

Every value is checked; what is unknown or forged falls back to a default with a quiet notice. So a link, a
reload, an export and a frozen figure give the same view. Shared parameters: lang, level, area, with, period,
date; then each page's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from kpdata.areas import Merger, area_index
from kpdata.domain import FINLAND, OLDEST_FACT, AreaKey, AreaLevel, Period
from kpdata.i18n import LANGUAGES, N_, Message, texts
from kpdata.indicators.indicator import Named
from kpdata.views import data
from kpdata.views.data import Source

LEVELS = (AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY, AreaLevel.CENTRE)
# Of pages that lay areas out on a map: a centre or a place has no ground of its own there.
MAP_LEVELS = (
    AreaLevel.COUNTRY,
    AreaLevel.COUNTY,
    AreaLevel.REGION,
    AreaLevel.MUNICIPALITY,
    AreaLevel.GROUP,
)
COMPARISONS = {
    "country": N_("Whole country"),
    "county": N_("Own wellbeing services county"),
    "region": N_("Own region"),
    "similar": N_("Similar municipalities"),
    "earlier": N_("A year earlier"),
    "target": N_("Target"),
}
MOST_AREAS = 24
LONGEST = 120
_MOST_VALUES = 200
Values = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Selection:
    """The shared selection of one view; hashable, so it is a key of the caches.

    compare: country · earlier · county · region (the area's own) · similar · target · an area (`county:06`).
    rolling: the period follows the calendar (nothing was chosen). as_of: D; period: P.
    """

    language: str
    level: AreaLevel
    areas: tuple[AreaKey, ...]
    compare: str
    period: Period
    as_of: date
    rolling: bool = True

    @property
    def area(self) -> AreaKey:
        """The first area chosen: what a page about one area shows."""
        return self.areas[0]

    def chosen(self) -> dict[str, str | list[str]]:
        """What the address must hold so that the choice survives; a rolling period is left out."""
        params = {"level": self.level.value, "area": [str(key) for key in self.areas] or [""]}
        params["with"] = self.compare
        if not self.rolling:
            params["period"] = str(self.period)
        return params

    def exact(self) -> dict[str, str | list[str]]:
        """The whole view for a link that shows the same tomorrow: language, period and day named."""
        named = {"period": str(self.period), "date": self.as_of.isoformat()}
        return {"lang": self.language.upper()} | self.chosen() | named


class Address:
    """The parameters of one view, and the notices about what was asked for in vain."""

    def __init__(self, params: Values) -> None:
        self.params = {
            name: [value] if isinstance(value, str) else list(value) for name, value in params.items()
        }
        self.notices: list[Message] = []

    @classmethod
    def of_link(cls, link: str) -> tuple[str, Address]:
        """Slug and parameters of a link, or of its query string with the slug before it (else empty)."""
        parts = urlsplit(link)
        path = parts.path.strip("/").rsplit("/", 1)[-1]
        query = parts.query
        if not query and "=" in path:
            path, query = "", path
        return path, cls(parse_qs(query, keep_blank_values=True, max_num_fields=1000))

    def one(self, name: str) -> str | None:
        """The last value of a parameter; None when it is absent. Overlong ones are cut, and so unknown."""
        values = self.params.get(name)
        return values[-1][:LONGEST] if values else None

    def many(self, name: str) -> list[str]:
        """All values of a parameter, in order."""
        return [value[:LONGEST] for value in self.params.get(name, ())[:_MOST_VALUES]]

    def language(self, default: str) -> str:
        """The language asked for: FI · SV · EN, in any case."""
        text = self.one("lang")
        if text is None:
            return default
        if text.lower() in LANGUAGES:
            return text.lower()
        self.miss("lang")
        return default

    def choice(self, name: str, options: Collection[str], default: str) -> str:
        """A page's own parameter with one value out of `options`."""
        text = self.one(name)
        if text is None:
            return default
        if text in options:
            return text
        self.miss(name)
        return default

    def choices(
        self, name: str, options: Collection[str], default: Sequence[str], most: int
    ) -> tuple[str, ...]:
        """A page's own parameter with several values; an empty value means that nothing was chosen."""
        texts = self.many(name)
        if not texts:
            return tuple(default)
        known = tuple(dict.fromkeys(text for text in texts if text in options))
        if len(known) < len([text for text in texts if text]) or len(known) > most:
            self.miss(name)
        if not known and texts != [""]:
            return tuple(default)
        return known[:most]

    def miss(self, name: str) -> None:
        """Note once that the value of a parameter is not known."""
        # The value itself is never repeated: it is what somebody else may have put into a link.
        self.note(Message(N_("The link's “{name}” is not known here; the default is shown."), {"name": name}))

    def note(self, message: Message) -> None:
        """Tell something about the link once."""
        if message not in self.notices:
            self.notices.append(message)


def link(base: str, slug: str, address: Address, selection: Selection) -> str:
    """The address of a view that shows the same tomorrow. base: where the dashboard stands."""
    params = {name: values for name, values in address.params.items() if name != "card"}
    query = urlencode({**params, **selection.exact()}, doseq=True, safe=":")
    return f"{base.rstrip('/')}/{slug}?{query}"


def comparisons(level: AreaLevel) -> tuple[str, ...]:
    """What areas of a level can be compared with, the default first."""
    if level is AreaLevel.COUNTRY:
        return ("earlier",)
    own = {
        AreaLevel.MUNICIPALITY: ("county", "region", "similar"),
        AreaLevel.CENTRE: ("county", "region"),
        AreaLevel.PLACE: ("county", "region"),
    }
    return ("country", *own.get(level, ()), "earlier")


def options(source: Source, selection: Selection) -> dict[str, str]:
    """What the areas can be compared with, by the word in the address; targets and own groups if any."""
    t, language = texts(selection.language), selection.language
    names = [*comparisons(selection.level)]
    if selection.areas and data.targets(source, selection.area, selection.as_of):
        names.append("target")
    found = {name: t(COMPARISONS[name]) for name in names}
    groups = data.area_names(source, AreaLevel.GROUP, language)
    own = {str(key) for key in selection.areas}
    found |= {key: name for key, name in groups.items() if key not in own}
    if selection.compare not in found:
        found[selection.compare] = data.area_name(source, AreaKey.parse(selection.compare), language)
    return found


def read_selection(
    source: Source, address: Address, language: str, levels: Collection[AreaLevel] = LEVELS
) -> Selection:
    """The shared selection; what is unknown or forged falls back to the default with a notice."""
    home = data.home(source)
    areas = _areas(source, address, language)
    level = _level(source, address, levels, areas, home)
    kept = tuple(key for key in areas if key.level is level)
    if len(kept) < len(areas):
        address.miss("area")
    if not kept and address.many("area") != [""]:
        kept = (data.default_area(source, level, home),)
    period, rolling, as_of = _time(address)
    compare = _compare(source, address, level, kept, as_of)
    return Selection(language, level, kept, compare, period, as_of, rolling)


def _level(
    source: Source,
    address: Address,
    levels: Collection[AreaLevel],
    areas: Sequence[AreaKey],
    home: AreaKey,
) -> AreaLevel:
    text = address.one("level")
    fallback = areas[0].level if areas else home.level
    if fallback not in levels:
        fallback = AreaLevel.COUNTY
    if text is None:
        return fallback
    if text in {level.value for level in levels} and data.area_names(source, AreaLevel(text), "fi"):
        return AreaLevel(text)
    # A level that only other pages have is no forgery: the address simply came from one of them.
    if text not in {level.value for level in AreaLevel}:
        address.miss("level")
    return fallback


def _areas(source: Source, address: Address, language: str) -> tuple[AreaKey, ...]:
    found: dict[AreaKey, None] = {}
    for text in address.many("area"):
        try:
            key = AreaKey.parse(text)
        except ValueError:
            if text:
                address.miss("area")
            continue
        if str(key) in data.area_names(source, key.level, language):
            found[key] = None
        elif (merger := _merger(key)) is not None:
            found[AreaKey(AreaLevel.MUNICIPALITY, merger.successor)] = None
            address.note(merged(merger))
        else:
            address.miss("area")
    if len(found) > MOST_AREAS:
        address.miss("area")
    return tuple(found)[:MOST_AREAS]


def _merger(key: AreaKey) -> Merger | None:
    if key.level is not AreaLevel.MUNICIPALITY:
        return None
    return next((merger for merger in area_index().mergers if merger.code == key.area_id), None)


def merged(merger: Merger) -> Message:
    """That a municipality of an old link is now part of another one, which is shown."""
    index, into = area_index(), AreaKey(AreaLevel.MUNICIPALITY, merger.successor)
    return Message(
        N_("{old} was merged into {new} at the end of {year}; {new} is shown."),
        {
            "old": Named.of(merger.name_fi, merger.name_sv),
            "new": Named.of(*(index.short_name(into, language) for language in LANGUAGES)),
            "year": merger.last_day.year,
        },
    )


def _time(address: Address) -> tuple[Period, bool, date]:
    now = data.today()
    as_of = now
    if (text := address.one("date")) is not None:
        try:
            as_of = date.fromisoformat(text)
            if not OLDEST_FACT <= as_of <= now:
                raise ValueError(text)
        except ValueError:
            address.miss("date")
            as_of = now
    rolling = Period.default(as_of)
    text = address.one("period")
    if text is None:
        return rolling, True, as_of
    try:
        period = Period.parse(text)
        if period.first.first_day < OLDEST_FACT or period.first.first_day > now or len(period.months) > 120:
            raise ValueError(text)
    except ValueError:
        address.miss("period")
        return rolling, True, as_of
    if address.one("date") is None:
        as_of = min(now, period.last.last_day)
    return period, False, as_of


def _compare(
    source: Source, address: Address, level: AreaLevel, areas: Sequence[AreaKey], as_of: date
) -> str:
    default = "earlier" if level is AreaLevel.COUNTRY else "country"
    text = address.one("with")
    if text is None:
        return default
    if text in comparisons(level):
        return text
    if text == "target" and areas and data.targets(source, areas[0], as_of):
        return text
    try:
        key = AreaKey.parse(text)
    except ValueError:
        # Known words that do not suit this area (`similar` for a county) are no forgery.
        if text not in COMPARISONS:
            address.miss("with")
        return default
    if key in areas or str(key) not in data.area_names(source, key.level, "fi"):
        address.miss("with")
        return default
    return "country" if key == FINLAND and level is not AreaLevel.COUNTRY else str(key)
