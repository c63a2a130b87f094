"""What Sanad adds to the time of a model: the recital it is measured with, and the figures."""

import json
import socket

from eval.overhead import overhead
from eval.recital import pieces, recital, reciting
from index.endpoint import Endpoint
from index.settings import load_settings
from rag.chat.client import ChatClient
from rag.chat.models import Message, Piece
from tests.cli import run

PROMPT = "@x passage 1\n1.1 The dam opened in March.\n1.2 It cost ten million dollars in all.\n@x passage 2\n2.1 Nobody was hurt."


def test_the_recital_has_sentences_that_hold_that_are_cut_and_that_name_another() -> None:
    assert recital(PROMPT) == ("The dam opened in March [1.1]. ", "It cost ten million [1.2]. ", "Nobody was hurt [1.1]. ")
    assert recital(PROMPT, sentences=1) == ("The dam opened in March [1.1]. ",)
    assert recital("nothing is numbered here") == ()
    assert "".join(pieces("abcdefgh")) == "abcdefgh"


def test_it_streams_from_this_machine_and_ends_with_the_block() -> None:
    with reciting() as server:
        host, port = server.server_address[:2]
        client = ChatClient(Endpoint("chat", server.url, "recital", None, "SANAD_CHAT"), timeout=2)
        said = [one.text for one in client.stream([Message(role="user", content=PROMPT)]) if isinstance(one, Piece)]
        client.close()
        assert host == "127.0.0.1"
        assert "".join(said) == "".join(recital(PROMPT))
        assert len(said) > 3
        assert [seconds > 0 for seconds in server.own_seconds] == [True]
    with socket.socket() as tried:
        assert tried.connect_ex(("127.0.0.1", port)) != 0


def test_every_question_and_every_sentence_is_measured() -> None:
    settings = load_settings(chat_model="mine", chat_base_url="http://127.0.0.1:9", chat_api_key="sk-hush")
    measured = overhead("samples", settings=settings, limit=3)
    assert measured.questions == measured.first_token.count == measured.retrieval.count == 3
    assert measured.sentence.count == measured.sentence_processor.count == 12
    assert measured.sentence.p50 <= measured.sentence.p95 <= measured.sentence.longest
    assert measured.first_token.mean > 0


def test_the_command_prints_what_it_measured() -> None:
    shown = json.loads(run("eval", "overhead", "--limit", "2", "--json").stdout)
    assert {"first_token", "retrieval", "endpoint", "sentence", "sentence_processor"} <= shown.keys()
    assert shown["questions"] == 2
