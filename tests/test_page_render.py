"""HTML from values: everything escaped, every quote verbatim, every block in its language."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from index.models import Article, Span, text_version
from rag.models import Answer, Citation, Difference, DifferenceValue, Question, Sentence
from ui.conversation import Turn
from ui.reading import OUTSIDE, Reading
from ui.render.answer import ready, turn
from ui.render.article import article_page, paragraphs, reader
from ui.render.elements import element, language_name, original_link, span_address
from ui.render.frame import header, welcome
from ui.render.sources import answer_sources, counted
from ui.shelf import Shelf, Suggestion

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</mark></p><iframe src=//evil.invalid>",
    "<style>@import '//evil.invalid'</style>",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "<form action=//evil.invalid><input>",
    "<base href=//evil.invalid>",
    "&lt;b&gt; &amp;",
    "<!-- --> ]]> <![CDATA[",
    "\u202egnp.exe\u202c",
)
TEXT = "First sentence. Second one <b>here</b>.\n\nThird sentence, in a paragraph\nof two lines. Fourth.\n\n\n  Last without an end"


class Seen(HTMLParser):
    """Elements, attributes and text of a piece of HTML, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def make_article(text: str = TEXT, **fields: object) -> Article:
    values: dict[str, object] = {"id": "a" * 16, "version": text_version(text), "origin": "file:///a.txt", "title": "", "text": text}
    return Article.model_validate(values | {"language": "en", "added_at": datetime(2025, 1, 1, tzinfo=UTC)} | fields)


def make_citation(quote: str = "First sentence.", number: int = 1, article: str = "a" * 16, **fields: object) -> Citation:
    span = Span(article_id=article, version="v" * 64, start=0, end=len(quote))
    return Citation.model_validate({"number": number, "span": span, "quote": quote, "title": "Title", "language": "en"} | fields)


def make_turn(*sentences: Sentence, language: str = "en", **fields: object) -> Turn:
    question = Question(text="Why?", language=language)
    answer = Answer.model_validate({"question": question, "sentences": sentences, "status": "answered"} | fields)
    return Turn(question="Why?", answer=answer, state="done")


def quoted(citation: Citation) -> Sentence:
    return Sentence(text=citation.quote, citations=(citation,), verdict="supported", support=1.0)


def span(start: int, end: int, text: str = TEXT) -> Span:
    return Span(article_id="a" * 16, version=text_version(text), start=start, end=end)


def test_an_element_escapes_children_and_attributes() -> None:
    html = element("a", "<b>", element("i", "x & y"), class_="one", data_turn=3, title="\"'>", hidden=True, lang=None)
    assert html == '<a class="one" data-turn="3" title="&#34;&#39;&gt;" hidden>&lt;b&gt;<i>x &amp; y</i></a>'
    assert isinstance(html, Markup)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_text_wherever_it_is_shown(payload: str) -> None:
    citation = make_citation(payload, title=payload, source=payload, url=f"javascript:{payload}")
    difference = Difference(what=payload, values=(DifferenceValue(value=payload, unit=payload, span=citation.span, source=payload),))
    asked = make_turn(quoted(citation), differences=(difference,), notices=(payload,)).model_copy(update={"question": payload})
    declined = make_turn(status="declined", related=(citation,))
    failed = Turn(question=payload, state="failed", problem=payload)
    article = make_article(payload, title=payload, source=payload, author=payload, url=f"javascript:{payload}")
    opened = Reading(article, span(0, len(payload), payload), payload)
    shelf = Shelf(articles=1, suggestions=(Suggestion(question=payload, language="en"),))
    for html in (
        *(turn(each, 0) for each in (asked, declined, failed)),
        answer_sources((citation,), 0),
        reader(opened, address=payload, turn=0),
        article_page(opened),
        welcome(shelf),
    ):
        seen = Seen(html)
        assert payload in seen.text or payload in str(seen.tags)
        assert not {tag for tag, _ in seen.tags} & {"script", "img", "iframe", "style", "form", "input", "base", "b"}
        assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
        assert all((each["href"] or "").startswith(("article/", "../", "http")) for each in seen.all("a") + seen.all("link"))


def test_a_quote_is_shown_verbatim_in_its_own_language_and_direction() -> None:
    quote = "قالت  الوزيرة: «3.5%» <لا>"
    html = turn(make_turn(quoted(make_citation(quote, language="ar"))), 0)
    seen = Seen(html)
    text = next(attributes for attributes in seen.all("p") if attributes.get("class") == "text")
    assert (text["lang"], text["dir"]) == ("ar", "rtl")
    assert quote in seen.text
    assert "Word for word" in seen.text


def test_in_model_mode_a_sentence_has_the_language_of_the_question() -> None:
    sentence = Sentence(text="They agreed.", citations=(make_citation(language="ar"),), verdict="supported", support=0.9)
    seen = Seen(turn(make_turn(sentence, mode="model"), 0))
    assert [each["dir"] for each in seen.all("p") if each.get("class") == "text"] == ["ltr"]
    assert "The cited text says this" in seen.text


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("partly", "The cited text says only part of this (40% of it found)"),
        ("not_supported", "The cited text does not say this (40% of it found)"),
    ],
)
def test_a_verdict_that_is_not_good_says_why(verdict: str, reason: str) -> None:
    sentence = Sentence.model_validate({"text": "A claim.", "citations": (make_citation(),), "verdict": verdict, "support": 0.4})
    html = turn(make_turn(sentence), 0)
    assert f"verdict-{verdict}" in html
    assert reason in Seen(html).text


