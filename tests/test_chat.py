"""The chat client against a real server that streams, and misbehaves as told."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from pydantic import SecretStr

from index.endpoint import Endpoint
from index.errors import ChatError
from rag.chat.client import ChatClient
from rag.chat.models import Ending, Message, Piece, Prices
from tests.servers.chat import ChatServer, Reply, chat_server

Opened = Callable[..., ChatClient]
KEY = "sk-very-secret"
ASKED = (Message(role="system", content="Be brief."), Message(role="user", content="What did they agree on?"))
TEXT = "They agreed to reopen three crossings [1.1]."


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda asked: TEXT) as running:
        yield running


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Makes clients of a server, which are closed in the end."""
    with ExitStack() as stack:

        def open_client(server: ChatServer | str, *, key: str | None = KEY, **options: Any) -> ChatClient:
            url = server if isinstance(server, str) else server.url
            endpoint = Endpoint("chat", url, "scripted", SecretStr(key) if key else None, "SANAD_CHAT")
            made = ChatClient(endpoint, **{"timeout": 2.0, "deadline": 6.0, **options})
            stack.callback(made.close)
            return made

        yield open_client


@pytest.fixture
def client(server: ChatServer, opened: Opened) -> ChatClient:
    return opened(server)


def read(client: ChatClient, **options: Any) -> tuple[str, Ending]:
    *pieces, ending = client.stream(ASKED, **options)
    assert isinstance(ending, Ending)
    return "".join(piece.text for piece in pieces if isinstance(piece, Piece)), ending


def test_what_is_sent_and_what_comes(server: ChatServer, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-host")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-host")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("NO_PROXY", "")  # the proxy that the environment names refuses everything
    monkeypatch.setenv("no_proxy", "")
    client = opened(server, prices=Prices(sent=10, received=100))
    text, ending = read(client)
    assert text == TEXT
    assert (ending.finish, ending.trouble, ending.usage.estimated) == ("stop", None, False)
    assert (ending.usage.prompt_tokens, ending.usage.completion_tokens) == (100, 7)
    assert ending.usage.cost == pytest.approx((100 * 10 + 7 * 100) / 1e6)
    assert ending.usage.first_token is not None
    assert ending.usage.seconds >= ending.usage.first_token > 0
    assert server.paths == ["/v1/chat/completions"]
    assert server.requests[0] == {
        "model": "scripted",
        "messages": [message.model_dump() for message in ASKED],
        "stream": True,
        "max_tokens": 1024,
        "temperature": 0,
        "stream_options": {"include_usage": True},
    }
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert not any("another-host" in value for value in server.headers[0].values())
    assert not any(name.startswith("x-stainless") for name in server.headers[0]), "no word of this machine"


def test_without_a_key_none_is_sent(server: ChatServer, opened: Opened) -> None:
    read(opened(server, key=None))
    assert "authorization" not in server.headers[0]


def test_tokens_that_are_not_told_are_estimated(client: ChatClient, server: ChatServer) -> None:
    server.script.append(Reply(text=TEXT, usage=False))
    usage = read(client)[1].usage
    assert usage.estimated
    assert (usage.prompt_tokens, usage.completion_tokens) == (12, 18)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(status=503),
        Reply(status=429, headers={"Retry-After": "0.2"}),
        Reply(status=408),
        Reply(stop_after=0),
        Reply(text=""),
        Reply(text="", finish=None),
        Reply(lines=[b"data: {broken"]),
        Reply(lines=[b'data: {"error": {"message": "overloaded", "type": "server_error"}}']),
        Reply(text="lost", stop_after=0, reasoning=2),
    ],
    ids=repr,
)
def test_a_passing_failure_is_tried_again(client: ChatClient, server: ChatServer, reply: Reply) -> None:
    server.script.append(reply)
    text, ending = read(client)
    assert (text, ending.finish) == (TEXT, "stop")
    assert len(server.requests) == 2


