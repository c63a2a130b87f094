"""What stands under an answer: how it was made, and what can be done with it."""

from collections.abc import Iterator

from markupsafe import Markup

from rag.chat.models import Usage
from rag.models import Citation
from ui.conversation import Turn
from ui.render.brief_added import Wanted, add_buttons
from ui.render.elements import element, icon, language_of
from ui.render.sources import article_number
from ui.wording import price
from ui.words import ours, text

_QUOTE = 90  # characters of a quote that is to be recognised


def footer(turn: Turn, number: int) -> Markup:
    """The line under an answer that has come to its end.

    Args:
        turn: The turn.
        number: Its place in the conversation, from 0.
    """
    answer = turn.answer
    if answer is None or not (answer.sentences or answer.usage):
        return element("div", element("div", *_actions(turn, number), class_="actions"), class_="footer", **ours())
    author = turn.model or text("chat.a_model")
    mode, explanation = (text(f"chat.{key}_{answer.mode}", model=author) for key in ("made", "made_hint"))
    badge = element("span", element("bdi", mode), class_="mode", title=explanation)
    count = text("chat.articles_cited", count=article_number(answer.citations))
    sources = element("button", count, type="button", class_="sources-button", data_do="sources") if answer.citations else Markup("")
    usage = element("span", _used(answer.usage), class_="usage") if answer.usage else Markup("")
    actions = element("div", *_actions(turn, number), class_="actions", role="group", aria_label=text("chat.this_answer"))
    return element("div", badge, sources, usage, actions, *_comment(turn), class_="footer", **ours())


def follow_ups(questions: tuple[tuple[str, str], ...]) -> Markup:
    """Questions that the library answers too, each with its language."""
    if not questions:
        return Markup("")
    ask = {"type": "button", "data_do": "ask", "data_focus": "#ask textarea"}
    buttons = (element("button", question, data_question=question, **ask, **language_of(language)) for question, language in questions)
    return element("div", *buttons, class_="suggestions follow-ups", role="group", aria_label=text("chat.further"))


def _actions(turn: Turn, number: int) -> Iterator[Markup]:
    answer = turn.answer
    copied = {"data_done": text("chat.copied"), "title": text("chat.copy_hint")}
    again = {"data_focus": "#ask textarea", "title": text("chat.retry_hint")}
    if turn.number and answer and (answer.sentences or answer.related):
        shown = element("span", text("chat.copy"), aria_live="polite")
        yield element("button", icon("copy"), shown, type="button", data_do="copy", data_copy=f"answers/{turn.number}", **copied)
    if turn.number and answer and answer.sentences and turn.state == "done":
        yield from add_buttons(Wanted(turn=str(number)))
    yield element("button", icon("again"), text("chat.retry"), type="button", data_do="retry", **again)
    if turn.number and answer and turn.state == "done":
        for rating, name, label in (("up", "up", text("chat.good")), ("down", "down", text("chat.bad"))):
            pressed = "true" if turn.rating == rating else "false"
            rate = {"data_do": "rate", "data_rating": rating, "aria_pressed": pressed, "aria_label": label, "title": label}
            yield element("button", icon(name), type="button", **rate)
        if answer.citations:
            yield from _wrong(turn, number, answer.citations)


def _comment(turn: Turn) -> Iterator[Markup]:
    """Where to say what is wrong with an answer that somebody called so."""
    if turn.rating in ("down", "wrong_citation"):
        label = text("answer.comment")
        words: dict[str, str | int] = {
            "name": "comment",
            "value": turn.comment,
            "maxlength": 1000,
            "placeholder": label,
            "aria_label": label,
        }
        field = element("input", autocomplete="off", dir="auto", **words)
        yield element("form", field, element("button", text("answer.comment_send"), type="submit"), data_do="comment", class_="comment")


def _wrong(turn: Turn, number: int, citations: tuple[Citation, ...]) -> Iterator[Markup]:
    name = f"wrong-{number}"
    pressed = "true" if turn.rating == "wrong_citation" else None
    yield element("button", icon("flag"), text("chat.wrong"), type="button", popovertarget=name, data_pressed=pressed)
    choices = (_choice(each, called=each.number in turn.wrong) for each in citations)
    title = element("p", text("chat.which"), class_="heading")
    yield element("div", title, *choices, id=name, popover="auto", class_="menu", role="group", aria_label=text("chat.wrong"))


def _choice(citation: Citation, *, called: bool) -> Markup:
    quote = citation.quote if len(citation.quote) <= _QUOTE else f"{citation.quote[:_QUOTE].rstrip()}…"
    shown = element("span", quote, **language_of(citation.language))
    rate = {"data_do": "rate", "data_rating": "wrong_citation", "data_citation": str(citation.number)}
    number = element("span", str(citation.number), class_="number")
    return element("button", number, shown, type="button", aria_pressed="true" if called else "false", **rate)


def _used(usage: Usage) -> str:
    """What a model took for an answer, in one line."""
    tokens = text("answer.tokens", sent=usage.prompt_tokens, received=usage.completion_tokens)
    estimated = f" {text('answer.estimated')}" if usage.estimated else ""
    first = text("answer.first", seconds=f"{usage.first_token:.1f}") if usage.first_token is not None else ""
    cost = text("answer.cost", cost=price(usage.cost)) if usage.cost is not None else ""
    return " · ".join(filter(None, (f"{tokens}{estimated}", first, text("answer.seconds", seconds=f"{usage.seconds:.1f}"), cost)))
