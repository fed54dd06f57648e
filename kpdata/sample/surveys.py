"""Synthetic surveys: rounds of five instruments, their questions, answers and coded open answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from kpdata.areas import area_index
from kpdata.domain import AreaKey, AreaLevel, CentreStatus, Channel, Instrument, Scale, ThemeKind
from kpdata.sample import names
from kpdata.sample.network import Network
from kpdata.sample.plan import Row, Wave

_SEASON = {True: ("kevät", "våren", "spring"), False: ("syksy", "hösten", "autumn")}
_TITLES = {
    Instrument.VISITOR: ("Asiakaskysely", "Kundenkät", "Visitor survey"),
    Instrument.PARTNER: ("Yhteistyökumppanikysely", "Partnerenkät", "Partner survey"),
    Instrument.SELF_EVALUATION: ("Itsearviointi", "Självutvärdering", "Self-evaluation"),
    Instrument.PEER_EVALUATION: ("Vertaisarviointi", "Kollegial utvärdering", "Peer evaluation"),
    Instrument.CHILD: ("Lasten kysely", "Barnens enkät", "Child survey"),
}
# Towns that run a round of their own beside the county's, and so know their own response rate.
_OWN_ROUND = ("092", "638", "927", "837")
_WITHOUT_INVITED = "10"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an instrument; `mean` is where its answers lie on a 1–5 scale (a share for yes–no)."""

    instrument: Instrument
    question_id: str
    text_fi: str
    text_sv: str
    text_en: str
    mean: float
    scale: Scale = Scale.LIKERT5
    theme: str | None = None
    common_key: str | None = None


def _likert(
    instrument: Instrument, key: str, theme: str, mean: float, text_fi: str, text_sv: str, text_en: str
) -> Question:
    prefix = {"self_evaluation": "itse", "peer_evaluation": "vertais"}.get(instrument, instrument[:1])
    return Question(
        instrument, f"{prefix}_{key}", text_fi, text_sv, text_en, mean, theme=theme, common_key=key
    )


_VISITOR, _PARTNER, _CHILD = Instrument.VISITOR, Instrument.PARTNER, Instrument.CHILD
_COOPERATION = (
    "Yhteistyö toimii yli organisaatiorajojen",
    "Samarbetet fungerar över organisationsgränserna",
    "Cooperation works across organisations",
)
_PARTICIPATION = (
    "Perheet osallistuvat toiminnan suunnitteluun",
    "Familjerna deltar i planeringen av verksamheten",
    "Families take part in planning the activities",
)

