"""Runs whose answers a model wrote, and judges that say what was planted."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from eval.models import AnswerSentence, CaseResult, Run
from index.endpoint import Endpoint
from rag.chat.breaker import Breaker
from rag.chat.client import ChatClient
from rag.chat.models import Prices
from tests.evaluated import case, run_of
from tests.servers.chat import Asked, ChatServer, prompt_of

BEGINNINGS = ("You examine", "Decide", "Your work")  # of the three wordings
KEY = "sk-very-secret"


def written(number: int, *sentences: tuple[str, tuple[int, ...]], **fields: Any) -> CaseResult:
    """A case that a model answered; by default with one sentence that rests on one quote."""
    told = sentences or ((f"It cost {number} crowns.", (0,)),)
    answer = tuple(AnswerSentence(text=text, cites=cites, verdict="supported") for text, cites in told)
    known: dict[str, Any] = {"quotes": (f"The price was {number} crowns.",), "answer": answer, "references": (f"{number} crowns",)}
    return case(number, **(known | fields))


def written_run(count: int, **fields: Any) -> Run:
    """So many cases that a model answered."""
    return run_of([written(number) for number in range(count)], **fields)


def vote(verdict: str, *problems: str, reason: str = "Because.") -> str:
    """What a well-behaved judge writes."""
    return json.dumps({"reason": reason, "problems": list(problems), "verdict": verdict})


def sound(verdict: str) -> str:
    """A vote that does not contradict itself."""
    return vote(verdict) if verdict in ("correct", "supported") else vote(verdict, "something is missing")


def number_of(asked: Asked) -> int:
    """Which question is judged."""
    found = re.search(r"^Question (\d+)\?$", asked["messages"][-1]["content"], re.MULTILINE)
    assert found is not None, prompt_of(asked)
    return int(found[1])


def aspect_of(asked: Asked) -> str:
    """What is judged."""
    system = asked["messages"][0]["content"]
    return "correctness" if "reference answer" in system else "citations" if "one sentence of a longer answer" in system else "faithfulness"


def wording_of(asked: Asked) -> int:
    """Which of the first three votes it is."""
    return next(place for place, words in enumerate(BEGINNINGS) if asked["messages"][0]["content"].startswith(words))


def planted(votes: Mapping[int, Sequence[str]]) -> Callable[[Asked], str]:
    """A judge that gives the planted verdicts, by question and vote; the texts of those that are no verdict, as they are."""

    def says(asked: Asked) -> str:
        said = votes[number_of(asked)][wording_of(asked)]
        return sound(said) if said in ("correct", "supported", "partly", "wrong", "not_supported") else said

    return says


def client_of(server: ChatServer, **options: Any) -> ChatClient:
    """A client that gives up soon."""
    endpoint = Endpoint("chat", server.url, "judge-model", SecretStr(KEY), "SANAD_CHAT")
    known: dict[str, Any] = {
        "timeout": 2.0,
        "deadline": 4.0,
        "breaker": Breaker(rest=0.05, longest=0.1),
        "prices": Prices(sent=1, received=2),
    }
    return ChatClient(endpoint, **(known | options))
