"""Our chat client as a model of llama-index, and our evaluator beside the stock ones."""

import asyncio
from collections.abc import Iterator

import pytest
from llama_index.core.evaluation import BaseEvaluator, CorrectnessEvaluator, FaithfulnessEvaluator
from llama_index.core.llms import ChatMessage, MessageRole

from eval.judge.evaluator import StructuredEvaluator
from eval.judge.llm import ChatModel
from tests.judged import client_of, vote
from tests.servers.chat import ChatServer, chat_server, echo

ASKED = {"query": "How much?", "response": "Four crowns."}


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda asked: vote("partly", "the year")) as running:
        yield running


@pytest.fixture
def model(server: ChatServer) -> Iterator[ChatModel]:
    client = client_of(server)
    yield ChatModel(client)
    client.close()


def test_the_model_speaks_llama_index(server: ChatServer, model: ChatModel) -> None:
    server.model = echo
    assert (model.metadata.model_name, model.metadata.is_chat_model) == ("judge-model", True)
    assert model.complete("Say this.").text == "Say this."
    messages = [ChatMessage(role=MessageRole.SYSTEM, content="Be brief."), ChatMessage(role=MessageRole.USER, content="And this.")]
    assert model.chat(messages).message.content == "And this."
    assert [piece.delta for piece in model.stream_chat(messages)] == ["And this."]
    assert [piece.delta for piece in model.stream_complete("So.")] == ["So."]
    assert [one["role"] for one in server.requests[1]["messages"]] == ["system", "user"]


def test_our_evaluator_is_one_of_llama_index(model: ChatModel) -> None:
    evaluator: BaseEvaluator = StructuredEvaluator(model, "correctness")
    found = evaluator.evaluate(**ASKED, reference="4 crowns")
    assert (found.score, found.passing, found.invalid_result, found.feedback) == (0.5, False, False, "Because.")
    again = asyncio.run(StructuredEvaluator(model, "correctness").aevaluate(**ASKED, reference=["4 crowns", "four"]))
    assert again.score == 0.5
    with pytest.raises(ValueError, match="faithfulness needs a response and contexts"):
        StructuredEvaluator(model, "faithfulness").evaluate("How much?", "Four crowns.")


def test_what_cannot_be_read_is_an_invalid_result(server: ChatServer, model: ChatModel) -> None:
    server.model = lambda asked: "4.5"
    found = StructuredEvaluator(model, "correctness").evaluate("How much?", "Four crowns.", reference="4 crowns")
    assert (found.score, found.passing, found.invalid_result, found.invalid_reason) == (None, None, True, "malformed")


def test_the_stock_evaluators_run_on_it_and_read_loosely(server: ChatServer, model: ChatModel) -> None:
    server.model = lambda asked: "4.5\nIt has the same price."
    assert CorrectnessEvaluator(llm=model).evaluate("How much?", "Four crowns.", reference="4 crowns").score == 4.5
    server.model = lambda asked: "4.5"
    with pytest.raises(ValueError, match="not enough values to unpack"):
        CorrectnessEvaluator(llm=model).evaluate("How much?", "Four crowns.", reference="4 crowns")
    server.model = lambda asked: "NO. Yesterday's price is missing."
    assert FaithfulnessEvaluator(llm=model).evaluate("How much?", "Four crowns.", contexts=["A price."]).passing is True
