"""Figures of integration: criteria by municipality, steps by area and over time, visits, roles.

The facts come from `kpdata.indicators` (standings, visited, roles) with codes already put into words; each
figure gets its finding as title and its sentence here, from the same shown values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import build, formats
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.counted import figure, some
from kpdata.charts.values import View, missing
from kpdata.domain import State
from kpdata.i18n import texts

# The step that the findings speak of: meeting places are represented in the groups that decide.
SPOKEN_OF = 3
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Spread:
    """Municipalities of an area, or on a day, at each step 0–5, and those of which nothing is recorded."""

    category: Category
    counts: tuple[int, ...]
    unrecorded: int

    @property
    def total(self) -> int:
        """All municipalities."""
        return sum(self.counts) + self.unrecorded

    @property
    def is_recorded(self) -> bool:
        """Whether anything is recorded of any of them; without it their steps are unknown, not 0."""
        return self.unrecorded < self.total

    @property
    def reached(self) -> int:
        """Municipalities at the step that is spoken of, or above."""
        return sum(self.counts[SPOKEN_OF:])


def headline(area: str, whole: Spread, expiring: int, language: str) -> str:
    """The finding of the page. expiring: municipalities with evidence that expires within 90 days."""
    t = texts(language)
    if not whole.total:
        return t("{area}: no municipalities, so no integration to follow", area=area)
    if not whole.is_recorded:
        return _unrecorded(area, language)
    first = t(
        "{area}: {n} of {total} municipalities at step {step} or above",
        area=area,
        n=whole.reached,
        total=whole.total,
        step=SPOKEN_OF,
    )
    return f"{first}; {_soon_in(expiring, language)}"


def _unrecorded(area: str, language: str) -> str:
    t = texts(language)
    if not area:
        return t("Integration: nothing recorded")
    return t("{area}: nothing is recorded of integration", area=area)


def _soon_in(municipalities: int, language: str) -> str:
    t = texts(language)
    if not municipalities:
        return t("no evidence expires within 90 days")
    return t.plural(
        "evidence expires within 90 days in {n} municipality",
        "evidence expires within 90 days in {n} municipalities",
        municipalities,
    )


def headline_of_one(area: str, step: int | None, name: str, expiring: int, language: str) -> str:
    """The finding of one municipality. name: of its step; expiring: its criteria that fall within 90 days."""
    t = texts(language)
    if step is None:
        return _unrecorded(area, language)
    first = t("{area}: integration at step {step} of 5 ({name})", area=area, step=step, name=name)
    if not expiring:
        return f"{first}; {t('no evidence expires within 90 days')}"
    soon = t.plural(
        "evidence of {n} criterion expires within 90 days",
        "evidence of {n} criteria expires within 90 days",
        expiring,
    )
    return f"{first}; {soon}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as a column: its step, its short name, whether it is one of the 12."""

    key: str
    step: int
    name: str
    is_shipped: bool

    @property
    def heading(self) -> str:
        """The step before the name."""
        return f"{self.step} {self.name}"


