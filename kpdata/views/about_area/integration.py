"""Integration of an area: the 12 criteria on dated evidence, what is missing, which roles are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kpdata import criteria
from kpdata.charts import build, findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.values import missing, value_of
from kpdata.domain import AreaKey, AreaLevel, Role, State, add_months
from kpdata.i18n import LANGUAGES, texts
from kpdata.indicators import roles, standing
from kpdata.indicators.standing import SOON_DAYS, Evidence, Standing
from kpdata.views import data, plain, words
from kpdata.views import evidence as proof
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

# Half-years looked back to, beside today.
_BACK = (18, 12, 6)


def criteria_card(source: Source, selection: Selection) -> Card | None:
    """The criteria of a municipality, centre or county over two years; None when nothing is recorded."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    days = [add_months(selection.as_of, -months) for months in _BACK] + [selection.as_of]
    by_day = {day: standing.integration(figures, key, day) for day in days}
    now = by_day[selection.as_of]
    if not any(evidence.standing for evidence in now):
        return None
    rows = [
        Category(e.criterion_id, f"{e.step} {proof.name(e, language)}", short=proof.name(e, language))
        for e in _asked(now, key)
    ]
    columns = [(day.isoformat(), formats.day(day, language)) for day in days]
    statuses = {
        (e.criterion_id, day.isoformat()): proof.status(e, day, language) for day in days for e in by_day[day]
    }
    view = data.chart_view(source, selection, ("integration_done_share",))
    chart = build.matrix(
        rows,
        columns,
        statuses,
        proof.classes(language),
        view,
        measure=t("Integration criteria by step"),
        heading=t("Step and criterion"),
    )
    before = by_day[add_months(selection.as_of, -12)] if key.level is AreaLevel.MUNICIPALITY else None
    title, sentence = told(now, before, language)
    chart = replace(chart, title=title, sentence=sentence)
    return Card(chart, 860, data.area_name(source, key, language))


def told(now: Sequence[Evidence], before: Sequence[Evidence] | None, language: str) -> tuple[str, str]:
    """Title and sentence of an area's criteria.

    before: the criteria a year earlier; None where the area has no step (centres and counties).
    """
    t = texts(language)
    shipped = {c.criterion_id for c in criteria.INTEGRATION_CRITERIA}
    own = [e for e in now if e.criterion_id in shipped]
    done = sum(e.standing is Standing.DONE for e in own)
    counts = [
        f"{t(word)} {n}"
        for kind, (word, _) in proof.STANDINGS.items()
        if (n := sum(e.standing is kind for e in own))
    ]
    if unknown := sum(e.standing is None for e in own):
        counts.append(t("not recorded {n}", n=unknown))
    parts = [f"{formats.capital(', '.join(counts))}."]
    if before is None:
        title = t("{n} of {total} integration criteria done and in force", n=done, total=len(own))
        return title, " ".join(parts)
    step = standing.step(now)
    index = LANGUAGES.index(language)
    name = criteria.STEP_NAMES[step][index] if step else t("not yet begun")
    title = t("Integration: step {step} of 5 ({name}), {n} of {total} criteria", step=step, name=name, n=done,
              total=len(own))  # fmt: skip
    if not any(e.standing for e in before):
        parts.append(t("A year earlier nothing was recorded."))
    elif (earlier := standing.step(before)) != step:
        parts.append(t("A year earlier: step {step}.", step=earlier))
    if step < max(criteria.STEPS):
        lacking = [proof.name(e, language) for e in standing.missing(now, step + 1)]
        parts.append(t("Missing for step {step}: {criteria}.", step=step + 1, criteria="; ".join(lacking)))
    return title, " ".join(parts)


