"""An answer on the page: what stands out, verdicts with their reasons, differences, what is being written, and declining."""

import re
from datetime import date
from typing import Any

import pytest

from rag.chat.models import Usage
from rag.models import Answer, Difference, DifferenceValue, Question, Sentence, Understood
from tests.rendered import HOSTILE, Seen, make_citation, make_turn, quoted, span
from ui.conversation import Turn
from ui.emphasis import Emphasised, from_markdown, runs
from ui.render.answer import turn

MODEL_MADE = (
    "**[click](https://evil.invalid/x)**",
    "![pixel](https://evil.invalid/p.png)",
    "<https://evil.invalid>",
    "https://evil.invalid/plain",
    "<b>**bold**</b><script>alert(1)</script>",
    "`code` and ```fence```",
    "# heading\n\n- list\n\n| a | b |\n|---|---|",
    "[ref]: https://evil.invalid\n[ref]",
    "**a <img src=x onerror=alert(1)> b**",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "$$\\href{https://evil.invalid}{x}$$",
)


def strong(html: str) -> list[str]:
    return re.findall(r"<strong>(.*?)</strong>", html)


def shown(sentence: Sentence, **fields: Any) -> str:
    return turn(make_turn(sentence, **fields), 0)


def value(text: str, **fields: Any) -> DifferenceValue:
    return DifferenceValue.model_validate({"value": text, "span": span(0, 5), "language": "en"} | fields)


def differing(*values: DifferenceValue, relation: str = "contradiction") -> str:
    difference = Difference.model_validate({"what": "cost of the dam", "values": values, "relation": relation})
    return shown(quoted(make_citation()), differences=(difference,))


@pytest.mark.parametrize(
    ("text", "ranges", "pieces"),
    [
        ("It cost 5 dollars.", ((8, 17),), ["5 dollars"]),
        ("a <b> & c", ((2, 7),), ["<b> &"]),
        ("تبلغ 200 مليون دولار", ((5, 14),), ["200 مليون"]),
        ("بالمليون", ((3, 5),), ["بالمليون"]),  # letters that join are not parted
        ("one two three", ((0, 3), (8, 13)), ["one", "three"]),
        ("one two", ((0, 5), (2, 7)), ["one two"]),
        ("one", ((2, 99), (50, 60)), ["one"]),
        ("nothing", (), []),
    ],
)
def test_ranges_stand_out_and_every_character_stays(text: str, ranges: tuple[tuple[int, int], ...], pieces: list[str]) -> None:
    cut = list(runs(Emphasised(text, ranges)))
    assert "".join(run.text for run in cut) == text
    assert [run.text for run in cut if run.strong] == pieces


def test_a_quote_keeps_its_stars_and_its_words_that_answer_are_strong() -> None:
    citation = make_citation("قيمتها **200** <مليون> دولار", language="ar")
    html = shown(quoted(citation).model_copy(update={"emphasis": ((9, 21),)}))
    assert strong(html) == ["200** &lt;مليون"]
    assert citation.quote in Seen(html).text


@pytest.mark.parametrize(("text", "pieces"), [("It costs **5** dollars", ["5"]), ("***all***", ["all"]), ("2 * 3 * 4", []), ("**x", [])])
def test_of_what_a_model_wrote_emphasis_alone_is_read(text: str, pieces: list[str]) -> None:
    assert strong(shown(Sentence(text=text, citations=(make_citation(),), verdict="supported", support=0.9), mode="model")) == pieces


@pytest.mark.parametrize("payload", [*MODEL_MADE, *HOSTILE])
def test_nothing_that_a_model_wrote_becomes_html(payload: str) -> None:
    sentence = Sentence(text=payload, citations=(), verdict="partly", support=0.5, reasons=(payload,))
    growing = Turn(question="Why?", answer=make_turn(mode="model", growing=payload).answer)
    plain = from_markdown(payload).text
    for html in (shown(sentence, mode="model"), turn(growing, 0)):
        seen = Seen(html)
        assert plain in seen.text
        assert {name for name, _ in seen.tags} <= {
            *("section", "h2", "div", "p", "span", "strong", "i", "svg", "path", "details", "summary", "ul", "li", "bdi", "button"),
        }
        assert not [key for _, attributes in seen.tags for key in attributes if key in ("href", "src", "style") or key.startswith("on")]


@pytest.mark.parametrize(("verdict", "word"), [("partly", "Partly supported"), ("not_supported", "Not supported")])
def test_a_verdict_that_is_not_good_says_why(verdict: str, word: str) -> None:
    sentence = Sentence.model_validate(
        {
            "text": "A claim.",
            "citations": (make_citation(),),
            "verdict": verdict,
            "support": 0.4,
            "reasons": ("It says 4.", "It <b>denies</b>."),
        }
    )
    html = shown(sentence, mode="model")
    seen = Seen(html)
    assert f"verdict-{verdict}" in html
    for told in (word, "It says 4.", "It <b>denies</b>."):
        assert told in seen.text
    assert "open" in seen.all("details")[0]  # a summary is reached and used by keyboard
    without = Seen(shown(sentence.model_copy(update={"reasons": ()}), mode="model"))
    assert "40% of it was found" in without.text


