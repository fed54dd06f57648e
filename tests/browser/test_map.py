"""Selecting on the map in a real browser: by a click on an area, a place, a tile, and by the keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kpdata.areas import area_index
from kpdata.sources.bundle import open_source
from kpdata.store.db import close_all, open_database
from kpdata.store.ingest import ImportOptions, import_source
from tests.browser.checks import Look, errors, fits, outside, rows_of_filters, whole
from tests.browser.conftest import DAY, SERVE, settle, started, until
from tests.sample_database import TODAY

pytestmark = pytest.mark.browser

TOWNS = Path(__file__).parents[1] / "data" / "three_towns.geojson"
AREAS = "document.querySelectorAll('.st-key-plot-map .choroplethlayer path')"
BOXES = f"""[...{AREAS}].map(e => [e.__data__.loc, e.getBoundingClientRect()])
    .map(([key, box]) => [key, box.x + box.width / 8, box.y + box.height / 8])"""


@pytest.fixture(scope="module")
def bordered(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard whose database has borders of three towns."""
    close_all()
    folder = tmp_path_factory.mktemp("borders")
    shutil.copy(sample_url.removeprefix("sqlite:///"), folder / "kpdata.sqlite")
    url = f"sqlite:///{folder / 'kpdata.sqlite'}"
    source = open_source([TOWNS], source_date=TODAY, areas=area_index())
    import_source(open_database(url), source, ImportOptions())
    close_all()
    with started(SERVE, url, folder / "log.txt") as address:
        yield address


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/kartta?lang={language.upper()}&area=county:08&{DAY}{query}"


def spot(page: Page, key: str) -> tuple[float, float]:
    """A point of an area on the map, away from its middle where other marks stand."""
    page.locator(".st-key-card-map").scroll_into_view_if_needed()
    return next((x, y) for name, x, y in page.evaluate(BOXES) if name == key)


def drawn(page: Page) -> Page:
    """The page with both of its figures drawn."""
    until(page, "document.querySelectorAll('[data-testid=stPlotlyChart] .main-svg').length >= 4")
    settle(page)
    return page


def picked(page: Page, name: str) -> None:
    until(page, f"[...document.querySelectorAll('.st-key-card-pick h2')].some(e => e.innerText === '{name}')")
    settle(page)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_with_borders_it_is_whole(look: Look, bordered: str, language: str) -> None:
    page = look(url(bordered, language, "&pick=municipality:837"))
    assert page.locator("[data-testid=stPlotlyChart]").count() == 2
    until(page, f"{AREAS}.length === 3")
    whole(page, bordered)


def test_a_click_on_an_area_picks_it_and_leads_to_its_profile(look: Look, bordered: str) -> None:
    page = drawn(look(url(bordered, "en", "&points=none&layers="), height=1200))
    page.mouse.click(*spot(page, "municipality:536"))
    picked(page, "Nokia")
    assert "pick=municipality%3A536" in page.url
    # A second one, then the same through the address.
    page.mouse.click(*spot(page, "municipality:837"))
    picked(page, "Tampere")
    again = look(page.url)
    picked(again, "Tampere")
    page.locator(".st-key-ways a").click()
    page.wait_for_url("**/alueprofiili?*area=municipality%3A837*")
    assert errors(page) == []
    assert outside(page, bordered) == []


def test_a_click_on_a_place_tells_of_it(look: Look, bordered: str) -> None:
    page = look(url(bordered, "en", "&layers=&measure=borders"), height=1200)
    point = page.locator(".st-key-plot-map .scatterlayer .point").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(page, "location.search.includes('pick=place')")
    until(page, "document.querySelectorAll('.st-key-card-pick h2').length === 1")
    assert errors(page) == []


def test_a_click_on_a_tile_picks_its_area(look: Look, address: str) -> None:
    page = drawn(look(url(address, "en", "&points=none&layers="), height=1600))
    place = page.evaluate(
        """(() => { const plot = document.querySelector('.st-key-card-tiles .js-plotly-plot');
            const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
            const found = plot._fullData.find(trace => trace.customdata);
            const row = found.customdata.indexOf('municipality:837');
            return [box.x + xaxis._offset + xaxis.d2p(found.x[row]),
                    box.y + yaxis._offset + yaxis.d2p(found.y[row])]; })()"""
    )
    page.mouse.click(*place)
    picked(page, "Tampere")
    assert errors(page) == []


def test_the_keyboard_picks_as_well(look: Look, address: str) -> None:
    page = look(url(address, "en"))
    box = page.get_by_role("combobox", name="Area or place")
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Tampere")
    page.get_by_role("option", name="Tampere", exact=True).first.wait_for()
    page.keyboard.press("Enter")
    picked(page, "Tampere")
    assert "pick=municipality%3A837" in page.url


@pytest.mark.parametrize("width", [375, 1366])
def test_nothing_scrolls_sideways(look: Look, bordered: str, width: int) -> None:
    page = look(url(bordered, "fi"), width=width, height=812)
    fits(page)
    assert errors(page) == []


def test_the_filters_of_the_country_stand_in_one_row(look: Look, bordered: str) -> None:
    page = look(f"{bordered}/kartta?lang=FI&level=country&area=country:FI&{DAY}")
    assert rows_of_filters(page) == 1
