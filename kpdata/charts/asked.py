"""What figures of reach are about, and the parts they are put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import formats
from kpdata.charts.chart import UNKNOWN_MARK, Category, Chart, Ground, Kind, Series, Value
from kpdata.charts.plane import flat
from kpdata.charts.values import AreaWords, View
from kpdata.domain import AgeBand, State
from kpdata.i18n import N_, texts

PROPOSAL = N_("Proposal, not an optimum")
COMPUTATION = N_("Computation, not a decision")

# What lies behind the points: its name, points (lat, lon), and whether they are places.
Layers = Sequence[tuple[str, Sequence[tuple[float, float]], bool]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the figures are about: an area, the age band and the distance, with the view they stand in."""

    area: AreaWords
    band: AgeBand
    km: int
    view: View

    @property
    def ages(self) -> str:
        """The years of age: `7–17`."""
        first, last = self.band.ages
        return f"{first}{formats.EN_DASH}{last}"

    @property
    def language(self) -> str:
        """The language of every text."""
        return self.view.language

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as it is shown."""
        return formats.number(value, decimals, self.language)

    def subtitle(self, *parts: str) -> str:
        """Area, ages and distance, then what the figure adds, the day and the source."""
        t = texts(self.language)
        told = [self.area.name, t("ages {ages}", ages=self.ages), *parts]
        told.append(self.day)
        return " · ".join(part for part in (*told, *source_part(self.view)) if part)

    @property
    def day(self) -> str:
        """`as of 31.10.2026`."""
        t = texts(self.language)
        return t("as of {day}", day=formats.day(self.view.as_of, self.language))

    @property
    def distance(self) -> str:
        """`within 5 km as the crow flies`."""
        t = texts(self.language)
        return t("{km} km as the crow flies", km=self.km)


def share(part: float, whole: float, language: str) -> str:
    """A part in per cent; something is never 0 %, and not everything never 100 %."""
    t = texts(language)
    percent = 100 * part / whole
    if part and formats.rounded(percent, 0) == 0:
        return t("less than {value}", value=formats.percent(1, language))
    if part < whole and formats.rounded(percent, 0) == 100:
        return t("more than {value}", value=formats.percent(99, language))
    return formats.percent(percent, language)


def points_map(
    asked: Asked,
    rows: Sequence[Mapping[str, object]],
    columns: tuple[Series, ...],
    names: Sequence[str],
    ground: Layers,
    *,
    title: str,
    sentence: str,
    subtitle: str,
    measure: str,
    slug: str,
) -> Chart:
    """Rows with postal_code, lat and lon as points on a plane, over their ground."""
    t = texts(asked.language)
    places = [flat(float(str(row["lat"])), float(str(row["lon"]))) for row in rows]
    categories = tuple(
        Category(
            str(row["postal_code"]),
            f"{name} ({row['postal_code']})" if name != row["postal_code"] else name,
            x=x,
            y=y,
        )
        for row, name, (x, y) in zip(rows, names, places, strict=True)
    )
    return Chart(
        kind=Kind.POINTS,
        language=asked.language,
        title=title,
        categories=categories,
        series=columns,
        subtitle=subtitle,
        sentence=sentence,
        measure=measure,
        heading=t("Postal area"),
        ground=tuple(
            Ground(name, tuple(flat(lat, lon) for lat, lon in points), supply)
            for name, points, supply in ground
        ),
        source=asked.view.source,
        as_of=asked.view.as_of,
        period=asked.view.period,
        sample=asked.view.sample,
        slug=slug,
    )


def plain_table(
    asked: Asked,
    keys: Sequence[str],
    names: Sequence[str],
    columns: tuple[Series, ...],
    *,
    heading: str,
    title: str,
    sentence: str,
    subtitle: str,
    notes: tuple[str, ...],
    definition: str,
    slug: str,
) -> Chart:
    """A table of shown values and words."""
    return Chart(
        kind=Kind.TABLE,
        language=asked.language,
        title=title,
        categories=tuple(Category(key, name) for key, name in zip(keys, names, strict=True)),
        series=columns,
        subtitle=subtitle,
        sentence=sentence,
        heading=heading,
        notes=notes,
        source=asked.view.source,
        definition=definition,
        as_of=asked.view.as_of,
        period=asked.view.period,
        sample=asked.view.sample,
        slug=slug,
    )


def first_rows(chart: Chart, count: int) -> Chart:
    """The chart with its first rows only."""
    return replace(
        chart,
        categories=chart.categories[:count],
        series=tuple(replace(series, values=series.values[:count]) for series in chart.series),
    )


def number_value(number: object, decimals: int, asked: Asked) -> Value:
    """A number as a value."""
    value = float(str(number))
    return Value(State.OK, asked.number(value, decimals), value, decimals)


def percent_value(number: object, asked: Asked) -> Value:
    """A share on the scale 0–100 as a value."""
    value = float(str(number))
    return Value(State.OK, formats.percent(value, asked.language, decimals=1), value, 1)


def words_value(text: str) -> Value:
    """Words in a cell; `..` where there are none."""
    return Value(State.OK, text or UNKNOWN_MARK)


def source_part(view: View) -> tuple[str, ...]:
    """The source for a subtitle, if there is one."""
    t = texts(view.language)
    return (t("source: {source}", source=view.source),) if view.source else ()


def marked(mark: str, language: str) -> tuple[str, ...]:
    """The note of a what-if, if it is one."""
    if not mark:
        return ()
    t = texts(language)
    return (t("{mark}: nothing is written to the data.", mark=t(mark)),)
