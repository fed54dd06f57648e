import json
import re

import pytest

from kpdata.views import school_age, what_if
from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import figures, headings, headline, ok, shown

PAGE = "pages/themes/school_age.py"
NUMBER = re.compile(r"[\d,]+")


def number(text: str) -> int:
    found = NUMBER.search(text)
    assert found, text
    return int(found[0].replace(",", ""))


@pytest.mark.parametrize("kind", what_if.KINDS)
@pytest.mark.parametrize(
    ("area", "language"),
    [*((area, "EN") for area in areas_of("kouluikaiset")), ("county:08", "FI"), ("county:08", "SV")],
)
def test_every_what_if_at_every_level(run: Run, kind: str, area: str, language: str) -> None:
    app = ok(run(PAGE, area=area, level=area.split(":", maxsplit=1)[0], whatif=kind, lang=language))
    assert len(headings(app)) >= 10
    assert "{" not in shown(app)
    for figure in figures(app):
        assert figure.proto.alt.endswith(".")
        assert json.loads(figure.proto.spec)["data"]


def test_what_the_page_holds(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    titles = (
        "Without a place in their municipality",
        "Municipalities with a place",
        "Within 5 km of a place",
        "Open in free time",
        "Open hours within reach",
    )
    html = [element.value for element in app.html]
    assert all(any(f">{title}</div>" in text for text in html) for title in titles)
    told = headings(app)
    for part in ("municipalities of 23", "no suitable place in", "in free time", "blind spot", "new places"):
        assert any(part in title for title in told), part
    assert any("overlap in age, time and a kilometre" in title for title in told)
    assert len(figures(app)) == 6


def test_the_band_and_the_distance_change_every_figure(run: Run) -> None:
    near = ok(run(PAGE, area="county:08", lang="EN", band="lower_school", km="3"))
    far = ok(run(PAGE, area="county:08", lang="EN", band="lower_school", km="10"))
    assert headline(near).startswith("Pirkanmaa: ")
    assert "aged 7–12" in headline(near)
    assert "more than 3 km" in headline(near)
    assert number(headline(near).split(": ")[1]) > number(headline(far).split(": ")[1])
    assert "3 km as the crow flies" in shown(near)
    near.selectbox(key="pick-band").select("adolescent").run()
    ok(near)
    assert near.query_params["band"] == "adolescent"
    assert "aged 13–17" in headline(near)
    assert near.query_params["km"] == "3"


@pytest.mark.parametrize("measure", school_age.MEASURES)
def test_the_map_shows_each_measure(run: Run, measure: str) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", measure=measure))
    names = {
        "within": "Children within 5 km",
        "places": "Suitable places per 1,000",
        "free_time": "Open hours in free time",
        "access": "Open hours within reach per child",
        "without": "Children without a suitable place",
    }
    captions = [re.sub(r"\\(.)", r"\1", caption.value) for caption in app.caption]
    assert sum(caption.startswith(names[measure]) for caption in captions) == 2


def test_a_measure_of_another_page_is_no_forgery(run: Run) -> None:
    known = ok(run(PAGE, area="county:08", lang="EN", measure="visits_per_1000"))
    assert "not known here" not in shown(known)
    forged = ok(run(PAGE, area="county:08", lang="EN", measure="nothing"))
    assert "“measure” is not known here" in shown(forged)


def test_two_areas_side_by_side(run: Run) -> None:
    alone = ok(run(PAGE, area="municipality:837", lang="EN"))
    beside = ok(run(PAGE, area="municipality:837", lang="EN", beside="municipality:536"))
    assert len(figures(beside)) == len(figures(alone)) + 1
    clocks = [title for title in headings(beside) if "in free time" in title]
    assert [title.split(":")[0] for title in clocks] == ["Tampere", "Nokia"]
    two = ok(run(PAGE, area=["municipality:837", "municipality:604"], lang="EN"))
    assert "Pirkkala: in free time" in "\n".join(headings(two))
    country = ok(run(PAGE, area="municipality:837", lang="EN", beside="country:FI"))
    assert "Finland: in free time" in "\n".join(headings(country))


def test_school_holidays_have_their_own_week(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", season="summer"))
    assert "summer holiday, the week of 5 July 2026" in shown(app)
    assert "hours. Most" in shown(app) or "In free time: in" in shown(app)
    autumn = ok(run(PAGE, area="county:08", lang="FI", season="autumn"))
    assert "syysloma, viikko jolla on 18.10.2026" in shown(autumn)


def test_a_day_in_the_past(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", date="2025-06-30"))
    assert "as of 30 June 2025" in shown(app)
    assert app.selectbox(key="pick-date").value == "2025-06-30"
    app.selectbox(key="pick-date").select("").run()
    assert "date" not in ok(app).query_params
    assert "as of 15 November 2026" in shown(app)
    app.selectbox(key="pick-date").select("2026-09-30").run()
    assert ok(app).query_params["date"] == "2026-09-30"


def test_next_places_step_by_step(run: Run) -> None:
    one = ok(run(PAGE, area="county:08", lang="EN", steps="1"))
    ten = ok(run(PAGE, area="county:08", lang="EN", steps="10"))
    assert any(title.startswith("1 new place: ") for title in headings(one))
    assert any(title.startswith("10 new places: ") for title in headings(ten))
    table = next(element.value for element in ten.html if ">10. " in element.value)
    gains = [int(text.replace(",", "")) for text in re.findall(r"tabular-nums\">([\d,]+)<div", table)]
    assert gains == sorted(gains, reverse=True)
    assert shown(ten).count("Proposal, not an optimum") >= 2
    assert "nothing is written to the data" in shown(ten)


def test_a_new_slot_before_and_after(run: Run) -> None:
    app = ok(run(PAGE, area="municipality:837", lang="EN", whatif="slot"))
    told = headings(app)
    gain = next(title for title in told if title.startswith("The new slot reaches"))
    assert "Gained: Sat 12–13 +" in shown(app)
    assert "Computation, not a decision" in shown(app)
    place = app.selectbox(key="pick-place").options[1]
    app.selectbox(key="pick-opens").select("20").run()
    assert ok(app).selectbox(key="pick-closes").value == "21"
    app.selectbox(key="pick-place").select_index(1).run()
    assert place.split(" (")[0] in shown(ok(app))
    assert number(gain) > 0


def test_what_stops(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", whatif="stop"))
    options = app.selectbox(key="pick-stop").options
    assert re.fullmatch(r"[A-Z].*: all places \(\d+\)", options[0])
    assert "Within reach now" in shown(app)
    one = ok(
        run(PAGE, area="county:08", lang="EN", whatif="stop", stop="operator:parish", band="under_school")
    )
    assert any(title.startswith("If “Parishes” stops, ") for title in headings(one))
    last = len(options) - 1
    app.selectbox(key="pick-stop").select_index(last).run()
    assert ok(app).query_params["stop"].startswith("place:")
    assert "1 suitable place stops" in shown(app)


def test_a_place_of_another_area_falls_back_quietly(run: Run) -> None:
    app = ok(run(PAGE, area="municipality:837", lang="EN", whatif="slot"))
    place = str(app.selectbox(key="pick-place").value)
    moved = ok(run(PAGE, area="municipality:536", lang="EN", whatif="slot", place=place))
    assert "not known here" not in shown(moved)
    forged = ok(run(PAGE, area="municipality:536", lang="EN", whatif="slot", place="<b>"))
    assert "“place” is not known here" in shown(forged)


def test_without_any_place_the_page_says_what_to_do(run: Run) -> None:
    # A municipality without places: coverage is told, and a what-if has nothing to ask about.
    app = ok(run(PAGE, area="municipality:005", level="municipality", lang="EN", whatif="slot"))
    assert headline(app).startswith("Alajärvi: no child aged 7–17 lives within 5 km")
    assert any("There is no active meeting place here" in info.value for info in app.info)


def test_what_differs_is_in_the_address_alone(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    app.selectbox(key="pick-season").select("winter").run()
    app.selectbox(key="pick-km").select("10").run()
    app.selectbox(key="pick-beside").select("county:07").run()
    assert {name: app.query_params[name] for name in ("season", "km", "beside")} == {
        "season": "winter",
        "km": "10",
        "beside": "county:07",
    }
    again = ok(run(PAGE, **dict(app.query_params.items())))
    assert headings(again) == headings(app)


def test_an_address_without_an_area_shows_the_default_one(run: Run) -> None:
    # The page of areas side by side leaves such an address when every area is taken away.
    assert headline(ok(run(PAGE, area="", level="county", lang="EN"))).startswith("Pirkanmaa: ")
