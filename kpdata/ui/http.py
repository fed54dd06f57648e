"""What Streamlit's server leaves out: security headers, the page's language, compression, host names."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kpdata.i18n import LANGUAGES

LOOPBACK = ("localhost", "127.0.0.1", "::1")
# A link straight to a page: Streamlit would first look for its server below the page's own path (two 404s).
FIND_SERVER = 'window.__streamlit = { BACKEND_BASE_URL: new URL(".", window.location.href).href }'
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/wasm", "image/svg")
# Anywhere in the path: the server may lie below a path of its own (server.baseUrlPath).
_NOT_PAGES = ("/static/", "/_stcore/", "/media/", "/app/static/", "/component/")


def script_hash(script: str) -> str:
    """The source expression that lets one inline script through the content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def content_security_policy(index: Path, scripts: Iterable[str] = (), tiles: str = "") -> str:
    """The policy for the pages: nothing from outside, no script but Streamlit's own and `scripts`.

    index: Streamlit's index.html, whose inline script is let through by its hash. tiles: URL template of
    the background tiles of maps, whose host alone may then be asked for pictures.
    """
    parts = urlsplit(tiles)
    host = f" {parts.scheme}://{parts.netloc}" if tiles else ""
    inline = [*_INLINE_SCRIPT.findall(index.read_text(encoding="utf-8")), *scripts]
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *map(script_hash, inline))),
            # Streamlit's components write their styles while they are drawn.
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{host}",
            "font-src 'self' data:",
            f"connect-src 'self' ws: wss:{host}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self.headers}
                kept = [header for header in message["headers"] if header[0].lower() not in ours]
                message = {**message, "headers": [*kept, *self.headers]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class KnownHosts:
    """Refuses requests under a host name that is not ours (DNS rebinding).

    names: Streamlit's `server.allowedHosts`. When it is empty, a server that listens on this machine only
    answers to this machine's own names; one that listens on the network answers to any.
    """

    def __init__(self, app: ASGIApp, names: Callable[[], Sequence[str]]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] != "http" or self._known(scope):
            await self.app(scope, receive, send)
        else:
            # A WebSocket under a foreign name is refused by Streamlit itself, by its Origin.
            await PlainTextResponse("Unknown host name: see server.allowedHosts.", 400)(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        address = (scope.get("server") or ("", 0))[0]
        names = [name.lower() for name in self.names()] or (LOOPBACK if address in LOOPBACK else ("*",))
        host = host_name(Headers(scope=scope).get("host", ""))
        return any(
            name in ("*", host) or (name.startswith("*.") and host.endswith(name[1:])) for name in names
        )


def _is_below(host: str, name: str) -> bool:
    return name.startswith("*.") and host.endswith(name[1:])


def host_name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of an IPv6 address."""
    bracketed = re.match(r"\[([^\]]*)\]", host)
    return (bracketed[1] if bracketed else host.partition(":")[0]).lower()


class PageShell:
    """Puts the chosen language into `<html lang>`, where Streamlit always says English, and a script first.

    default: the language of a page whose address names none. script: runs before all others.
    """

    def __init__(self, app: ASGIApp, default: Callable[[], str], script: str) -> None:
        self.app = app
        self.default = default
        self.script = f"<head><script>{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and rewrite the answer when it is a page."""
        if scope["type"] != "http" or any(part in scope["path"] for part in _NOT_PAGES):
            await self.app(scope, receive, send)
            return
        # The inner server must not compress what is rewritten here; the outer one compresses it after.
        plain = {**scope, "headers": [item for item in scope["headers"] if item[0] != b"accept-encoding"]}
        tag = f'<html lang="{self._language(scope)}">'.encode()
        start: Message = {}
        body = b""

        async def rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if message["type"] == "http.response.body" and start:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                body = body.replace(b'<html lang="en">', tag, 1).replace(b"<head>", self.script, 1)
                dropped = (b"content-length", b"etag", b"last-modified")
                kept = [item for item in start["headers"] if item[0].lower() not in dropped]
                await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
                message = {"type": "http.response.body", "body": body}
            await send(message)

        # A HEAD request carries no body to count: it is answered as Streamlit does.
        await self.app(plain, receive, rewritten if scope["method"] == "GET" else send)

    def _language(self, scope: Scope) -> str:
        chosen = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1].lower()
        return chosen if chosen in LANGUAGES else self.default()


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return bool(message["status"] == 200 and headers.get("content-type", "").startswith("text/html"))


class CompressedAssets:
    """Gives Streamlit's own files compressed, each compressed once and kept.

    Streamlit sends 9 MB uncompressed on the first visit; a third of it this way. The names of the files
    carry a hash of their content, so what is kept never grows stale, and there are only so many of them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on and keep the answer."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or "/static/" not in scope["path"]
            or "gzip" not in headers.get("accept-encoding", "")
            or "range" in headers
            or "if-none-match" in headers
        ):
            await self.app(scope, receive, send)
            return
        if kept := self._kept.get(scope["path"]):
            await _answer(send, *kept)
            return
        start: Message = {}
        parts: list[bytes] = []

        async def compressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _worth_compressing(message):
                start = message
            elif message["type"] == "http.response.body" and start:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    body = await to_thread.run_sync(gzip.compress, b"".join(parts), 6)
                    own = [
                        item
                        for item in start["headers"]
                        if item[0].lower() not in (b"content-length", b"etag")
                    ]
                    own += [
                        (b"content-encoding", b"gzip"),
                        (b"vary", b"Accept-Encoding"),
                        (b"content-length", str(len(body)).encode()),
                    ]
                    self._kept[scope["path"]] = (own, body)
                    await _answer(send, own, body)
            else:
                await send(message)

        await self.app(scope, receive, compressed)


async def _answer(send: Send, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _worth_compressing(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    kind = headers.get("content-type", "")
    # Only files whose name carries a hash are immutable; anything else must not be kept.
    return bool(
        message["status"] == 200
        and "immutable" in headers.get("cache-control", "")
        and "content-encoding" not in headers
        and kind.startswith(_COMPRESSIBLE)
    )
