"""What is known of an article, made right by a person: from the command line and from the page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.settings import Settings

if TYPE_CHECKING:
    from index.intake import Outcome
    from index.library import Library

WAIT = 3.0  # seconds for another process that writes


def correct(library: "Library", identity: str, fields: Mapping[str, str | None]) -> "Outcome":
    """Keep corrections of an article, or forget all of them where there is none; recorded as a job.

    Args:
        library: Open to write.
        identity: The article.
        fields: Values by field; ``None`` says that it has none.

    Raises:
        SettingsError: A field cannot be corrected, or its value is not valid.
        NotFoundError: There is no such article.
    """
    article = library.article(identity)
    jobs = library.catalog.jobs
    job = jobs.start("edit", [article.id, *(f"{name}={value}" for name, value in fields.items())] if fields else [article.id, "--undo"])
    if fields:
        outcome = library.correct(article.id, dict(fields))
    else:
        library.catalog.corrections.forget(article.id)
        (outcome,) = library.reclean([article.id])
    jobs.update(job, {outcome.result: 1})
    jobs.finish(job, "done")
    return outcome


class Correcting:
    """Corrects articles of a library that others read meanwhile.

    Args:
        settings: Of the library.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def correct(self, identity: str, fields: Mapping[str, str | None]) -> None:
        """Keep corrections of an article, or forget all of them where there is none.

        Raises:
            LibraryLockedError: Another process is writing.
            SanadError: The library cannot be used, or the correction is not valid.
        """
        from index.embedding import load_embedder
        from index.library import Library

        embedder = load_embedder(self._settings)
        with Library.open(self._settings.library, embedder=embedder, settings=self._settings, wait=WAIT) as library:
            correct(library, identity, fields)
