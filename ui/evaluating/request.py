"""What a run asks, as a person asks for it on the page, and the settings it is made with."""

from collections.abc import Mapping

from pydantic import Field

from eval.models import Choice
from eval.runs.models import Begun
from index.circumstances import recorded
from index.errors import EvaluationError, SettingsError
from index.models import Record
from index.settings import Settings, load_settings, provenance

# What may be set from the page: what decides figures, and neither reads files, nor reaches hosts, nor loads code that a visitor names.
OFFERED = (
    "embedder",
    "fusion",
    "reranker",
    "reranker_passages",
    "reranker_timeout",
    "embedding_question_timeout",
    "chunk_characters",
    "answer_sentences",
    "answer_threshold",
    "chat_model",
    "chat_translations",
    "chat_context_tokens",
    "chat_max_tokens",
    "strict",
    "verify",
)
_NAMES_CODE = ("embedder", "reranker")


class Request(Record):
    """A run to be made.

    Attributes:
        set_path: A file, or the name of a bundled set.
        answers: Whether to ask for answers too; ``None`` as the set wants it.
        changes: Settings that are not as on the server, by name.
        name: Of the run that is gone on with; empty for a new one.
    """

    set_path: str
    choice: Choice = Choice()
    answers: bool | None = None
    limit: int | None = None
    keep_going: bool = False
    changes: dict[str, str] = Field(default_factory=dict)
    name: str = ""


def read_changes(text: str) -> dict[str, str]:
    """The settings in ``text``, a ``name=value`` on each line.

    Raises:
        SettingsError: A line is not of that form, or names what cannot be set from the page.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return dict(_change(line) for line in lines)


def _change(line: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in line.partition("="))
    if not (equals and name and value):
        raise SettingsError(f"{line!r} is not a setting with a value.", remedy="Write name=value, one on a line.")
    if name not in OFFERED:
        raise SettingsError(f"{name!r} cannot be set here.", remedy=f"Known are {', '.join(OFFERED)}.")
    if name in _NAMES_CODE and "." in value:
        raise SettingsError(f"{name}={value} names code of its own.", remedy="Set it where the server is started, or use `sanad eval run`.")
    return name, value


def settings_with(settings: Settings, changes: Mapping[str, str]) -> Settings:
    """The settings in force on the server, with changes.

    Raises:
        SettingsError: A value is not valid.
    """
    given = {name: getattr(settings, name) for name, origin in provenance(settings).items() if origin == "flag"}
    return load_settings(**{**given, **changes})


def going_on(begun: Begun, name: str, settings: Settings) -> Request:
    """The request that goes on with a run as it was begun, as far as the page can make it so.

    Raises:
        EvaluationError: The run belongs to a grid.
    """
    if begun.grid:
        raise EvaluationError(f"{name} is one run of a grid.", remedy="The same `sanad eval run --grid` again goes on with all of it.")
    now = recorded(settings)
    changes = {one: str(begun.settings[one]) for one in OFFERED if one in begun.settings and begun.settings[one] != now.get(one)}
    return Request(
        set_path=begun.set_path,
        choice=begun.choice,
        answers=begun.answered,
        limit=begun.limit,
        keep_going=begun.keep_going,
        changes={one: value for one, value in changes.items() if value != "None"},
        name=name,
    )