OVERFLOW = "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens."


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (Reply(status=401), "key", "refused the key.*SANAD_CHAT_API_KEY"),
        (Reply(status=403), "key", "refused the key"),
        (Reply(status=404), "model", "model 'scripted'.*SANAD_CHAT_MODEL"),
        (Reply(status=400, message="model 'scripted' not found"), "model", "not found.*SANAD_CHAT_MODEL"),
        (Reply(status=400, message=OVERFLOW, error={"code": "context_length_exceeded"}), "context", "SANAD_CHAT_CONTEXT_TOKENS"),
        (Reply(status=500, message="the request exceeds the available context size"), "context", "SANAD_CHAT_CONTEXT_TOKENS"),
        (Reply(status=400, message="no"), "request", "HTTP 400.*no"),
        (Reply(status=400, message="content management policy", error={"code": "content_filter"}), "refused", "refused to answer"),
        (Reply(status=429, headers={"Retry-After": "60"}), "busy", "no more requests.*429"),
        (Reply(status=429, error={"code": "insufficient_quota"}), "busy", "quota"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "request", "HTTP 302"),
        (Reply(text="", finish="length"), "empty", "1024 tokens.*SANAD_CHAT_MAX_TOKENS"),
        (Reply(text="", finish="content_filter"), "refused", "refused to answer"),
        (Reply(text="", refusal="I cannot help with that."), "refused", "I cannot help with that"),
    ],
    ids=repr,
)
def test_a_lasting_failure_is_told_at_once(client: ChatClient, server: ChatServer, reply: Reply, kind: str, said: str) -> None:
    server.script += [reply] * 2
    with pytest.raises(ChatError, match=said) as raised:
        read(client)
    assert raised.value.kind == kind
    assert raised.value.remedy
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([Reply(text="")], "empty"),
        ([Reply(lines=[b"data: {broken"])], "protocol"),
        ([Reply(body=b"<html>hello</html>", kind="text/html")], "protocol"),
        ([Reply(body=b"[1, 2]", kind="application/json")], "cut"),
        ([Reply(body=b"not json", kind="application/json")], "protocol"),
        ([Reply(lines=[b'data: {"choices": {"a": 1}}', b'data: {"choices": [null]}', b"data: []", b"data: 7"])], "cut"),
        ([Reply(stop_after=0)], "unreachable"),
        ([Reply(status=500)], "server"),
        ([Reply(silence=1.5, pings=True)], "timeout"),
        ([Reply(delay=1.5)], "timeout"),
    ],
    ids=repr,
)
def test_what_lasts_ends_in_an_error(server: ChatServer, opened: Opened, replies: Sequence[Reply], kind: str) -> None:
    server.script += list(replies) * 6
    with pytest.raises(ChatError) as raised:
        read(opened(server, timeout=0.3 if kind == "timeout" else 5.0, deadline=1.5))
    assert raised.value.kind == kind
    assert raised.value.remedy
    assert "\n" not in str(raised.value)


def test_a_server_that_does_not_stream_is_understood(client: ChatClient, server: ChatServer) -> None:
    body = (
        b'{"choices": [{"message": {"content": "Whole."}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}'
    )
    server.script.append(Reply(body=body, kind="application/json"))
    text, ending = read(client)
    assert (text, ending.finish, ending.usage.prompt_tokens) == ("Whole.", "stop", 3)


@pytest.mark.parametrize(
    ("reply", "finish", "said"),
    [
        (Reply(text=TEXT, stop_after=3), "cut", "cannot be reached|broke"),
        (Reply(text=TEXT, finish=None), "cut", "broke off"),
        (Reply(text=TEXT, stall_after=3), "late", "sent nothing for 0.8 s"),
        (Reply(text=TEXT, finish="length"), "length", None),
        (Reply(text=TEXT, finish="content_filter"), "filtered", None),
        (Reply(text="a", size=1, lines=None, refusal="No."), "refused", None),
    ],
    ids=repr,
)
def test_once_a_word_was_shown_nothing_is_raised_or_asked_again(
    server: ChatServer, opened: Opened, reply: Reply, finish: str, said: str | None
) -> None:
    server.script.append(reply)
    text, ending = read(opened(server, timeout=0.8 if finish == "late" else 5.0))
    assert text
    assert TEXT.startswith(text) or text == "a"
    assert ending.finish == finish
    assert (ending.trouble is None) == (said is None)
    if said:
        assert ending.trouble is not None
        ending_said = str(ending.trouble)
        assert any(part in ending_said for part in said.split("|"))
    assert len(server.requests) == 1


