"""The dashboard as an ASGI app: `uvicorn kpdata.ui.server:app`, or `kpdata serve`.

`dashboard.py` itself stays a plain script, so `streamlit run dashboard.py` works too; it then lacks the
security headers, the page's language and the compression that are added here.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import streamlit
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

import kpdata
from kpdata import logs, views
from kpdata.errors import KpdataError
from kpdata.settings import read_settings
from kpdata.ui.drawn import drawn
from kpdata.ui.http import (
    FIND_SERVER,
    CompressedAssets,
    KnownHosts,
    PageShell,
    SecurityHeaders,
    content_security_policy,
)
from kpdata.views import data
from kpdata.views.address import Address
from kpdata.views.cards import Card
from kpdata.views.request import Request as ViewRequest

logger = logging.getLogger(__name__)

# What the pages import anyway: loaded before the first visitor, and then left alone by the collector.
_WARM = ("pandas", "plotly.graph_objects", "sqlalchemy", "altair", "pyarrow", "kpdata.charts")


_FIRST_SEEN = ("yleiskuva", "vertailu")


def dashboard_script() -> Path:
    """The frame: inside the installed package, or at the root of a checkout."""
    package = Path(kpdata.__file__).parent
    shipped = package / "app" / "dashboard.py"
    return shipped if shipped.exists() else package.parent / "dashboard.py"


def ready(_request: Request) -> Response:
    """`/readyz`: 200 when the database answers, else 503, without details."""
    try:
        data.source()
    except KpdataError as error:
        logger.warning("not ready: %s", error)
        return PlainTextResponse("not ready", 503)
    return PlainTextResponse("ready")


def warm() -> None:
    """Build what the first visitor sees first, so that it is there; whatever fails is told when asked for."""
    try:
        source, language = data.source(), read_settings().default_language
        for slug in _FIRST_SEEN:
            request = ViewRequest.read(source, Address({}), language, views.page(slug).LEVELS)
            for part in views.shown(slug, request).parts.values():
                if isinstance(part, Card):
                    ready_card = drawn(part)
                    _ = ready_card.table if ready_card.figure is None else ready_card.figure.to_dict()
    except KpdataError as error:
        logger.warning("the first view was not built beforehand: %s", error)
    except Exception:
        logger.exception("the first view was not built beforehand")


@asynccontextmanager
async def lifespan(_app: streamlit.App) -> AsyncIterator[dict[str, Any]]:
    """Load what every page needs, then freeze it: the collector need not look at it again."""
    for module in _WARM:
        import_module(module)
    # After Streamlit has given every logger of the server a handler of its own.
    logs.set_up(read_settings().log_format)
    gc.collect()
    gc.freeze()
    # Beside the server, which answers meanwhile; a daemon, so that it never delays the end.
    Thread(target=warm, name="warm", daemon=True).start()
    yield {}


def build() -> streamlit.App:
    """The app with its middleware, outermost first."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    # Pages come from the frame alone: else Streamlit's old discovery of pages/ runs once, before the first
    # navigation is known, and greets whoever opens a deep link first with "Page not found".
    PagesManager.uses_pages_directory = False
    return streamlit.App(
        dashboard_script(),
        lifespan=lifespan,
        routes=[Route("/readyz", ready)],
        middleware=[
            Middleware(
                SecurityHeaders,
                policy=content_security_policy(index, [FIND_SERVER], tiles=read_settings().map_tiles),
            ),
            # Read at the first request: Streamlit finds its settings beside the script of the app.
            Middleware(KnownHosts, names=lambda: config.get_option("server.allowedHosts")),
            Middleware(GZipMiddleware, minimum_size=1024),
            Middleware(CompressedAssets),
            Middleware(PageShell, default=lambda: read_settings().default_language, script=FIND_SERVER),
        ],
    )


app = build()
