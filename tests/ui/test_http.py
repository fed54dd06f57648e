"""What the server adds to Streamlit's answers, on a small stand-in for Streamlit."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from kpdata.ui.http import (
    CompressedAssets,
    KnownHosts,
    PageShell,
    SecurityHeaders,
    content_security_policy,
    host_name,
    script_hash,
)

INDEX = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<script>\n  x = 1\n</script>\n<p lang="en">äö</p></html>'
ASSET = "const answer = 42;\n" * 500


def page(_request: Request) -> Response:
    return HTMLResponse(INDEX, headers={"etag": '"abc"'})


def streamed(_request: Request) -> Response:
    async def parts():
        yield INDEX[:30].encode()
        yield INDEX[30:].encode()

    return StreamingResponse(parts(), media_type="text/html")


class Assets:
    """Counts how often the inner server was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def asset(self, _request: Request) -> Response:
        self.asked += 1
        headers = {"cache-control": "public, immutable, max-age=31536000", "etag": '"abc"'}
        return Response(ASSET, media_type="application/javascript", headers=headers)

    def manifest(self, _request: Request) -> Response:
        self.asked += 1
        return Response("{}", media_type="application/json", headers={"cache-control": "no-cache"})

    def font(self, _request: Request) -> Response:
        return Response(b"wOF2", media_type="font/woff2", headers={"cache-control": "immutable"})


def client(*middleware: Middleware, assets: Assets | None = None, host: str = "testserver") -> TestClient:
    assets = assets or Assets()
    routes = [
        Route("/static/missing.js", lambda _request: PlainTextResponse("no", 404)),
        Route("/static/app.js", assets.asset),
        Route("/static/manifest.json", assets.manifest),
        Route("/static/font.woff2", assets.font),
        Route("/streamed", streamed),
        Route("/plain", lambda _request: PlainTextResponse('<html lang="en">')),
        Route("/{path:path}", page),
    ]
    return TestClient(Starlette(routes=routes, middleware=list(middleware)), base_url=f"http://{host}")


def language_client() -> TestClient:
    return client(Middleware(PageShell, default=lambda: "fi", script="z = 3"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", "fi"), ("?lang=SV", "sv"), ("?lang=en", "en"), ("?lang=fr", "fi"), ("?lang=fi&lang=sv", "sv")],
)
def test_page_is_told_in_the_language_of_its_address(query: str, expected: str) -> None:
    answer = language_client().get(f"/kartta{query}")
    shell = f'<html lang="{expected}">\n<head><script>z = 3</script>'
    assert answer.text == INDEX.replace('<html lang="en">\n<head>', shell)
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "etag" not in answer.headers


def test_a_page_in_parts_is_told_in_the_language_too() -> None:
    assert language_client().get("/streamed?lang=sv").text.startswith('<!DOCTYPE html>\n<html lang="sv">')


def test_only_pages_are_rewritten() -> None:
    served = language_client()
    assert served.get("/plain").text == '<html lang="en">'
    assert served.get("/app/static/page.html").text == INDEX
    assert served.head("/").headers["content-length"] == str(len(INDEX.encode()))


def test_every_answer_has_the_security_headers() -> None:
    served = client(Middleware(SecurityHeaders, policy="default-src 'self'"))
    for path in ("/", "/static/app.js", "/static/missing.js"):
        headers = served.get(path).headers
        assert headers["content-security-policy"] == "default-src 'self'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"


def test_policy_lets_only_the_known_inline_scripts_through(tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    index.write_text(INDEX, encoding="utf-8")
    policy = dict(part.split(" ", 1) for part in content_security_policy(index, ["y = 2"]).split("; "))
    assert (
        policy["script-src"] == f"'self' {script_hash(chr(10) + '  x = 1' + chr(10))} {script_hash('y = 2')}"
    )
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_hash_is_as_the_standard_gives_it() -> None:
    # Example of the Content Security Policy Level 3, section 8.3 (sha256 of `doSubmit()`).
    assert script_hash("doSubmit()") == "'sha256-jzgBGA4UWFFmpOBq0JpdsySukE1FrEN5bUpoK8Z29fY='"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Kpdata.example.fi:443", "kpdata.example.fi"),
        ("[::1]:8501", "::1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_host_name_is_without_its_port(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("names", "listens", "host", "status"),
    [
        ((), "127.0.0.1", "localhost:8501", 200),
        ((), "127.0.0.1", "127.0.0.1:8501", 200),
        ((), "::1", "[::1]:8501", 200),
        ((), "127.0.0.1", "evil.example", 400),
        ((), "10.0.0.5", "kpdata.example.fi", 200),
        (("Kpdata.example.fi",), "127.0.0.1", "kpdata.example.fi", 200),
        (("kpdata.example.fi",), "127.0.0.1", "localhost", 400),
        (("*.example.fi",), "10.0.0.5", "kpdata.example.fi", 200),
        (("*.example.fi",), "10.0.0.5", "example.fi.evil.example", 400),
        (("*",), "127.0.0.1", "evil.example", 200),
    ],
)
def test_only_known_host_names_are_answered(
    names: Sequence[str], listens: str, host: str, status: int
) -> None:
    served = client(
        Middleware(KnownHosts, names=lambda: names), host="[::1]" if listens == "::1" else listens
    )
    assert served.get("/", headers={"host": host}).status_code == status


def test_an_asset_is_compressed_once_and_kept() -> None:
    assets = Assets()
    served = client(Middleware(CompressedAssets), assets=assets)
    first, second = (served.get("/static/app.js") for _ in range(2))
    assert first.text == second.text == ASSET
    assert first.headers["content-encoding"] == second.headers["content-encoding"] == "gzip"
    assert int(second.headers["content-length"]) == len(gzip.compress(ASSET.encode(), 6))
    assert second.headers["vary"] == "Accept-Encoding"
    assert "etag" not in second.headers
    assert assets.asked == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/app.js", {"accept-encoding": "identity"}),
        ("/static/app.js", {"range": "bytes=0-9"}),
        ("/static/app.js", {"if-none-match": '"abc"'}),
        ("/static/manifest.json", {}),
        ("/static/font.woff2", {}),
        ("/static/missing.js", {}),
        ("/", {}),
    ],
)
def test_other_answers_pass_as_they_are(path: str, headers: dict[str, str]) -> None:
    served = client(Middleware(CompressedAssets))
    plain = client()
    for _ in range(2):
        answer = served.get(path, headers=headers)
        assert "content-encoding" not in answer.headers
        assert (answer.status_code, answer.content) == (plain.get(path).status_code, plain.get(path).content)


def test_the_host_of_background_tiles_alone_may_be_asked(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    address = "https://tiles.example.fi:8443/{z}/{x}/{y}.png"
    parts = content_security_policy(tmp_path / "index.html", tiles=address).split("; ")
    told = [part for part in parts if "example" in part]
    assert told == [
        "img-src 'self' data: blob: https://tiles.example.fi:8443",
        "connect-src 'self' ws: wss: https://tiles.example.fi:8443",
    ]
    assert "example" not in content_security_policy(tmp_path / "index.html")
