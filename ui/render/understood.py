"""What was understood of a question, as a list of chips, each with a button that asks again without it."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from rag.models import Question, Understood
from ui.render.elements import element, icon, language_of
from ui.wording import described, manner


def understood(question: Question, number: int) -> Markup:
    """The chips of a question; nothing when its words are all there is to it.

    Args:
        question: As understood.
        number: The turn's place in the conversation.
    """
    chips = tuple(_chips(question))
    return element("ul", *chips, class_="understood", id=f"understood-{number}", aria_label="Understood") if chips else Markup("")


def _chips(question: Question) -> Iterator[Markup]:
    for one in question.understood:
        if one.kind != "part":
            yield _chip((one,), one.key, one.value if one.kind == "translation" else question.language)
    if parts := question.wishes("part"):
        yield _chip(parts, "part", question.language)


def _chip(ones: Iterable[Understood], key: str, language: str) -> Markup:
    """One chip, for several parts too; its words are in the question's language, unless they are ours."""
    first, *others = ones
    shown = ", ".join(map(described, (first, *others)))
    ours = first.kind in ("date", "language")
    value = element("bdi", shown, **(language_of("en") if ours else {"dir": "auto"} if first.kind == "outlet" else language_of(language)))
    label = f"Ask again without: {manner(first)} {shown}"
    undo = element(
        "button",
        icon("cross"),
        type="button",
        data_do="ask_without",
        data_ignore=key,
        data_focus="#ask textarea",
        aria_label=label,
        title="Ask again without this",
    )
    return element("li", element("span", f"{manner(first)} ", value), undo)
