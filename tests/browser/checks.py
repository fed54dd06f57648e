"""What every page is asked in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Look = Callable[..., Page]

# Streamlit looks for itself below the path of a deep link before it finds itself at the root.
HARMLESS = "Failed to load resource: the server responded with a status of 404 (Not Found)"
# English words of Streamlit's own that would leak into the other languages.
_FOREIGN = ("Choose an option", "Choose options", "Clear all", "Select all", "Link to heading", "Fullscreen")
_NO_FOREIGN_WORDS = """foreign => {
    const labels = [...document.querySelectorAll('[aria-label]')].map(element => element.ariaLabel);
    const text = document.body.innerText;
    return !foreign.some(word => text.includes(word) || labels.includes(word));
}"""
# Told in red or yellow; what a page says where there is nothing to show is no fault.
_FAULTS = ", ".join(
    f"[data-testid={name}]" for name in ("stException", "stAlertContentError", "stAlertContentWarning")
)
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
# Tops of the choices in the grid that holds the level: one number when they stand in one row.
_TOPS = """() => {
    const grid = document.querySelector('.st-key-pick-level').closest('[data-testid=stGrid]');
    const tops = [...grid.querySelectorAll('[class*=st-key-pick-]')].map(
        choice => Math.round(choice.getBoundingClientRect().top));
    return [tops.length, new Set(tops).size];
}"""


def errors(page: Page) -> list[str]:
    """What the console and the page told of errors."""
    return [text for text in page.told if text != HARMLESS]  # type: ignore[attr-defined]


def outside(page: Page, address: str) -> list[str]:
    """What was asked of other servers."""
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    return [asked for asked in page.asked if not asked.startswith(own)]  # type: ignore[attr-defined]


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Rules of WCAG 2.1 A and AA that the page breaks, with the elements that do."""
    found = Axe().run(page, options=_RULES).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def whole(page: Page, address: str) -> None:
    """One heading, no error on it or behind it, nothing from elsewhere, nothing that shuts a reader out."""
    assert page.locator("h1").count() == 1
    assert page.locator(_FAULTS).count() == 0
    assert page.locator("[role=dialog]").count() == 0
    assert violations(page) == []
    assert errors(page) == []
    assert outside(page, address) == []


def speaks_alone(page: Page, language: str) -> None:
    """The page is in its language, and Streamlit's own English words do not stand in it."""
    assert page.evaluate("document.documentElement.lang") == language
    if language != "en":
        # Streamlit writes its words first and ours follow, so the end state is awaited.
        page.wait_for_function(_NO_FOREIGN_WORDS, arg=list(_FOREIGN))


def fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    width = page.evaluate("window.innerWidth")
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def rows_of_filters(page: Page) -> int:
    """In how many rows the page's filters stand."""
    choices, rows = page.evaluate(_TOPS)
    assert choices >= 4
    return int(rows)
