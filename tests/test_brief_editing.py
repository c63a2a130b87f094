"""Briefs are put together and changed without ever losing what a mark rests on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BriefError, NotFoundError
from index.models import text_version
from rag.brief import editing
from rag.brief.collecting import CONTEXT, Where, context, from_answer, from_quote
from rag.brief.models import Brief, BriefSentence, Mark, item_marks
from rag.brief.numbering import numbered, numbers
from rag.citing import cite
from tests.briefed import ARTICLES, CARPETS, DAM, FLOOD, NOW, Shelf, answer, article, empty, own, quoted, span

EVACUATED, HURT = "Some 4,200 people were evacuated on Tuesday.", "No one was hurt."
WORDS = [(ARTICLES[0], EVACUATED), (ARTICLES[0], HURT), (ARTICLES[1], DAM[:30]), (ARTICLES[2], CARPETS[:33])]


def items(brief: Brief) -> list[str]:
    return [item.id for item in brief.items]


def test_an_answer_keeps_verdicts_quotes_context_and_where_sources_differ() -> None:
    given_answer = answer(
        ("**4,200** were evacuated.", (span(*WORDS[0]),)), ("The contract was signed.", (span(*WORDS[2]), span(*WORDS[0])))
    )
    brief, identity, notices = from_answer(empty(), given_answer, Shelf(), moment=NOW, given_at=NOW - timedelta(days=3))
    (item,) = brief.items
    assert (item.id, item.kind, item.heading, item.answer, item.mode) == (identity, "answer", "How many were evacuated?", 7, "model")
    assert [one.text for one in item.sentences] == ["4,200 were evacuated.", "The contract was signed."]
    assert [(one.verdict, one.support) for one in item.sentences] == [("supported", 0.9)] * 2
    assert item.as_of == NOW - timedelta(days=3)
    first = brief.citations[item.sentences[0].marks[0].citation]
    assert (first.quote, first.before, first.after) == (EVACUATED, "", " The mayor thanked them. No one was hurt.")
    assert FLOOD[first.start - len(first.before) : first.end + len(first.after)] == first.before + first.quote + first.after
    source = brief.sources[first.source]
    assert (source.title, source.author, source.version, source.accessed) == ("On flood", "L. Marsh", text_version(FLOOD), NOW.date())
    assert (len(brief.citations), len(brief.sources), notices) == (2, 2, ())
    assert [mark.citation for mark in item.sentences[1].marks][1] == first.id


def test_a_declined_answer_is_not_taken() -> None:
    with pytest.raises(BriefError, match="not answered"):
        from_answer(empty(), answer().model_copy(update={"status": "declined"}), Shelf(), moment=NOW)


def test_what_an_article_does_not_say_is_not_taken() -> None:
    made = answer(("It is so.", (span(*WORDS[0]),)))
    other = article("flood", FLOOD.replace("4,200", "9,900")).model_copy(update={"version": ARTICLES[0].version})
    with pytest.raises(BriefError, match="not what is written"):
        from_answer(empty(), made, Shelf([other]), moment=NOW)
    with pytest.raises(BriefError, match="not what is written"):
        from_quote(empty(), span(*WORDS[0]).model_copy(update={"start": len(FLOOD) - 2, "end": len(FLOOD) + 2}), Shelf(), moment=NOW)


def test_what_was_purged_is_taken_as_the_answer_kept_it_and_it_is_said() -> None:
    made = answer(("It is so.", (span(*WORDS[0]),)), ("It is.", (span(*WORDS[1]),)))
    brief, _, notices = from_answer(empty(), made, Shelf([]), moment=NOW)
    assert [(one.quote, one.before, one.after) for one in brief.citations.values()] == [(EVACUATED, "", ""), (HURT, "", "")]
    assert [source.title for source in brief.sources.values()] == ["On flood"]
    assert len(notices) == 1
    assert "removed from the library" in notices[0]
    with pytest.raises(NotFoundError, match="does not have version"):
        from_quote(empty(), span(*WORDS[0]), Shelf([]), moment=NOW)


def test_a_source_stands_once_with_all_its_places() -> None:
    brief = quoted(quoted(quoted(quoted(empty(), EVACUATED).brief, DAM[:30], ARTICLES[1]).brief, HURT).brief, EVACUATED).brief
    assert [(one.number, one.source.title, len(one.places)) for one in numbered(brief)] == [(1, "On flood", 3), (2, "On dam", 1)]
    assert len(brief.citations) == 3
    turned = editing.moved(brief, items(brief)[1], before=items(brief)[0], moment=NOW)
    assert [one.source.title for one in numbered(turned)] == ["On dam", "On flood"]


def test_a_quote_may_be_taken_from_a_citation_with_its_copies() -> None:
    cited = cite(4, ARTICLES[1], span(*WORDS[2]))
    brief, identity, _ = from_quote(empty(), cited, Shelf(), moment=NOW, heading="  Two\nlines ")
    item = editing.item_of(brief, identity)
    assert (item.kind, item.heading, item.language, item.sentences[0].verdict) == ("quote", "Two lines", "ar", "supported")


def test_items_and_sections_go_where_they_are_put() -> None:
    brief = own(own(own(empty(), "One.").brief, "Two.").brief, "Three.").brief
    one, two, three = items(brief)
    brief = editing.with_section(brief, "Later", moment=NOW)
    first, later = (section.id for section in brief.sections)

    def laid(made: Brief) -> list[list[str]]:
        return [[item.id for item in section.items] for section in made.sections]

    assert laid(editing.moved(brief, three, before=one, moment=NOW)) == [[three, one, two], []]
    assert laid(editing.moved(brief, one, after=two, moment=NOW)) == [[two, one, three], []]
    assert laid(editing.moved(brief, one, section=later, moment=NOW)) == [[two, three], [one]]
    assert laid(editing.moved(brief, later, before=first, moment=NOW)) == [[], [one, two, three]]
    assert laid(editing.without(brief, first, moment=NOW)) == [[]]
    assert editing.moved(brief, one, before=two, moment=NOW) is brief
    assert editing.moved(brief, one, before=one, moment=NOW) is brief
    alone = editing.without(editing.without(brief, first, moment=NOW), later, moment=NOW)
    assert len(alone.sections) == 1
    assert editing.added(brief, alone) == alone.sections[0].id
    assert editing.added(brief, own(brief, "Four.").brief) == f"i{brief.next}"


@pytest.mark.parametrize(
    "change",
    [
        lambda brief: editing.without(brief, "i99", moment=NOW),
        lambda brief: editing.moved(brief, "i2", before="i99", moment=NOW),
        lambda brief: editing.moved(brief, "i2", before="i3", after="i4", moment=NOW),
        lambda brief: editing.moved(brief, "h1", section="h1", moment=NOW),
        lambda brief: editing.moved(brief, "i2", section="h99", moment=NOW),
        lambda brief: editing.with_section(brief, " ", moment=NOW),
        lambda brief: editing.with_settings(brief, title="x" * 400, moment=NOW),
        lambda brief: editing.with_translation(brief, "c99", "x", translator="m", moment=NOW),
    ],
)
def test_what_cannot_be_is_refused_in_words(change: Callable[[Brief], Brief]) -> None:
    brief = own(own(own(empty(), "One.").brief, "Two.").brief, "Three.").brief
    with pytest.raises((BriefError, NotFoundError)):
        change(brief)


def test_words_that_are_changed_are_told_from_those_that_are_not() -> None:
    brief, identity, _ = from_answer(empty(), answer(("It is so.", (span(*WORDS[0]),))), Shelf(), moment=NOW)
    (item,) = brief.items
    judged = tuple(one.model_copy(update={"verdict": "partly"}) for one in item.sentences)
    assert not editing.edited(brief, identity, sentences=judged, moment=NOW).sections[0].items[0].edited
    other = (BriefSentence(text="It is not so.", begins=True),)
    made = editing.edited(brief, identity, sentences=other, moment=NOW)
    assert next(made.items).edited
    assert (made.citations, made.sources) == ({}, {})
    quote = quoted(empty(), EVACUATED)
    assert next(editing.edited(quote.brief, quote.id, sentences=other, moment=NOW).items).kind == "text"
    later = NOW + timedelta(hours=1)
    text = own(empty(), "Mine.")
    assert next(editing.edited(text.brief, text.id, sentences=other, moment=later).items).as_of == later


def test_a_translation_is_marked_with_who_made_it() -> None:
    brief = quoted(empty(), DAM[:30], ARTICLES[1]).brief
    (identity,) = brief.citations
    told = editing.with_translation(brief, identity, "The government signed", translator="scripted", moment=NOW)
    assert (told.citations[identity].translation, told.citations[identity].translator) == ("The government signed", "scripted")
    assert editing.with_translation(told, identity, " ", translator="scripted", moment=NOW).citations == brief.citations


def test_context_is_the_rest_of_the_paragraph_in_whole_sentences() -> None:
    long = " ".join(f"Sentence number {number} is here." for number in range(60))
    text = f"Before.\n\n{long}\n\nAfter."
    start = text.index("Sentence number 30")
    before, after = context(text, "en", start, start + 27)
    assert 0 < len(before) <= CONTEXT
    assert 0 < len(after) <= CONTEXT
    assert before.startswith("Sentence number")
    assert after.endswith("is here.")
    assert before + text[start : start + 27] + after in text
    whole = text.index(long)
    assert context(text, "en", whole, whole + len(long)) == ("Before.\n\n", "\n\nAfter.")
    assert context("Alone.", "en", 0, 6) == ("", "")


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["quote", "text", "section", "move", "drop", "edit", "empty"]), st.integers(0, 9), st.integers(0, 9))
)


def _stepped(brief: Brief, step: Step) -> Brief:
    kind, first, second = step
    there, sections = items(brief), [section.id for section in brief.sections]
    place: dict[str, Any] = {"section": sections[second % len(sections)]}
    if kind == "quote":
        source, words = WORDS[first % len(WORDS)]
        return from_quote(brief, span(source, words), Shelf(), moment=NOW, where=Where(**place)).brief
    if kind == "text":
        return own(brief, f"Text {first}.").brief
    if kind == "section":
        return editing.with_section(brief, f"Section {first}", moment=NOW, before=place["section"])
    if kind == "empty":
        return editing.without(brief, place["section"], moment=NOW)
    if not there:
        return brief
    item = there[first % len(there)]
    if kind == "move":
        return editing.moved(brief, item, moment=NOW, **(place if second % 2 else {"before": there[second % len(there)]}))
    if kind == "drop":
        return editing.without(brief, item, moment=NOW)
    marks = [Mark(at=0, citation=one) for one in list(brief.citations)[:second]]
    return editing.edited(brief, item, sentences=[BriefSentence(text=f"New {second}.", marks=tuple(marks))], moment=NOW)


@given(STEPS)
def test_whatever_is_done_each_mark_has_its_words_and_each_id_is_used_once(steps: list[Step]) -> None:
    brief, used = empty(), set[str]()
    for step in steps:
        before, brief = brief, _stepped(brief, step)
        known = {*before.citations, *before.sources, *items(before), *(section.id for section in before.sections)}
        now = {*brief.citations, *brief.sources, *items(brief), *(section.id for section in brief.sections)}
        assert not (now - known) & used, "an id was used again"
        used |= now
    marks = [mark.citation for item in brief.items for mark in item_marks(item)]
    assert set(marks) == set(brief.citations)
    assert {one.source for one in brief.citations.values()} == set(brief.sources)
    cited = list(dict.fromkeys(brief.citations[mark].source for mark in marks))
    assert numbers(brief) == {source: number for number, source in enumerate(cited, 1)}
    assert len({(one.article_id, one.version) for one in brief.sources.values()}) == len(brief.sources)
    assert len(items(brief)) == len(set(items(brief)))
    assert Brief.model_validate_json(brief.model_dump_json()) == brief
