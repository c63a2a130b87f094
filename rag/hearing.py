"""How a question is heard: by rules, and where a model is configured, completed by it and put into the library's other languages."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from index.library import Library
from index.models import UNKNOWN_LANGUAGE
from index.settings import Settings
from rag.kept import Heard, Request
from rag.models import Filters, Manner, Question, Translation, Understood
from rag.question import understand

if TYPE_CHECKING:
    from rag.chat.client import ChatClient
    from rag.chat.models import Usage
    from rag.prompt.build import Turn
    from rag.write.rewrite import Rewriting

_LONGEST_FOLLOW_UP = 300  # characters; a longer question stands by itself
_MOST_LANGUAGES = 6  # the commonest of the library
_REMEMBERED = 64  # questions a model has prepared


class Understanding(NamedTuple):
    """A question as it was heard.

    Attributes:
        question: As understood.
        heard: What a model made of it; ``None`` without a model.
        notices: Why it is as it was asked, where the model failed.
        usage: What that took; ``None`` where no model was asked.
    """

    question: Question
    heard: Heard | None = None
    notices: tuple[str, ...] = ()
    usage: "Usage | None" = None


class Hearing:
    """Understands questions to one library. Threads may share it."""

    def __init__(self, library: Library, settings: Settings, *, chat: "ChatClient | None", clock: Callable[[], date]) -> None:
        """Understand questions to ``library``.

        Args:
            library: Whose outlets are recognised and whose languages are translated into.
            settings: Whether to translate, and how long to wait.
            chat: The model; without one rules do all of it, and nothing is translated.
            clock: Tells the day that "last week" counts from.
        """
        self._library = library
        self._settings = settings
        self._chat = chat
        self._clock = clock
        self._known: tuple[int, tuple[str, ...], tuple[str, ...]] = (-1, (), ())
        self._made: dict[tuple[object, ...], Rewriting] = {}

    def request(self, *, history: Sequence["Turn"], ignore: Sequence[str], today: date | None, filters: Filters | None) -> Request:
        """What is asked besides the question, on the day of the clock where none is given."""
        return Request(history=tuple(history), ignore=tuple(ignore), filters=filters, today=today or self._clock())

    def understand(self, typed: str, request: Request) -> Understanding:
        """The question in ``typed``.

        Args:
            typed: As typed.
            request: What is asked besides; what a model made of the question before is taken from it, and no model is asked.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        by_rules = self._understood(typed, request)
        if request.heard is not None:
            return Understanding(self._as_heard(by_rules, typed, request, request.heard), request.heard)
        history = request.history if self._may_lack(by_rules, request) else ()
        languages = self._languages(by_rules, request)
        if self._chat is None or not (history or languages):
            return Understanding(by_rules, Heard() if self._chat else None)
        text = by_rules.text if history else _whole(by_rules)
        made = self._rewritten(self._chat, text, history, languages)
        completed = made.question if made.question != text else ""
        apart = bool(history and not completed and by_rules.wishes("follow_up"))  # rules completed what the model translated as it was
        heard = Heard(question=completed, translations=() if apart else made.translations)
        return Understanding(self._as_heard(by_rules, typed, request, heard), heard, made.notices, made.usage)

    def _understood(self, typed: str, request: Request, completed: str = "") -> Question:
        return understand(
            typed,
            today=request.today,
            outlets=self._outlets_and_languages()[0],
            history=[turn.question for turn in request.history],
            ignore=request.ignore,
            rewrite=(lambda *_: completed) if completed else None,
        )

    def _as_heard(self, by_rules: Question, typed: str, request: Request, heard: Heard) -> Question:
        question = self._understood(typed, request, heard.question) if heard.question else by_rules
        alone = request.model_copy(update={"history": ()})
        found = [(language, self._understood(text, alone)) for language, text in heard.translations]
        return with_translations(question, found)

    def _may_lack(self, by_rules: Question, request: Request) -> bool:
        """Whether the model is to complete it from the conversation."""
        form = by_rules.manner != Manner()  # "shorter, please" asks the same again
        return not form and len(by_rules.text) <= _LONGEST_FOLLOW_UP and "follow_up" not in request.ignore

    def _languages(self, by_rules: Question, request: Request) -> tuple[str, ...]:
        """The languages to translate into: those of the library that may be searched."""
        if not self._settings.chat_translations or "translation" in request.ignore:
            return ()
        wanted = (request.filters.languages if request.filters else ()) or by_rules.filters.languages
        known = self._outlets_and_languages()[1]
        unwanted = {by_rules.language, UNKNOWN_LANGUAGE, *(key.removeprefix("translation:") for key in request.ignore)}
        return tuple(one for one in known if one not in unwanted and (not wanted or one in wanted))[:_MOST_LANGUAGES]

    def _rewritten(self, chat: "ChatClient", text: str, history: Sequence["Turn"], languages: Sequence[str]) -> "Rewriting":
        """What the model makes of a question; asked again without one of its translations, a question is not sent again."""
        from rag.write.rewrite import rewrite

        key = (text, *history)
        known = self._made.get(key)
        if known is not None and {language for language, _ in known.translations} >= set(languages):
            kept = tuple(one for one in known.translations if one[0] in languages)
            return known._replace(translations=kept, usage=None)
        made = rewrite(chat, text, history=history, languages=languages, seconds=self._settings.chat_question_timeout)
        if not made.notices:
            self._made = {**dict(list(self._made.items())[1 - _REMEMBERED :]), key: made}
        return made

    def _outlets_and_languages(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those of the library, the commonest first; read again when it has grown or shrunk."""
        with self._library.view() as view:
            count = view.lexical.count()
        known = self._known
        if known[0] != count:
            articles = self._library.catalog.articles
            outlets, languages = (tuple(filter(None, articles.count_by(column))) for column in ("source", "language"))
            known = self._known = (count, outlets, languages)
        return known[1], known[2]


def with_translations(question: Question, found: Sequence[tuple[str, Question]]) -> Question:
    """``question`` in other languages too, and its parts, where the translation falls into as many.

    Args:
        question: As understood.
        found: Language code, and the translation as it was understood by itself.
    """
    if not found:
        return question
    marks = tuple(Understood(kind="translation", value=language, text=one.text) for language, one in found)
    parts = [
        part.model_copy(
            update={"translations": tuple(_translation(language, one.parts[place]) for language, one in found if _fits(one, question))}
        )
        for place, part in enumerate(question.parts)
    ]
    translations = tuple(_translation(language, one) for language, one in found)
    return question.model_copy(update={"translations": translations, "understood": (*question.understood, *marks), "parts": tuple(parts)})


def _fits(one: Question, question: Question) -> bool:
    return len(one.parts) == len(question.parts)


def _translation(language: str, one: Question) -> Translation:
    return Translation(language=language, text=one.text, searched=one.searched)


def _whole(question: Question) -> str:
    """The question as it is understood alone."""
    follow_ups = question.wishes("follow_up")
    return follow_ups[0].value if follow_ups else question.text