QUESTIONS: tuple[Question, ...] = (
    _likert(
        _VISITOR,
        "welcome",
        "climate",
        4.4,
        "Tunsin itseni tervetulleeksi",
        "Jag kände mig välkommen",
        "I felt welcome",
    ),
    _likert(
        _VISITOR,
        "peer_support",
        "support",
        4.1,
        "Sain vertaistukea muilta vanhemmilta",
        "Jag fick kamratstöd av andra föräldrar",
        "I got peer support from other parents",
    ),
    _likert(
        _VISITOR,
        "information",
        "support",
        3.6,
        "Sain tietoa perheiden palveluista",
        "Jag fick information om tjänster för familjer",
        "I got information about services for families",
    ),
    _likert(
        _VISITOR,
        "opening_hours",
        "access",
        3.3,
        "Aukioloajat sopivat perheelleni",
        "Öppettiderna passar min familj",
        "The opening hours suit my family",
    ),
    _likert(
        _VISITOR,
        "participation",
        "participation",
        3.4,
        "Voin vaikuttaa paikan toimintaan",
        "Jag kan påverka verksamheten på platsen",
        "I can influence the activities of the place",
    ),
    _likert(
        _VISITOR,
        "wellbeing",
        "support",
        4.0,
        "Käynti lisää perheeni hyvinvointia",
        "Besöket ökar min familjs välbefinnande",
        "The visit adds to my family's wellbeing",
    ),
    Question(
        _VISITOR,
        "v_professional",
        "Tapasin paikassa ammattilaisen",
        "Jag träffade yrkesfolk på platsen",
        "I met a professional at the place",
        0.42,
        Scale.YES_NO,
        "support",
    ),
    Question(
        _VISITOR,
        "v_recommend",
        "Kuinka todennäköisesti suosittelet paikkaa?",
        "Hur sannolikt är det att du rekommenderar platsen?",
        "How likely are you to recommend the place?",
        4.3,
        Scale.NPS10,
        "climate",
        "recommend",
    ),
    _likert(_PARTNER, "cooperation", "cooperation", 3.7, *_COOPERATION),
    _likert(
        _PARTNER,
        "information",
        "cooperation",
        3.4,
        "Tieto kulkee kohtaamispaikan ja palvelujen välillä",
        "Informationen går mellan mötesplatsen och tjänsterna",
        "Information flows between the meeting place and services",
    ),
    _likert(_PARTNER, "participation", "participation", 3.2, *_PARTICIPATION),
    Question(
        _PARTNER,
        "p_agreement",
        "Yhteistyöstä on sovittu kirjallisesti",
        "Samarbetet har avtalats skriftligt",
        "Cooperation is agreed in writing",
        0.38,
        Scale.YES_NO,
        "cooperation",
    ),
    *(
        question
        for instrument, shift in ((Instrument.SELF_EVALUATION, 0.2), (Instrument.PEER_EVALUATION, -0.1))
        for question in (
            _likert(
                instrument,
                "welcome",
                "climate",
                4.3 + shift,
                "Jokainen toivotetaan tervetulleeksi",
                "Alla välkomnas",
                "Everyone is made welcome",
            ),
            _likert(instrument, "participation", "participation", 3.4 + shift, *_PARTICIPATION),
            _likert(instrument, "cooperation", "cooperation", 3.6 + shift, *_COOPERATION),
            _likert(
                instrument,
                "opening_hours",
                "access",
                3.4 + shift,
                "Aukioloajat sopivat perheille",
                "Öppettiderna passar familjerna",
                "The opening hours suit families",
            ),
        )
    ),
    _likert(_CHILD, "welcome", "climate", 4.5, "Täällä on mukavaa", "Det är trevligt här", "It is nice here"),
    _likert(
        _CHILD,
        "participation",
        "participation",
        3.5,
        "Saan itse päättää, mitä teen",
        "Jag får själv bestämma vad jag gör",
        "I may decide what I do",
    ),
    Question(
        _CHILD,
        "c_again",
        "Haluan tulla uudestaan",
        "Jag vill komma igen",
        "I want to come again",
        0.9,
        Scale.YES_NO,
        "climate",
    ),
)


def questions() -> list[Row]:
    """Rows of `survey_questions`."""
    return [
        {
            "instrument": str(q.instrument),
            "question_id": q.question_id,
            "text_fi": q.text_fi,
            "text_sv": q.text_sv,
            "text_en": q.text_en,
            "scale": str(q.scale),
            "theme": q.theme,
            "common_key": q.common_key,
        }
        for q in QUESTIONS
    ]