def test_the_deadline_holds_for_the_whole(server: ChatServer, opened: Opened) -> None:
    server.script.append(Reply(text=TEXT, stall_after=5))
    assert read(opened(server, timeout=5, deadline=1.0))[1].finish == "late"


def test_an_answer_can_be_cancelled_while_nothing_comes(client: ChatClient, server: ChatServer) -> None:
    server.script.append(Reply(text=TEXT, stall_after=3))
    seen: list[str] = []
    events: list[Piece | Ending] = []
    for event in client.stream(ASKED, cancelled=lambda: len(seen) == 3):
        events.append(event)
        if isinstance(event, Piece):
            seen.append(event.text)
    assert isinstance(events[-1], Ending)
    assert (events[-1].finish, events[-1].trouble) == ("cancelled", None)
    assert "".join(seen) == TEXT[:21]
    for thread in [thread for thread in threading.enumerate() if thread.name == "chat stream"]:
        thread.join(timeout=15)
        assert not thread.is_alive(), "nobody reads on"


def test_a_field_that_a_server_does_not_take_is_left_out_from_then_on(client: ChatClient, server: ChatServer) -> None:
    said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    server.script += [
        Reply(status=400, message=said, error={"param": "max_tokens"}),
        Reply(status=400, message="Unsupported value: 'temperature' does not support 0 with this model."),
        Reply(status=422, message="Extra inputs are not permitted: stream_options"),
    ]
    assert read(client)[0] == TEXT
    assert read(client)[0] == TEXT
    assert len(server.requests) == 5
    assert server.requests[-1].keys() == {"model", "messages", "stream", "max_completion_tokens"}


def test_nothing_listens(opened: Opened) -> None:
    with socket.socket() as taken:  # and nobody listens there
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        client = opened(f"http://127.0.0.1:{port}/v1", timeout=1, deadline=2)
        with pytest.raises(ChatError, match=f"127.0.0.1:{port} cannot be reached.*SANAD_CHAT_BASE_URL"):
            read(client)
        with pytest.raises(ChatError, match="failed a moment ago") as raised:
            read(client)
    assert raised.value.kind == "resting"


@pytest.mark.parametrize("status", [400, 401, 500])
def test_the_key_is_never_shown(server: ChatServer, opened: Opened, status: int) -> None:
    server.script += [Reply(status=status, message=f"bad key {KEY}")] * 9
    client = opened(server, deadline=0.4)
    with pytest.raises(ChatError) as raised:
        read(client)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    assert not any(KEY in text for text in (str(raised.value), repr(raised.value), repr(client), repr(client.endpoint)))


def test_a_complete_answer_in_json(client: ChatClient, server: ChatServer) -> None:
    schema = {"type": "object", "properties": {"verdict": {"type": "string"}}}
    assert client.complete(ASKED, json_schema=schema).text == TEXT
    assert server.requests[0]["response_format"]["json_schema"]["schema"] == schema
    server.script.append(Reply(text=TEXT, stop_after=2))
    with pytest.raises(ChatError):
        client.complete(ASKED)


def test_a_short_wait_that_ended_says_nothing_about_the_endpoint(client: ChatClient, server: ChatServer) -> None:
    server.script.append(Reply(delay=0.5))
    with pytest.raises(ChatError, match=r"had not finished after 0\.2 s"):
        client.complete(ASKED, seconds=0.2)
    assert read(client)[0] == TEXT
