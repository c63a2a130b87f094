"""Passwords of one's own, and users looked after on the page."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from index.catalog.users import USERS_FILE, UserStore
from index.settings import Settings
from tests.browser.corpus import ARTICLES
from tests.browser.scripted import ScriptedEngine
from ui.auth.door import Door
from ui.auth.passwords import Passwords
from ui.server import create_app

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
OLD, NEW = "seven quiet lanterns", "eight loud trombones"
SITE = "http://127.0.0.1:7860"
FORM = re.compile(r'name="form" value="([^"]+)"')
PAGE = {"Accept": "text/html"}

SignedIn = Callable[..., TestClient]


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UserStore]:
    with UserStore(Path(tmp_path_factory.mktemp("users")) / USERS_FILE) as store:
        store.add("root", role="admin", password=QUICK.hash(OLD))
        for name in ("amal", "basil", "dana", "emil", "farah"):
            store.add(name, role="reader", password=QUICK.hash(OLD))
        yield store


@pytest.fixture(scope="module")
def signed_in(users: UserStore) -> Iterator[SignedIn]:
    async def built() -> object:
        return create_app(ScriptedEngine(ARTICLES), settings=Settings(port=0), door=Door(users, passwords=Passwords(QUICK)))

    app = asyncio.run(built())

    def entered(name: str, password: str = OLD) -> TestClient:
        client = TestClient(app, base_url=SITE, follow_redirects=False)  # type: ignore[arg-type]
        form = _form(client, "/sign-in")
        client.post("/sign-in", data={"name": name, "password": password, "form": form, "next": "/"}, headers={"Origin": SITE})
        return client

    with TestClient(app, base_url=SITE):  # type: ignore[arg-type]
        yield entered


def _form(client: TestClient, path: str) -> str:
    found = FORM.search(client.get(path, headers=PAGE).text)
    assert found is not None
    return found[1]


def _post(client: TestClient, path: str, **fields: str) -> Any:
    return client.post(path, data={"form": _form(client, path.replace("/password", "")), **fields}, headers={"Origin": SITE, **PAGE})


def _is_in(client: TestClient) -> bool:
    return client.get("/account", headers=PAGE).status_code == 200


def test_another_password_is_taken_and_other_browsers_are_signed_out(signed_in: SignedIn) -> None:
    here, elsewhere = signed_in("amal"), signed_in("amal")
    answer = _post(here, "/account/password", current=OLD, new=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account?done=password")
    assert "other browsers were signed out" in here.get("/account?done=password").text
    assert (_is_in(here), _is_in(elsewhere)) == (True, False)
    assert (_is_in(signed_in("amal")), _is_in(signed_in("amal", NEW))) == (False, True)


@pytest.mark.parametrize(
    ("current", "new", "status", "said"),
    [("something else", NEW, 401, "not the password you have"), (OLD, "short", 400, "has 5 characters"), (OLD, "basil", 400, "characters")],
)
def test_a_password_is_not_taken_without_the_old_one_or_if_it_is_weak(
    signed_in: SignedIn, current: str, new: str, status: int, said: str
) -> None:
    client = signed_in("basil")
    answer = _post(client, "/account/password", current=current, new=new)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert _is_in(signed_in("basil"))


def test_who_tries_passwords_there_waits_as_at_the_door(signed_in: SignedIn) -> None:
    client = signed_in("farah")
    statuses = [_post(client, "/account/password", current=f"wrong {number}", new=NEW).status_code for number in range(5)]
    assert 429 in statuses


def test_only_admins_look_after_users(signed_in: SignedIn, users: UserStore) -> None:
    client = signed_in("dana")
    assert client.get("/account/users", headers=PAGE).headers["Location"] == "/account"
    assert "/account/users" not in client.get("/account").text
    form = _form(client, "/account")
    fields = {"form": form, "do": "role", "user": _identity(users, "dana"), "role": "admin"}
    client.post("/account/users", data=fields, headers={"Origin": SITE})
    found = users.find("dana")
    assert found is not None and found.role == "reader"


def test_an_admin_adds_changes_signs_out_and_removes(signed_in: SignedIn, users: UserStore) -> None:
    root = signed_in("root")
    assert _post(root, "/account/users", do="add", name="Gita", role="reader", new=OLD).headers["Location"] == "/account/users?done=add"
    gita, identity = signed_in("gita"), _identity(users, "gita")
    _post(root, "/account/users", do="role", user=identity, role="editor")
    assert "adds" not in gita.get("/account").text and "changes the library" in gita.get("/account").text
    _post(root, "/account/users", do="sign_out", user=identity)
    assert not _is_in(gita)
    _post(root, "/account/users", do="password", user=identity, new=NEW)
    gita = signed_in("gita", NEW)
    assert _is_in(gita)
    _post(root, "/account/users", do="remove", user=identity)
    assert (users.find("gita"), _is_in(gita)) == (None, False)


def test_what_cannot_be_done_is_told_and_nobody_removes_themselves(signed_in: SignedIn, users: UserStore) -> None:
    root = signed_in("root")
    taken = _post(root, "/account/users", do="add", name="emil", role="reader", new=OLD)
    assert (taken.status_code, "There is a user emil already." in taken.text) == (400, True)
    assert "is no role" in _post(root, "/account/users", do="role", user=_identity(users, "emil"), role="king").text
    _post(root, "/account/users", do="remove", user=_identity(users, "root"))
    assert users.find("root") is not None
    forged = root.post("/account/users", data={"form": "x", "do": "remove", "user": _identity(users, "emil")}, headers={"Origin": SITE})
    assert forged.status_code == 303 and users.find("emil") is not None


def _identity(users: UserStore, name: str) -> str:
    found = users.find(name)
    assert found is not None
    return found.id
