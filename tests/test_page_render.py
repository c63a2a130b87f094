"""HTML from values: everything escaped, every quote verbatim, every block in its language."""

import re
from datetime import date

import pytest
from markupsafe import Markup

from rag.models import Difference, DifferenceValue, Sentence
from tests.rendered import HOSTILE, TEXT, Seen, make_article, make_citation, make_turn, quoted, span
from ui.conversation import Turn
from ui.reading import OUTSIDE, About, Reading
from ui.render.answer import ready, turn
from ui.render.article import Opened, article_page, paragraphs, reader
from ui.render.elements import element, language_name, original_link, span_address
from ui.render.facts import Correction
from ui.render.frame import header, welcome
from ui.render.sources import answer_sources
from ui.render.starting import invitation
from ui.shelf import Shelf, Suggestion
from ui.words import text as words


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
    opened = Reading(article, span(0, len(payload), payload), OUTSIDE)
    shelf = Shelf(articles=1, suggestions=(Suggestion(question=payload, language="en"),))
    for html in (
        *(turn(each, 0) for each in (asked, declined, failed)),
        answer_sources((citation,), 0),
        reader(opened, opened=Opened(payload, 0, correction=Correction(told=payload, typed={"title": payload}))),
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
    assert "Supported by its source" in seen.text


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


def test_the_status_says_how_the_question_ended() -> None:
    answered = make_turn(quoted(make_citation()), quoted(make_citation(number=2, article="b" * 16)))
    assert ready(answered) == "Answer ready, 2 sources"
    assert ready(make_turn(status="declined")) == "Answer ready, nothing in the library answers this"
    assert ready(Turn(question="?")) == "Searching"
    assert ready(Turn(question="?", state="failed")) == "No answer"
    assert words("answer.articles", count=1204) == "1,204 articles"


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
    seen = Seen(reader(Reading(make_article(), span(5, len(TEXT) - 3)), opened=Opened("x")))
    marks = seen.all("mark")
    assert len(marks) == 3
    assert [each.get("id") for each in marks] == ["hit", None, None]


def test_the_article_page_needs_no_script_and_says_what_is_missing() -> None:
    seen = Seen(
        article_page(Reading(make_article(title="T", author="A. Writer", source="Outlet", published=date(2025, 3, 4)), None, OUTSIDE))
    )
    assert not seen.all("script")
    assert not seen.all("mark")
    for text in (words(OUTSIDE), "A. Writer", "Outlet", "4 Mar 2025", "English"):
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
    told = Seen(invitation(offered=False)).text
    assert "sanad index PATH" in told
    assert "sanad chat --samples" in told
    offered = Seen(invitation(offered=True))
    assert [each["data-do"] for each in offered.all("button")] == ["samples"]
    assert [each["href"] for each in offered.all("a")] == ["library"]
    assert "3 articles so far" in Seen(invitation(offered=True, loading=3)).text


def test_the_header_shows_links_as_soon_as_there_are_two_pages() -> None:
    assert not Seen(header("chat", (("chat", "./"),))).all("nav")
    links = Seen(header("library", (("chat", "./"), ("library", "library")))).all("a")
    assert [each["href"] for each in links if each.get("aria-current") == "page"] == ["library"]


def test_the_form_to_correct_an_article_keeps_what_was_refused_and_is_hidden_from_who_may_not() -> None:
    refused = Opened("x", correction=Correction(told="Busy.", typed={"title": "Another", "source": "Nobody"}))
    seen = Seen(reader(Reading(make_article(), None), opened=refused, about=About()))
    assert {field["name"]: field["value"] for field in seen.all("input")} == {
        "title": "Another",
        "source": "Nobody",
        "published": "",
        "language": "en",
    }
    assert all("open" in one for one in seen.all("details"))
    hidden = Seen(reader(Reading(make_article(), None), opened=Opened("x", correction=Correction(offered=False)), about=About()))
    assert hidden.all("form") == []
