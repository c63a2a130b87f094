"""The HTTP face: headers, refusals, article pages, and serving until a signal comes."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from index.errors import SettingsError
from index.settings import Settings
from tests.browser.corpus import ARTICLES, ENERGY, GRID, HOSTILE
from tests.browser.scripted import ScriptedEngine, make_citation
from tests.browser.serving import build_app
from ui.listening import is_loopback
from ui.render.elements import span_address
from ui.server import serve

ROOT = Path(__file__).parent.parent
REACTORS = "Two of the six reactors remain offline after inspectors found corrosion in the cooling pipes."


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = asyncio.run(build_app(ScriptedEngine(ARTICLES)))
    with TestClient(app, base_url="http://127.0.0.1:7860") as opened:
        yield opened


def marked(html: str) -> str:
    return "".join(unescape(text) for text in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL))


def test_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/", "/healthz", "/article/missing", "/static/sanad/tokens.css", "/nowhere", "/gradio_api/upload"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "object-src 'none'" in headers["content-security-policy"] or "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_no_policy_names_another_host_and_article_pages_allow_no_script(client: TestClient) -> None:
    workbench, article = (client.get(path).headers["content-security-policy"] for path in ("/", f"/article/{GRID.id}"))
    assert not re.search(r"https?:|\*", workbench + article)
    assert "script-src" not in article
    assert article.startswith("default-src 'none'")


@pytest.mark.parametrize("host", ["evil.invalid", "127.0.0.1.evil.invalid", "localhost.evil.invalid:7860", "", "[::1", "10.0.0.1:7860"])
def test_a_name_that_is_not_this_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.invalid", "null", "http://127.0.0.1:9999", "https://localhost:7860"])
def test_another_site_cannot_make_the_browser_post(client: TestClient, origin: str) -> None:
    assert client.post("/gradio_api/run/predict", json={}, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize(
    "name", ["upload", "file=/etc/passwd", "file/etc/passwd", "proxy=https://example.org/", "vibe-edit/", "component_server"]
)
def test_what_gradio_offers_beyond_the_page_is_closed(client: TestClient, name: str) -> None:
    assert client.get(f"/gradio_api/{name}").status_code == 403
    assert client.post(f"/gradio_api/{name}").status_code == 403


def test_no_function_is_offered_as_an_interface(client: TestClient) -> None:
    offered = client.get("/gradio_api/info").json()
    assert not offered["named_endpoints"]
    assert not offered["unnamed_endpoints"]


def test_the_article_page_marks_exactly_the_quote(client: TestClient) -> None:
    for article, quote in ((GRID, REACTORS), (ENERGY, ENERGY.text.split("\n\n")[1]), (HOSTILE, HOSTILE.text.split("\n\n")[2])):
        page = client.get("/" + span_address(make_citation(article, quote).span))
        assert page.status_code == 200
        assert marked(page.text) == quote
        assert page.text.count('id="hit"') == 1


def test_the_article_page_is_honest_about_a_version_it_does_not_have(client: TestClient) -> None:
    page = client.get(f"/article/{GRID.id}?version={'0' * 64}&start=0&end=10")
    assert page.status_code == 200
    assert "no longer in the library" in page.text
    assert marked(page.text) == ""


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 2), (0, 10**9)])
def test_the_article_page_is_honest_about_a_place_outside_the_text(client: TestClient, start: int, end: int) -> None:
    page = client.get(f"/article/{GRID.id}?version={GRID.version}&start={start}&end={end}")
    assert "lies outside this article" in page.text
    assert marked(page.text) == ""


def test_an_unknown_article_is_not_found_and_the_page_does_not_repeat_the_address(client: TestClient) -> None:
    page = client.get("/article/<script>alert(1)<%2Fscript>")
    assert page.status_code == 404
    assert "<script" not in page.text


@pytest.mark.parametrize("query", ["start=-1&end=2", "start=x", f"version={'0' * 65}"])
def test_a_malformed_place_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/article/{GRID.id}?{query}").status_code == 422


@pytest.mark.parametrize("file", sorted(path.name for path in (ROOT / "ui" / "static" / "fonts").glob("*")))
def test_fonts_are_small_and_come_with_their_licence(client: TestClient, file: str) -> None:
    response = client.get(f"/static/sanad/fonts/{file}")
    assert response.status_code == 200
    assert len(response.content) < 200_000


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),
        ("::", False),
        ("example.org", False),
    ],
)
def test_which_addresses_only_this_machine_reaches(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_other_machines_are_let_in_only_on_purpose() -> None:
    with pytest.raises(SettingsError, match=r"0\.0\.0\.0.*sign in.*--allow-remote"):
        serve(ScriptedEngine(ARTICLES), settings=Settings(), host="0.0.0.0", open_browser=False)


def test_a_port_in_use_is_an_error_with_a_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port}.*--port"):
            serve(ScriptedEngine(ARTICLES), settings=Settings(), port=port, open_browser=False)


SERVING = """
from index.settings import Settings
from tests.browser.corpus import ARTICLES
from tests.browser.scripted import ScriptedEngine
from ui.server import serve
serve(ScriptedEngine(ARTICLES), settings=Settings(), port=0, open_browser=False)
print("closed after", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_serving_with_a_page_open_and_returns_to_the_caller(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        announced = re.search(r"Sanad is at (http://127\.0\.0\.1:\d+/)", process.stdout.readline())
        assert announced
        with httpx.stream("GET", f"{announced[1]}gradio_api/heartbeat/a-page", timeout=30) as events:
            assert events.status_code == 200
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert output.strip() == "closed after"
    assert "Traceback" not in errors
    assert "ERROR" not in errors
