"""From what a model writes to sentences with spans."""

from collections.abc import Iterable

import pytest

from index.models import Span
from rag.cite.parser import CitationParser
from rag.cite.references import Reference

KNOWN = {
    (passage, sentence): Span(article_id=f"a{passage}", version="v", start=sentence * 10, end=sentence * 10 + 5)
    for passage, count in ((1, 4), (2, 3), (3, 1))
    for sentence in range(1, count + 1)
}
NUMBERS = {span: reference for reference, span in KNOWN.items()}

Read = list[tuple[str, tuple[Reference, ...]]]


def parsed(pieces: Iterable[str], *, language: str = "en", complete: bool = True) -> CitationParser:
    parser = CitationParser(KNOWN, language=language)
    for piece in pieces:
        parser.feed(piece)
    parser.close(complete=complete)
    return parser


def read(text: str, *, language: str = "en") -> Read:
    return [(one.text, tuple(NUMBERS[span] for span in one.spans)) for one in parsed([text], language=language).sentences]


@pytest.mark.parametrize(
    ("marker", "named"),
    [
        ("[1.2]", [(1, 2)]),
        ("[1.2, 1.3]", [(1, 2), (1, 3)]),
        ("[1.2][2.1]", [(1, 2), (2, 1)]),
        ("[1.2] [2.1]", [(1, 2), (2, 1)]),
        ("[1.2; 2.1]", [(1, 2), (2, 1)]),
        ("[1.2 and 2.1]", [(1, 2), (2, 1)]),
        ("[2.1, 1.2, 2.1]", [(2, 1), (1, 2)]),
        ("【1.2】", [(1, 2)]),
        ("【1:2†source】", [(1, 2)]),
        ("[1.2†source]", [(1, 2)]),
        ("［１．２］", [(1, 2)]),
        ("(1.2)", [(1, 2)]),
        ("（1.2、2.1）", [(1, 2), (2, 1)]),
        ("(1.2, 2.1)", [(1, 2), (2, 1)]),
        ("[1.2-1.4]", [(1, 2), (1, 3), (1, 4)]),
        ("[1.2–4]", [(1, 2), (1, 3), (1, 4)]),
        ("[1.4-2.1]", [(1, 4), (2, 1)]),
        ("[^1.2]", [(1, 2)]),
        ("[[1.2]]", [(1, 2)]),
        ("[[1.2], [2.1]]", [(1, 2), (2, 1)]),
        ("[Source: 1.2]", [(1, 2)]),
        ("[1,2]", [(1, 2)]),
        ("[3]", [(3, 1)]),
        ("[١٫٢]", [(1, 2)]),
        ("[١.٢، ٢.١]", [(1, 2), (2, 1)]),
        ("[۱٫۲]", [(1, 2)]),
        ("[1\u200b.2\u200f]", [(1, 2)]),
        ("`[1.2]`", [(1, 2)]),
        ("**[1.2]**", [(1, 2)]),
        ("\\[1.2\\]", [(1, 2)]),
        ("[1.2](https://example.org/a)", [(1, 2)]),
        ("<cite>1.2</cite>", [(1, 2)]),
        ("(see [1.2])", [(1, 2)]),
    ],
)
@pytest.mark.parametrize(
    "shape", ["Trade rose {}.", "Trade rose. {}", "Trade rose.{}", "Trade rose.\n{}", "{} Trade rose.", "- Trade rose {}."]
)
def test_every_shape_of_a_marker(shape: str, marker: str, named: list[Reference]) -> None:
    text = shape.format(marker)
    parser = parsed([text])
    assert [(one.text.replace("*", "").strip(), sorted(NUMBERS[span] for span in one.spans)) for one in parser.sentences] == [
        ("Trade rose.", sorted(named))
    ]
    assert parser.dropped == 0
    assert parsed(text).sentences == parser.sentences, "one character at a time"


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("It rose (2.5 percent) to [2.5 million].", "It rose (2.5 percent) to [2.5 million].", 0),
        ("It rose by a point (7.5).", "It rose by a point (7.5).", 0),
        ("At [10:30] in [2024], on [2024-05-01] [sic].", "At [10:30] in [2024], on [2024-05-01] [sic].", 0),
        ("It rose [7.5].", "It rose.", 1),
        ("It rose [1.2, 7.5].", "It rose.", 1),
        ("It rose [1.1.2] [9].", "It rose.", 2),
        ("Is 3 < 5 and 5 > 3? Yes.", "Is 3 < 5 and 5 > 3?", 0),
    ],
)
def test_what_is_no_marker_stays_and_what_names_nothing_is_counted(text: str, kept: str, dropped: int) -> None:
    parser = parsed([text])
    assert parser.sentences[0].text == kept
    assert parser.dropped == dropped


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "One is. Two is [1.1]. Three is? [2.1] Four is.",
            "en",
            [("One is.", ()), ("Two is.", ((1, 1),)), ("Three is?", ((2, 1),)), ("Four is.", ())],
        ),
        ("ارتفعت التجارة [1.2]. ثم انخفضت؟ [2.1]", "ar", [("ارتفعت التجارة.", ((1, 2),)), ("ثم انخفضت؟", ((2, 1),))]),
        ("اضافہ ہوا۔ [1.2] پھر کمی ہوئی [2.1]۔", "ur", [("اضافہ ہوا۔", ((1, 2),)), ("پھر کمی ہوئی۔", ((2, 1),))]),
        (
            "Рост составил 5 млн. руб. [1.2] Он сказал: да [2.1].",
            "ru",
            [("Рост составил 5 млн. руб.", ((1, 2),)), ("Он сказал: да.", ((2, 1),))],
        ),
        ("贸易增长。【1.2】后来下降[2.1]。", "zh", [("贸易增长。", ((1, 2),)), ("后来下降。", ((2, 1),))]),
        ("Dr. Smith met the U.S. envoy on 3.5 terms [1.1].", "en", [("Dr. Smith met the U.S. envoy on 3.5 terms.", ((1, 1),))]),
        (
            "[1.1] The first one. [1.2] The second one. [2.1] The third.",
            "en",
            [("The first one.", ((1, 1),)), ("The second one.", ((1, 2),)), ("The third.", ((2, 1),))],
        ),
        (
            "## Trade\n\n**Figures**\n- First [1.1]\n- Second [1.2]\n\n3. Third\n[2.1]",
            "en",
            [("First", ((1, 1),)), ("Second", ((1, 2),)), ("Third", ((2, 1),))],
        ),
        ("```text\nCoded [1.1].\n```\nAfter [2.1].", "en", [("Coded.", ((1, 1),)), ("After.", ((2, 1),))]),
        ("<think>Hm [1.1]. So.</think>Trade rose [2.1].", "en", [("Trade rose.", ((2, 1),))]),
        ("Hm, let me see [1.1]. So it is.\n</think>\nTrade rose [2.1].", "en", [("Trade rose.", ((2, 1),))]),
        ("15\n[1.1]", "en", [("15", ((1, 1),))]),
        ("The talks:[1.1]\n| a | b [1.2] |\n|---|---|", "en", [("The talks", ((1, 1),)), ("a | b", ((1, 2),))]),
    ],
)
def test_sentences_and_what_they_rest_on(text: str, language: str, expected: Read) -> None:
    assert read(text, language=language) == expected