def test_a_model_that_answers_in_another_language_is_set_in_its_direction() -> None:
    sentence = Sentence(
        text="اتفق الجانبان على **هدف** جديد للتجارة بينهما.", citations=(make_citation(),), verdict="supported", support=0.9
    )
    html = shown(sentence, mode="model", language="en")
    text = next(attributes for attributes in Seen(html).all("p") if attributes.get("class") == "text")
    assert (text["lang"], text["dir"]) == ("ar", "rtl")
    assert strong(html) == ["هدف"]


def test_what_is_being_written_is_named_so_until_it_is_checked() -> None:
    growing = make_turn(quoted(make_citation()), mode="model", growing="They **also").model_copy(update={"state": "working"})
    html = turn(growing, 0)
    assert "being written, not checked yet" in html
    assert "They **also" in html
    assert "not checked yet" not in turn(growing.ended("stopped"), 0)


def test_how_it_was_made_and_what_that_took() -> None:
    assert "Quotes" in shown(quoted(make_citation()))
    usage = Usage(prompt_tokens=1200, completion_tokens=34, estimated=True, first_token=0.25, seconds=1.5, cost=0.0021)
    made = make_turn(quoted(make_citation()), mode="model", usage=usage).model_copy(update={"model": "<i>m"})
    seen = Seen(turn(made, 0))
    assert "Written by <i>m" in seen.text
    assert "1,200 tokens sent, 34 received (estimated) · first words after 0.2 s · 1.5 s · cost 0.0021" in seen.text
    assert "tokens" not in Seen(shown(quoted(make_citation()))).text


def test_each_value_opens_at_its_sentence_and_names_outlet_date_and_language() -> None:
    other = value("2 ارب", span=span(6, 9), source="روزنامہ", published=date(2026, 3, 5), quote="لاگت 2 ارب", language="ur")
    first = value("2.7", unit="مليار", quote="تبلغ 2.7 مليار", emphasis=((5, 14),), source="صدى", language="ar", also=(other,))
    html = differing(first, value("2.4", unit="billion", source="Courier", published=date(2026, 3, 4), newest=True, quote="It is 2.4."))
    seen = Seen(html)
    assert seen.text.count("newest") == 1
    assert seen.text.count("no date") == 1
    for told in ("2.7 مليار", "2.4 billion", "تبلغ 2.7 مليار", "Courier", "4 Mar 2026", "العربية", "English", "also روزنامہ", "contradict"):
        assert told in seen.text
    assert strong(html) == ["2.7 مليار"]
    links = [each for each in seen.all("a") if each.get("class") in ("open says", "open")]
    assert [re.findall(r"start=(\d+)&end=(\d+)", each["href"] or "")[0] for each in links] == [("0", "5"), ("6", "9"), ("0", "5")]
    assert [(each.get("lang"), each.get("dir")) for each in links] == [("ar", "rtl"), (None, None), ("en", "ltr")]


@pytest.mark.parametrize(("relation", "words"), [("update", "later stage"), ("correction", "corrects"), ("contradiction", "contradict")])
def test_how_values_relate_is_said(relation: str, words: str) -> None:
    assert words in differing(value("1"), value("2"), relation=relation)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_values_stay_text(payload: str) -> None:
    also = value(payload, source=payload, quote=payload)
    hostile = value(payload, unit=payload, quote=payload, emphasis=((0, 3),), title=payload, url=f"javascript:{payload}", also=(also,))
    seen = Seen(differing(hostile, hostile))
    assert payload in seen.text
    assert not {tag for tag, _ in seen.tags} & {"script", "img", "iframe", "style", "form", "input", "base", "b"}
    assert all((each["href"] or "").startswith("article/") for each in seen.all("a"))


def declined(question: Question, *related: Any) -> str:
    answer = Answer(question=question, status="declined", related=related)
    return Seen(turn(Turn(question=question.text, answer=answer, state="done"), 0)).text


def test_a_declined_question_says_what_was_looked_for_what_is_missing_and_what_is_there() -> None:
    question = Question(text="What is the price of CASA-1000?", language="en")
    near = make_citation("They spoke of the CASA-1000 project.", title="Talks in Tashmar", source="Orsen Wire")
    text = declined(question, near)
    assert "Looked for price CASA-1000" in text
    assert "Add articles about “price”" in text
    assert "“CASA-1000”" not in text
    assert "Ask about what is there, such as “Talks in Tashmar (Orsen Wire)”" in text


def test_words_are_not_said_to_be_missing_where_that_cannot_be_told() -> None:
    question = Question(text="What is the price of CASA-1000?", language="en")
    text = declined(question, make_citation("بلغ سعر المشروع", language="ar", title="سعر"))
    assert "Add articles about it" in text
    assert "“price”" not in text
    assert "Add articles about it" in declined(question)


def test_what_was_asked_for_alone_can_be_given_up() -> None:
    only = Understood(kind="date", value="2024-01-01/2024-12-31", text="only from 2024", strict=True)
    question = Question(text="Who won, only from 2024?", language="en", searched="Who won", understood=(only,))
    assert "Ask without “only from 2024”, which leaves out all other articles." in declined(question)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_words_of_a_declined_question_stay_words(payload: str) -> None:
    question = Question(text=f"price {payload}", language="en")
    answer = Answer(question=question, status="declined", related=(make_citation("near", title=payload),))
    seen = Seen(turn(Turn(question=question.text, answer=answer, state="done"), 0))
    assert not {tag for tag, _ in seen.tags} & {"script", "img", "iframe", "style", "form", "input", "base", "b"}
