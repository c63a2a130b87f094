"""Signing in over HTTP: what is closed without it, and whose conversations are whose."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from index.catalog.users import USERS_FILE, UserStore
from index.settings import Settings
from tests.browser.corpus import ARTICLES, GRID
from tests.browser.scripted import ScriptedEngine
from ui.answering.answers import Answers
from ui.answering.own import Own
from ui.auth.door import Door
from ui.auth.pages import safe_path
from ui.auth.passwords import Passwords
from ui.server import create_app

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "seven quiet lanterns"
SITE = "http://127.0.0.1:7860"
PAGE = {"Accept": "text/html"}
FORM = re.compile(r'name="form" value="([^"]+)"')

Client = Callable[[], TestClient]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UserStore]:
    with UserStore(tmp_path_factory.mktemp("users") / USERS_FILE) as store:
        for name, role in (("amal", "reader"), ("basil", "editor"), ("dana", "reader")):
            store.add(name, role=role, password=QUICK.hash(PASSWORD))  # type: ignore[arg-type]
        yield store


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    return ScriptedEngine(ARTICLES)


@pytest.fixture(scope="module")
def clients(users: UserStore, clock: Clock, engine: ScriptedEngine) -> Iterator[Client]:
    door = Door(users, passwords=Passwords(QUICK), clock=clock)

    async def built() -> object:
        return create_app(engine, settings=Settings(port=0), door=door)

    app = asyncio.run(built())
    with TestClient(app, base_url=SITE):  # type: ignore[arg-type]
        yield lambda: TestClient(app, base_url=SITE, follow_redirects=False)  # type: ignore[arg-type]


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> Any:
    found = FORM.search(client.get("/sign-in").text)
    data = {"name": name, "password": password, "form": found[1] if found else "", **fields}
    return client.post("/sign-in", data=data, headers={"Origin": SITE})


@pytest.fixture
def amal(clients: Client) -> TestClient:
    client = clients()
    assert sign_in(client, "amal").status_code == 303
    return client


@pytest.mark.parametrize(
    "path",
    ["/", "/library", f"/article/{GRID.id}", "/export?conversation=x", "/answers/1.md", "/evaluation", "/account", "/nowhere", "/config"],
)
def test_a_page_leads_to_the_sign_in_page_and_back(clients: Client, path: str) -> None:
    answer = clients().get(path, headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert GRID.title not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/queue/data?session_hash=x",
        "/gradio_api/heartbeat/x",
        "/gradio_api/info",
        "/config",
        "/session",
        "/assets/index.js",
        "/theme.css",
    ],
)
def test_what_pages_ask_for_is_closed_without_a_session(clients: Client, path: str) -> None:
    assert clients().get(path).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/queue/join",
        "/gradio_api/run/predict",
        "/library/files?name=x",
        "/evaluation/sets?name=x",
        "/sign-out",
        "/gradio_api/cancel",
    ],
)
def test_nothing_is_taken_without_a_session(clients: Client, path: str) -> None:
    client = clients()
    assert client.post(path, json={}).status_code == 401
    client.cookies.set("sanad-session", "made-up")
    assert client.post(path, json={}).status_code == 401


def test_a_socket_is_closed(clients: Client) -> None:
    with pytest.raises(WebSocketDisconnect) as raised, clients().websocket_connect("/gradio_api/queue/join"):
        pass
    assert raised.value.code == 1008


def test_the_form_needs_no_script_and_says_nothing_of_the_library(clients: Client) -> None:
    page = clients().get("/sign-in?next=/article/x")
    policy = page.headers["content-security-policy"]
    assert "script" not in page.text and "script-src" not in policy
    assert "form-action 'self'" in policy and policy.startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    assert 'name="next" value="/article/x"' in page.text


def test_signing_in_goes_where_one_wanted_and_out_again(clients: Client) -> None:
    client = clients()
    entered = sign_in(client, "Amal", next=f"/article/{GRID.id}")
    assert (entered.status_code, entered.headers["location"]) == (303, f"/article/{GRID.id}")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert client.get(f"/article/{GRID.id}", headers=PAGE).status_code == 200
    session = client.get("/session").json()
    assert session["name"] == "amal"
    token = client.cookies["sanad-session"]
    assert client.post("/sign-out", data={"form": "wrong"}).headers["location"] == "/account"
    assert client.post("/sign-out", data={"form": session["form"]}).headers["location"] == "/sign-in"
    client.cookies.set("sanad-session", token)
    assert client.get("/session").status_code == 401


def test_wrong_passwords_and_unknown_names_look_the_same(clients: Client, clock: Clock) -> None:
    client = clients()
    wrong, unknown = sign_in(client, "dana", "a wrong password"), sign_in(client, "nobody", "a wrong password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("dana", "nobody") == unknown.text
    for name in ("dana", "nobody"):
        texts = [sign_in(client, name, "a wrong password") for _ in range(4)]
        assert [answer.status_code for answer in texts] == [401, 401, 401, 429]
        assert texts[-1].headers["retry-after"] == "1"
        assert sign_in(client, name).status_code == 429
    clock.now += timedelta(minutes=20)
    assert sign_in(client, "dana").status_code == 303


def test_a_form_that_is_not_ours_signs_nobody_in(clients: Client) -> None:
    client = clients()
    assert client.post("/sign-in", data={"name": "amal", "password": PASSWORD, "form": ""}).status_code == 400
    assert client.post("/sign-in", data={"name": "amal", "password": PASSWORD, "form": "x"}).status_code == 400
    assert client.post("/sign-in", content=b"x" * 40_000).status_code == 400
    client.get("/sign-in")
    elsewhere = {"Origin": "http://evil.invalid"}
    assert client.post("/sign-in", data={"name": "amal"}, headers=elsewhere).status_code == 403
    assert "sanad-session" not in client.cookies


@pytest.mark.parametrize(
    "wanted", ["https://evil.invalid", "//evil.invalid", "/\\evil.invalid", "/\tx", "javascript:alert(1)", "", "/sign-in?next=/"]
)
def test_nobody_is_sent_to_another_site(wanted: str) -> None:
    assert safe_path(wanted) == "/"
    assert safe_path("/library?month=2025-03") == "/library?month=2025-03"


def test_a_name_is_shown_as_text(clients: Client) -> None:
    page = sign_in(clients(), '"><script>alert(1)</script>', "a wrong password")
    assert "<script" not in page.text
    assert '"><script>alert(1)</script>' in unescape(page.text)


def test_behind_tls_the_cookie_is_secure_and_a_forged_plain_one_counts_nothing(users: UserStore, clock: Clock) -> None:
    async def built() -> object:
        settings = Settings(port=0, public_address="https://sanad.example.org")
        return create_app(ScriptedEngine(ARTICLES), settings=settings, door=Door(users, passwords=Passwords(QUICK), clock=clock))

    app = asyncio.run(built())
    client = TestClient(app, base_url="https://sanad.example.org", follow_redirects=False)  # type: ignore[arg-type]
    found = FORM.search(client.get("/sign-in").text)
    assert found
    headers = {"Origin": "https://sanad.example.org"}
    entered = client.post("/sign-in", data={"name": "amal", "password": PASSWORD, "form": found[1]}, headers=headers)
    assert re.search(r"__Host-sanad-session=\S+; Path=/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure", entered.headers["set-cookie"])
    token = client.cookies["__Host-sanad-session"]
    client.cookies.clear()
    assert client.get("/session", headers={"Cookie": f"sanad-session={token}"}).status_code == 401
    assert client.get("/session", headers={"Cookie": f"__Host-sanad-session={token}"}).status_code == 200


def test_the_token_is_replaced_on_a_page_after_an_hour(amal: TestClient, clock: Clock) -> None:
    before = amal.cookies["sanad-session"]
    clock.now += timedelta(hours=1)
    assert "set-cookie" not in amal.get("/session").headers
    assert amal.get(f"/article/{GRID.id}", headers=PAGE).status_code == 200
    assert amal.cookies["sanad-session"] != before
    assert amal.get("/session").status_code == 200


def test_the_account_lists_sessions_and_ends_another_one_or_all(clients: Client) -> None:
    here, there = clients(), clients()
    sign_in(here, "basil"), sign_in(there, "basil")
    page = here.get("/account").text
    numbers = re.findall(r'name="which" value="(\d+)"', page)
    assert len(numbers) == 2
    form = here.get("/session").json()["form"]
    other = clients()
    sign_in(other, "amal")
    stolen = other.get("/session").json()["form"]
    assert other.post("/sign-out", data={"form": stolen, "which": numbers[0]}).headers["location"] == "/account"
    assert {client.get("/session").status_code for client in (here, there)} == {200}, "another user's number ends nothing"
    assert here.post("/sign-out", data={"form": form, "which": "all"}).headers["location"] == "/sign-in"
    assert {client.get("/session").status_code for client in (here, there)} == {401}


def test_a_reader_sends_no_files(amal: TestClient) -> None:
    for path in ("/library/files?name=x.txt", "/evaluation/sets?name=x.jsonl"):
        assert amal.post(path, content=b"x").status_code in (403, 404, 405)


def test_the_page_of_another_user_cannot_be_followed(clients: Client) -> None:
    mine, theirs = clients(), clients()
    sign_in(mine, "amal"), sign_in(theirs, "basil")
    assert mine.get("/session?session_hash=mypage").status_code == 200
    for path in ("/gradio_api/queue/data?session_hash=mypage", "/gradio_api/heartbeat/mypage"):
        assert theirs.get(path).status_code == 403


def test_conversations_exports_and_answers_of_others_are_as_if_they_were_not_there(
    clients: Client, engine: ScriptedEngine, users: UserStore
) -> None:
    amal, basil = (user for user in users.list() if user.name in ("amal", "basil"))
    answers = Answers(engine)
    number = Own(answers, amal.id).ask("amals", "What of the grid?")
    assert number is not None
    while answers.is_busy("amals"):
        asyncio.run(asyncio.sleep(0.02))
    mine, theirs = clients(), clients()
    sign_in(mine, "amal"), sign_in(theirs, "basil")
    for path in ("/export?conversation=amals", f"/answers/{number}.md", f"/answers/{number}.html"):
        assert mine.get(path).status_code == 200
        missing = theirs.get(path.replace("amals", "nobodys").replace(str(number), "99999"))
        refused = theirs.get(path)
        assert (refused.status_code, refused.text) == (missing.status_code, missing.text) == (404, missing.text)
    own, other = Own(answers, amal.id), Own(answers, basil.id)
    assert own.turns("amals") and [each.id for each in own.conversations(search="", limit=9)] == ["amals"]
    assert other.turns("amals") is None and other.conversations(search="", limit=9) == ()
    assert other.ask("amals", "And then?") is None and not other.may_begin("amals")
    assert not other.rename("amals", "taken") and not other.hide("amals", moment=datetime.now(UTC)) and not other.stop("amals")
    assert not other.withdraw(number) and other.get(number) is None and other.title("amals") is None
    nobody = Own(answers, None)
    assert nobody.turns("amals") is None and nobody.ask("new", "x") is None and nobody.conversations(search="", limit=9) == ()
    assert Own(answers, "").conversations(search="", limit=9) == ()
