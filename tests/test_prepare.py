"""From a raw article to what is stored of it: spans, versions, pages and the language of each sentence."""

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.clean import clean_text
from index.errors import ReadError
from index.language import analyze
from index.language.codes import decode_terms
from index.models import RawArticle, text_version
from index.prepare import Prepared, prepare, prepare_all
from index.readers.source import Limits, Unreadable
from tests.corpus import raw

LIMITS = Limits(article_characters=20_000)
ARABIC = "قال الوزير إن السد الجديد سيزود ثلاثمئة ألف منزل بالكهرباء بحلول نهاية العام المقبل."
ENGLISH = "The minister said that the new dam would supply power to the homes of the valley by the end of the year."


def made(text: str, **fields: object) -> Prepared:
    return prepare(RawArticle(origin="file:///a.txt", text=text, **fields), limits=LIMITS)  # type: ignore[arg-type]  # fields of several types


def quotes(prepared: Prepared) -> list[str]:
    return [prepared.article.text[start:end] for one in prepared.chunks for start, end in one.chunk.sentences]


def test_sentences_are_exactly_the_text_and_the_version_is_its_hash() -> None:
    prepared = made("The dam opened.\u200b It cost 5 dollars.\r\n\r\nThe river  rose.", language="en")
    assert quotes(prepared) == ["The dam opened.", "It cost 5 dollars.", "The river  rose."]
    assert prepared.article.version == text_version(prepared.article.text)
    assert prepared.raw.text.startswith("The dam opened.\u200b")


def test_each_sentence_is_analysed_in_the_language_of_its_paragraph() -> None:
    prepared = made(f"{ENGLISH} {ENGLISH}\n\n{ARABIC}\n\n{ENGLISH}")
    assert prepared.article.language == "en"
    ((start, end, language),) = prepared.article.passages
    assert (prepared.article.text[start:end], language) == (ARABIC, "ar")
    (chunk,) = prepared.chunks
    assert chunk.chunk.language == "en"
    assert set(analyze(ARABIC, "ar").words) <= set(chunk.terms.words.split())
    assert set(analyze(ENGLISH, "en").words) <= set(chunk.terms.words.split())
    assert set(analyze(ARABIC, "ar").words) != set(analyze(ARABIC, "en").words)  # else the above could not fail


def test_a_chunk_has_the_language_of_most_of_it() -> None:
    prepared = prepare(raw("a", f"{ENGLISH}\n\n{ARABIC} {ARABIC}", language="en"), limits=LIMITS, chunk_characters=150)
    assert [one.chunk.language for one in prepared.chunks] == ["en", "ar", "ar"][: len(prepared.chunks)]
    assert prepared.chunks[-1].chunk.language == "ar"


def test_terms_for_scoring_hold_the_title_and_every_sentence() -> None:
    prepared = made("The dam opened. It cost 5 dollars.", title="Zeppelin", language="en")
    (chunk,) = prepared.chunks
    assert analyze("Zeppelin", "en").words[0] in chunk.terms.words.split()
    codes = decode_terms([chunk.chunk.codes])
    assert codes is not None
    assert chunk.chunk.lengths[0] == len(chunk.terms.words.split())


def test_pages_begin_where_their_text_does() -> None:
    first, second = "The first page tells of the dam.", "The second page tells of the river."
    article = made(f"{first}\f{second}", language="en").article
    assert [article.text[start:].split(".")[0] + "." for start in article.pages] == [first, second]


def test_nothing_but_signs_or_far_too_much_is_refused_with_a_remedy() -> None:
    for text in ("... !!!", "\u200b\u202e", "word " * 5_000):
        with pytest.raises(ReadError) as caught:
            made(text)
        assert caught.value.remedy
    found = list(prepare_all([raw("a", "!!!"), Unreadable(origin="x", reason="no"), raw("b")], limits=LIMITS))
    assert [type(one) for one in found] == [Unreadable, Unreadable, Prepared]
    assert isinstance(found[0], Unreadable)
    assert found[0].origin == raw("a").origin


def test_what_the_source_states_is_kept_and_nothing_is_made_up() -> None:
    said = made("The dam opened.", published=date(2025, 12, 3), source=" The\u200b Courier ", language="en", found={"published": "meta"})
    assert (said.article.published, said.article.source, said.article.found["published"]) == (date(2025, 12, 3), "The Courier", "meta")
    silent = made("The dam opened and nobody said when.", language="en").article
    assert (silent.published, silent.published_at, silent.source, silent.author) == (None, None, None, None)


_PIECES = st.sampled_from(
    [
        ENGLISH,
        ARABIC,
        "Он сказал: «Нет». ",
        "وزیر نے کہا کہ ڈیم تیار ہے۔",
        "\f",
        "\n\n",
        "\r",
        "\t",
        "\u00ad",
        "\u202e",
        "e\u0301",
        "1.5 ",
        "•",
    ]
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=400), st.lists(st.one_of(_PIECES, st.text(max_size=20)), max_size=12).map("".join)))
@example("\f\f a \f")
@example("\ud800 surrogate")
def test_spans_are_exact_whatever_the_text(text: str) -> None:
    try:
        prepared = made(text)
    except ReadError as error:
        assert error.remedy
        return
    article = prepared.article
    assert article.version == text_version(article.text)
    assert unicodedata.is_normalized("NFC", article.text)
    ranges = [one for chunk in prepared.chunks for one in chunk.chunk.sentences]
    assert ranges
    assert all(0 <= start < end <= len(article.text) for start, end in ranges)
    assert all(before.end <= after.start for before, after in pairwise(ranges))
    assert all(quote == quote.strip() for quote in quotes(prepared))
    left = list(article.text)
    for start, end in ranges:
        left[start:end] = " " * (end - start)
    assert not any(character.isalnum() for character in left)  # every word is in a sentence
    assert list(article.pages) == sorted(article.pages)
    assert all(0 <= start <= len(article.text) for start in article.pages)
    assert all(0 <= start < end <= len(article.text) for start, end, _ in article.passages)
    assert clean_text(article.text) == article.text
