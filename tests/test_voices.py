"""Near-copies count once."""

from datetime import UTC, datetime

import pytest

from index.models import Article, Chunk, Span, article_id, text_version
from rag.models import Passage, SentenceScore
from rag.voices import copy_of, folded, say_the_same


def article(name: str, text: str, *, voice: str = "wire", language: str = "en") -> Article:
    return Article(
        id=article_id(name),
        version=text_version(text),
        origin=name,
        title=f"About {name}",
        text=text,
        source=name,
        language=language,
        voice=voice,
        added_at=datetime(2026, 3, 4, tzinfo=UTC),
    )


def passage(name: str, text: str, **fields: str) -> Passage:
    made = article(name, text, **fields)
    span = Span(article_id=made.id, version=made.version, start=0, end=len(text))
    chunk = Chunk(id=1, span=span, sentences=(span,))
    return Passage(
        chunk=chunk, article=made, scores={}, score=1.0, sentences=(SentenceScore(span=span, score=1.0, coverage=1.0),), coverage=1.0
    )


WIRE = "The ministers agreed on Thursday to reopen three crossings on the Orsen river by 1 June."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (WIRE, WIRE, True),
        (WIRE, WIRE.replace("ministers", "foreign ministers"), True),
        (WIRE, WIRE.replace("1 June", "2 June"), False),
        (WIRE, WIRE.replace("1 June", "١ June"), True),  # the same number in other digits
        (WIRE, "The glacier melted, and 1 hut was lost.", False),
        ("It rose 4 % in 2025.", "It rose 2025 % in 4.", True),  # numbers are compared as a bag: the words are the same
    ],
)
def test_sentences_say_the_same_with_the_same_words_and_numbers(one: str, other: str, same: bool) -> None:
    assert say_the_same(one, other, "en") is same
    assert say_the_same(other, one, "en") is same


def test_a_copy_is_named_beside_the_better_one_and_makes_room_for_another() -> None:
    first, copy, another = passage("Ledger", WIRE), passage("Courier", WIRE), passage("Herald", "A fire burnt.", voice="own")
    found = folded([first, copy, another], limit=2)
    assert [one.article.source for one in found] == ["Ledger", "Herald"]
    assert found[0].also == (copy_of(copy.article),)
    assert found[1].also == ()


def test_a_copy_behind_the_last_one_wanted_is_still_named() -> None:
    found = folded([passage("Ledger", WIRE), passage("Courier", WIRE), passage("Herald", "A fire burnt.", voice="own")], limit=1)
    assert [copy.source for copy in found[0].also] == ["Courier"]


def test_a_copy_that_corrects_a_figure_stands_for_itself() -> None:
    found = folded([passage("Ledger", WIRE), passage("Courier", WIRE.replace("three", "3").replace("1 June", "8 June"))], limit=5)
    assert [one.article.source for one in found] == ["Ledger", "Courier"]


def test_two_passages_of_one_article_are_not_copies_and_a_copy_is_named_once() -> None:
    found = folded([passage("Ledger", WIRE), passage("Ledger", WIRE)], limit=5)
    assert len(found) == 2
    found = folded([passage("Ledger", WIRE), passage("Courier", WIRE), passage("Courier", WIRE)], limit=5)
    assert [copy.source for copy in found[0].also] == ["Courier"]


def test_the_same_words_without_a_common_voice_are_shown_twice() -> None:
    assert len(folded([passage("Ledger", WIRE, voice="a"), passage("Courier", WIRE, voice="b")], limit=5)) == 2
    assert len(folded([passage("Ledger", WIRE, voice=""), passage("Courier", WIRE, voice="")], limit=5)) == 2
