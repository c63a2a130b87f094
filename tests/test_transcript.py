"""A kept conversation as Markdown, with hostile articles and models: read back by a parser, nothing of theirs is markup."""

from datetime import UTC, date, datetime

import pytest
from markdown_it import MarkdownIt

from index.catalog.answers import KeptAnswer
from index.models import Span
from rag.models import Answer, Citation, Difference, DifferenceValue, Question, Sentence
from ui.transcript import escaped, markdown

HOSTILE = (
    "![x](http://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "<script>alert(1)</script><img src=x onerror=y>",
    "<http://evil.example>",
    "see http://evil.example and www.evil.example or me@evil.example",
    "# heading",
    "1. list",
    "- list",
    "+ list",
    "> quote",
    "***",
    "a | b | c",
    "`code` ``` ~~~ &amp; &#60;",
    "[1]: http://evil.example",
    "**bold** _it_ ~~no~~ $x$",
    "back\\slash \\[x\\](http://evil.example)",
    "first\n\n# second\n\n```\nthird",
    "set\n===",
    "\u202eevil\u2066",
)
PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": False}).disable("linkify")
SPAN = Span(article_id="a1", version="f" * 64, start=4, end=9)


def citation(text: str, *, url: str | None = None) -> Citation:
    return Citation(number=1, span=SPAN, quote=text, title=text, source=text, published=date(2026, 3, 4), url=url, language="en")


def answer(text: str, *, url: str | None = None) -> Answer:
    value = DifferenceValue(value="200", unit="people", span=SPAN, quote=text, source=text, newest=True)
    cited = (citation(text, url=url),)
    return Answer(
        question=Question(text="Who?", language="en"),
        sentences=(
            Sentence(text=text, citations=cited, verdict="supported", support=1.0),
            Sentence(text="Half of it.", citations=cited, verdict="partly", support=0.5, reasons=(f"{text} is not there.",)),
        ),
        differences=(Difference(what=text, values=(value, value)),),
        status="partial",
        notices=(text,),
    )


def kept(given: Answer, question: str = "Who?") -> KeptAnswer:
    moment = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    said = given.model_dump_json()
    return KeptAnswer(
        conversation="c", asked_at=moment, question=question, request="{}", answer=said, settings={}, versions={}, seconds=1.0
    )


def rendered(text: str) -> tuple[set[str], str]:
    """The kinds of markup in a Markdown text, and what a reader sees."""
    tokens = PARSER.parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    shown = " ".join(token.content for token in inline if token.type in ("text", "code_inline", "text_special"))
    return {token.type for token in (*tokens, *inline)}, shown


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_is_shown_and_never_markup(text: str) -> None:
    plain, _ = rendered(markdown("Title", [kept(answer("Plain words."))]))
    kinds, _ = rendered(markdown(text, [kept(answer(text), question=text)]))
    assert kinds == plain
    alone, _ = rendered(escaped(text))
    assert alone <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


def test_escaped_words_read_as_they_were() -> None:
    said = "It cost $100 *million*: see [1], a_b & <c>, 3 > 2 - at http://x.example/#y"
    tokens = PARSER.parse(escaped(said))
    assert "".join(child.content for token in tokens for child in token.children or ()) == said


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c&d", True),
        ("javascript:alert(1)", False),
        ("https://example.org/> <script>", False),
        ("https://example.org/\u202efdp", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_web_addresses_become_links(url: str, linked: bool) -> None:
    kinds, _ = rendered(markdown("Title", [kept(answer("Words.", url=url))]))
    assert ("link_open" in kinds) is linked
    assert "html_inline" not in kinds


def test_a_conversation_reads_with_its_quotes_and_sources() -> None:
    text = markdown("Tariffs", [kept(answer("The dam opened.", url="https://example.org/a"), question="When?")])
    assert text.startswith("# Tariffs\n\n## When?\n\n*2026-05-01 09:30 UTC · Quotes*\n\nThe articles answer a part of this.\n")
    assert "\nThe dam opened. \\[1\\]\n" in text
    assert "\n> Partly supported. The dam opened. is not there.\n" in text
    assert "| 200 people | no date, newest | The dam opened. | The dam opened. |" in text
    assert "1. “The dam opened.”\n   The dam opened. · The dam opened. · 2026-03-04 · <https://example.org/a>" in text
    assert "`a1` version `ffffffffffff`, characters 4 to 9" in text


def test_what_answers_stands_out_and_a_models_marks_do_too() -> None:
    sentence = Sentence(text="It cost 5 dollars.", citations=(), verdict="supported", support=1.0, emphasis=((8, 17),))
    quoted = answer("x").model_copy(update={"sentences": (sentence,), "differences": ()})
    assert "It cost **5 dollars**." in markdown("T", [kept(quoted)])
    written = sentence.model_copy(update={"text": "It cost **5 dollars**.", "emphasis": ()})
    assert "It cost **5 dollars**." in markdown("T", [kept(quoted.model_copy(update={"sentences": (written,), "mode": "model"}))])


def test_a_declined_question_shows_what_is_near() -> None:
    declined = Answer(question=Question(text="Who?", language="en"), status="declined", related=(citation("Near."),))
    text = markdown("T", [kept(declined)])
    assert "The articles do not answer this." in text
    assert "### Related, does not answer" in text