def criteria_matrix(
    towns: Sequence[tuple[Category, int | None]],
    columns: Sequence[Asked],
    cells: Mapping[tuple[str, str], Value],
    classes: Sequence[ColourClass],
    view: View,
    *,
    in_force: frozenset[int],
    fallen: int,
    expiring: int,
) -> Chart:
    """Municipalities × criteria: the highest step first, those without records last.

    towns: with their step, None when nothing is recorded. in_force, fallen, expiring: classes of the cells.
    """
    t, language = texts(view.language), view.language
    # Sorting keeps the order by name among those of one step.
    rows = [town for town, _ in sorted(towns, key=lambda row: (row[1] is None, -(row[1] or 0)))]
    measure = t("Integration criteria by municipality")
    chart = build.matrix(
        rows,
        [(column.key, column.heading) for column in columns],
        cells,
        classes,
        view,
        measure=measure,
        heading=t("Municipality"),
    )
    steps = {category.key: step for category, step in towns}
    first = Series("step", t("Step"), tuple(_step(steps[row.key], language) for row in rows))
    shipped = {column.key for column in columns if column.is_shipped}
    done = {
        column.name: sum(value.group in in_force for value in series.values)
        for column, series in zip(columns, chart.series, strict=True)
        if column.is_shipped
    }
    silent = [category.name for category, step in towns if step is None]
    is_silent = bool(rows) and len(silent) == len(rows)
    title = measure
    if is_silent:
        title = _unrecorded(rows[0].name if len(rows) == 1 else _name(view), language)
    elif len(rows) == 1:
        title = t(
            "{n} of {total} integration criteria done and in force", n=sum(done.values()), total=len(done)
        )
    elif rows:
        least = min(done.values())
        names = [name for name, count in done.items() if count == least]
        title = t(
            "Least often in force: {criteria} ({n} of {total} municipalities)",
            criteria=some(names, language),
            n=least,
            total=len(rows),
        )
    told = []
    if not is_silent:
        stale, soon = _with_class(chart, fallen, shipped), _with_class(chart, expiring, shipped)
        told.append(
            t("Evidence stale or missing: {what}.", what=_in_towns(*stale, language))
            if stale[0]
            else t("No evidence is stale or missing.")
        )
        told.append(
            t("Expires within 90 days: {what}.", what=_in_towns(*soon, language))
            if soon[0]
            else t("No evidence expires within {days} days.", days=90)
        )
    if silent:
        told.append(t("Nothing recorded: {names}.", names=some(silent, language)))
    notes = (
        t("Number: age of the evidence in months. Rows: highest step first."),
        t("Not recorded (..) is not the same as not started (○). Stale evidence (!) has fallen by itself."),
    )
    return replace(
        chart,
        title=title,
        subtitle=_of_area(chart, view),
        sentence=" ".join(told) if rows else t("There is nothing to show with these choices."),
        series=(first, *chart.series),
        notes=notes,
        slug="integration-matrix",
    )


def _in_towns(cells: int, towns: int, language: str) -> str:
    """So many criteria in so many municipalities."""
    t = texts(language)
    return " ".join(
        (
            t.plural("{n} criterion", "{n} criteria", cells),
            t.plural("in {n} municipality", "in {n} municipalities", towns),
        )
    )


def _with_class(chart: Chart, group: int, columns: Collection[str]) -> tuple[int, int]:
    """Cells of a class in some columns, and rows that have any."""
    kept = [series for series in chart.series if series.key in columns]
    rows = [sum(series.values[i].group == group for series in kept) for i in range(len(chart.categories))]
    return sum(rows), sum(n > 0 for n in rows)


def _step(step: int | None, language: str) -> Value:
    t = texts(language)
    if step is None:
        return replace(missing(State.UNKNOWN, language), word=t("not recorded"))
    return Value(State.OK, str(step))


def shares_by_area(
    rows: Sequence[Category],
    columns: Sequence[Asked],
    cells: Mapping[tuple[str, str], Value],
    view: View,
    *,
    heading: str,
    definition: str,
) -> Chart:
    """Areas × criteria: in what share of the municipalities each is done and in force; one fixed scale.

    rows: the area that the finding is about first. cells: by key of the area and of the column.
    """
    t, language = texts(view.language), view.language
    flat = [cells[row.key, column.key] for column in columns for row in rows]
    coloured, classes = classed(flat, "%", language)
    size = len(rows)
    series = tuple(
        Series(column.key, column.heading, tuple(coloured[i * size : (i + 1) * size]), "%")
        for i, column in enumerate(columns)
    )
    measure = t("Municipalities in which the criterion is done and in force")
    title = measure
    first = [(c.name, s.values[0]) for c, s in zip(columns, series, strict=True) if s.values]
    own = [(name, value) for name, value in first if value.value is not None]
    sentence = t("There is no number to show.")
    if own:
        least = min(value.value or 0.0 for _, value in own)
        most = max(value.value or 0.0 for _, value in own)
        lowest = [(name, value.shown) for name, value in own if value.value == least]
        highest = [(name, value.shown) for name, value in own if value.value == most]
        title = t(
            "{area}, least often in force: {criteria}, in {value} of municipalities",
            area=rows[0].name,
            criteria=some([name for name, _ in lowest], language),
            value=lowest[0][1],
        )
        sentence = t(
            "{area}: from {low} ({lowest}) to {high} ({highest}) of municipalities.",
            area=rows[0].name,
            low=lowest[0][1],
            lowest=some([name for name, _ in lowest], language),
            high=highest[0][1],
            highest=some([name for name, _ in highest], language),
        )
    return figure(
        view,
        Kind.HEAT,
        title=title,
        sentence=sentence,
        measure=measure,
        heading=heading,
        categories=tuple(rows),
        series=series,
        classes=classes,
        unit="%",
        definition=definition,
        notes=(t("A municipality of which nothing is recorded counts as not done in a larger area."),),
        slug="integration-by-county",
    )


