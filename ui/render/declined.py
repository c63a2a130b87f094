"""A question that nothing answers: what was looked for, what is near it, and what may help."""

from collections.abc import Iterator

from markupsafe import Markup

from rag.models import Answer
from ui.declining import Suggestion, advice
from ui.render.elements import element, joined, language_of
from ui.render.sources import related_card
from ui.words import text


def declined(answer: Answer) -> Markup:
    """What is shown in place of an answer."""
    return element("div", *_lines(answer), class_="declined")


def _lines(answer: Answer) -> Iterator[Markup]:
    advised = advice(answer)
    yield element("p", text("chat.nothing"), class_="declined-title")
    if advised.looked_for:
        words = (element("bdi", word, class_="chip", **language_of(answer.question.language)) for word in advised.looked_for)
        yield element("p", text("answer.looked_for"), " ", Markup(" ").join(words), class_="hint looked-for")
    if advised.suggestions:
        yield element("ul", *(element("li", _suggestion(each)) for each in advised.suggestions), class_="hint advice")
    if answer.related:
        yield element("h3", text("answer.related"), class_="heading")
        yield element("ul", *(related_card(each) for each in answer.related), class_="cards")


def _suggestion(suggestion: Suggestion) -> Markup:
    words = Markup(", ").join(element("bdi", f"“{word}”", dir="auto") for word in suggestion.words)
    return joined(suggestion.before, words, suggestion.after)
