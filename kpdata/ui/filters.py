"""The one filter row of every page: level · area(s) · compare with · period · the page's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from kpdata.charts import formats
from kpdata.charts.values import LEVEL_HEADINGS
from kpdata.domain import AreaLevel, Month
from kpdata.i18n import texts
from kpdata.ui import state
from kpdata.ui.text import markdown_text
from kpdata.views import address, data
from kpdata.views.address import Selection
from kpdata.views.data import Source

# Five or six of these stand side by side at 1366 px, two at 375 px.
_NARROWEST = 132
_QUARTERS = 12


def row(
    source: Source,
    selection: Selection,
    *,
    levels: Collection[AreaLevel] = address.LEVELS,
    several: bool = False,
    by_day: bool = False,
    own: int = 0,
) -> st.delta_generator.DeltaGenerator:
    """Draw the shared filters; the page adds its own to the grid that is given back.

    several: the page shows areas side by side; else one area is chosen. by_day: the page is about one day,
    so the day stands in the place of the period. own: how many cells the page adds.
    """
    t = texts(selection.language)
    grid = st.grid(4 + several + own, min_column_width=_NARROWEST, gap="small", vertical_alignment="bottom")
    with grid:
        _pick(
            "level",
            t("Level"),
            {level.value: t(LEVEL_HEADINGS[level]) for level in levels},
            selection.level.value,
            _picked_level,
            (source, selection),
        )
        names = data.area_names(source, selection.level, selection.language)
        if several:
            with grid.cell(column_span=2):
                _pick_several(
                    "area",
                    t("Areas"),
                    names,
                    [str(key) for key in selection.areas],
                    t("Choose areas"),
                    address.MOST_AREAS,
                    selection,
                )
        else:
            _pick("area", t("Area"), names, str(selection.area), _picked_area, (selection,))
        _pick(
            "with",
            t("Compare with"),
            address.options(source, selection),
            selection.compare,
            _picked,
            (selection,),
        )
        if by_day:
            _pick("date", t("Day"), _days(selection), _day(selection), _picked_day, (selection,))
        else:
            options = _periods(source, selection)
            _pick("period", t("Period"), options, _period(selection), _picked, (selection,))
    return grid


def own(name: str, label: str, options: Mapping[str, str], value: str, selection: Selection) -> None:
    """A page's own choice of one, as the next cell of the row."""
    _pick(name, label, options, value, _picked, (selection,))


def own_few(name: str, label: str, options: Mapping[str, str], value: str, selection: Selection) -> None:
    """A page's own choice inside a card; nothing when there is nothing to choose."""
    if len(options) > 1:
        _pick(name, label, options, value, _picked, (selection,))


def own_several(
    name: str,
    label: str,
    options: Mapping[str, str],
    values: Sequence[str],
    placeholder: str,
    most: int,
    selection: Selection,
) -> None:
    """A page's own choice of several."""
    _pick_several(name, label, options, values, placeholder, most, selection)


def own_text(name: str, label: str, placeholder: str, value: str, selection: Selection) -> None:
    """A page's own words to look for."""
    key = f"pick-{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.text_input(
        label,
        key=key,
        max_chars=address.LONGEST,
        placeholder=placeholder,
        on_change=_picked,
        args=(name, selection),
    )


def segments(name: str, label: str, options: Mapping[str, str], value: str, selection: Selection) -> None:
    """A page's own choice of one among a few, all visible."""
    key = f"pick-{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.segmented_control(
        label,
        tuple(options),
        format_func=options.__getitem__,
        key=key,
        required=True,
        wrap=True,
        label_visibility="collapsed",
        on_change=_picked,
        args=(name, selection),
    )


def several_few(
    name: str, label: str, options: Mapping[str, str], values: Sequence[str], selection: Selection
) -> None:
    """A page's own choice of any among a few, all visible."""
    key = f"pick-{name}"
    if st.session_state.get(key) != list(values):
        st.session_state[key] = list(values)
    st.pills(
        label,
        tuple(options),
        format_func=options.__getitem__,
        key=key,
        selection_mode="multi",
        label_visibility="collapsed",
        on_change=_picked,
        args=(name, selection),
    )


def compare_with_similar(label: str, source: Source, selection: Selection) -> None:
    """A button that puts the first area beside those most like it."""
    codes = data.similar(source, selection)["code"].head(5)
    areas = [str(selection.area), *(f"{selection.level.value}:{code}" for code in codes)]
    changes = selection.chosen() | {"area": areas, "view": []}
    st.button(label, icon=":material/group_add:", key="like", on_click=state.put, args=(changes,))


