"""The chat in Arabic: what is ours is in Arabic, whatever became of the question; what articles and models wrote stays as it is."""

import re
from datetime import date
from typing import Any, get_args

import pytest

from index.models import Filters
from rag import written
from rag.chat.models import Usage
from rag.models import Answer, Citation, Difference, DifferenceValue, Question, Sentence, Understood
from rag.verify import reasons as verdicts
from rag.verify.models import Check, CheckName
from tests.rendered import Seen, make_citation, span
from ui import conversation
from ui.conversation import Turn
from ui.declining import advice
from ui.render.answer import latest, ready
from ui.render.told import told
from ui.words import speaking

QUOTE = "بلغت كلفة السد أربعة ملايين."
LATIN = re.compile(r"[A-Za-z]{2,}")
OURS = ("aria-label", "title", "placeholder", "alt")
NAMED = re.compile(r"SANAD_\w+|Markdown")  # names that are the same everywhere
UNDERSTOOD = (
    Understood(kind="date", value="2025-03-01/2025-03-31", text="آذار"),
    Understood(kind="date", value="2025-03-02/2025-04-03", text="الربيع"),
    Understood(kind="language", value="ru", text="بالروسية", strict=True),
    Understood(kind="outlet", value="الأفق", text="الأفق"),
    Understood(kind="follow_up", value="ما كلفة السد؟", text="وما كلفته؟"),
)
NOTICES = (
    "Nothing was found about كلفة الجسر.",
    "Nothing that is quoted mentions “السد”.",
    "No article fits “الأفق”.",
    "The answer was stopped.",
    "The model named 3 sources that it was not given.",
    "2 sentences of the model that no source supports left out (strict).",
    "Left out of the answer: a sentence of “السد” that looks like an instruction to a machine.",
    "The model found nothing in the articles about a part of the question.",
)


def cited() -> Citation:
    about = {"title": "كلفة السد", "source": "الأفق", "language": "ar", "quote": QUOTE, "published": date(2025, 3, 2)}
    return make_citation().model_copy(update=about)


def sentence(**fields: Any) -> Sentence:
    known: dict[str, Any] = {"text": QUOTE, "citations": (cited(),), "verdict": "supported", "support": 1.0}
    return Sentence.model_validate(known | fields)


def reasons() -> tuple[str, ...]:
    """Each kind of reason there is."""
    names: tuple[CheckName, ...] = get_args(CheckName)
    absent = [Check(name=name, finding="absent", claim="كلفة", clause=0) for name in names]
    contradicted = [Check(name=name, finding="contradiction", claim="كلفة", source="السد", clause=0) for name in names]
    return (
        *verdicts.reasons([*absent, *contradicted], (), ()),
        *verdicts.reasons((), (), ["السد", "كلفة"]),
        written._UNCITED,
        written._ORDERED,
    )


def answered(status: str, *sentences: Sentence, **fields: Any) -> Turn:
    question = Question(text="ما كلفة السد في آذار؟", language="ar", understood=UNDERSTOOD)
    answer = Answer.model_validate({"question": question, "status": status, "sentences": sentences, "notices": NOTICES} | fields)
    said: dict[str, Any] = {"question": question.text, "number": 1, "filters": Filters(published_from=date(2025, 1, 5)), "state": "done"}
    return Turn(answer=answer, **said)


VALUES = tuple(
    DifferenceValue(value=value, span=span(0, 5), quote=QUOTE, language="ar", source="الأفق", newest=value == "5") for value in ("4", "5")
)
USAGE = Usage(prompt_tokens=1200, completion_tokens=34, estimated=True, first_token=0.25, seconds=1.5, cost=0.0021)
TURNS = {
    "quotes": answered("answered", sentence(), differences=(Difference(what="كلفة السد", values=VALUES, relation="update"),)),
    "partial": answered("partial", sentence()),
    "declined": answered("declined", related=(cited(),)),
    "model": answered("answered", sentence(verdict="not_supported", reasons=reasons(), support=0.2), mode="model", usage=USAGE),
    "doubted": answered("answered", sentence(verdict="partly", support=0.4), mode="model"),
    "growing": answered("answered", mode="model", growing="بلغت").model_copy(update={"state": "working"}),
    "stopped": answered("answered", sentence(), mode="model").model_copy(update={"state": "stopped"}),
    "failed": Turn(question="ما كلفة السد؟", state="failed", problem=conversation.FAILED),
    "unreadable": Turn(question="ما كلفة السد؟", state="failed", problem=conversation.UNREADABLE),
}


@pytest.mark.parametrize("kind", TURNS)
def test_no_english_word_of_ours_is_left_in_the_arabic_page(kind: str) -> None:
    with speaking("ar"):
        html = latest(TURNS[kind], 0, conversation="1", further=(("ما رأي الأفق؟", "ar"),))
        status = ready(TURNS[kind])
    seen = Seen(html)
    attributes = [value for _, attrs in seen.tags for name, value in attrs.items() if name in OURS and value]
    assert [words for words in (*seen.words, *attributes, status) if LATIN.search(NAMED.sub("", words))] == []


def test_every_reason_of_the_engine_is_known_to_the_page() -> None:
    known = [
        *(shape.format(claim="ك", source="س") for shape in (*verdicts._CONTRADICTED.values(), *verdicts._ABSENT.values())),
        verdicts._SAYS.format(claim="ك", source="س"),
        verdicts._QUOTED.format(claim="ك", source="س"),
        *NOTICES,
    ]
    with speaking("ar"):
        assert [one for one in known if 'lang="ar"' not in told(one)] == []


def test_a_sentence_that_is_not_known_is_shown_as_english() -> None:
    with speaking("ar"):
        assert told("Something <b>new</b>.") == '<span lang="en" dir="ltr">Something &lt;b&gt;new&lt;/b&gt;.</span>'


def test_what_a_sentence_names_is_isolated_and_escaped() -> None:
    with speaking("ar"):
        shown = told("The source does not mention <b>Corvane</b>.")
    assert '<bdi dir="auto">&lt;b&gt;Corvane&lt;/b&gt;</bdi>' in shown


def test_the_command_line_goes_on_speaking_english() -> None:
    said = [
        one.text
        for one in advice(TURNS["declined"].answer or Answer(question=Question(text="?", language="en"), status="declined")).suggestions
    ]
    assert any(one.startswith("Ask about what is there, such as “كلفة السد (الأفق)”") for one in said)