def evidence_card(source: Source, selection: Selection) -> Card | None:
    """Each criterion with its evidence, how old it is and until when it holds; None without any record."""
    t, language = texts(selection.language), selection.language
    now = standing.integration(data.figures(source), selection.area, selection.as_of)
    if not any(e.standing for e in now):
        return None
    day, shown = selection.as_of, _asked(now, selection.area)
    soon = [e for e in now if standing.expires_soon(e, day)]
    stale = [e for e in now if e.standing is Standing.NOT_IN_FORCE]
    dated = [e for e in now if e.standing is Standing.DONE]
    title = t("Evidence: {n} in force, {stale} stale or missing", n=len(dated), stale=len(stale))
    sentence = (
        t(
            "Expires within {days} days: {criteria}.",
            days=SOON_DAYS,
            criteria="; ".join(proof.name(e, language) for e in soon),
        )
        if soon
        else t("No evidence expires within {days} days.", days=SOON_DAYS)
    )
    chart = plain.table(
        source,
        selection,
        sources=("integration",),
        title=title,
        slug="evidence",
        heading=t("Criterion"),
        rows=[Category(e.criterion_id, proof.name(e, language)) for e in shown],
        columns=(
            Series("step", t("Step"), tuple(Value(State.OK, str(e.step)) for e in shown)),
            Series("standing", t("Standing"), tuple(proof.in_words(e, language) for e in shown)),
            Series("evidence", t("Evidence"), tuple(_evidence(e, language) for e in shown)),
            Series("age", t("Age, months"), tuple(_age(e, day, language) for e in shown)),
            Series("until", t("In force until"), tuple(_until(e, language) for e in shown)),
        ),
        sentence=sentence,
        notes=(t("Evidence that is too old falls by itself: the criterion is then no longer done."),),
    )
    return Card(chart, 440, data.area_name(source, selection.area, language), plain=True)


def shares_card(source: Source, selection: Selection) -> Card:
    """Of an area of many municipalities: in what share of them each criterion is done and in force."""
    t, language = texts(selection.language), selection.language
    registry = data.figures(source).registry
    names = [f"criterion_{c.criterion_id}" for c in criteria.INTEGRATION_CRITERIA]
    frame = data.table(source, selection, [*names, "integration_done_share"], selection.level,
                       [selection.area.area_id])  # fmt: skip
    rows = data.rows_by_indicator(frame)
    view = data.chart_view(source, selection, names)
    measure = t("Municipalities in which the criterion is done and in force")
    values = tuple(value_of(rows[name], registry[name], language) for name in names)
    whole = value_of(rows["integration_done_share"], registry["integration_done_share"], language)
    chart = Chart(
        kind=Kind.BARS,
        language=language,
        title=t("Integration: {value} of all criteria done", value=whole.shown)
        if whole.is_known
        else t("Integration: nothing recorded"),
        subtitle=" · ".join(
            (
                measure,
                t("as of {day}", day=formats.day(selection.as_of, language)),
                t("source: {source}", source=view.source),
            )
        ),
        categories=tuple(
            Category(c.criterion_id, f"{c.step} {c.name(language)}") for c in criteria.INTEGRATION_CRITERIA
        ),
        series=(Series("share", measure, values, "%"),),
        measure=measure,
        unit="%",
        heading=t("Step and criterion"),
        source=view.source,
        definition=registry["integration_done_share"].definition.text(language),
        as_of=selection.as_of,
        sample=view.sample,
        slug="integration-criteria",
    )
    return Card(
        replace(findings.told(chart), sentence=spread(values, language)),
        860,
        data.area_name(source, selection.area, language),
    )


def spread(values: Sequence[Value], language: str) -> str:
    """How many criteria are done in at least half of the municipalities, in some and in none."""
    t = texts(language)
    known = [value.value for value in values if value.value is not None]
    if not known:
        return t("There is no number to show.")
    half = sum(value >= 50 for value in known)
    none = sum(value == 0 for value in known)
    return t(
        "Criteria done in at least half of the municipalities: {half}, in fewer: {some}, in none: {none}.",
        half=half,
        some=len(known) - half - none,
        none=none,
    )


