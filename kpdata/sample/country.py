"""How the country lies before any place is made up: who has nothing yet, and who serves school age."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kpdata.sample.plan import Plan

VARSINAIS_SUOMI = "05"
HYVINKAA = "106"


class Fate(StrEnum):
    """How a municipality without a running place came to have none."""

    NOT_MAPPED = "not_mapped"
    NONE = "none"
    PLANNED = "planned"
    FROZEN = "frozen"


_FATES = {Fate.NOT_MAPPED: 12, Fate.NONE: 7, Fate.PLANNED: 6, Fate.FROZEN: 5}


_FATES = {Fate.NOT_MAPPED: 12, Fate.NONE: 7, Fate.PLANNED: 6, Fate.FROZEN: 5}


@dataclass(frozen=True)
class Country:
    """A plan and its municipalities' lot.

    fates: municipalities without a running place. lower_school, adolescents: those that serve 7–12- and
    13–17-year-olds. swedish: those whose own rows are in Swedish.
    """

    plan: Plan
    fates: dict[str, Fate]
    lower_school: frozenset[str]
    adolescents: frozenset[str]
    swedish: frozenset[str]

    @classmethod
    def of(cls, plan: Plan) -> Country:
        """The country of a plan."""
        fates = _choose_fates(plan)
        lower_school, adolescents = _choose_school_age(plan, fates)
        frame = plan.municipalities
        swedish = frozenset(frame["code"][frame["language"].isin(["sv", "sv_fi"])])
        return cls(plan, fates, lower_school, adolescents, swedish)


def _choose_fates(plan: Plan) -> dict[str, Fate]:
    frame = plan.municipalities
    small = frame[(frame["pop_total"] < 6000) & (frame["county"] != VARSINAIS_SUOMI)]
    wanted = [fate for fate, count in _FATES.items() for _ in range(max(1, round(count * len(frame) / 308)))]
    codes = plan.random("fates").permutation(small["code"].to_numpy(str))
    return {str(code): fate for code, fate in zip(codes, wanted, strict=False)}


def _choose_school_age(plan: Plan, fates: dict[str, Fate]) -> tuple[frozenset[str], frozenset[str]]:
    frame = plan.municipalities
    codes = np.array([code for code in frame["code"] if code not in fates])
    weights = frame.loc[codes, "pop_total"].to_numpy(float) ** 0.6
    chosen = []
    for topic, share in (("lower school", 0.26), ("adolescents", 0.17)):
        rng = plan.random(topic)
        count = max(2, round(share * len(codes)))
        chosen.append(frozenset(map(str, rng.choice(codes, count, replace=False, p=weights / weights.sum()))))
    return chosen[0], chosen[1]
