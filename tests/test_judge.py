"""A judge over HTTP: planted verdicts, and answers that are malformed, contradictory, slow, refused or not there at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.judge.cache import Cache
from eval.judge.items import items_of
from eval.judge.judging import Judge, summarise
from eval.judge.jury import Jury
from eval.judge.labels import Labels
from eval.judge.llm import ChatModel
from eval.judge.models import ASPECTS, Aspect, Judged, Judgement
from eval.models import Run
from index.errors import ChatError, EvaluationError
from rag.chat.models import Prices
from tests.evaluated import run_of
from tests.judged import KEY, aspect_of, client_of, number_of, planted, sound, vote, written, written_run
from tests.servers.chat import Asked, ChatServer, Reply, chat_server, prompt_of

# Ten questions: six on which all three votes agree, four on which one differs.
PLANTED = {
    0: ("correct", "correct", "correct"),
    1: ("correct", "correct", "correct"),
    2: ("correct", "correct", "correct"),
    3: ("wrong", "wrong", "wrong"),
    4: ("wrong", "wrong", "wrong"),
    5: ("partly", "partly", "partly"),
    6: ("correct", "correct", "partly"),
    7: ("correct", "wrong", "correct"),
    8: ("wrong", "partly", "wrong"),
    9: ("partly", "wrong", "partly"),
}


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(planted(PLANTED)) as running:
        yield running


@contextmanager
def jury_of(
    server: ChatServer, cache: Path | None = None, *, votes: int = 3, workers: int = 4, fresh: bool = False, **options: Any
) -> Iterator[Jury]:
    client = client_of(server, **options)
    try:
        yield Jury(ChatModel(client, cache=Cache(cache, fresh=fresh) if cache else None), votes=votes, workers=workers)
    finally:
        client.close()


def ask(server: ChatServer, run: Run, aspects: Sequence[Aspect] = ("correctness",), **options: Any) -> tuple[Judged, ...]:
    with jury_of(server, **options) as jury:
        return jury.judge(items_of(run, aspects))


def told(run: Run, items: Sequence[Judged], *, labels: Labels | None = None, aspects: Sequence[Aspect] = ("correctness",)) -> Judgement:
    return summarise(run, items, Judge("judge-model", "here", 3), aspects=aspects, labels=labels, started=datetime.now(UTC))


def errors(items: Sequence[Judged]) -> list[str | None]:
    return [one.error for item in items for one in item.votes]


def test_agreement_and_kappa_of_a_planted_sample(server: ChatServer) -> None:
    """Worked by hand. Votes: 13 correct, 10 wrong, 7 partly of 30; six items agree wholly and four on 1 of 3 pairs.

    Observed (6 + 4/3) / 10 = .7333, by chance (13^2 + 10^2 + 7^2) / 30^2 = .3533, so Fleiss's kappa is .5876. Verdicts: correct 0 1 2 6 7,
    wrong 3 4 8, partly 5 9. The person agrees but on 7 and 9, for whom both are wrong: 8 of 10. By chance
    (4 * 5 + 5 * 3 + 1 * 2) / 100 = .37, so Cohen's kappa is (.8 - .37) / .63 = .6825.
    """
    run = written_run(10)
    said = ("correct", "correct", "correct", "wrong", "wrong", "partly", "correct", "wrong", "wrong", "wrong")
    labels = Labels({(f"q{number}", "correctness", None): label for number, label in enumerate(said)}, 0)  # type: ignore[misc]  # labels
    judgement = told(run, ask(server, run), labels=labels)
    opinion = judgement.opinions["correctness"]
    assert opinion.value == opinion.worst == opinion.best == pytest.approx((5 + 0.5 * 2) / 10)
    assert opinion.low is not None and opinion.high is not None and opinion.low < 0.6 < opinion.high
    assert (opinion.cases, opinion.open, judgement.counts["votes"], judgement.errors) == (10, 0, 30, {})
    assert opinion.agreement.observed == pytest.approx(22 / 30)
    assert opinion.agreement.value == pytest.approx((22 / 30 - 318 / 900) / (1 - 318 / 900))
    assert opinion.calibration is not None
    found = opinion.calibration.kappa
    assert found.value == pytest.approx(0.43 / 0.63) and found.observed == pytest.approx(0.8) and found.items == 10
    assert found.low is not None and found.high is not None and found.low < 0.68 < found.high
    assert opinion.calibration.table["wrong"] == {"correct": 1, "partly": 1, "wrong": 3}
    assert judgement.usage.prompt_tokens == 30 * 100
    assert "10 labels say little" in judgement.notices[-1]


def test_what_is_sent(server: ChatServer) -> None:
    server.model = lambda asked: sound("supported" if aspect_of(asked) != "correctness" else "correct")
    ask(server, written_run(1), ASPECTS)
    assert len(server.requests) == 9
    assert len({prompt_of(asked) for asked in server.requests}) == 9, "three votes of one prompt would be one vote"
    for asked in server.requests:
        assert (asked["model"], asked["temperature"]) == ("judge-model", 0)
        assert asked["response_format"]["json_schema"]["strict"]
        assert ("0 crowns" in prompt_of(asked)) and ("The price was" in prompt_of(asked)) == (aspect_of(asked) != "correctness")


def test_unreadable_votes_are_errors_that_are_counted_and_never_a_figure(server: ChatServer) -> None:
    votes: dict[int, tuple[str, ...]] = {
        0: ("correct", "Yes, 5/5!", "correct"),
        1: ("wrong", vote("correct", "the year"), vote("wrong")),
        2: ("", "nan", "```json\n{}\n```"),
        3: ("correct", "correct", "wrong"),
    }
    server.model = planted(votes)
    run = written_run(4)
    items = ask(server, run)
    assert errors(items) == [
        None,
        "malformed",
        None,
        None,
        "contradictory",
        "contradictory",
        "malformed",
        "malformed",
        "malformed",
        None,
        None,
        None,
    ]
    assert [item.verdict for item in items] == ["correct", None, None, "correct"]
    judgement = told(run, items)
    opinion = judgement.opinions["correctness"]
    assert (opinion.value, opinion.cases, opinion.open) == (1.0, 2, 2)
    assert (opinion.worst, opinion.best) == (0.5, 1.0)
    assert judgement.errors == {"contradictory": 2, "malformed": 4}
    assert (judgement.counts["errors"], judgement.counts["open"]) == (6, 2)
    assert opinion.agreement.items == 1, "only items all of whose votes can be read"
    assert "NaN" not in judgement.model_dump_json() and "nan" not in judgement.model_dump_json(exclude={"items"})
    assert "2 of 4 items have no verdict" in judgement.notices[0]


def test_slow_refused_filtered_and_cut_answers_are_told_apart(server: ChatServer) -> None:
    server.script += [
        Reply(silence=5.0),
        Reply(text="", refusal="I cannot judge this."),
        Reply(text="", finish="content_filter"),
        Reply(text='{"reason": "It', finish="length"),
        Reply(text=vote("correct"), finish=None),
        Reply(text=vote("correct"), stop_after=4),
        Reply(status=400, message="this prompt is not for me"),
    ]
    items = ask(server, written_run(4), votes=2, workers=1, timeout=0.8)
    assert errors(items) == ["timeout", "refused", "refused", "cut", "cut", "failed", "failed", None]
    assert [item.verdict for item in items] == [None] * 4, "one vote of two is no majority"
    assert "I cannot judge this" in items[0].votes[1].said
    assert not any(KEY in one.said for item in items for one in item.votes)


def test_a_server_that_knows_no_schemas_is_asked_without(server: ChatServer) -> None:
    server.script.append(Reply(status=400, message="response_format is not supported", error={"param": "response_format"}))
    items = ask(server, written_run(2), workers=1)
    assert errors(items) == [None] * 6
    assert ["response_format" in asked for asked in server.requests] == [True] + [False] * 6


def test_a_prompt_that_is_too_long_is_an_error_of_that_vote(server: ChatServer) -> None:
    server.script += [Reply(status=400, message="This model's maximum context length is 99 tokens.")] * 6
    items = ask(server, written_run(3), workers=1)
    assert errors(items) == ["too_long"] * 6 + [None] * 3, "it says nothing of the endpoint, and the others are asked"


def test_a_server_that_fails_for_a_while_is_asked_again(server: ChatServer) -> None:
    server.script += [Reply(status=503, headers={"Retry-After": "0"}), Reply(status=429, headers={"Retry-After": "0"})]
    items = ask(server, written_run(2), workers=1)
    assert errors(items) == [None] * 6


def test_an_endpoint_that_is_gone_ends_it_and_what_was_answered_is_kept(server: ChatServer, tmp_path: Path) -> None:
    run = written_run(6)
    ask(server, run.model_copy(update={"cases": run.cases[:2]}), cache=tmp_path)
    answered = len(server.requests)

    server.script += [Reply(status=500, headers={"x-should-retry": "false"})] * 30
    with pytest.raises(EvaluationError, match=r"failed 5 times in a row.*HTTP 500.*run the command again"):
        ask(server, run, cache=tmp_path, workers=1, deadline=0.4)
    server.script.clear()
    server.requests.clear()
    items = ask(server, run, cache=tmp_path)
    assert (answered, len(server.requests)) == (6, 12)
    assert sum(one.cached for item in items for one in item.votes) == 6


def test_a_key_that_is_refused_ends_it_at_once(server: ChatServer) -> None:
    server.script += [Reply(status=401)] * 9
    with pytest.raises(ChatError, match="key") as caught:
        ask(server, written_run(3), workers=1)
    assert KEY not in str(caught.value) and len(server.requests) < 3


def test_nothing_is_asked_twice_and_nothing_of_another_model_is_taken(server: ChatServer, tmp_path: Path) -> None:
    run = written_run(3)
    first = ask(server, run, cache=tmp_path)
    assert len(server.requests) == 9
    with jury_of(server, tmp_path) as jury:
        taken = jury.estimate(items_of(run, ("correctness",)), most_tokens=500, prices=Prices(sent=1, received=1))
        again = jury.judge(items_of(run, ("correctness",)))
    assert (taken.votes, taken.cached, taken.prompt_tokens, taken.cost) == (9, 9, 0, 0)
    assert len(server.requests) == 9
    assert [item.verdict for item in again] == [item.verdict for item in first]
    assert all(one.cached for item in again for one in item.votes)
    assert told(run, again).usage.prompt_tokens == 0
    ask(server, run, cache=tmp_path, max_tokens=77)
    ask(server, run, cache=tmp_path, fresh=True)
    assert len(server.requests) == 27
    for kept in tmp_path.rglob("*.json"):
        kept.write_text("{", encoding="utf-8")
    ask(server, run, cache=tmp_path)
    assert len(server.requests) == 36, "what is damaged is asked again"


def test_what_it_will_take_is_known_before_it_starts(server: ChatServer) -> None:
    with jury_of(server) as jury:
        taken = jury.estimate(items_of(written_run(4), ASPECTS), most_tokens=200, prices=Prices(sent=2, received=10))
        without = jury.estimate(items_of(written_run(4), ASPECTS), most_tokens=200, prices=Prices())
    assert not server.requests
    assert (taken.votes, taken.cached, taken.most_completion_tokens) == (36, 0, 7200)
    assert 36 * 200 < taken.prompt_tokens < 36 * 600
    assert taken.cost == pytest.approx((2 * taken.prompt_tokens + 10 * taken.completion_tokens) / 1e6)
    assert without.cost is without.most_cost is None


def test_sentences_are_judged_by_what_they_cite(server: ChatServer) -> None:
    cases = [
        written(1, ("It cost 1 crown.", (0,)), ("It opened in May.", (1,)), quotes=("The price was 1 crown.", "May saw the opening.")),
        written(2, ("It cost 2 crowns.", (0,)), ("Nobody came.", ())),
    ]

    def says(asked: Asked) -> str:
        return sound("not_supported" if "It opened in May" in prompt_of(asked) else "supported")

    server.model = says
    run = run_of(cases)
    items = ask(server, run, ("citations",))
    assert [(item.case, item.sentence, item.verdict, item.decided) for item in items] == [
        ("q1", 1, "supported", None),
        ("q1", 2, "not_supported", None),
        ("q2", 1, "supported", None),
        ("q2", 2, "not_supported", "uncited"),
    ]
    assert told(run, items, aspects=("citations",)).opinions["citations"].value == 0.5
    asked_of = [prompt_of(asked) for asked in server.requests]
    assert not any("The price was 1 crown" in prompt and "May saw" in prompt for prompt in asked_of)
    assert {number_of(asked) for asked in server.requests} == {1, 2}


def test_votes_are_bounded(server: ChatServer) -> None:
    with pytest.raises(EvaluationError, match="13 votes"), jury_of(server, votes=13):
        pass
