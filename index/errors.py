"""Every error Sanad raises on purpose.

SanadError
├── SettingsError            a setting is unknown, malformed or contradicts another
├── ReadError                a source cannot be read as articles
│   └── FetchError           an address is refused, or does not give what it was asked for
├── QuestionError            what was typed cannot be answered
├── NotFoundError            no article, chunk or version with that name
├── LibraryError             the library directory cannot be used
│   ├── LibraryLockedError   another process is writing to it
│   └── CatalogError         the catalog is damaged or was written by a newer Sanad
├── ModelError               a model is not there, is damaged, or cannot be fetched
│   ├── EmbeddingError       an embedder is missing, failed or answered in the wrong shape
│   ├── RerankError          a reranker is missing, failed or answered with something else
│   └── ChatError            a chat endpoint is missing, failed, refused or answered with nothing of use
├── BriefError               a brief cannot be changed or read as asked
│   └── BriefConflictError   somebody else changed it meanwhile
├── UserError                a user is not there, or cannot be added, changed or signed in
├── ExportError              a brief cannot be written as asked: its style, its form, or what writes it
├── VectorStoreError         Chroma failed
├── LexicalIndexError        tantivy failed
└── EvaluationError          an evaluation set or run cannot be used
"""


class SanadError(Exception):
    """Base of the tree: one sentence that names the bad value, and a remedy.

    Attributes:
        message: What is wrong, naming the value.
        remedy: What the person can do about it; empty when there is nothing to do.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SettingsError(SanadError):
    """A setting is unknown, malformed or contradicts another."""


class ReadError(SanadError):
    """A source cannot be read as articles."""


class FetchError(ReadError):
    """An address is refused, or does not give what it was asked for."""


class QuestionError(SanadError):
    """What was typed is not a question that can be answered."""


class NotFoundError(SanadError):
    """No article, chunk or version has that name."""


class LibraryError(SanadError):
    """The library directory cannot be used."""


class LibraryLockedError(LibraryError):
    """Another process is writing to the library."""


class CatalogError(LibraryError):
    """The catalog is damaged or was written by a newer Sanad."""


class ModelError(SanadError):
    """A model is not there, is damaged, or cannot be fetched."""


class EmbeddingError(ModelError):
    """An embedder is missing, failed, or answered in the wrong shape."""


class RerankError(ModelError):
    """A reranker is missing, failed, or answered with something else than the passages in an order."""


class ChatError(ModelError):
    """A chat endpoint is not set up, failed, refused, or answered with nothing of use.

    Attributes:
        kind: What went wrong: ``unreachable``, ``timeout``, ``server``, ``busy``, ``key``, ``model``, ``context`` (the prompt is too
            long), ``request``, ``protocol``, ``empty``, ``cut``, ``refused`` or ``resting`` (it failed a moment ago and was not asked).
    """

    def __init__(self, message: str, *, kind: str, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.kind = kind


class BriefError(SanadError):
    """A brief cannot be changed or read as asked."""


class BriefConflictError(BriefError):
    """A change is based on a revision of a brief that is not the present one any more."""


class UserError(SanadError):
    """A user is not there, or cannot be added, changed or signed in."""


class ExportError(SanadError):
    """A brief cannot be written as asked: its citation style, its form, or the program that writes it."""


class VectorStoreError(SanadError):
    """Chroma failed."""


class LexicalIndexError(SanadError):
    """tantivy failed."""


class EvaluationError(SanadError):
    """An evaluation set or run cannot be used."""
