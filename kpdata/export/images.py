"""Charts as PNG and SVG, and a document as a printed PDF, drawn by a Chromium of this machine.

Needs the extra `kpdata[images]` (kaleido) and a Chromium or Chrome; a message says so where one is missing.
Nothing is asked from outside: Plotly's script and the typeface come with the installed packages, MathJax is
off, and maps get an empty topojson (Plotly would fetch one).
"""

from __future__ import annotations

import asyncio
import base64
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, TypeVar

from kpdata.charts import plotly
from kpdata.charts.chart import Chart
from kpdata.errors import UsageError
from kpdata.i18n import N_

WIDTH = 1100
Form = Literal["png", "svg"]
Page = Callable[[Sequence[str]], str]
_SECONDS, _SECONDS_A_CHART = 60, 5
_PAGE_WIDTH = 760  # about what is read well on A4
_DENSITY = 2  # pixels of a PNG to one of the figure
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
_FONTS = "streamlit/static/static/media"
_A4_INCHES = {"paperWidth": 8.27, "paperHeight": 11.69}
_MARGINS = {f"margin{side}": 0.55 for side in ("Top", "Bottom", "Left", "Right")}
_MISSING = N_(
    "PNG, SVG and PDF need the extra kpdata[images] and Chromium or Chrome on this machine. "
    "PPTX, DOCX, XLSX and CSV need neither."
)
_FAILED = N_("Chromium could not draw the pictures: try again, or choose PPTX, DOCX or XLSX.")
_READY = """
new Promise(done => document.readyState === "complete" ? done() : addEventListener("load", done))
    .then(() => document.fonts.load('16px "Source Sans"'))
    .then(() => document.fonts.ready)
    .then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
    .then(() => true)
"""
_EMPTY_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    '<body style="margin:0;overflow:hidden"></body></html>'
)
_T = TypeVar("_T")


def are_available() -> bool:
    """Whether pictures can be drawn here: kaleido is installed and finds a Chromium."""
    if find_spec("kaleido") is None:
        return False
    from choreographer.errors import ChromeNotFoundError
    from kaleido import Kaleido

    try:
        Kaleido(mathjax=False)
    except ChromeNotFoundError:
        return False
    return True


def pictures(charts: Sequence[Chart], forms: Sequence[Form]) -> list[dict[Form, bytes]]:
    """The files of each chart by form, with title, subtitle and source inside.

    UsageError where none can be drawn here.
    """

    async def drawn() -> list[dict[Form, bytes]]:
        async with _browser() as (browser, topojson), _opened(browser, _EMPTY_PAGE) as session:
            found = []
            for chart in charts:
                svg, size = await _drawn(browser, topojson, chart, titled=True, width=WIDTH)
                files: dict[Form, bytes] = {}
                if "svg" in forms:
                    files["svg"] = _with_font(svg).encode()
                if "png" in forms:
                    files["png"] = await _photographed(session, svg, size)
                found.append(files)
            return found

    return _run(drawn(), len(charts))


def printed(charts: Sequence[Chart], page: Page) -> bytes:
    """A PDF of a page of HTML that is written from the charts as SVG, in their order; A4, tagged."""

    async def pdf() -> bytes:
        async with _browser() as (browser, topojson):
            svgs = [
                (await _drawn(browser, topojson, chart, titled=False, width=_PAGE_WIDTH))[0]
                for chart in charts
            ]
            return await _printed(browser, page(svgs))

    return _run(pdf(), len(charts))


def _run(work: Coroutine[Any, Any, _T], count: int) -> _T:
    if not are_available():
        work.close()
        raise UsageError(_MISSING)
    try:
        # In a thread of its own: the caller's may have a loop already.
        with ThreadPoolExecutor(1) as thread:
            limited = asyncio.wait_for(work, _SECONDS + count * _SECONDS_A_CHART)
            return thread.submit(asyncio.run, limited).result()
    except (TimeoutError, RuntimeError, OSError, ValueError) as error:
        raise UsageError(_FAILED) from error