def test_a_citation_links_to_the_span_it_rests_on() -> None:
    citation = make_citation(number=7)
    link = next(each for each in Seen(turn(make_turn(quoted(citation)), 0)).all("a") if each.get("class") == "cite")
    assert link["href"] == span_address(citation.span) == f"article/{'a' * 16}?version={'v' * 64}&start=0&end=15#hit"
    assert (link["aria-label"] or "").startswith("Source 7: Title")


def test_sources_group_the_citations_of_an_article_by_its_first_number() -> None:
    citations = (
        make_citation(number=1, article="b" * 16, title="B"),
        make_citation(number=2),
        make_citation(number=3, article="b" * 16, title="B"),
    )
    seen = Seen(answer_sources(citations, 4))
    assert [word for word in seen.words if word in {"B", "Title", "1", "2", "3"}] == ["2", "B", "1", "3", "Title", "2"]


def test_only_the_newest_of_different_dates_is_marked() -> None:
    def values(*days: date | None) -> Turn:
        all_values = tuple(DifferenceValue(value=str(number), span=span(0, 5), published=day) for number, day in enumerate(days))
        return make_turn(quoted(make_citation()), differences=(Difference(what="cost", values=all_values),))

    assert turn(values(date(2025, 1, 1), date(2025, 2, 1), None), 0).count("newest") == 1
    assert turn(values(date(2025, 1, 1), date(2025, 1, 1)), 0).count("newest") == 0


def test_the_status_says_how_the_question_ended() -> None:
    answered = make_turn(quoted(make_citation()), quoted(make_citation(number=2, article="b" * 16)))
    assert ready(answered) == "Answer ready, 2 sources"
    assert ready(make_turn(status="declined")) == "Answer ready, nothing in the library answers this"
    assert ready(Turn(question="?")) == "Searching"
    assert ready(Turn(question="?", state="failed")) == "No answer"
    assert counted(1204, "article") == "1,204 articles"


def test_paragraphs_keep_every_visible_character_and_mark_exactly_the_span() -> None:
    start = TEXT.index("Third")
    hit, cited = span(start, start + len("Third sentence")), [span(0, 15), span(start, len(TEXT))]
    pieces = [piece for paragraph in paragraphs(TEXT, hit=hit, cited=cited) for piece in paragraph]
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(TEXT.split())
    assert [piece.text for piece in pieces if piece.emphasis == "hit"] == ["Third sentence"]
    assert next(piece.text for piece in pieces if piece.emphasis == "cited") == "First sentence."


SCRIPTS = ("Наука. Ещё одно.", "خبر أول. خبر ثان.", "一句。两句。", "👩‍👩‍👧 family. e\u0301 combining.", "no end", "a\r\n\r\nb\r\nc")


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_span_of_any_text_is_marked_character_by_character(text: str) -> None:
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            pieces = [piece for paragraph in paragraphs(text, hit=span(start, end, text)) for piece in paragraph]
            marked = "".join(piece.text for piece in pieces if piece.emphasis == "hit")
            assert re.sub(r"\s", "", marked) == re.sub(r"\s", "", text[start:end])


def test_a_span_across_paragraphs_is_marked_in_each_and_anchored_once() -> None:
    seen = Seen(reader(Reading(make_article(), span(5, len(TEXT) - 3)), address="x"))
    marks = seen.all("mark")
    assert len(marks) == 3
    assert [each.get("id") for each in marks] == ["hit", None, None]


def test_the_article_page_needs_no_script_and_says_what_is_missing() -> None:
    seen = Seen(
        article_page(Reading(make_article(title="T", author="A. Writer", source="Outlet", published=date(2025, 3, 4)), None, OUTSIDE))
    )
    assert not seen.all("script")
    assert not seen.all("mark")
    for text in (OUTSIDE, "A. Writer", "Outlet", "4 Mar 2025", "English"):
        assert text in seen.text


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "data:text/html,x", "//evil.invalid", "http://[broken", "ftp://host/x", "https://"]
)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert original_link(url) == ""


def test_a_link_to_the_original_names_the_host_in_ascii() -> None:
    assert "xn--pple-43d.com" in Seen(original_link("https://аpple.com/news")).text  # the first letter is Cyrillic


def test_names_of_languages_are_their_own() -> None:
    assert [language_name(code) for code in ("en", "ar", "ur", "ru", "und", "x!")] == [
        "English",
        "العربية",
        "اردو",
        "Русский",
        "Unknown language",
        "X!",
    ]


def test_an_empty_library_says_how_to_fill_it() -> None:
    text = Seen(welcome(Shelf())).text
    assert "sanad index PATH" in text
    assert "sanad chat --samples" in text


def test_the_header_shows_links_as_soon_as_there_are_two_pages() -> None:
    assert not Seen(header("Chat")).all("nav")
    links = Seen(header("Library", (("Chat", "./"), ("Library", "library")))).all("a")
    assert [each["href"] for each in links if each.get("aria-current") == "page"] == ["library"]
