"""An answer as rich text for another program: its sentences with numbers, and the sources they stand for."""

from collections.abc import Iterator

from markupsafe import Markup

from index.language import direction
from rag.models import Answer, Citation
from ui.emphasis import of_sentence
from ui.render.elements import byline, element, emphasised, joined, language_of, original_link


def copied(question: str, answer: Answer) -> Markup:
    """The HTML of it: no script, no style, nothing that is fetched."""
    heading = element("p", element("strong", question), dir="auto")
    sentences = (_sentence_lines(answer)) if answer.sentences else iter((element("p", "The articles do not answer this."),))
    listed = answer.citations or answer.related
    title = element("p", element("strong", "Sources" if answer.citations else "Related, does not answer")) if listed else Markup("")
    sources = element("ol", *(element("li", *_source(each), value=each.number) for each in listed)) if listed else Markup("")
    return element("div", heading, *sentences, title, sources, dir=direction(answer.question.language))


def _sentence_lines(answer: Answer) -> Iterator[Markup]:
    for sentence in answer.sentences:
        numbers = element("sup", "".join(f"[{each.number}]" for each in sentence.citations))
        yield element("p", emphasised(of_sentence(sentence, mode=answer.mode)), " ", numbers, dir="auto")


def _source(citation: Citation) -> Iterator[Markup]:
    yield element("q", citation.quote, **language_of(citation.language))
    parts = [element("bdi", citation.title)] if citation.title else []
    about = byline(citation.source, citation.published)
    yield joined(" ", Markup(", ").join([*parts, about]) if about else joined(*parts), " ", original_link(citation.url))
