"""Passwords, sessions and attempts to sign in, with a clock that the test turns."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pydantic import ValidationError

from index.catalog.users import USERS_FILE, User, UserStore
from index.errors import UserError
from ui.auth.door import Door, checked_name
from ui.auth.identity import LOCAL, NOBODY, Identity, identity_of, may
from ui.auth.passwords import Passwords, checked
from ui.auth.sessions import Limits, Sessions, digest

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "seven quiet lanterns"
LIMITS = Limits()


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, passed: timedelta) -> None:
        self.now += passed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UserStore]:
    with UserStore(tmp_path / USERS_FILE) as opened:
        yield opened


@pytest.fixture
def amal(store: UserStore) -> User:
    user = store.add("amal", role="reader", password=QUICK.hash(PASSWORD))
    assert user is not None
    return user


@pytest.fixture
def door(store: UserStore, amal: User, clock: Clock) -> Door:
    return Door(store, passwords=Passwords(QUICK), clock=clock)


@pytest.fixture
def sessions(store: UserStore, clock: Clock) -> Sessions:
    return Sessions(store.sessions, limits=LIMITS, clock=clock)


def test_a_password_is_kept_as_an_argon2id_hash_that_differs_each_time() -> None:
    passwords = Passwords()
    kept, again = passwords.hash(PASSWORD), passwords.hash(PASSWORD)
    assert kept.startswith("$argon2id$") and kept != again
    assert passwords.fits(PASSWORD, kept) and passwords.fits(PASSWORD, again)
    assert not passwords.fits(PASSWORD + " ", kept)
    assert not passwords.fits(PASSWORD, None)


def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    passwords = Passwords(QUICK)
    assert passwords.fits("cafe\u0301 au lait noir", passwords.hash("caf\u00e9 au lait noir"))


def test_the_password_of_nobody_cannot_be_guessed_by_its_text() -> None:
    assert not Passwords(QUICK).fits("the password of nobody", None)


@pytest.mark.parametrize("password", ["short", "a" * 40, "abababababababab", "x" * 2_000, "amal.rahman"])
def test_what_is_easy_to_guess_is_no_password(password: str) -> None:
    with pytest.raises(UserError):
        checked(password, name="Amal.Rahman")


@pytest.mark.parametrize("name", ["", " ", "-x", "a b", "x" * 65, "a\nb", "a/b", "<b>"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="cannot be the name"):
        checked_name(name)


def test_names_are_the_same_in_upper_and_lower_case_and_in_any_script() -> None:
    assert checked_name(" Amal@Example.org ") == "amal@example.org"
    assert checked_name("أمل") == "أمل"


def test_nobody_gets_the_number_of_who_was_removed(store: UserStore, amal: User) -> None:
    assert store.add("amal", role="admin", password="x") is None
    assert store.remove(amal.id)
    again = store.add("amal", role="reader", password="x")
    assert again is not None and again.id != amal.id


def test_the_file_can_be_read_by_its_owner_alone(store: UserStore) -> None:
    assert store.path.stat().st_mode & 0o077 == 0


def test_signing_in_gives_a_token_that_is_kept_as_its_hash_alone(door: Door, store: UserStore, amal: User) -> None:
    token = door.enter("AMAL", PASSWORD).token
    session = door.sessions.check(token)
    assert session is not None and session.user == amal.id and session.token == digest(token)
    store.close()
    assert token.encode() not in b"".join(path.read_bytes() for path in store.path.parent.glob(f"{USERS_FILE}*"))


def test_the_wrong_password_and_the_unknown_name_are_answered_alike(door: Door) -> None:
    assert door.enter("amal", "seven loud lanterns") == door.enter("nobody", PASSWORD)


def test_both_are_hashed_so_that_time_tells_nothing(store: UserStore, amal: User) -> None:
    compared: list[bool] = []

    class Watched(Passwords):
        def fits(self, password: str, kept: str | None) -> bool:
            compared.append(kept is None)
            return super().fits(password, kept)

    door = Door(store, passwords=Watched(QUICK))
    door.enter("amal", "wrong password")
    door.enter("nobody", "wrong password")
    assert compared == [False, True]


def test_a_hash_of_old_parameters_is_made_anew_at_sign_in(store: UserStore, amal: User) -> None:
    newer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert newer.is_outdated(amal.password)
    assert Door(store, passwords=newer).enter("amal", PASSWORD).token
    kept = store.find("amal")
    assert kept is not None and not newer.is_outdated(kept.password)


def test_waits_of_a_name_double_up_to_five_minutes_and_outlive_the_process(door: Door, store: UserStore, clock: Clock) -> None:
    waits = []
    for number in range(16):
        assert door.enter("amal", "wrong password", address=f"192.0.2.{number}") == door.enter(
            "nobody", "wrong", address=f"203.0.113.{number}"
        )
        again = Door(store, passwords=Passwords(QUICK), clock=clock)
        found = again.enter("amal", PASSWORD, address="198.51.100.9") if number >= 3 else None
        waits.append(found.wait if found else 0)
        clock.turn(timedelta(seconds=waits[-1]))
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
    assert door.enter("amal", PASSWORD, address="198.51.100.9").token
    assert door.enter("amal", "wrong password", address="198.51.100.9").wait == 0


def test_an_address_that_tries_many_names_waits_for_all_of_them(door: Door, clock: Clock) -> None:
    for number in range(16):
        assert door.enter(f"name{number}", "wrong password", address="2001:db8::1").wait == 0
    assert door.enter("amal", PASSWORD, address="2001:db8::ffff").wait == 1
    assert door.enter("amal", PASSWORD, address="2001:db8:0:1::1").token
    clock.turn(timedelta(seconds=1))
    assert door.enter("amal", PASSWORD, address="2001:db8::ffff").token


def test_failures_are_forgotten_after_a_day(door: Door, clock: Clock) -> None:
    for _ in range(4):
        door.enter("amal", "wrong password")
    clock.turn(timedelta(days=1, seconds=1))
    for _ in range(3):
        assert door.enter("amal", "wrong password").wait == 0
    assert door.enter("amal", PASSWORD).token


def test_a_session_ends_when_it_is_idle_and_in_any_case_after_a_week(sessions: Sessions, amal: User, clock: Clock) -> None:
    idle, used = sessions.begin(amal.id), sessions.begin(amal.id)
    clock.turn(LIMITS.idle - timedelta(seconds=1))
    session = sessions.check(used)
    assert session is not None
    sessions.use(session, used)
    clock.turn(timedelta(seconds=1))
    assert sessions.check(idle) is None
    for _ in range(20):
        session = sessions.check(used)
        if session is not None:
            sessions.use(session, used)
        clock.turn(LIMITS.idle - timedelta(hours=1))
    assert sessions.check(used) is None


def test_a_token_is_replaced_every_hour_and_the_old_one_has_a_grace(sessions: Sessions, amal: User, clock: Clock) -> None:
    first = sessions.begin(amal.id)
    session = sessions.check(first)
    assert session is not None and sessions.rotated(session) is None
    clock.turn(LIMITS.rotate)
    second = sessions.rotated(session)
    assert second is not None and second != first
    assert sessions.rotated(session) is None, "who comes at the same time gets no other"
    clock.turn(LIMITS.grace * 2)
    assert sessions.check(first) is not None, "the answer with the new one may not have arrived"
    newer = sessions.check(second)
    assert newer is not None and newer.id == session.id
    sessions.use(newer, second)
    assert sessions.check(first) is not None, "requests on their way still carry it"


def test_a_token_that_was_stolen_ends_the_session_for_both(sessions: Sessions, amal: User, clock: Clock) -> None:
    first = sessions.begin(amal.id)
    session = sessions.check(first)
    clock.turn(LIMITS.rotate)
    assert session is not None
    second = sessions.rotated(session)
    assert second is not None
    newer = sessions.check(second)
    assert newer is not None
    sessions.use(newer, second)
    clock.turn(LIMITS.grace)
    assert sessions.check(first) is None
    assert sessions.check(second) is None


def test_signing_in_again_ends_the_session_before_and_signing_out_ends_one(door: Door, amal: User) -> None:
    first = door.enter("amal", PASSWORD).token
    second = door.enter("amal", PASSWORD, before=first).token
    other = door.enter("amal", PASSWORD).token
    assert door.sessions.check(first) is None
    assert door.sessions.end(second) and not door.sessions.end(second)
    assert door.sessions.check(second) is None and door.sessions.check(other) is not None
    assert door.sessions.check("") is None and door.sessions.check("made up") is None


def test_who_is_removed_or_given_another_role_is_so_at_once(door: Door, store: UserStore, amal: User) -> None:
    token = door.enter("amal", PASSWORD).token
    store.give_role(amal.id, "editor")
    session = door.sessions.check(token)
    assert session is not None and session.role == "editor"
    store.remove(amal.id)
    assert door.sessions.check(token) is None


@pytest.mark.parametrize(("role", "deeds"), [("reader", "read"), ("editor", "read edit"), ("admin", "read edit manage"), (None, "")])
def test_what_each_role_may_do(role: str | None, deeds: str) -> None:
    identity = Identity.model_validate({"owner": "x", "role": role})
    assert [deed for deed in ("read", "edit", "manage") if may(identity, deed)] == deeds.split()


def test_whom_the_gate_has_not_seen_is_nobody() -> None:
    assert identity_of(None) == NOBODY
    assert not may(NOBODY, "read") and may(LOCAL, "manage")
    with pytest.raises(ValidationError):
        Identity.model_validate({"role": "owner"})
