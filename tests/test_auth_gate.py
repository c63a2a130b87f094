"""When people have to sign in, whose word counts, and what ends with a session."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.types import Message, Receive, Scope, Send

from index.catalog.users import USERS_FILE, UserStore
from index.errors import SettingsError
from index.settings import Settings
from tests.browser.corpus import ARTICLES
from tests.browser.scripted import ScriptedEngine
from tests.browser.serving import serving
from ui.auth.cookies import Cookies
from ui.auth.door import Door
from ui.auth.gate import Gate
from ui.auth.opening import opened_door
from ui.auth.passwords import Passwords
from ui.auth.sessions import digest
from ui.render.sign_in import browser_name

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "seven quiet lanterns"
FORM = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture
def users(tmp_path: Path) -> Iterator[UserStore]:
    with UserStore(tmp_path / USERS_FILE) as store:
        store.add("basil", role="editor", password=QUICK.hash(PASSWORD))
        yield store


def test_when_people_have_to_sign_in(tmp_path: Path) -> None:
    def opened(*, allow_remote: bool = False, **options: object) -> bool:
        settings = Settings.model_validate({"library": tmp_path, **options})
        with opened_door(settings, allow_remote=allow_remote) as door:
            return door is not None

    assert not opened()
    assert not opened(host="0.0.0.0", allow_remote=True)
    with pytest.raises(SettingsError, match=r"0\.0\.0\.0.*sanad user add"):
        opened(host="0.0.0.0")
    with pytest.raises(SettingsError, match=r"sanad\.example\.org.*sanad user add"):
        opened(public_address="https://sanad.example.org")
    with pytest.raises(SettingsError, match="nobody who could sign in"):
        opened(sign_in="on")
    with UserStore(tmp_path / USERS_FILE) as store:
        assert not opened()
        store.add("amal", role="reader", password="x")
    assert opened() and opened(host="0.0.0.0") and opened(sign_in="on") and opened(host="0.0.0.0", allow_remote=True)
    assert not opened(sign_in="off")
    with pytest.raises(SettingsError, match="sign_in is off"):
        opened(sign_in="off", host="0.0.0.0")


@pytest.mark.parametrize(
    ("option", "value"), [("sign_in", "maybe"), ("public_address", "sanad.example.org"), ("trusted_proxies", "10.0.0.1, proxy")]
)
def test_settings_that_make_no_sense_are_refused(option: str, value: str) -> None:
    with pytest.raises(ValueError, match=option):
        Settings.model_validate({option: value})


def test_what_is_being_sent_ends_when_the_session_is_ended_elsewhere(users: UserStore) -> None:
    door = Door(users, passwords=Passwords(QUICK))
    token = door.enter("basil", PASSWORD).token
    sent: list[Message] = []
    stopped = False

    async def endless(_scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal stopped
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not stopped:
            await send({"type": "http.response.body", "body": b"more", "more_body": True})
            await asyncio.sleep(0.05)
            stopped = (await receive())["type"] == "http.disconnect"

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 5:
            users.sessions.end([session.id for session in users.sessions.list() if session.token == digest(token)])

    headers = [(b"cookie", f"sanad-session={token}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/gradio_api/queue/data", "query_string": b"", "headers": headers, "scheme": "http"}
    asyncio.run(asyncio.wait_for(Gate(endless, door, Cookies())(scope, receive, send), 10))
    assert stopped and sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


@pytest.mark.parametrize(
    ("trusted", "address", "secure"), [("", "127.0.0.1", False), ("10.0.0.1", "127.0.0.1", False), ("127.0.0.1", "203.0.113.9", True)]
)
def test_forwarded_headers_count_from_a_trusted_proxy_alone(tmp_path: Path, trusted: str, address: str, secure: bool) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with UserStore(tmp_path / USERS_FILE) as store:
        store.add("amal", role="reader", password=QUICK.hash(PASSWORD))
        door = Door(store, passwords=Passwords(QUICK))
        settings = Settings(port=0, trusted_proxies=trusted)
        with serving(ScriptedEngine(ARTICLES), settings, door) as site, httpx.Client(base_url=site, headers=forwarded) as client:
            page = client.get("/sign-in")
            cookie, form = page.headers["set-cookie"].split(";")[0], FORM.search(page.text)
            assert form
            data = {"name": "amal", "password": PASSWORD, "form": form[1]}
            entered = client.post("/sign-in", data=data, headers={"Origin": site, "Cookie": cookie})
        assert entered.status_code == 303
        assert ("Secure" in entered.headers["set-cookie"]) is secure
        assert [session.address for session in store.sessions.list()] == [address]


def test_browsers_are_called_by_short_names() -> None:
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
    assert browser_name(chrome) == "Chrome, Linux"
    assert browser_name(chrome + " Edg/140") == "Edge, Linux"
    assert browser_name("curl/8.5.0") == "curl/8.5.0"
    assert browser_name("") == ""
