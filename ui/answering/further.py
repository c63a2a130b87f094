"""Questions to ask next, made of what the cited articles name; only such as the library is likely to answer."""

from collections.abc import Iterator, Mapping

from index.errors import NotFoundError, SanadError
from rag.models import Citation
from rag.verify.names import name_places, spelled
from rag.verify.reading import Reading, read
from ui.conversation import Engine, Turn

SUGGESTED = 3

_TRIED = 6  # each is searched for
_CHARACTERS = 1_500  # of an article that are read: names that matter come early
_SHORTEST, _LONGEST = 4, 40  # characters of a name
_WRITING = {"en": "Latin", "ru": "Cyrillic", "ar": "Arabic", "ur": "Arabic"}
_ABOUT: Mapping[str, str] = {
    "en": "What is said about {name}?",
    "ar": "ماذا قيل عن {name}؟",
    "ur": "{name} کے بارے میں کیا کہا گیا ہے؟",
    "ru": "Что сообщают: {name}?",
}
_SAYS: Mapping[str, str] = {
    "en": "What does {outlet} say about {name}?",
    "ar": "ماذا تقول {outlet} عن {name}؟",
    "ur": "{outlet} {name} کے بارے میں کیا کہتا ہے؟",
    "ru": "Что пишет {outlet}: {name}?",
}


def further_questions(engine: Engine, turn: Turn) -> tuple[tuple[str, str], ...]:
    """Up to three questions, each with its language; none where nothing was answered."""
    if turn.state != "done" or turn.answer is None or not turn.answer.citations:
        return ()
    found: list[tuple[str, str]] = []
    for tried, (question, language) in enumerate(_candidates(engine, turn)):
        if tried == _TRIED or len(found) == SUGGESTED:
            break
        try:
            if engine.is_answerable(question):
                found.append((question, language))
        except SanadError:  # it is only a suggestion
            break
    return tuple(found)


def _candidates(engine: Engine, turn: Turn) -> Iterator[tuple[str, str]]:
    """A question in the language of the one asked about each name, the first of which is asked of another outlet too."""
    asked = turn.question.casefold()
    language = turn.answer.question.language if turn.answer else ""
    seen: list[str] = []
    cited = _one_of_each(turn, language)
    outlets = [each.source for each in cited if each.source]
    for citation in cited:
        names = (name for name in _names(engine, citation) if name.casefold() not in asked)
        for name in [name for name in names if not any(name in other or other in name for other in seen)][:2]:
            seen.append(name)
            other = next((outlet for outlet in outlets if outlet != citation.source), None)
            if other and len(seen) == 1:
                yield _SAYS[language].format(outlet=other, name=name), language
            yield _ABOUT[language].format(name=name), language


def _one_of_each(turn: Turn, language: str) -> list[Citation]:
    """A citation of each article whose names can stand in a question of that language; those of the language itself first."""
    citations = turn.answer.citations if turn.answer else ()
    first = tuple({each.span.article_id: each for each in reversed(citations)}.values())[::-1]
    fitting = [each for each in first if language in _WRITING and _WRITING.get(each.language) == _WRITING[language]]
    return sorted(fitting, key=lambda each: each.language != language)


def _names(engine: Engine, citation: Citation) -> tuple[str, ...]:
    """The names of a cited article, most frequent first, those of the cited words before all others."""
    try:
        text = engine.library.article(citation.span.article_id, citation.span.version).text[:_CHARACTERS]
    except NotFoundError:
        text = ""
    counts: dict[str, int] = {}
    for part in (citation.quote, text):
        for name in _named(read(part, citation.language)):
            counts[name] = counts.get(name, 0) + (3 if part is citation.quote else 1)
    return tuple(sorted(counts, key=lambda name: -counts[name]))


def _named(reading: Reading) -> Iterator[str]:
    for start, end in spelled(reading, tuple(name_places(reading))):
        name = " ".join(word.text for word in reading.words[start:end])
        if _SHORTEST <= len(name) <= _LONGEST:
            yield name
    written = {word.folded: word.text for word in reading.words}
    if not any(word.is_capitalised for word in reading.words):  # a script without capitals: what has a name in every language
        for unit in reading.units:
            name = " ".join(written.get(part, part) for part in unit.written.split())
            if unit.is_anchor and unit.informative and not any(sign.isdigit() for sign in name) and len(name) >= _SHORTEST:
                yield name
