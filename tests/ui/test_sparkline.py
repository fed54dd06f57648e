import re

from kpdata.charts.chart import KeyFigure, Value
from kpdata.domain import State
from kpdata.ui.sparkline import EDGE, HEIGHT, WIDTH, sparkline


def figure(*numbers: float | None) -> KeyFigure:
    points = tuple(
        Value(State.UNKNOWN, "..") if number is None else Value(State.OK, str(number), number)
        for number in numbers
    )
    return KeyFigure("Käynnit", points[-1], "fi", points=points, labels=tuple("abcdefgh"[: len(points)]))


def lines(picture: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]
        for points in re.findall(r'points="([^"]*)"', picture)
    ]


def test_the_line_spans_the_picture_and_ends_in_a_dot() -> None:
    picture = sparkline(figure(1.0, 3.0, 2.0))
    assert lines(picture) == [[(EDGE, HEIGHT - EDGE), (WIDTH / 2, EDGE), (WIDTH - EDGE, HEIGHT / 2)]]
    assert f'<circle cx="{WIDTH - EDGE:.1f}" cy="{HEIGHT / 2:.1f}"' in picture


def test_missing_points_are_gaps() -> None:
    assert [len(run) for run in lines(sparkline(figure(1.0, 2.0, None, 3.0, 4.0)))] == [2, 2]


def test_an_even_course_is_a_level_line() -> None:
    assert {y for _, y in lines(sparkline(figure(5.0, 5.0)))[0]} == {HEIGHT / 2}


def test_one_known_point_is_no_course() -> None:
    assert sparkline(figure(None, 4.0)) == ""


def test_ranges_are_a_band_without_a_dot() -> None:
    points = tuple(Value(State.RANGE, f"{low}–{high}", low=low, high=high) for low, high in ((1, 2), (3, 5)))
    picture = sparkline(KeyFigure("Käynnit", points[-1], "fi", points=points, labels=("a", "b")))
    assert lines(picture)[0] == [(4, 23.5), (146, 4), (146, 17), (4, 30)]
    assert "circle" not in picture
