"""Every page in a real browser: whole in each language, narrow, by link, history, download and keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpdata import views
from tests.browser import checks
from tests.browser.checks import Look, errors, outside
from tests.browser.conftest import DAY, SERVE, STREAMLIT, settle, started, until
from tests.sample_database import page_scripts

pytestmark = pytest.mark.browser

OVERVIEW, AREAS = "yleiskuva", "vertailu"
# What the tab says, before the name of the dashboard.
TITLES = {
    "yleiskuva": ("Yleiskuva", "Översikt", "Overview"),
    "vertailu": ("Alueet rinnakkain", "Områden sida vid sida", "Areas side by side"),
    "kartta": ("Kartta", "Karta", "Map"),
    "alueprofiili": ("Alueprofiili", "Områdesprofil", "Area profile"),
    "kouluikaiset": ("Kouluikäiset", "Barn i skolåldern", "School-age children"),
    "verkosto": ("Verkosto", "Nätverk", "Network"),
    "integraatio": ("Integraatio", "Integrering", "Integration"),
    "kavijat": ("Kävijät", "Besökare", "Visitors"),
    "kyselyt": ("Kyselyt", "Enkäter", "Surveys"),
    "kriteerit": ("Kriteerit", "Kriterier", "Criteria"),
    "kokous": ("Kokouspaketit", "Mötespaket", "Meeting packs"),
    "vuosikello": ("Vuosikello", "Årsklocka", "Annual cycle"),
}
DASHBOARD = {"fi": "Kohtaamispaikat", "sv": "Mötesplatser", "en": "Meeting places"}
LANGUAGES = tuple(DASHBOARD)


def url(address: str, slug: str, language: str, query: str = "") -> str:
    path = "" if slug == OVERVIEW else slug
    return f"{address}/{path}?lang={language.upper()}&area=county:08&{DAY}{query}"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (375, 812)])
def test_the_finding_stands_at_the_top_and_nothing_covers_it(
    look: Look, address: str, width: int, height: int
) -> None:
    page = look(url(address, OVERVIEW, "fi"), width=width, height=height)
    title = page.locator("h1").bounding_box()
    figures = page.locator(".st-key-key-figure-0").bounding_box()
    assert title is not None
    assert figures is not None
    assert title["y"] < 120
    if width > 640:
        assert figures["y"] + figures["height"] < height
    # At the left edge, where the button of a closed menu stands on a narrow screen.
    mark = page.get_by_text("Esimerkkiaineisto").bounding_box()
    assert mark is not None
    for top in (mark["y"] + 4, title["y"] + 4):
        seen = "([x, y]) => document.elementFromPoint(x, y).closest('[data-testid=stMain]') !== null"
        assert page.evaluate(seen, [title["x"] + 8, top])


def test_every_page_of_the_menu_is_walked() -> None:
    assert set(TITLES) == set(page_scripts())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", TITLES)
def test_every_page_in_every_language(look: Look, address: str, slug: str, language: str) -> None:
    page = look(url(address, slug, language))
    title = TITLES[slug][LANGUAGES.index(language)]
    assert page.title() == f"{title} · {DASHBOARD[language]}"
    checks.whole(page, address)
    checks.speaks_alone(page, language)


@pytest.mark.parametrize("slug", TITLES)
def test_narrow_pages_do_not_scroll_sideways(look: Look, address: str, slug: str) -> None:
    page = look(url(address, slug, "fi"), width=375, height=812)
    checks.fits(page)
    assert errors(page) == []


@pytest.mark.parametrize("slug", views.PAGES)
def test_the_filters_stand_in_one_row(look: Look, address: str, slug: str) -> None:
    assert checks.rows_of_filters(look(url(address, slug, "fi"))) == 1


@pytest.mark.parametrize("command", [SERVE, STREAMLIT], ids=["serve", "streamlit"])
def test_a_deep_link_on_a_freshly_started_server(
    look: Look, sample_url: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    with started(command, sample_url, tmp_path / "log.txt") as fresh:
        page = look(url(fresh, AREAS, "sv"))
        assert page.title() == "Områden sida vid sida · Mötesplatser"
        assert page.locator("h1").inner_text().startswith("Birkaland: ")
        until(page, "!document.querySelector('[role=dialog]')")
        assert page.evaluate("document.documentElement.lang") == "sv"


def test_choices_live_in_the_address_through_pages_and_history(look: Look, address: str) -> None:
    page = look(f"{address}/?lang=EN&{DAY}")
    page.get_by_role("combobox", name="Area").click()
    page.get_by_role("option", name="Kanta-Häme").click()
    page.wait_for_url(re.compile("area=county%3A07"))
    page.get_by_role("link", name="Areas side by side").click()
    page.wait_for_url(re.compile(r"/vertailu\?.*area=county%3A07"))
    settle(page)
    assert page.locator("h1").inner_text().startswith("Kanta-Häme: ")
    page.go_back()
    page.wait_for_url(re.compile(r":\d+/\?"))
    settle(page)
    assert page.locator("h1").inner_text().startswith("Kanta-Häme: ")
    page.go_back()
    settle(page)
    until(page, "document.querySelector('h1').innerText.startsWith('Pirkanmaa')")
    assert "area=" not in page.url


def test_a_changed_language_changes_the_page_and_its_language(look: Look, address: str) -> None:
    page = look(url(address, OVERVIEW, "fi"))
    page.get_by_role("radio", name="SV").or_(page.get_by_text("SV", exact=True)).first.click()
    until(page, "document.documentElement.lang === 'sv'")
    until(page, "document.querySelector('h1').innerText.startsWith('Birkaland')")
    assert "lang=SV" in page.url


def test_downloads(look: Look, address: str, tmp_path: Path) -> None:
    page = look(url(address, OVERVIEW, "fi"))
    page.locator(".st-key-export-map button").click()
    page.locator(".st-key-csv-map button").wait_for()
    with page.expect_download() as csv:
        page.locator(".st-key-csv-map button").click()
    assert csv.value.suggested_filename == f"kohtaamispaikat_pirkanmaa_{slug()}_{DAY[5:]}.csv"
    csv.value.save_as(tmp_path / "table.csv")
    text = (tmp_path / "table.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfEsimerkkiaineisto")
    assert "Tampere;" in text.decode("utf-8-sig")
    for kind, start in (("png", b"\x89PNG"), ("svg", b"<svg")):
        button = page.locator(f".st-key-{kind}-map button")
        if not button.is_visible():
            page.locator(".st-key-export-map button").click()
        with page.expect_download(timeout=60_000) as picture:
            button.click()
        assert picture.value.suggested_filename == f"kohtaamispaikat_pirkanmaa_{slug()}_{DAY[5:]}.{kind}"
        picture.value.save_as(tmp_path / f"map.{kind}")
        assert (tmp_path / f"map.{kind}").read_bytes().startswith(start)
    drawing = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "Esimerkkiaineisto" in drawing
    assert "kohtaamispaikkarekisteri" in drawing
    assert errors(page) == []


def slug() -> str:
    return "places-school-age-per-1000"


def test_copied_link_names_everything(look: Look, address: str) -> None:
    page = look(f"{address}/?lang=EN")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.locator(".st-key-link-map button").click()
    page.get_by_text("The link to this view was copied.").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    for part in ("lang=EN", "level=county", "area=county%3A08", "with=country", "period=", "date="):
        assert part in link
    again = look(link)
    assert again.locator("h1").inner_text() == page.locator("h1").inner_text()


def test_forged_values_make_no_link_and_no_image(look: Look, address: str) -> None:
    forged = (
        "&view=<img src=x onerror=alert(1)>&measure=[x](https://e.example)&area=![y](https://e.example/y.png)"
    )
    page = look(url(address, OVERVIEW, "fi", forged))
    foreign = "[...document.querySelectorAll('a, img')].map(e => e.href || e.src)"
    links = [link for link in page.evaluate(foreign) if not link.startswith((address, "data:"))]
    assert links == []
    assert outside(page, address) == []
    assert errors(page) == []


def test_a_heat_table_is_shown_whole_with_its_legend(look: Look, address: str) -> None:
    others = "".join(f"&area=county:{code}" for code in ("05", "06", "13"))
    page = look(url(address, AREAS, "sv", f"&level=county&view=heat{others}"))
    box = page.locator(".st-key-figure-wide-heat")
    assert box.evaluate("e => e.scrollHeight - e.clientHeight") <= 1
