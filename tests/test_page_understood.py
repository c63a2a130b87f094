"""The chips under a question, and the conversation that follow-ups use."""

from collections.abc import Iterator
from typing import Any

import pytest

from rag.kept import Request
from rag.models import Answer, Question, Understood
from rag.prompt.build import Turn as Said
from tests.browser.corpus import ARTICLES
from tests.browser.scripted import TODAY, ScriptedEngine, ask_scripted
from ui.conversation import Turn, answer_question
from ui.render.understood import understood


def question(*ones: Understood, language: str = "en") -> Question:
    return Question(text="Why?", language=language, understood=ones)


def test_words_alone_have_no_chips() -> None:
    assert understood(question(), 0) == ""


def test_a_chip_names_what_it_is_and_its_button_the_key() -> None:
    html = understood(question(Understood(kind="date", value="2025-12-01/2025-12-10", text="early December")), 3)
    assert 'id="understood-3"' in html
    assert "preferred" in html
    assert "1–10 December 2025" in html
    assert 'data-ignore="date:2025-12-01/2025-12-10"' in html
    assert 'aria-label="Ask again without: preferred 1–10 December 2025"' in html


def test_parts_have_one_chip() -> None:
    html = understood(question(*(Understood(kind="part", value=name, text="?") for name in ("Dawn", "الجزيرة"))), 0)
    assert html.count("<li>") == 1
    assert 'data-ignore="part"' in html
    assert "Dawn, الجزيرة" in html


def test_a_chip_runs_in_the_direction_of_the_question() -> None:
    phrase = Understood(kind="phrase", value="الخط الأخضر", text="«الخط الأخضر»")
    assert '<bdi lang="ar" dir="rtl">' in understood(question(phrase, language="ar"), 0)
    since = Understood(kind="date", value="2025-01-01/..", text="منذ 2025")
    assert '<bdi lang="en" dir="ltr">since 1 January 2025' in understood(question(since, language="ar"), 0)  # our words


@pytest.mark.parametrize("payload", ["<script>x</script>", '"\' onclick=alert(1) x="', "</li><b>"])
def test_hostile_words_stay_words(payload: str) -> None:
    ones = (Understood(kind="outlet", value=payload, text=payload), Understood(kind="phrase", value=payload, text=payload))
    html = understood(question(*ones), 0)
    assert payload not in html
    assert "<script" not in html
    assert html.count("<button") == 2


class Recording(ScriptedEngine):
    """Remembers what it was asked with."""

    asked: tuple[list[Said], tuple[str, ...], bool] = ([], (), False)

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        self.asked = (list(asked["history"]), tuple(asked["ignore"]), asked["cancelled"]())
        return super().stream(question, **asked)


def test_what_was_said_and_what_is_ignored_reach_the_engine() -> None:
    engine = Recording(ARTICLES)
    *_, first = ask_scripted(engine, "Why do two of the six reactors remain offline?")
    assert first.answer is not None
    said = (first.said, Turn(question="What will the operator publish in 2024?", state="failed").said)
    request = Request(history=said, ignore=("date",), today=TODAY)
    *_, last = answer_question(engine, Turn(question="And on 3 December?"), request, cancelled=lambda: True)
    history, ignored, cancelled = engine.asked
    assert [turn.question for turn in history] == [first.question, "What will the operator publish in 2024?"]
    assert history[0].answer == " ".join(sentence.text for sentence in first.answer.sentences)
    assert "corrosion" in history[0].answer
    assert history[1].answer == ""
    assert (ignored, cancelled) == (("date",), True)
    assert last.answer is not None
    assert [one.kind for one in last.answer.question.understood] == ["follow_up"]
