"""What was understood of a question, as a list of chips, each with a button that asks again without it."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from rag.models import Question, Understood
from ui.render.elements import element, icon, language_of
from ui.render.periods import period
from ui.wording import described
from ui.words import language_name, ours, text


def understood(question: Question, number: int) -> Markup:
    """The chips of a question; nothing when its words are all there is to it.

    Args:
        question: As understood.
        number: The turn's place in the conversation.
    """
    chips = tuple(_chips(question))
    return (
        element("ul", *chips, class_="understood", id=f"understood-{number}", aria_label=text("understood.title")) if chips else Markup("")
    )


def _chips(question: Question) -> Iterator[Markup]:
    for one in question.understood:
        if one.kind != "part":
            yield _chip((one,), one.key, one.value if one.kind == "translation" else question.language)
    if parts := question.wishes("part"):
        yield _chip(parts, "part", question.language)


def _chip(ones: Iterable[Understood], key: str, language: str) -> Markup:
    """One chip, for several parts too; its words are in the question's language, unless they are ours."""
    first, *others = ones
    shown = ", ".join(map(_described, (first, *others)))
    own = first.kind in ("date", "language")
    value = element("bdi", shown, **(ours() if own else {"dir": "auto"} if first.kind == "outlet" else language_of(language)))
    how = text(f"understood.{_manner(first)}")
    label = text("understood.without_what", what=f"{how} {shown}")
    undo = element(
        "button",
        icon("cross"),
        type="button",
        data_do="ask_without",
        data_ignore=key,
        data_focus="#ask textarea",
        aria_label=label,
        title=text("understood.without"),
    )
    return element("li", element("span", f"{how} ", value), undo)


def _manner(one: Understood) -> str:
    """The key of how much it counts."""
    return one.kind if one.kind in ("follow_up", "part", "translation") else "only" if one.strict else "preferred"


def _described(one: Understood) -> str:
    """What it is, in words of the page where they are ours."""
    if one.kind == "date":
        return period(*one.days)
    return text("understood.sources_in", language=language_name(one.value)) if one.kind == "language" else described(one)