def steps_by_area(rows: Sequence[Spread], view: View, *, of: str, as_share: bool, heading: str) -> Chart:
    """Municipalities by step in several areas. of: key of the area that the finding is about.

    as_share: parts of 100 %, else numbers of municipalities.
    """
    t, language = texts(view.language), view.language
    own = next((row for row in rows if row.category.key == of), None)
    title, told = t("Steps of integration by area"), []
    if own is not None:
        title = t(
            "{area}: {n} of {total} municipalities at step {step} or above",
            area=own.category.name,
            n=own.reached,
            total=own.total,
            step=SPOKEN_OF,
        )
        if not own.is_recorded:
            title = _unrecorded(own.category.name, language)
        told.append(f"{own.category.name}: {counted(own, language)}.")
    if silent := sum(not row.is_recorded for row in rows):
        told.append(t.plural("Nothing recorded in {n} area.", "Nothing recorded in {n} areas.", silent))
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=" ".join(told) or f"{title}.",
        measure=t("Municipalities by step of integration"),
        heading=heading,
        categories=tuple(replace(row.category, name=f"{row.category.name} ({row.total})") for row in rows),
        series=_parts(rows, language, as_share=as_share),
        unit="%" if as_share else "",
        definition=_definition_of_steps(language),
        notes=(t("In brackets: municipalities. Nothing recorded is not step 0: its step is not known."),),
        slug="steps-by-area",
    )


def progress(rows: Sequence[Spread], view: View) -> Chart:
    """Municipalities by step at the end of each quarter and on the day, the oldest first."""
    t, language = texts(view.language), view.language
    title, told = t("Steps over time"), ""
    # A day of which nothing is known is no beginning of a change.
    recorded = [row for row in rows if row.is_recorded]
    if len(recorded) > 1:
        first, last = recorded[0], recorded[-1]
        title = t(
            "At step {step} or above: {then} → {now} of {total} municipalities",
            step=SPOKEN_OF,
            then=first.reached,
            now=last.reached,
            total=last.total,
        )
        told = t(
            "{then_day}: {then}. {now_day}: {now}.",
            then_day=first.category.name,
            then=counted(first, language),
            now_day=last.category.name,
            now=counted(last, language),
        )
    elif recorded:
        (only,) = recorded
        title = t(
            "{area}: {n} of {total} municipalities at step {step} or above",
            area=only.category.name,
            n=only.reached,
            total=only.total,
            step=SPOKEN_OF,
        )
        told = f"{only.category.name}: {counted(only, language)}."
    elif rows:
        title = _unrecorded(_name(view), language)
        told = f"{title}."
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=told or t("There is nothing to show with these choices."),
        measure=t("Municipalities by step of integration"),
        heading=t("Day"),
        categories=tuple(row.category for row in rows),
        series=_parts(rows, language, as_share=False),
        definition=_definition_of_steps(language),
        notes=(t("Each bar as it was seen on that day: evidence that went stale later still counts there."),),
        slug="steps-over-time",
    )


def counted(row: Spread, language: str) -> str:
    """Municipalities by step in words: `porras 0 5, porras 3 2, ei kirjauksia 1`; empty steps left out."""
    t = texts(language)
    parts = [t("step {step}: {n}", step=step, n=n) for step, n in enumerate(row.counts) if n]
    if row.unrecorded:
        parts.append(t("nothing recorded: {n}", n=row.unrecorded))
    return ", ".join(parts)


