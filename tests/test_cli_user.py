"""``sanad user``: who may sign in."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.catalog.users import USERS_FILE, UserStore
from tests.cli import run, run_json
from ui.auth.door import Door
from ui.auth.passwords import Passwords

PASSWORD = "seven quiet lanterns"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANAD_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def add(name: str, *options: str, password: str = PASSWORD) -> dict[str, object]:
    result = run("user", "add", name, "--stdin", "--json", *options, answer=f"{password}\n")
    assert result.exit_code == 0, result.stderr
    shape: dict[str, object] = json.loads(result.stdout)["user"]
    return shape


def enter(library: Path, name: str, password: str = PASSWORD) -> str:
    with UserStore(library / USERS_FILE) as store:
        return Door(store, passwords=Passwords()).enter(name, password, address="192.0.2.7", agent="Test/1").token


def test_a_user_is_added_listed_changed_and_removed(library: Path) -> None:
    assert run_json("user", "list") == {"users": []}
    added = add("Amal", "--role", "editor")
    assert (added["name"], added["role"], added["sessions"]) == ("amal", "editor", 0)
    assert enter(library, "amal")
    assert [user["sessions"] for user in run_json("user", "list")["users"]] == [1]
    assert run_json("user", "role", "amal", "admin")["user"]["role"] == "admin"
    assert run_json("user", "remove", "amal", "--yes")["user"]["name"] == "amal"
    assert not enter(library, "amal")


def test_neither_the_password_nor_its_hash_is_ever_shown(library: Path) -> None:
    add("amal")
    for result in (run("user", "list"), run("user", "list", "--json"), run("user", "sessions", "--json"), run("status", "--json")):
        assert PASSWORD not in result.output and "$argon2" not in result.output
    assert PASSWORD.encode() not in b"".join(path.read_bytes() for path in library.glob(f"{USERS_FILE}*"))


def test_the_password_is_no_option_and_one_that_is_too_short_adds_nobody() -> None:
    assert run("user", "add", "amal", "--password", PASSWORD).exit_code == 2
    result = run("user", "add", "amal", answer="short\n")
    assert result.exit_code == 2 and "at least 10" in result.stderr
    assert run_json("user", "list") == {"users": []}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "a b"), "cannot be the name"),
        (("add", "amal"), "There is a user amal already"),
        (("add", "dana", "--role", "owner"), "There is no role 'owner'"),
        (("role", "nobody", "admin"), "There is no user 'nobody'"),
        (("sign-out", "12"), "There is no user '12'"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_remedy(arguments: tuple[str, ...], message: str) -> None:
    add("amal")
    result = run("user", *arguments, answer=f"{PASSWORD}\n")
    assert result.exit_code == 2 and message in result.stderr


def test_another_password_signs_out_everywhere(library: Path) -> None:
    add("amal")
    enter(library, "amal")
    enter(library, "amal")
    result = run("user", "password", "amal", "--stdin", "--json", answer="eight quiet lanterns\n")
    assert json.loads(result.stdout)["ended"] == 2
    assert run_json("user", "sessions") == {"sessions": []}
    assert not enter(library, "amal") and enter(library, "amal", "eight quiet lanterns")


def test_sessions_are_listed_and_ended_by_number_and_by_name(library: Path) -> None:
    add("amal")
    add("basil")
    for name in ("amal", "basil", "basil"):
        enter(library, name)
        time.sleep(0.001)
    listed = run_json("user", "sessions")["sessions"]
    assert [session["name"] for session in listed] == ["basil", "basil", "amal"]
    assert {session["address"] for session in listed} == {"192.0.2.7"} and "token" not in listed[0] and "form" not in listed[0]
    assert datetime.fromisoformat(listed[0]["seen_at"]) <= datetime.now(UTC)
    assert run_json("user", "sign-out", listed[0]["id"]) == {"ended": 1}
    assert run_json("user", "sign-out", "basil", "amal") == {"ended": 2}


def test_the_last_one_to_be_removed_is_said_to_be() -> None:
    add("amal")
    assert "nobody has to sign in" in run("user", "remove", "amal", answer="y\n").stderr
    assert run("user", "list").stdout == ""