@asynccontextmanager
async def _browser() -> AsyncIterator[tuple[Any, str]]:
    """A headless Chromium with Plotly's script, and the address of an empty topojson."""
    from kaleido import Kaleido, PageGenerator

    generated = PageGenerator(mathjax=False).generate_index()
    with tempfile.TemporaryDirectory(prefix="kpdata-") as folder:
        nothing = {"type": "GeometryCollection", "geometries": []}
        (Path(folder) / "world_110m.json").write_text(
            json.dumps(
                {
                    "type": "Topology",
                    "objects": dict.fromkeys(_LAYERS, nothing),
                    "arcs": [],
                    "transform": {"scale": [1, 1], "translate": [0, 0]},
                }
            ),
            encoding="utf-8",
        )
        index = Path(folder) / "index.html"
        index.write_text(generated.replace("</head>", f"{_font_style()}</head>", 1), encoding="utf-8")
        async with Kaleido(n=1, page_generator=index, timeout=_SECONDS) as browser:
            yield browser, f"{Path(folder).as_uri()}/"


async def _drawn(
    browser: Any, topojson: str, chart: Chart, *, titled: bool, width: int
) -> tuple[str, tuple[int, int]]:
    """The SVG of a chart with its width and height in pixels."""
    figure = plotly.figure(chart, width=width, titled=titled)
    size = (width, int(figure.layout.height or 500))
    options = {"format": "svg", "width": size[0], "height": size[1], "scale": 1}
    svg: bytes = await browser.calc_fig(figure, options, topojson=topojson)
    return svg.decode(), size


async def _photographed(session: Any, svg: str, size: tuple[int, int]) -> bytes:
    """The SVG as a PNG. Plotly's own way to PNG knows no typeface but those of the machine."""
    width, height = size
    screen = {"width": width, "height": height, "deviceScaleFactor": _DENSITY, "mobile": False}
    await _asked(session, "Emulation.setDeviceMetricsOverride", screen)
    put = f"document.body.innerHTML = {json.dumps(svg)}; {_READY}"
    await _asked(session, "Runtime.evaluate", {"expression": put, "awaitPromise": True})
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    told = await _asked(session, "Page.captureScreenshot", {"format": "png", "clip": clip})
    return base64.b64decode(told["data"])


async def _printed(browser: Any, html: str) -> bytes:
    """The page as a PDF with tags for screen readers and bookmarks of its headings."""
    number = '<span class="pageNumber"></span> / <span class="totalPages"></span>'
    look = "font:8px sans-serif;width:100%;text-align:right;margin:0 15mm"
    settings = {
        **_A4_INCHES,
        **_MARGINS,
        "printBackground": True,
        "generateTaggedPDF": True,
        "generateDocumentOutline": True,
        "displayHeaderFooter": True,
        "headerTemplate": "<span></span>",
        "footerTemplate": f'<div style="{look}">{number}</div>',
    }
    async with _opened(browser, html) as session:
        told = await _asked(session, "Page.printToPDF", settings)
        return base64.b64decode(told["data"])


@asynccontextmanager
async def _opened(browser: Any, html: str) -> AsyncIterator[Any]:
    """A page in a tab of its own, with the figures' typeface, when that is ready."""
    html = html.replace("</head>", f"<style>{_font_face()}</style></head>", 1)
    with tempfile.TemporaryDirectory(prefix="kpdata-") as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        tab = await browser.create_tab(file.as_uri())
        session = await tab.create_session()
        await _asked(session, "Runtime.evaluate", {"expression": _READY, "awaitPromise": True})
        yield session
        await browser.close_tab(tab)


async def _asked(session: Any, command: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The answer of the browser; RuntimeError when it refuses."""
    answer = await session.send_command(command, parameters)
    if "error" in answer:
        raise RuntimeError(answer["error"]["message"])
    result: dict[str, Any] = answer["result"]
    return result


@cache
def _typeface() -> bytes | None:
    """The figures' typeface out of the installed Streamlit; None when it is not where it was."""
    try:
        folder = Path(str(distribution("streamlit").locate_file(_FONTS)))
    except PackageNotFoundError:
        return None
    files = sorted(folder.glob("SourceSansVF-Upright*.woff2"))
    return files[0].read_bytes() if files else None


@cache
def _font_face() -> str:
    typeface = _typeface()
    if typeface is None:
        return ""
    data = base64.b64encode(typeface).decode()
    return (
        "@font-face{font-family:'Source Sans';font-weight:200 900;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )


def _font_style() -> str:
    # Measured before the first figure is drawn: otherwise it would be laid out in another typeface.
    wait = "<script>document.fonts.load('16px \"Source Sans\"')</script>"
    return f"<style>{_font_face()}</style>{wait}"


def _with_font(svg: str) -> str:
    """The SVG with its typeface inside, so that it looks the same on every machine."""
    start = svg.find(">", svg.find("<svg")) + 1
    return f"{svg[:start]}<style>{_font_face()}</style>{svg[start:]}"
