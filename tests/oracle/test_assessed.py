"""Results of assessments, self beside peer and who was assessed equal a slow count over the raw rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from kpdata.domain import AreaKey, AreaLevel, AssessmentKind, add_months
from kpdata.indicators import assessed
from kpdata.indicators.frames import Figures
from kpdata.results import Count
from tests.oracle.conftest import examples
from tests.oracle.small_country import Case, databases, read, write
from tests.reference import CRITERIA, LEVELS, Reference, active

pytestmark = pytest.mark.property

Row = Mapping[str, Any]
BETTER = ["met", "partly", "not_met"]
SHIPPED = [("minimum_criteria", f"{group}_{k + 1}") for group, size in CRITERIA.items() for k in range(size)]
SHIPPED += [("mapping_questions", f"question_{k + 1}") for k in range(8)]


def last(rows: Iterable[Row]) -> Row | None:
    """The latest row, of one day the peer's."""
    best = None
    for row in rows:
        when = (row["assessed_on"], row["kind"] == "peer")
        if best is None or when > (best["assessed_on"], best["kind"] == "peer"):
            best = row
    return best


def counted(results: Iterable[str]) -> Count:
    counts = Counter(results)
    return Count(counts["met"], counts["partly"], counts["not_met"], counts["not_assessed"])


@given(databases())
@examples(30)
def test_random_databases(engine: Engine, case: Case) -> None:
    write(engine, case.tables)
    reference, figures, day = Reference(read(engine)), Figures(engine), case.as_of
    rows = [row for row in reference.tables["assessments"] if row["assessed_on"] <= day]
    of_criterion: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        of_criterion.setdefault((row["place_id"], row["framework"], row["criterion_id"]), []).append(row)

    def of(place: str, framework: str, criterion: str, kind: str = "") -> Row | None:
        return last(
            row for row in of_criterion.get((place, framework, criterion), []) if kind in ("", row["kind"])
        )

    for level in LEVELS:
        expected = reference.rows(level, day, case.period)
        for area in reference.areas(level):
            key = AreaKey(AreaLevel(level), area.area_id)
            places = sorted(p["place_id"] for p in area.places if active(p, day))

            for kind in ("", "self", "peer"):
                found = assessed.by_criterion(figures, key, day, AssessmentKind(kind) if kind else None)
                assert list(found) == [criterion for _, criterion in SHIPPED]
                for framework, criterion in SHIPPED:
                    latest = [of(place, framework, criterion, kind) for place in places]
                    assert found[criterion] == counted(row["result"] for row in latest if row)

            # Within each group the sums are the parts of the indicator, at every level.
            for group, count in assessed.by_group(figures, key, day).items():
                name = "mapping_questions_met" if group == assessed.MAPPING else f"criteria_met_{group}"
                figure = expected[name, area.area_id]
                known = figure.state == "ok"
                assert known == (count.judged > 0)
                if known:
                    assert (count.met, count.judged) == (figure.numerator, figure.denominator)

            pairs = assessed.pairs(figures, key, day)
            for framework, criterion in SHIPPED:
                pair = pairs[criterion]
                both = [
                    (own["result"], peer["result"])
                    for place in places
                    if (own := of(place, framework, criterion, "self"))
                    and (peer := of(place, framework, criterion, "peer"))
                ]
                judged = [results for results in both if "not_assessed" not in results]
                assert pair.same == sum(own == peer for own, peer in judged)
                assert pair.self_better == sum(BETTER.index(a) < BETTER.index(b) for a, b in judged)
                assert pair.peer_better == sum(BETTER.index(a) > BETTER.index(b) for a, b in judged)
                assert pair.own == counted(own for own, _ in judged)
                assert pair.peer == counted(peer for _, peer in judged)
                assert pair.left_out == len(both) - len(judged)

            lskl = sorted({row["criterion_id"] for row in rows if row["framework"] == "lskl"})
            shown = {
                criterion: counted(
                    last_row["result"] for p in places if (last_row := of(p, "lskl", criterion))
                )
                for criterion in lskl
            }
            assert assessed.of_lskl(figures, key, day) == {c: n for c, n in shown.items() if n.told}

            parts: Counter[str] = Counter()
            for place in places:
                own_rows = [row for row in rows if row["place_id"] == place]
                days = [row["assessed_on"] for row in own_rows if row["result"] != "not_assessed"]
                if any(assessed_on > add_months(day, -24) for assessed_on in days):
                    parts["recent"] += 1
                elif days:
                    parts["earlier"] += 1
                else:
                    parts["open" if own_rows else "never"] += 1
            reach = assessed.reach(figures, key, day)
            assert (reach.recent, reach.earlier, reach.open, reach.never) == tuple(
                parts[name] for name in ("recent", "earlier", "open", "never")
            )
            assert reach.total == len(places)
            share = expected.get(("assessed_share", area.area_id))
            if share is not None and share.state == "ok":
                assert (reach.recent, reach.total) == (share.numerator, share.denominator)

            judged_places = [
                place
                for place in places
                if any(
                    (found_row := of(place, framework, criterion)) and found_row["result"] != "not_assessed"
                    for framework, criterion in SHIPPED
                )
            ]
            assert assessed.places_assessed(figures, key, day) == judged_places