def test_lists_paragraphs_and_what_the_articles_do_not_say_are_told() -> None:
    sentences = parsed(["Rose [1.1].\n\n- One [1.2]\n- Two [1.3]\n\nOf the price they say nothing [0.0]."]).sentences
    assert [(one.paragraph, one.item, one.nothing) for one in sentences] == [
        (0, False, False),
        (1, True, False),
        (1, True, False),
        (2, False, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Go [here](https://evil.test/x?q=1) now.",
        "Go ![alt](https://evil.test/x.png) now.",
        "Go [![alt](https://evil.test/x.png)](https://evil.test) now.",
        "Go <img src=x onerror=alert(1)> <a href='https://evil.test'>now</a>.",
        "Go <script>fetch('https://evil.test')</script> now.",
        "Go https://evil.test/a?b=[1.1] www.evil.test/x now.",
        "Go [here](javascript:alert(1)) javascript:alert(1) now.",
        "Go [here][1] now.\n\n[1]: https://evil.test",
        "Go <https://evil.test> now <img src=https://evil.test",
        "Go [" + "very " * 60 + "long](https://evil.test) now.",
        "Go data:text/html;base64,PHNjcmlwdD4= mailto:me@evil.test now.",
        "Go [x]( https://evil.test 'title' ) now.",
    ],
)
def test_no_link_image_or_html_survives(text: str) -> None:
    for pieces in ([text], text):
        parser = parsed(pieces)
        said = " ".join(one.text for one in parser.sentences)
        assert said.startswith("Go")
        assert "evil" not in said
        assert "](" not in said
        assert "script:" not in said
        assert "alert(1)>" not in said
        assert not any(sign in said for sign in ("<a", "<i", "<s"))
        assert parser.removed


def test_a_sentence_is_told_as_soon_as_the_next_has_begun_and_partial_markers_are_held_back() -> None:
    parser = CitationParser(KNOWN, language="en")
    assert parser.feed("Trade rose in May [1.") == ()
    assert parser.growing == "Trade rose in May"
    assert parser.feed("2]. Then it ") == ()
    assert parser.growing == "Trade rose in May. Then it"
    assert [one.text for one in parser.feed("fell again [2.1")] == ["Trade rose in May."]
    assert parser.growing == "Then it fell again"
    assert parser.feed("]. Nobody knows") == ()
    assert parser.sentences[0].spans == (KNOWN[1, 2],)
    assert parser.growing == "Then it fell again. Nobody"
    assert [one.text for one in parser.close()] == ["Then it fell again.", "Nobody knows"]


def test_a_sentence_that_is_cut_off_is_left_out_and_kept() -> None:
    parser = parsed(["Trade rose [1.1]. It fell by US$"], complete=False)
    assert [one.text for one in parser.sentences] == ["Trade rose."]
    assert parser.growing == "It fell by US$"
    assert [one.text for one in parsed(["It fell [1.1]. It rose."], complete=False).sentences] == ["It fell.", "It rose."]
    assert [one.text for one in parsed(["It fell [1.1]"], complete=False).sentences] == ["It fell"]