class Surveys:
    """Rounds, answers and themes of a network.

    rounds, themes: rows of the contract. responses: frame of `survey_responses`, one column a question.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.rounds: list[Row] = []
        self.themes: list[Row] = []
        parts: list[pd.DataFrame] = []
        for number, wave in enumerate(network.plan.waves):
            parts += self._visitors(wave, number)
            parts += self._places_answer(wave, _CHILD, share=0.05)
            newest_first = len(network.plan.waves) - 1 - number
            if newest_first % 2 == 0:
                parts += self._partners(wave)
                parts += self._places_answer(wave, Instrument.SELF_EVALUATION, share=0.22)
            else:
                parts += self._places_answer(wave, Instrument.PEER_EVALUATION, share=0.12)
        columns = ["round_id", "response_id", "place_id", "municipality", "answered_on", "channel"]
        self.responses = pd.concat(parts, ignore_index=True)[[*columns, *(q.question_id for q in QUESTIONS)]]

    def _visitors(self, wave: Wave, number: int) -> list[pd.DataFrame]:
        """Visitor rounds: one a county, and those of towns of their own."""
        network = self.network
        plan = network.plan
        rng = plan.random("visitor survey", wave.code)
        county = plan.municipalities["county"]
        growth = 1 + 0.08 * number
        activity = {code: rng.gamma(1.6, 0.6) for code in plan.municipalities["code"]}
        answers: dict[str, list[str]] = {}
        for place in network.running:
            code = place["municipality"]
            if (place["opened_on"] is not None and place["opened_on"] > wave.ends_on) or rng.random() < 0.42:
                continue
            count = int(rng.poisson(3.6 * growth * activity[code]))
            own = code in _OWN_ROUND and county[code] != "91"
            answers.setdefault(code if own else county[code], []).extend([place["place_id"]] * count)
        parts = []
        areas = [("county", c) for c in sorted(set(county))]
        areas += [("municipality", code) for code in _OWN_ROUND if code in county.index]
        for area_type, area_id in areas:
            places = answers.get(area_id, [])
            invited = int(len(places) / rng.uniform(0.18, 0.46)) + 12
            unknown = area_id == _WITHOUT_INVITED and number == len(plan.waves) - 2
            round_id = self._round(wave, _VISITOR, area_type, area_id, None if unknown else invited)
            parts.append(self._answers(rng, round_id, wave, _VISITOR, places, None))
            self._code_themes(rng, round_id, places)
        return parts

    def _partners(self, wave: Wave) -> list[pd.DataFrame]:
        """Partner rounds of the counties: partners answer for a municipality, not for a place."""
        network = self.network
        rng = network.plan.random("partner survey", wave.code)
        parts = []
        county = network.plan.municipalities["county"]
        for area_id in sorted(set(county)):
            codes = [code for code in county.index[county == area_id] if code not in network.country.fates]
            repeated = [code for code in codes for _ in range(int(rng.poisson(2.2)))]
            invited = int(len(repeated) / rng.uniform(0.3, 0.7)) + 3
            round_id = self._round(wave, _PARTNER, "county", area_id, invited)
            parts.append(self._answers(rng, round_id, wave, _PARTNER, None, repeated))
        return parts

    def _places_answer(self, wave: Wave, instrument: Instrument, share: float) -> list[pd.DataFrame]:
        """One national round of an instrument that the places themselves answer; centres have their own."""
        network = self.network
        rng = network.plan.random(str(instrument), wave.code)
        tied: dict[str, list[str]] = {}
        free: list[str] = []
        for place in network.running:
            if (place["opened_on"] is not None and place["opened_on"] > wave.ends_on) or rng.random() > share:
                continue
            count = int(rng.integers(2, 9)) if instrument is _CHILD else int(rng.choice([1, 1, 2, 3]))
            own = place["centre_id"] if instrument is Instrument.SELF_EVALUATION else None
            (free if own is None else tied.setdefault(own, [])).extend([place["place_id"]] * count)
        parts: list[pd.DataFrame] = []
        running = {c["centre_id"] for c in network.centres if c["status"] == CentreStatus.RUNNING}
        for centre_id in sorted(tied):
            if centre_id not in running or len(parts) >= 40:
                free += tied[centre_id]
                continue
            invited = len(tied[centre_id]) + int(rng.integers(0, 6))
            round_id = self._round(wave, instrument, "centre", centre_id, invited)
            parts.append(self._answers(rng, round_id, wave, instrument, tied[centre_id], None))
        round_id = self._round(wave, instrument, None, None, None)
        parts.append(self._answers(rng, round_id, wave, instrument, free, None))
        return parts

    def _round(
        self,
        wave: Wave,
        instrument: Instrument,
        area_type: str | None,
        area_id: str | None,
        invited: int | None,
    ) -> str:
        titles = _TITLES[instrument]
        season = _SEASON[wave.spring]
        year = wave.ends_on.year
        where = ("", "", "")
        if area_type in ("county", "municipality") and area_id is not None:
            key = AreaKey(AreaLevel(area_type), area_id)
            fi, sv, en = (area_index().short_name(key, language) for language in ("fi", "sv", "en"))
            where = (f", {fi}", f", {sv}", f", {en}")
        round_id = "-".join(part for part in (str(instrument), wave.code, area_id) if part)
        self.rounds.append(
            {
                "round_id": round_id,
                "instrument": str(instrument),
                "name_fi": f"{titles[0]}, {season[0]} {year}{where[0]}",
                "name_sv": f"{titles[1]}, {season[1]} {year}{where[1]}",
                "name_en": f"{titles[2]}, {season[2]} {year}{where[2]}",
                "starts_on": wave.starts_on,
                "ends_on": wave.ends_on,
                "area_type": area_type,
                "area_id": area_id,
                "invited": invited,
            }
        )
        return round_id

    def _answers(
        self,
        rng: np.random.Generator,
        round_id: str,
        wave: Wave,
        instrument: Instrument,
        places: list[str] | None,
        municipalities: list[str] | None,
    ) -> pd.DataFrame:
        """Responses of one round, from places or from municipalities."""
        respondents = places if places is not None else municipalities or []
        count = len(respondents)
        days = rng.integers(0, (wave.ends_on - wave.starts_on).days + 1, count)
        columns: dict[str, Any] = {
            "round_id": round_id,
            "response_id": [f"{round_id}-r{number:05d}" for number in range(1, count + 1)],
            "place_id": respondents if places is not None else None,
            "municipality": respondents if places is None else None,
            "answered_on": [wave.starts_on + timedelta(days=int(day)) for day in days],
            "channel": np.where(rng.random(count) < 0.78, Channel.WEB, Channel.PAPER),
        }
        level = {respondent: rng.normal(0, 0.28) for respondent in sorted(set(respondents))}
        own = np.array([level[respondent] for respondent in respondents]) + rng.normal(0, 0.45, count)
        for question in QUESTIONS:
            if question.instrument is not instrument:
                columns[question.question_id] = pd.array([None] * count, dtype="Int64")
                continue
            columns[question.question_id] = pd.array(_draw(rng, question, own), dtype="Int64")
            columns[question.question_id][rng.random(count) < 0.04] = pd.NA
        return pd.DataFrame(columns, index=range(count))

    def _code_themes(self, rng: np.random.Generator, round_id: str, places: list[str]) -> None:
        """Coded open answers by place, or by municipality where the place was not told; a few are `<5`."""
        found = pd.Series(places, dtype=object).value_counts(sort=False)
        home = {place["place_id"]: place["municipality"] for place in self.network.running}
        rows: dict[tuple[str | None, str | None, str, str], int] = {}
        for place_id, answered in found.items():
            if rng.random() < 0.7:
                continue
            told = (str(place_id), None) if rng.random() < 0.8 else (None, home[str(place_id)])
            for kind in ThemeKind:
                themes = names.THEMES[kind]
                count = int(
                    rng.binomial(int(answered), 0.5 if kind in (ThemeKind.BENEFIT, ThemeKind.WISH) else 0.15)
                )
                if count:
                    key = (*told, str(kind), themes[int(rng.integers(len(themes)))])
                    rows[key] = rows.get(key, 0) + count
        for (place_id_, municipality, kind_, theme), count in rows.items():
            shown: int | str = "<5" if count < 5 and rng.random() < 0.08 else count
            self.themes.append(
                {
                    "round_id": round_id,
                    "place_id": place_id_,
                    "municipality": municipality,
                    "kind": kind_,
                    "theme": theme,
                    "count": shown,
                }
            )


def _draw(rng: np.random.Generator, question: Question, own: np.ndarray) -> np.ndarray:
    """Answers around the question's mean, moved by each respondent's own level."""
    count = len(own)
    if question.scale is Scale.YES_NO:
        return (rng.random(count) < question.mean + 0.1 * own).astype(int)
    latent = question.mean + own + rng.normal(0, 0.75, count)
    if question.scale is Scale.NPS10:
        return np.clip(np.rint((latent - 1) * 2.5), 0, 10).astype(int)
    return np.clip(np.rint(latent), 1, 5).astype(int)
