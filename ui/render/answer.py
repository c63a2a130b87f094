"""A question and its answer: sentences with citations, verdicts and their reasons, and how they were made."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from index.language import detect, direction
from rag.models import Answer, Mode, Sentence
from ui.conversation import Turn
from ui.emphasis import Emphasised, from_markdown, of_sentence
from ui.render.declined import declined
from ui.render.differences import difference
from ui.render.elements import byline, element, emphasised, icon, joined, language_of
from ui.render.filters import filtered_by
from ui.render.footer import follow_ups, footer
from ui.render.sources import article_number, previewed_chip
from ui.render.told import told
from ui.render.understood import understood
from ui.wording import runs_rightwards
from ui.words import ours, speaking, spoken, text

_GLUE = "\N{NO-BREAK SPACE}"  # keeps the numbers on the line of the last word
_DRAWN = 1_000  # sentences, of answers that are growing or looked at again
_DRAWINGS = {"supported": "check", "partly": "half", "not_supported": "cross"}


def turns(conversation: Sequence[Turn]) -> Markup:
    """A conversation, oldest turn first, numbered from 0."""
    return joined(*(turn(each, number) for number, each in enumerate(conversation)))


def latest(asked: Turn, number: int, *, conversation: str, further: tuple[tuple[str, str], ...] = ()) -> Markup:
    """The last turn of a conversation, which names the conversation for the address of the page.

    Args:
        asked: The turn.
        number: Its place in the conversation, from 0.
        conversation: Its id.
        further: Questions to ask next, each with its language.
    """
    return element("div", turn(asked, number), follow_ups(further), data_conversation=conversation)


def turn(asked: Turn, number: int) -> Markup:
    """One question and its answer as far as it has grown.

    Args:
        asked: The turn.
        number: Its place in the conversation, from 0; links in it carry it, so that the reader knows which answer it serves.
    """
    language = language_of(asked.answer.question.language) if asked.answer else {"dir": "auto"}
    question = element("h2", asked.question, class_="question", **language)
    chips = joined(filtered_by(asked.filters), understood(asked.answer.question, number) if asked.answer else "")
    body = element("div", *_body(asked, number), class_="answer", aria_busy="true" if asked.state == "working" else "false")
    return element(
        "section",
        question,
        chips,
        body,
        class_="turn",
        id=f"turn-{number}",
        data_turn=number,
        aria_label=text("answer.question", number=number + 1),
    )


def ready(asked: Turn) -> str:
    """The state of a turn in a few words, for screen readers and for tests."""
    if asked.state == "working":
        return text("answer.working")
    if asked.state != "done" or asked.answer is None:
        return text("answer.stopped" if asked.state == "stopped" else "answer.none")
    if asked.answer.status == "declined":
        return text("answer.declined")
    return text("answer.ready", count=article_number(asked.answer.citations))


def _body(asked: Turn, number: int) -> tuple[Markup, ...]:
    answer = asked.answer
    parts = _content(answer, number) if answer else ()
    if asked.state == "working":
        growing = (_growing(answer),) if answer and answer.growing else ()
        return (*parts, *growing, _working(bool(parts or growing)))
    if asked.state == "failed":
        return (*parts, element("p", told(asked.problem), class_="problem", role="alert"), footer(asked, number))
    if asked.state == "stopped":
        parts = (*parts, element("p", text("chat.stopped"), class_="notice"))
    return (*parts, footer(asked, number))


def _content(answer: Answer, number: int) -> tuple[Markup, ...]:
    notices = tuple(element("p", told(notice), class_="notice") for notice in answer.notices)
    if answer.status == "declined":
        return (declined(answer), *notices)
    written: tuple[Mode, str, str] = answer.mode, answer.question.language, spoken()
    sentences = tuple(_sentence(each, *written, f"quote-{number}-{place}") for place, each in enumerate(answer.sentences))
    differences = tuple(difference(each) for each in answer.differences)
    partial = (element("p", text("chat.partial"), class_="notice"),) if answer.status == "partial" else ()
    return (*sentences, *differences, *partial, *notices)


def _working(begun: bool) -> Markup:
    lines = () if begun else (element("span", text("chat.searching")),)
    return element("div", element("i"), element("i"), element("i"), *lines, class_="working")


def _growing(answer: Answer) -> Markup:
    """What a model is writing: nobody may take it for an answer yet."""
    shown = from_markdown(answer.growing)
    language = _written_in(shown.text, answer.question.language)
    written = element("p", emphasised(shown), class_="text", **language)
    mark = element("p", text("chat.unchecked"), class_="meta", **ours())
    return element("div", written, mark, class_="sentence growing", dir=language["dir"])


@lru_cache(maxsize=_DRAWN)
def _sentence(sentence: Sentence, mode: Mode, asked_in: str, page_in: str, identity: str) -> Markup:
    """One sentence; drawn once, though an answer that grows is shown many times a second."""
    with speaking(page_in):
        shown = of_sentence(sentence, mode=mode)
        language = _language(sentence, shown, mode, asked_in)
        chips = joined(*(previewed_chip(each, identity=f"{identity}-{each.number}") for each in sentence.citations))
        quoted = element("p", emphasised(shown), _GLUE, element("span", chips, class_="cites"), class_="text", **language)
        return element("div", quoted, _basis(sentence, mode), class_=f"sentence verdict-{sentence.verdict}", **language)


def _language(sentence: Sentence, shown: Emphasised, mode: Mode, asked_in: str) -> dict[str, str]:
    if mode == "quotes" and sentence.citations:
        return language_of(sentence.citations[0].language)
    return _written_in(shown.text, asked_in)


def _written_in(text: str, asked_in: str) -> dict[str, str]:
    """The language of what a model wrote: the question's, unless it runs the other way, as when it was asked to answer in another."""
    rightwards = runs_rightwards(text)
    fits = rightwards is None or rightwards == (direction(asked_in) == "ltr")
    return language_of(asked_in if fits else detect(text))


def _basis(sentence: Sentence, mode: Mode) -> Markup:
    """The verdict with its reasons, and who says so."""
    if sentence.verdict == "supported":
        word = text("chat.word_for_word" if mode == "quotes" else "chat.supported")
        verdict = element("span", icon(_DRAWINGS["supported"]), word, class_="verdict", **ours())
    else:
        verdict = _doubt(sentence)
    who = byline(sentence.citations[0].source, sentence.citations[0].published) if len(sentence.citations) == 1 else Markup("")
    return element("div", verdict, who, class_="meta")


def _doubt(sentence: Sentence) -> Markup:
    """Why a sentence does not wholly hold: open from the start, and folded away by mouse or keyboard."""
    reasons = tuple(map(told, sentence.reasons)) or (text("answer.share", share=f"{sentence.support:.0%}"),)
    mark = element("summary", icon(_DRAWINGS[sentence.verdict]), text(f"answer.{sentence.verdict}"))
    listed = element("ul", *(element("li", reason) for reason in reasons))
    return element("details", mark, listed, class_="verdict", open=True, **ours())
