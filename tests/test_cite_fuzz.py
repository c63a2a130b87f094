"""Whatever a model writes, in whatever pieces it comes: the same sentences, and never a link."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.cite.parser import CitationParser
from rag.cite.sentences import CitedSentence
from tests.test_cite import KNOWN, NUMBERS, parsed

PIECES = st.sampled_from(
    [
        "Trade rose",
        " in May",
        ".",
        ". ",
        "? ",
        "؟ ",
        "۔ ",
        "。",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "## ",
        "**",
        "*",
        "[1.2]",
        "[1.2, 2.1]",
        "【1.2】",
        "(1.2)",
        "[1.2-1.4]",
        "[9.9]",
        "[0.0]",
        "[١٫٢]",
        "[",
        "]",
        "(",
        ")",
        "[1",
        "2.1]",
        "```",
        "```text\n",
        "`",
        "<think>",
        "</think>",
        "<b>",
        "<",
        ">",
        "<cite>",
        "</cite>",
        "https://evil.test/a",
        "www.evil.test",
        "](",
        "![",
        "!",
        "\\",
        ":",
        " ",
        "12",
        "25",
        "Dr. ",
        "U.S. ",
        "\u200b",
        "é",
        "زادت",
        "|",
        "---",
        "data:",
        "[link](http://a.b)",
        "[[1.1]]",
        "(2.5 percent)",
        "\u00a0",
        "#",
        "“",
        "”",
        "5 млн. ",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(alphabet="ab1.2,[]()<>!`\\* \n-:/†؟", max_size=40)


@settings(max_examples=400, deadline=None)
@given(
    text=TEXTS, cuts=st.lists(st.integers(0, 200), max_size=12), complete=st.booleans(), language=st.sampled_from(["en", "ar", "ru", "ur"])
)
@example(text="25\n[1.2]", cuts=[1], complete=True, language="en")
def test_the_pieces_do_not_matter(text: str, cuts: list[int], complete: bool, language: str) -> None:
    whole = parsed([text], language=language, complete=complete)
    places = sorted({min(cut, len(text)) for cut in cuts})
    pieces = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    for parts in (pieces, list(text)):
        cut = parsed(parts, language=language, complete=complete)
        assert cut.sentences == whole.sentences
        assert (cut.dropped, cut.removed, cut.rest) == (whole.dropped, whole.removed, whole.rest)
    for one in whole.sentences:
        assert all(span in NUMBERS for span in one.spans)
        assert one.text.strip()
        assert "://evil" not in one.text


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_what_is_finished_never_changes(text: str) -> None:
    parser = CitationParser(KNOWN, language="en")
    told: list[CitedSentence] = []
    for character in text:
        told += parser.feed(character)
        if "</think>" not in text:
            assert tuple(told) == parser.sentences
    told += parser.close()
    assert "</think>" in text or tuple(told) == parser.sentences