def status_line(selection: Selection, *, by_day: bool = False) -> None:
    """Below the row: what the figures are of, the way back to the defaults, the link to copy, notices.

    by_day: the page is about one day, no months.
    """
    t = texts(selection.language)
    told = [t("As of {day}", day=formats.day(selection.as_of, selection.language))]
    if not by_day:
        told.append(t("period {period}", period=formats.period(selection.period, selection.language)))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="status"):
        st.caption(markdown_text(" · ".join(told)), width="content")
        if state.query().keys() - {"lang"}:
            st.button(
                t("Restore the defaults"),
                type="tertiary",
                icon=":material/restart_alt:",
                key="defaults",
                on_click=state.reset,
                args=(selection.language,),
            )
        # The script of the page hides this link and copies it where a card offers to.
        with st.container(key="address", width="content"):
            st.page_link(
                st.session_state["page"],
                label=t("Link to this view"),
                icon=":material/link:",
                query_params={**state.query(), **selection.exact()},
            )
    for notice in state.notices(selection.language):
        st.caption(f":material/info: {markdown_text(notice)}")


def _period(selection: Selection) -> str:
    return "" if selection.rolling else str(selection.period)


def _periods(source: Source, selection: Selection) -> dict[str, str]:
    t, language = texts(selection.language), selection.language
    today = data.today()
    options = {"": t("Last 12 months")}
    for period in data.periods(source, Month.of(today)):
        whole_year = len(period.months) == 12
        options[str(period)] = str(period.first.year) if whole_year else formats.period(period, language)
    chosen = _period(selection)
    options.setdefault(chosen, formats.period(selection.period, language))
    return options


def _day(selection: Selection) -> str:
    return "" if selection.as_of == data.today() else selection.as_of.isoformat()


def _days(selection: Selection) -> dict[str, str]:
    """Today and the ends of the last quarters, and the day shown where it is another; newest first."""
    now = data.today()
    last = Month.of(now).plus(-1 - (now.month - 1) % 3)
    days = {last.plus(-3 * quarter).last_day for quarter in range(_QUARTERS)} | {selection.as_of}
    t = texts(selection.language)
    options = {"": t("Today")}
    return options | {
        day.isoformat(): formats.day(day, selection.language) for day in sorted(days - {now}, reverse=True)
    }


def _picked_day(name: str, selection: Selection) -> None:
    chosen = str(st.session_state[f"pick-{name}"])
    changes: dict[str, str | list[str]] = {name: chosen}
    if not chosen:
        # Today follows the calendar: a period chosen elsewhere would hold the day back.
        changes = {name: [], "period": []}
    state.put(selection.chosen() | changes)


def _pick(name: str, label: str, options: Mapping[str, str], value: str, on_change, args: tuple) -> None:  # type: ignore[no-untyped-def, type-arg]
    key = f"pick-{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.selectbox(
        label,
        tuple(options),
        format_func=options.__getitem__,
        key=key,
        filter_mode="contains",
        on_change=on_change,
        args=(name, *args),
    )


def _pick_several(
    name: str,
    label: str,
    options: Mapping[str, str],
    values: Sequence[str],
    placeholder: str,
    most: int,
    selection: Selection,
) -> None:
    key = f"pick-{name}"
    if st.session_state.get(key) != list(values):
        st.session_state[key] = list(values)
    st.multiselect(
        label,
        tuple(options),
        format_func=options.__getitem__,
        key=key,
        placeholder=placeholder,
        select_all=False,
        filter_mode="contains",
        wrap=False,
        max_selections=most,
        on_change=_picked,
        args=(name, selection),
    )


def _picked(name: str, selection: Selection) -> None:
    value = st.session_state[f"pick-{name}"]
    values = value if isinstance(value, str) else (list(value) or [""])
    if name == "period" and not values:
        values = []
    state.put(selection.chosen() | {name: values})


def _picked_area(name: str, selection: Selection) -> None:
    chosen = str(st.session_state[f"pick-{name}"])
    # The other areas of a comparison stay beside it: looking at one area does not lose the rest.
    others = [str(key) for key in selection.areas[1:] if str(key) != chosen]
    state.put(selection.chosen() | {"area": [chosen, *others]})


def _picked_level(name: str, source: Source, selection: Selection) -> None:
    level = AreaLevel(st.session_state[f"pick-{name}"])
    near = selection.areas[0] if selection.areas else data.home(source)
    area = data.default_area(source, level, near)
    state.put(selection.chosen() | {"level": level.value, "area": [str(area)], "with": []})