def _parts(rows: Sequence[Spread], language: str, *, as_share: bool) -> tuple[Series, ...]:
    t = texts(language)

    def value(row: Spread, n: int) -> Value:
        if not row.total:
            return missing(State.UNKNOWN, language)
        if as_share:
            share = 100 * n / row.total
            return Value(State.OK, formats.percent(share, language), share)
        return Value(State.OK, formats.number(n, 0, language), float(n))

    unit = "%" if as_share else ""
    steps = [
        Series(
            str(step), t("Step {step}", step=step), tuple(value(row, row.counts[step]) for row in rows), unit
        )
        for step in range(_STEPS)
    ]
    untold = Series(
        State.UNKNOWN.value, t("Nothing recorded"), tuple(value(row, row.unrecorded) for row in rows), unit
    )
    return (*steps, untold)


def _definition_of_steps(language: str) -> str:
    t = texts(language)
    return t(
        "The step of a municipality: the highest whose every criterion, and those of all lower steps, are "
        "done with evidence in force on the day."
    )


@dataclass(frozen=True, slots=True)
class Next:
    """What one municipality lacks for its next step; step None: nothing is recorded, so it is not known.

    lacking: names of the criteria. is_top: it stands at the highest step already.
    """

    name: str
    step: int | None
    lacking: tuple[str, ...]

    @property
    def is_top(self) -> bool:
        """Whether there is no higher step."""
        return self.step == _STEPS - 1


def next_steps(rows: Sequence[Next], language: str) -> tuple[str, str]:
    """Title and sentence of the list of what is missing for the next step."""
    t = texts(language)
    if rows and all(row.step is None for row in rows):
        title = t.plural(
            "Nothing is recorded of integration: {n} municipality",
            "Nothing is recorded of integration: {n} municipalities",
            len(rows),
        )
        if len(rows) == 1:
            title = _unrecorded(rows[0].name, language)
        return title, f"{title}."
    if len(rows) == 1:
        (row,) = rows
        if row.is_top:
            title = t("{area}: the highest step is reached", area=row.name)
            return title, f"{title}."
        title = t.plural(
            "{area}: {n} criterion missing for step {step}",
            "{area}: {n} criteria missing for step {step}",
            len(row.lacking),
            area=row.name,
            step=(row.step or 0) + 1,
        )
        return title, t("Missing: {criteria}.", criteria="; ".join(row.lacking))
    near = [row for row in rows if row.step is not None and len(row.lacking) == 1]
    title = t.plural(
        "One criterion away from the next step: {n} municipality",
        "One criterion away from the next step: {n} municipalities",
        len(near),
    )
    told = []
    lacking = Counter(name for row in rows if row.step is not None for name in row.lacking)
    if lacking:
        most = max(lacking.values())
        names = [name for name, count in lacking.items() if count == most]
        told.append(
            t(
                "Most often missing for the next step: {criteria} ({n}).",
                criteria=some(names, language),
                n=most,
            )
        )
    if top := sum(row.is_top for row in rows):
        told.append(t("At the highest step already: {n}.", n=top))
    if silent := sum(row.step is None for row in rows):
        told.append(t("Nothing recorded: {n}.", n=silent))
    return title, " ".join(told) or f"{title}."


@dataclass(frozen=True, slots=True)
class Visits:
    """How many municipalities have had their boards, or groups, visited, will have, had not as planned.

    running: planned and not held, but within the days in which it counts as held in time.
    """

    key: str
    name: str
    visited: int
    planned: int
    running: int
    missed: int
    untold: int

    @property
    def total(self) -> int:
        """All municipalities."""
        return self.visited + self.planned + self.running + self.missed + self.untold


