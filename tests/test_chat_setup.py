"""When an endpoint is asked at all: what the settings say, and what failed a moment ago."""

from typing import Any

import pytest

from index.errors import SettingsError
from index.settings import load_settings
from rag.chat import load_chat
from rag.chat.breaker import Breaker

KEY = "sk-very-secret"


def test_a_breaker_rests_longer_each_time_and_lets_one_try() -> None:
    now = [0.0]
    breaker = Breaker(rest=10, longest=35, clock=lambda: now[0])
    waits = []
    for _ in range(4):
        assert breaker.enter() == 0
        breaker.leave(failed=True)
        waits.append(breaker.enter())
        now[0] += waits[-1]
    assert waits == [10, 20, 35, 35]
    assert breaker.enter() == 0
    assert breaker.enter() > 0, "one is trying"
    breaker.leave(failed=None)
    assert breaker.enter() == 0, "who cancelled has learnt nothing"
    breaker.leave(failed=False)
    assert [breaker.enter(), breaker.enter()] == [0, 0]


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"chat_base_url": "http://localhost:1/v1"}, "SANAD_CHAT_MODEL"), ({"chat_model": "m"}, "SANAD_CHAT_API_KEY or SANAD_CHAT_BASE_URL")],
)
def test_half_a_setup_is_an_error(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_chat(load_settings(**settings))


def test_without_a_setup_there_is_no_client() -> None:
    assert load_chat(load_settings()) is None
    client = load_chat(load_settings(chat_model="m", chat_api_key=KEY))
    assert client is not None
    assert client.endpoint.address == "api.openai.com/v1"
    client.close()
