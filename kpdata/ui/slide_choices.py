"""Other areas and periods during a talk: the nearest ones in one click, all the others in two."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from kpdata.areas import area_index
from kpdata.charts import formats
from kpdata.domain import FINLAND, AreaKey, AreaLevel, Month, Period
from kpdata.i18n import Texts
from kpdata.store.packs import Item, Pack
from kpdata.ui import state
from kpdata.views import PAGES, data, page
from kpdata.views.address import Address, Values
from kpdata.views.data import Source
from kpdata.views.request import Request

_AREA, _PERIOD = "show-area", "show-period"
BACK: Values = {_AREA: [], _PERIOD: []}
_MOST_AT_HAND = 4


@dataclass(frozen=True, slots=True)
class Choices:
    """What a slide can show instead of its own. area, period: those of its link.

    at_hand: areas one click away. areas: all by name. period is None when the link has no readable one.
    """

    area: AreaKey | None
    at_hand: tuple[AreaKey, ...]
    areas: dict[str, str]
    period: Period | None
    periods: tuple[Period, ...]


def asked(address: Address) -> Values:
    """What the talk has chosen instead of the link's own area and period."""
    found: dict[str, str | list[str]] = {}
    if (area := address.one(_AREA)) and _is_area(area):
        found |= {"area": area, "level": area.split(":")[0]}
    if (period := address.one(_PERIOD)) and _period(period):
        found |= {"period": period, "date": []}
    return found


def _is_area(text: str) -> bool:
    try:
        AreaKey.parse(text)
    except ValueError:
        return False
    return True


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def choices(source: Source, pack: Pack, item: Item, language: str) -> Choices | None:
    """What can be chosen on the slide of an item; None when its page is not there any more."""
    slug, address = Address.of_link(item.link)
    if slug not in PAGES:
        return None
    levels = page(slug).LEVELS
    request = Request.read(source, Address(address.params), language, levels)
    selection = request.selection
    own = selection.area if len(selection.areas) == 1 else None
    names = _names(source, own or selection.area, levels, language)
    wanted = [own, AreaKey.parse(pack.area) if _is_area(pack.area) else None]
    wanted += [FINLAND, *(area_index().nearby(own, _MOST_AT_HAND) if own else ())]
    at_hand = [key for key in dict.fromkeys(wanted) if key is not None and str(key) in names]
    last = Month.of(data.today())
    # Periods about as long as the slide's own come before and after it.
    period = selection.period
    return Choices(own, tuple(at_hand[:_MOST_AT_HAND]), names, period, data.periods(source, last))


def _names(source: Source, area: AreaKey, levels: Collection[AreaLevel], language: str) -> dict[str, str]:
    """Areas by key: those of the level of the slide, the whole country, and the parts of the own area."""
    found = dict(data.area_names(source, area.level, language))
    if AreaLevel.COUNTRY in levels:
        found = dict(data.area_names(source, AreaLevel.COUNTRY, language)) | found
    if AreaLevel.MUNICIPALITY in levels and area.level in {AreaLevel.COUNTY, AreaLevel.REGION}:
        parts = set(data.municipalities(source, area))
        names = data.area_names(source, AreaLevel.MUNICIPALITY, language)
        found |= {key: name for key, name in names.items() if AreaKey.parse(key).area_id in parts}
    return found


def shown(request: Request, item: Item, language: str) -> str:
    """The area and the period of the figures of a slide in words; empty when its link names no area."""
    others = asked(request.address)
    address = Address.of_link(item.link)[1]
    area, period = (str(others.get(name) or address.one(name) or "") for name in ("area", "period"))
    known = data.area_names(request.source, AreaKey.parse(area).level, language) if _is_area(area) else {}
    if area not in known:
        return ""
    run = _period(period)
    return " · ".join([known[area], *([formats.period(run, language)] if run else [])])


def draw(request: Request, pack: Pack, item: Item) -> None:
    """The controls at the foot of a slide."""
    found = choices(request.source, pack, item, request.language)
    if found is None:
        return
    _areas(request, found)
    _periods(request, found)


def _areas(request: Request, found: Choices) -> None:
    t = request.t
    own = str(found.area) if found.area else ""
    shown = request.address.one(_AREA) or own
    for place, key in enumerate(found.at_hand):
        st.button(
            found.areas[str(key)],
            type="primary" if str(key) == shown else "secondary",
            key=f"slide-area-{place}",
            on_click=state.put,
            args=({_AREA: [] if str(key) == own else str(key), "part": []},),
        )
    at_hand = {str(key) for key in found.at_hand}
    others = {"": t("Other area")} | {k: name for k, name in found.areas.items() if k not in at_hand}
    _select(_AREA, t("Area"), others, shown if shown in others else "", own, 170)


def _periods(request: Request, found: Choices) -> None:
    t, language = request.t, request.language
    own = found.period
    if own is None:
        return
    shown = _period(request.address.one(_PERIOD) or "") or own
    before, after = _shifted(shown, -1), _shifted(shown, 1)
    known = {str(period): period for period in (own, shown, *found.periods)}
    names = {text: formats.period(period, language) for text, period in known.items()}
    first = min(period.first for period in known.values())
    last = max(period.last for period in known.values())
    for name, label, icon, period, can in (
        ("earlier", t("Earlier period"), ":material/fast_rewind:", before, before.last >= first),
        ("later", t("Later period"), ":material/fast_forward:", after, after.last <= last),
    ):
        if name == "later":
            _select(_PERIOD, t("Period"), names, str(shown), str(own), 170)
        st.button(
            label,
            icon=icon,
            type="secondary",
            key=f"slide-{name}",
            help=formats.period(period, language),
            disabled=not can,
            on_click=state.put,
            args=({_PERIOD: [] if period == own else str(period), "part": []},),
        )


def _shifted(period: Period, by: int) -> Period:
    """The period as long as this one that comes before or after it."""
    months = by * len(period.months)
    return Period(period.first.plus(months), period.last.plus(months))


def _select(name: str, label: str, options: dict[str, str], value: str, own: str, width: int) -> None:
    key = f"pick-{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value if value in options else next(iter(options))
    st.selectbox(
        label,
        tuple(options),
        format_func=options.__getitem__,
        key=key,
        width=width,
        filter_mode="contains",
        on_change=_picked,
        args=(name, own),
    )


def _picked(name: str, own: str) -> None:
    value = st.session_state[f"pick-{name}"]
    state.put({name: value if value and value != own else [], "part": []})


def told(t: Texts, *, frozen: bool) -> str:
    """What a slide of another area or period must say of itself; empty when it need not."""
    return t("Today's data, not the frozen figures") if frozen else ""