def visits(rows: Sequence[Visits], view: View) -> Chart:
    """Boards and groups of municipalities: visited, to be visited, not visited as planned, nothing told."""
    t, language = texts(view.language), view.language
    parts = (
        ("visited", t("visited")),
        ("planned", t("visit to come")),
        ("running", t("planned, may still be held in time")),
        ("missed", t("not held as planned")),
        ("untold", t("no visit recorded")),
    )
    series = tuple(
        Series(
            State.UNKNOWN.value if key == "untold" else key,
            name,
            tuple(
                Value(State.OK, formats.number(n := getattr(row, key), 0, language), float(n)) for row in rows
            ),
        )
        for key, name in parts
    )
    has_any = any(row.total for row in rows)
    title = t("Visits to boards and groups")
    sentence = t("There is nothing to show with these choices.")
    if has_any:
        counts = [f"{formats.lowered(row.name)} {row.visited}/{row.total}" for row in rows]
        title = t("Municipalities visited: {counts}", counts=", ".join(counts))
        sentence = " ".join(
            t(
                "{what}: visited {visited}, to come {planned}, may still be held in time {running}, "
                "not held as planned {missed}, not recorded {untold}.",
                what=row.name,
                visited=row.visited,
                planned=row.planned,
                running=row.running,
                missed=row.missed,
                untold=row.untold,
            )
            for row in rows
        )
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Municipalities by visit"),
        heading=t("Whom"),
        categories=tuple(Category(row.key, row.name) for row in rows) if has_any else (),
        series=series if has_any else (),
        definition=t(
            "A municipality counts as visited when at least one visit to a board, or to a group, of it was "
            "held by the day; else by the next planned visit, else by one whose 30 days after the planned "
            "day are not over, else by the one that was not held."
        ),
        slug="visits-to-boards-and-groups",
    )


def role_matrix(
    rows: Sequence[Category],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Value],
    view: View,
    *,
    heading: str,
    title: str,
    sentence: str,
) -> Chart:
    """Areas × roles: named with its kind of organisation, not named, not recorded; never who holds it."""
    t = texts(view.language)
    classes = (ColourClass(t("not named"), "○"), ColourClass(t("named"), "●"))
    chart = build.matrix(rows, columns, cells, classes, view, measure=t("Roles by area"), heading=heading)
    notes = (
        t("Roles only: who holds them is not kept here."),
        t("Not recorded (..): the area tells nothing of the role, or does not have it."),
    )
    subtitle = _of_area(chart, view)
    return replace(
        chart, title=title, subtitle=subtitle, sentence=sentence, notes=notes, slug="roles-by-area"
    )


def role_counts(
    rows: Sequence[tuple[Category, tuple[int, ...]]],
    columns: Sequence[tuple[str, str]],
    view: View,
    *,
    title: str,
    sentence: str,
) -> Chart:
    """Roles × kinds of organisation: in how many municipalities; zero stays white."""
    t, language = texts(view.language), view.language
    values = [
        [Value(State.OK, formats.number(n, 0, language), float(n)) for n in counts] for _, counts in rows
    ]
    some = [value for row in values for value in row if value.value]
    coloured, classes = classed(some, "", language)
    left = iter(coloured)
    values = [[next(left) if value.value else value for value in row] for row in values]
    series = tuple(
        Series(key, name, tuple(row[i] for row in values)) for i, (key, name) in enumerate(columns)
    )
    return figure(
        view,
        Kind.HEAT,
        title=title,
        sentence=sentence,
        measure=t("Municipalities by role and kind of organisation"),
        heading=t("Role"),
        categories=tuple(category for category, _ in rows),
        series=series,
        classes=classes,
        definition=t(
            "In how many municipalities of the area a role is named, and of what kind of organisation."
        ),
        notes=(t("Roles only: who holds them is not kept here."),),
        slug="roles-by-organisation",
    )


def _of_area(chart: Chart, view: View) -> str:
    """The subtitle with the name of the area first."""
    return " · ".join(part for part in (_name(view), chart.subtitle) if part)


def _name(view: View) -> str:
    return view.area.name if view.area else ""


def over_time(chart: Chart) -> Chart:
    """The line of the share of criteria under its finding: how much it was and is."""
    known = [value for value in chart.series[0].values if value.is_known] if chart.series else []
    if len(known) < 2:
        return chart
    t = texts(chart.language)
    title = t(
        "{area}: criteria done {then} → {now}",
        area=chart.series[0].name,
        then=known[0].shown,
        now=known[-1].shown,
    )
    return replace(chart, title=title, slug="integration-over-time")