def roles_card(source: Source, selection: Selection) -> Card | None:
    """The roles of an area: named or not, of what kind of organisation, since when; never who holds them."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    held = roles.roles(figures, key, selection.as_of)
    columns: list[Series] = []
    shown: list[Role] = [role for role in Role if role in held]
    titles = []
    counts, total = roles.municipalities_naming(figures, key, selection.as_of)
    wide = key.level is not AreaLevel.MUNICIPALITY and key.level is not AreaLevel.CENTRE and total > 1
    if wide:
        # Some of the roles exist in counties only: those that no municipality names are not asked of them.
        shown = [role for role in Role if role in held or counts[role]]
        titles.append(
            t(
                "Contact person named in {n} of {total} municipalities",
                n=counts[Role.CONTACT_PERSON],
                total=total,
            )
        )
    if not shown:
        return None
    named = [t(words.ROLES[role]) for role in shown if role in held and held[role].named]
    lacking = [t(words.ROLES[role]) for role in shown if role in held and not held[role].named]
    if held:
        if named:
            titles.append(t("named: {roles}", roles=", ".join(named)))
        if lacking:
            titles.append(t("not named: {roles}", roles=", ".join(lacking)))
        columns += [
            Series("named", t("Named"), tuple(_named(held.get(role), language) for role in shown)),
            Series(
                "organisation",
                t("Organisation"),
                tuple(_organisation(held.get(role), language) for role in shown),
            ),
            Series("since", t("Since"), tuple(_since(held.get(role), language) for role in shown)),
        ]
    if wide:
        columns.append(
            Series(
                "municipalities",
                t("Municipalities that have named one"),
                tuple(Value(State.OK, f"{counts[role]}/{total}") for role in shown),
            )
        )
    chart = plain.table(
        source,
        selection,
        sources=("integration",),
        title=formats.capital("; ".join(titles)),
        slug="roles",
        heading=t("Role"),
        rows=[Category(role.value, formats.capital(t(words.ROLES[role]))) for role in shown],
        columns=columns,
        sentence=t("Roles only: who holds them is not kept here."),
    )
    return Card(chart, 440, data.area_name(source, key, language), plain=True)


def _asked(now: Sequence[Evidence], key: AreaKey) -> list[Evidence]:
    """All criteria of a municipality; of a centre or county those it has recorded, since none is its duty."""
    return [e for e in now if e.standing or key.level is AreaLevel.MUNICIPALITY]


def _evidence(evidence: Evidence, language: str) -> Value:
    told = [evidence.evidence, formats.day(evidence.evidence_on, language) if evidence.evidence_on else ""]
    text = ", ".join(part for part in told if part)
    return Value(State.OK, text or formats.EN_DASH)


def _age(evidence: Evidence, day: date, language: str) -> Value:
    months = proof.age(evidence, day)
    return Value(State.OK, formats.EN_DASH if months is None else formats.number(months, 0, language))


def _until(evidence: Evidence, language: str) -> Value:
    return Value(State.OK, formats.day(evidence.until, language) if evidence.until else formats.EN_DASH)


def _named(held: roles.RoleHeld | None, language: str) -> Value:
    t = texts(language)
    if held is None:
        return missing(State.UNKNOWN, language)
    sign, word = ("●", t("named")) if held.named else ("○", t("not named"))
    return Value(State.OK, f"{sign}{formats.NBSP}{word}")


def _organisation(held: roles.RoleHeld | None, language: str) -> Value:
    told = held.organisation if held and held.named else None
    return Value(State.OK, texts(language)(words.OPERATORS[told]) if told else formats.EN_DASH)


def _since(held: roles.RoleHeld | None, language: str) -> Value:
    return Value(State.OK, formats.day(held.since, language) if held and held.since else formats.EN_DASH)


def has_own_criteria(key: AreaKey) -> bool:
    """Whether integration is recorded for areas of this level themselves."""
    return key.level in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE, AreaLevel.COUNTY}
