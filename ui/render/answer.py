"""A question and its answer: sentences with citations and verdicts, differences, and what to show when nothing answers."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.models import Answer, Difference, DifferenceValue, Sentence
from ui.conversation import Turn
from ui.render.elements import byline, element, icon, joined, language_of, span_address
from ui.render.sources import article_count, citation_chip, related_card
from ui.render.understood import understood

_GLUE = "\N{NO-BREAK SPACE}"  # keeps the numbers on the line of the last word
_MODES = {
    "quotes": ("Quotes", "The sentences are copied word for word from the articles; no model wrote them."),
    "model": ("Model", "A model wrote the sentences; each was checked against the text it cites."),
}
_VERDICTS = {
    "supported": ("check", "The cited text says this"),
    "partly": ("half", "The cited text says only part of this"),
    "not_supported": ("cross", "The cited text does not say this"),
}


def turns(conversation: Sequence[Turn]) -> Markup:
    """A conversation, oldest turn first, numbered from 0."""
    return joined(*(turn(each, number) for number, each in enumerate(conversation)))


def turn(asked: Turn, number: int) -> Markup:
    """One question and its answer as far as it has grown.

    Args:
        asked: The turn.
        number: Its place in the conversation, from 0; links in it carry it, so that the reader knows which answer it serves.
    """
    language = language_of(asked.answer.question.language) if asked.answer else {"dir": "auto"}
    question = element("h2", asked.question, class_="question", **language)
    chips = understood(asked.answer.question, number) if asked.answer else Markup("")
    body = element("div", *_body(asked, number), class_="answer", aria_busy="true" if asked.state == "working" else "false")
    return element(
        "section", question, chips, body, class_="turn", id=f"turn-{number}", data_turn=number, aria_label=f"Question {number + 1}"
    )


def ready(asked: Turn) -> str:
    """The state of a turn in a few words, for screen readers and for tests."""
    if asked.state == "working":
        return "Searching"
    if asked.state != "done" or asked.answer is None:
        return "Answer stopped" if asked.state == "stopped" else "No answer"
    if asked.answer.status == "declined":
        return "Answer ready, nothing in the library answers this"
    return f"Answer ready, {article_count(asked.answer.citations)}"


def _body(asked: Turn, number: int) -> tuple[Markup, ...]:
    answer = asked.answer
    parts = _content(answer) if answer else ()
    if asked.state == "working":
        return (*parts, _working(bool(parts)))
    if asked.state == "failed":
        return (*parts, element("p", asked.problem, class_="problem", role="alert"))
    if asked.state == "stopped":
        parts = (*parts, element("p", "You stopped this answer.", class_="notice"))
    return (*parts, _footer(answer, number)) if answer and answer.sentences else parts


def _content(answer: Answer) -> tuple[Markup, ...]:
    notices = tuple(element("p", notice, class_="notice", dir="auto") for notice in answer.notices)
    if answer.status == "declined":
        return (_declined(answer), *notices)
    sentences = tuple(_sentence(each, answer) for each in answer.sentences)
    differences = tuple(_difference(each) for each in answer.differences)
    partial = (element("p", "Part of the question is not answered by the library.", class_="notice"),) if answer.status == "partial" else ()
    return (*sentences, *differences, *partial, *notices)


def _working(begun: bool) -> Markup:
    lines = () if begun else (element("span", "Searching the library…"),)
    return element("div", element("i"), element("i"), element("i"), *lines, class_="working")


def _sentence(sentence: Sentence, answer: Answer) -> Markup:
    language = sentence.citations[0].language if answer.mode == "quotes" and sentence.citations else answer.question.language
    chips = joined(*(citation_chip(each) for each in sentence.citations))
    text = element("p", sentence.text, _GLUE, element("span", chips, class_="cites"), class_="text", **language_of(language))
    return element("div", text, _basis(sentence), class_=f"sentence verdict-{sentence.verdict}", **language_of(language))


def _basis(sentence: Sentence) -> Markup:
    """The verdict, its reason, and who says so."""
    drawing, reason = _VERDICTS[sentence.verdict]
    if any(each.quote == sentence.text for each in sentence.citations):
        reason = "Word for word"
    elif sentence.verdict != "supported":
        reason = f"{reason} ({sentence.support:.0%} of it found)"
    verdict = element("span", icon(drawing), reason, class_="verdict", lang="en", dir="ltr")
    who = byline(sentence.citations[0].source, sentence.citations[0].published) if len(sentence.citations) == 1 else Markup("")
    return element("p", verdict, who, class_="meta")


def _difference(difference: Difference) -> Markup:
    dates = {value.published for value in difference.values if value.published}
    newest = max(dates) if len(dates) > 1 else None
    rows = (_difference_row(value, newest=newest is not None and value.published == newest) for value in difference.values)
    caption = element("caption", "Sources differ: ", element("bdi", difference.what))
    return element("table", caption, element("tbody", *rows), class_="differences")


def _difference_row(value: DifferenceValue, *, newest: bool) -> Markup:
    amount = element("bdi", " ".join(part for part in (value.value, value.unit) if part))
    mark = element("span", "newest", class_="chip") if newest else Markup("")
    label = f"Open the source that says {value.value}"
    opened = element("a", "open", class_="open", href=span_address(value.span), aria_label=label)
    return element(
        "tr",
        element("th", amount, scope="row"),
        element("td", element("span", byline(value.source, value.published), mark, class_="meta")),
        element("td", opened),
    )


def _declined(answer: Answer) -> Markup:
    said = element("p", "Nothing in the library answers this.", class_="declined-title")
    if not answer.related:
        hint = element("p", "Try other words, or add articles about it.", class_="hint")
        return element("div", said, hint, class_="declined")
    heading = element("h3", "Related, does not answer", class_="heading")
    cards = element("ul", *(related_card(each) for each in answer.related), class_="cards")
    return element("div", said, heading, cards, class_="declined")


def _footer(answer: Answer, number: int) -> Markup:
    mode, explanation = _MODES[answer.mode]
    badge = element("span", mode, class_="mode", title=explanation)
    sources = element("button", article_count(answer.citations), type="button", class_="sources-button", data_sources=number)
    return element("div", badge, sources, class_="footer")
