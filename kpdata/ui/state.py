"""What is chosen lives in the address of the page, nowhere else.

A run reads the address, checks every value, and falls back to a default with a quiet notice; widgets show
what was read and write back through `put`. So a link, a reload, the back button and a change of page give
the same view. Shared parameters: lang, level, area, with, period, date; then each page's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from kpdata.domain import FINLAND, OLDEST_FACT, AreaKey, AreaLevel, Period
from kpdata.i18n import LANGUAGES, N_, Message
from kpdata.ui import data
from kpdata.ui.data import Source

LEVELS = (AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY, AreaLevel.CENTRE)
MOST_AREAS = 24
_LONGEST = 120
_NOTICES = "notices"
Values = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Selection:
    """The shared selection of one run; hashable, so it is a key of the caches.

    compare: country · earlier · county · region (the area's own) · similar · an area such as `county:06`.
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


def language(default: str) -> str:
    """The language of the address: FI · SV · EN, in any case."""
    st.session_state[_NOTICES] = []
    text = one("lang")
    if text is None:
        return default
    if text.lower() in LANGUAGES:
        return text.lower()
    _notice("lang")
    return default


def start(language: str) -> None:
    """Keep the language for the page to run; forget the notices of the run before."""
    st.session_state["language"] = language


def language_of_run() -> str:
    """The language the frame has read."""
    return str(st.session_state["language"])


def notices(language: str) -> list[str]:
    """What the address asked for in vain, told once a name."""
    return [message.text(language) for message in st.session_state.get(_NOTICES, [])]


def selection(source: Source, language: str, levels: Collection[AreaLevel] = LEVELS) -> Selection:
    """Read the shared selection; what is unknown or forged falls back to the default with a notice."""
    home = data.home(source)
    areas = _areas(source, language)
    level = _level(levels, areas, home)
    kept = tuple(key for key in areas if key.level is level)
    if len(kept) < len(areas):
        _notice("area")
    if not kept and many("area") != [""]:
        kept = (data.default_area(source, level, home),)
    period, rolling, as_of = _time()
    return Selection(language, level, kept, _compare(source, level, kept), period, as_of, rolling)


def _level(levels: Collection[AreaLevel], areas: Sequence[AreaKey], home: AreaKey) -> AreaLevel:
    text = one("level")
    fallback = areas[0].level if areas else home.level
    if fallback not in levels:
        fallback = AreaLevel.COUNTY
    if text is None:
        return fallback
    if text in {level.value for level in levels}:
        return AreaLevel(text)
    # A level that only other pages have is no forgery: the address simply came from one of them.
    if text not in {level.value for level in AreaLevel}:
        _notice("level")
    return fallback


def _areas(source: Source, language: str) -> tuple[AreaKey, ...]:
    found: dict[AreaKey, None] = {}
    for text in many("area"):
        try:
            key = AreaKey.parse(text)
        except ValueError:
            if text:
                _notice("area")
            continue
        if str(key) in data.area_names(source, key.level, language):
            found[key] = None
        else:
            _notice("area")
    if len(found) > MOST_AREAS:
        _notice("area")
    return tuple(found)[:MOST_AREAS]


def _time() -> tuple[Period, bool, date]:
    now = data.today()
    as_of = now
    if (text := one("date")) is not None:
        try:
            as_of = date.fromisoformat(text)
            if not OLDEST_FACT <= as_of <= now:
                raise ValueError(text)
        except ValueError:
            _notice("date")
            as_of = now
    rolling = Period.default(as_of)
    text = one("period")
    if text is None:
        return rolling, True, as_of
    try:
        period = Period.parse(text)
        if period.first.first_day < OLDEST_FACT or period.first.first_day > now or len(period.months) > 120:
            raise ValueError(text)
    except ValueError:
        _notice("period")
        return rolling, True, as_of
    if one("date") is None:
        as_of = min(now, period.last.last_day)
    return period, False, as_of


def _compare(source: Source, level: AreaLevel, areas: Sequence[AreaKey]) -> str:
    default = "earlier" if level is AreaLevel.COUNTRY else "country"
    text = one("with")
    if text is None:
        return default
    if text in comparisons(level):
        return text
    try:
        key = AreaKey.parse(text)
    except ValueError:
        # Known words that do not suit this level (`similar` for a county) are no forgery.
        if text not in {"country", "county", "region", "similar", "earlier"}:
            _notice("with")
        return default
    if key in areas or str(key) not in data.area_names(source, key.level, "fi"):
        _notice("with")
        return default
    return "country" if key == FINLAND and level is not AreaLevel.COUNTRY else str(key)


def comparisons(level: AreaLevel) -> tuple[str, ...]:
    """What areas of a level can be compared with, the default first."""
    if level is AreaLevel.COUNTRY:
        return ("earlier",)
    own = {
        AreaLevel.MUNICIPALITY: ("county", "region", "similar"),
        AreaLevel.CENTRE: ("county", "region"),
    }
    return ("country", *own.get(level, ()), "earlier")


def choice(name: str, options: Collection[str], default: str) -> str:
    """A page's own parameter with one value out of `options`."""
    text = one(name)
    if text is None:
        return default
    if text in options:
        return text
    _notice(name)
    return default


def choices(name: str, options: Collection[str], default: Sequence[str], most: int) -> tuple[str, ...]:
    """A page's own parameter with several values; an empty value means that nothing was chosen."""
    texts = many(name)
    if not texts:
        return tuple(default)
    known = tuple(dict.fromkeys(text for text in texts if text in options))
    if len(known) < len([text for text in texts if text]) or len(known) > most:
        _notice(name)
    if not known and texts != [""]:
        return tuple(default)
    return known[:most]


def one(name: str) -> str | None:
    """The last value of a parameter; None when it is absent. Overlong ones are cut, and so unknown."""
    value = st.query_params.get(name)
    return None if value is None else value[:_LONGEST]


def many(name: str) -> list[str]:
    """All values of a parameter, in order."""
    return [value[:_LONGEST] for value in st.query_params.get_all(name)[:200]]


def put(changes: Values) -> None:
    """Write parameters into the address, as one step of the browser's history."""
    params: dict[str, str | Sequence[str]] = query()
    params.update(changes)
    st.query_params.from_dict(params)


def reset(language: str) -> None:
    """Back to the defaults; only the language stays."""
    st.query_params.from_dict({"lang": language.upper()})


def query() -> dict[str, str | Sequence[str]]:
    """The present address as parameters, for links to other pages."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _notice(name: str) -> None:
    # The value itself is never repeated: it is what somebody else may have put into a link.
    message = Message(N_("The link's “{name}” is not known here; the default is shown."), {"name": name})
    told = st.session_state.setdefault(_NOTICES, [])
    if message not in told:
        told.append(message)
