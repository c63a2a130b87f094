"""Why a passage ranks: shares of the channels, words met and not met."""

from pathlib import Path

from index.models import Chunk, Span
from rag.explain import AskedWord, Explanation, explain
from rag.models import Passage, Question, SentenceScore
from tests.cli import run, run_json
from tests.corpus import article


def _passage(text: str, *, language: str = "en", title: str = "News", scores: dict[str, float] | None = None) -> Passage:
    made = article(text=text, language=language, title=title)
    ends = [place + 1 for place, character in enumerate(text) if character == "."]
    spans = [Span(article_id=made.id, version=made.version, start=start, end=end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    whole = spans[0].model_copy(update={"end": ends[-1]})
    given = scores or {"words": 0.5}
    return Passage(
        chunk=Chunk(id=1, span=whole, sentences=tuple(spans)),
        article=made,
        scores=given,
        score=sum(given.values()),
        sentences=tuple(SentenceScore(span=span, score=1.0, coverage=0.5) for span in reversed(spans)),
        coverage=0.5,
    )


def _explained(question: str, passage: Passage, *, language: str = "en") -> Explanation:
    return explain(Question(text=question, language=language), passage)


def _word(explanation: Explanation, written: str) -> AskedWord:
    (word,) = [word for word in explanation.words if word.written == written]
    return word


def test_shares_are_of_any_channels_and_sum_to_one() -> None:
    passage = _passage("The dam opened.", scores={"words": 0.25, "reranker": 0.5, "something": 0.25})
    shares = _explained("dam", passage).shares
    assert [(share.channel, share.share) for share in shares] == [("reranker", 0.5), ("words", 0.25), ("something", 0.25)]


def test_words_are_met_by_stem_and_by_letters_or_not_at_all() -> None:
    found = _explained("Who opened the waterworks in Tashkentville?", _passage("They are opening a waterwork. It rained."))
    opened, works = _word(found, "opened"), _word(found, "waterworks")
    assert opened.found
    assert (opened.meetings[0].channel, opened.meetings[0].written) == ("words", ("opening",))
    assert works.found
    assert not _word(found, "tashkentville").found
    assert not _word(found, "who").informative


def test_a_word_in_the_title_counts() -> None:
    passage = _passage("It rained.", title="The harbour of Dolmira")
    assert _word(_explained("harbour", passage), "harbour").found


def test_across_languages_a_word_meets_what_means_the_same() -> None:
    found = _explained("What did France pay?", _passage("Он прибыл во Францию утром.", language="ru"))
    france = _word(found, "france")
    assert france.found
    (bridge,) = [met for met in france.meetings if met.channel == "bridge"]
    assert bridge.written == ("францию",)
    assert all(not term.startswith(("_", " ")) for term in bridge.terms)


def test_words_that_only_sound_alike_count_across_languages_alone() -> None:
    assert not _word(_explained("Where is Basra?", _passage("The bisra opened.")), "basra").found


def test_the_best_sentence_is_quoted() -> None:
    found = _explained("rain", _passage("The dam opened. It rained."))
    assert found.quote.strip() == "It rained."


def test_a_script_without_spaces_is_explained_too() -> None:
    found = _explained("大坝在哪里?", _passage("大坝昨天开放.", language="zh"), language="zh")
    assert found.words[0].meetings[0].written == ("大坝昨天开放",)


def test_the_command_shows_it(sample_library: Path) -> None:
    question = "Who mediated the border talks?"
    shown = run("search", question, "--explain", "--limit", 1, "--library", sample_library).stdout
    assert "mediated → mediated (words" in shown
    assert "The talks were mediated by the president of Dolmira" in shown
    (passage,) = run_json("search", question, "--explain", "--limit", 1, "--library", sample_library)["passages"]
    assert abs(sum(share["share"] for share in passage["explanation"]["shares"]) - 1) < 1e-9
    assert "explanation" not in run_json("search", question, "--limit", 1, "--library", sample_library)["passages"][0]
