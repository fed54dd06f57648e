"""Self beside peer: agreement, shares with n and differences, from the same counts, in three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import peers
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.peers import Beside
from kpdata.charts.values import AreaWords, View
from kpdata.domain import State
from kpdata.results import Count, Pair


def view(language: str = "en") -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 10, 31), area=area, source="assessments")


PREMISES = Beside(
    "premises",
    "Premises",
    own=Count(met=30, partly=5, not_met=5),
    peer=Count(met=4, partly=3, not_met=3),
    pair=Pair(6, 3, 1, own=Count(met=7, partly=2, not_met=1), peer=Count(met=5, partly=3, not_met=2)),
)
STAFF = Beside(
    "staff",
    "Staff",
    own=Count(met=8, not_met=8),
    peer=Count(met=3, not_met=1),
    pair=Pair(1, 0, 3, own=Count(met=1, not_met=3), peer=Count(met=3, not_met=1), left_out=2),
)
NETWORK = Beside("network", "Network", own=Count(met=2), peer=Count(), pair=Pair())


def cells(chart: Chart, key: str) -> list[str]:
    return [value.text for value in next(s for s in chart.series if s.key == key).values]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Self and peer agree least in: Staff (25%)"),
        ("fi", "Itse- ja vertaisarvio ovat harvimmin samat: Staff (25\u00a0%)"),
        ("sv", "Självbedömning och kollegial bedömning stämmer minst överens: Staff (25\u00a0%)"),
    ],
)
def test_how_often_they_agree(language: str, title: str) -> None:
    chart = peers.agreement([PREMISES, STAFF, NETWORK], view(language), 2)
    assert (chart.kind, chart.title) == (Kind.DIVERGING, title)
    # A group that nobody judged twice is not in the figure: it is no agreement of zero.
    assert [c.key for c in chart.categories] == ["premises", "staff"]
    assert [(series.side, [v.value for v in series.values]) for series in chart.series] == [
        (-1, [3, 0]),
        (0, [6, 1]),
        (1, [1, 3]),
    ]
    assert "Premises 6/10; Staff 1/4" in chart.sentence
    assert any("Staff 2" in note for note in chart.notes)


def test_without_both_nothing_is_compared() -> None:
    chart = peers.agreement([NETWORK], view(), 0)
    assert chart.is_empty
    assert chart.title == "In no place have self and peer judged the same criterion"
    shares = peers.self_and_peer([NETWORK], view(), 2, 0, both_places=0)
    assert shares.title == "Self-assessment alone: no place has both"
    assert cells(shares, "self") == ["100% · n = 2"]
    assert cells(shares, "peer") == [".. not known"]
    alone = Beside("network", "Network", own=Count(), peer=Count(met=1), pair=Pair())
    shares = peers.self_and_peer([alone], view(), 0, 1, both_places=0)
    assert shares.title == "Peer assessment alone: no place has both"


@pytest.mark.parametrize(
    ("language", "apart", "unlike"),
    [
        ("en", "Self and peer have assessed different places",
         "Self and peer have judged different criteria"),
        ("fi", "Itse- ja vertaisarviot ovat eri paikoista",
         "Itse- ja vertaisarvioissa on arvioitu eri kriteereitä"),
        ("sv", "Självbedömningarna och de kollegiala bedömningarna gäller olika platser",
         "Självbedömningarna och de kollegiala bedömningarna gäller olika kriterier"),
    ],
)  # fmt: skip
def test_self_and_peer_at_different_places_are_not_one_alone(language: str, apart: str, unlike: str) -> None:
    rows = [Beside("network", "Network", own=Count(met=10), peer=Count(met=2, not_met=3), pair=Pair())]
    chart = peers.self_and_peer(rows, view(language), 10, 5, both_places=0)
    assert chart.title == apart
    assert "10" in chart.sentence
    assert "5" in chart.sentence
    # One place has both, but of different criteria.
    assert peers.self_and_peer(rows, view(language), 10, 5, both_places=1).title == unlike


def test_nothing_judged_is_empty() -> None:
    none = Beside("network", "Network", own=Count(not_assessed=3), peer=Count(), pair=Pair())
    assert peers.self_and_peer([none], view(), 0, 0, both_places=0).is_empty


def test_shares_of_all_places_are_not_mixed_with_those_of_the_same_places() -> None:
    chart = peers.self_and_peer([PREMISES, STAFF], view(), 12, 3, both_places=3)
    assert cells(chart, "self") == ["75% · n = 40", "50% · n = 16"]
    assert cells(chart, "peer") == ["40% · n = 10", "75% · n = 4"]
    assert cells(chart, "self_same") == ["70% · n = 10", "25% · n = 4"]
    assert cells(chart, "peer_same") == ["50% · n = 10", "75% · n = 4"]
    assert chart.title == "In the same places: self above peer in 1, below in 1 of 2 groups"
    assert chart.sentence == "Places assessed by themselves: 12, by a peer: 3."
    one = peers.self_and_peer([PREMISES, STAFF], view("fi"), 1, 1, both_places=1, one=True)
    assert one.title == "Itsearvio on vertaisarviota korkeampi 1 ryhmässä, matalampi 1 ryhmässä (yhteensä 2)"
    assert one.notes == ()


def test_differences_come_first_and_agreement_last() -> None:
    same = Beside("x", "Storage", own=Count(), peer=Count(), pair=Pair(3, 0, 0))
    chart = peers.differences([same, PREMISES, STAFF, NETWORK], view())
    assert [c.name for c in chart.categories] == ["Premises", "Staff", "Storage"]
    assert chart.title == "Self and peer differ most on “Premises”, 4/10 places"
    assert chart.sentence == "Criteria on which some place and its peer differ: 2 of 3 judged by both."
    assert cells(chart, "self_unmet") == ["1", "3", "0"]
    assert cells(chart, "peer_unmet") == ["2", "1", "0"]
    assert all(value.state is State.OK for value in chart.values)
    alike = peers.differences([same], view("fi"))
    assert alike.title == "Itse- ja vertaisarvio eivät eroa yhdessäkään kriteerissä"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Self and peer differ most on 2 criteria, among them “Staff”, 3/4 places"),
        ("fi", "Itse- ja vertaisarvio eroavat useimmin 2 kriteerissä, esimerkiksi ”Staff”, 3/4 paikassa"),
        ("sv", ("Självbedömning och kollegial bedömning skiljer sig oftast i 2 kriterier, till exempel "
               "”Staff”, 3/4 platser")),
    ],
)  # fmt: skip
def test_a_tie_of_differences_is_counted(language: str, title: str) -> None:
    other = Beside("yard", "Yard", own=Count(), peer=Count(), pair=Pair(4, 2, 1))
    fewer = Beside("keys", "Keys", own=Count(), peer=Count(), pair=Pair(0, 2, 0))
    assert peers.differences([fewer, other, STAFF], view(language)).title == title
