"""A conversation as Markdown: questions, answers, and each quote with its source. Nothing an article or a model wrote is markup. Pure."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from index.catalog.answers import KeptAnswer
from index.clean import clean_line
from rag.kept import answer_of
from rag.models import Answer, Citation, Difference, DifferenceValue, Sentence
from ui.emphasis import of_sentence, runs
from ui.wording import NO_DATE, RELATIONS, VERDICTS, amount, made, used

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)  # the last three, so that no address becomes a link
_LIST = re.compile(r"^(\d+)([.)])|^([-+=])")
_UNSAFE = re.compile(r"[\s<>\\]")


def markdown(title: str, answers: Sequence[KeptAnswer]) -> str:
    """Answers in order, under a title.

    Raises:
        CatalogError: An answer was kept by another version and cannot be read.
    """
    return "\n".join([f"# {escaped(title)}", *(line for kept in answers for line in _turn(kept))]).rstrip() + "\n"


def answer_markdown(kept: KeptAnswer) -> str:
    """One answer, with its question as the heading.

    Raises:
        CatalogError: It was kept by another version and cannot be read.
    """
    return "\n".join(_turn(kept)).strip() + "\n"


def escaped(text: str) -> str:
    """``text`` on one line as Markdown that shows it as it is; what is invisible or reorders what follows is left out."""
    plain = _MARKS.sub(r"\\\1", clean_line(text))
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", plain)


def _turn(kept: KeptAnswer) -> Iterator[str]:
    answer = answer_of(kept)
    how = made(answer.mode, kept.model or "")[0]
    yield from ("", f"## {escaped(kept.question)}", "", f"*{kept.asked_at:%Y-%m-%d %H:%M} UTC · {escaped(how)}*")
    if answer.status == "declined":
        yield from ("", "The articles do not answer this.")
    elif answer.status == "partial":
        yield from ("", "The articles answer a part of this.")
    for sentence in answer.sentences:
        yield from ("", *_sentence(sentence, answer))
    for difference in answer.differences:
        yield from ("", *_difference(difference))
    shown = answer.citations or answer.related
    if shown:
        yield from ("", "### Sources" if answer.citations else "### Related, does not answer", "")
        yield from (line for citation in shown for line in _source(citation))
    notes = [*answer.notices, *([used(answer.usage)] if answer.usage else [])]
    if notes:
        yield from ("", *(f"- {escaped(note)}" for note in notes))


def _sentence(sentence: Sentence, answer: Answer) -> Iterator[str]:
    pieces = [(escaped(run.text), run) for run in runs(of_sentence(sentence, mode=answer.mode))]
    text = "".join(_spaced(f"**{shown}**" if run.strong and shown else shown, run.text) for shown, run in pieces).strip()
    numbers = "".join(f"\\[{citation.number}\\]" for citation in sentence.citations)
    yield f"{text} {numbers}".rstrip()
    if sentence.verdict != "supported":
        yield ""
        yield f"> {' '.join((VERDICTS[sentence.verdict].capitalize() + '.', *map(escaped, sentence.reasons)))}"


def _spaced(shown: str, text: str) -> str:
    """``shown`` with the space around ``text``, which emphasis must not enclose."""
    return f"{' ' if text[:1].isspace() else ''}{shown}{' ' if shown and text[-1:].isspace() else ''}"


def _difference(difference: Difference) -> Iterator[str]:
    yield f"### Sources differ: {escaped(difference.what)} ({RELATIONS[difference.relation]})"
    yield from ("", "| value | published | source | quote |", "|---|---|---|---|")
    for value in difference.values:
        yield from (_row(one) for one in (value, *value.also))


def _row(value: DifferenceValue) -> str:
    published = f"{value.published or NO_DATE}{', newest' if value.newest else ''}"
    cells = (amount(value), published, value.source or value.title, value.quote)
    return f"| {' | '.join(map(escaped, cells))} |"


def _source(citation: Citation) -> Iterator[str]:
    page = f"p. {citation.page}" if citation.page else ""
    about = (citation.title, citation.source or "", str(citation.published or NO_DATE), page)
    place = f"`{citation.span.article_id}` version `{citation.span.version[:12]}`, characters {citation.span.start} to {citation.span.end}"
    yield f"{citation.number}. “{escaped(citation.quote)}”"
    yield f"   {' · '.join((*(escaped(part) for part in about if part), *_address(citation.url), place))}"
    for copy in citation.also:
        yield f"   also in {' · '.join(escaped(part) for part in (copy.source or copy.title, str(copy.published or NO_DATE)))}"


def _address(url: str | None) -> tuple[str, ...]:
    """A link to a web page; any other address as text."""
    if not url:
        return ()
    safe = urlsplit(url).scheme in ("http", "https") and not _UNSAFE.search(url) and clean_line(url) == url
    return (f"<{url}>" if safe else escaped(url),)
