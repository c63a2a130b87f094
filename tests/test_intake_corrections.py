"""What a person said about an article outlives every reading of it."""

from datetime import date

import pytest

from index.errors import NotFoundError, SettingsError
from index.intake import Outcome
from index.library import Library
from tests.corpus import FakeEmbedder, add, worded
from tests.test_intake import CORRECTED, identity, report


class TestCorrections:
    def test_they_survive_reading_again_a_new_version_and_cleaning_again(self, library: Library) -> None:
        add(library, [report("ledger")])
        said: dict[str, str | None] = {"title": "Zeppelin", "source": "The Ledger", "published": "2026-02-14", "author": None}
        assert library.correct("ledger", said).result == "updated"
        changes: list[list[Outcome]] = [
            add(library, [report("ledger", author="A. Wire")]),
            add(library, [report("ledger", CORRECTED, author="A. Wire")]),
            list(library.reclean()),
        ]
        assert [outcomes[0].result for outcomes in changes] == ["unchanged", "updated", "unchanged"]
        article = library.article("ledger")
        assert (article.title, article.source, article.published, article.author) == ("Zeppelin", "The Ledger", date(2026, 2, 14), None)
        assert {article.found[name] for name in said} == {"user"}
        assert worded(library, "zeppelin") == ["Zeppelin"]
        assert "65 million" in article.text

    def test_a_corrected_language_is_that_of_its_words_and_chunks(self, library: Library, embedder: FakeEmbedder) -> None:
        add(library, [report("ledger", "Die Minister haben die Brücken geöffnet.", language="en")])
        calls = embedder.calls
        library.correct("ledger", {"language": "de"})
        (candidate,) = library.catalog.chunks.candidates(library.catalog.chunks.ids(), None)
        assert (candidate.language, library.article("ledger").language) == ("de", "de")
        assert embedder.calls == calls

    def test_they_can_be_forgotten(self, library: Library) -> None:
        add(library, [report("ledger")])
        library.correct("ledger", {"title": "Zeppelin"})
        library.catalog.corrections.forget(identity("ledger"))
        assert [outcome.result for outcome in library.reclean([identity("ledger")])] == ["updated"]
        assert library.article("ledger").title == "Neighbours to reopen crossings"
        assert worded(library, "zeppelin") == []

    @pytest.mark.parametrize(
        "fields",
        [
            {"text": "Another text."},
            {"id": "0" * 16},
            {"published": "yesterday"},
            {"published": "2026-13-01"},
            {"published": "1764720000"},
            {"title": None},
            {"title": "  "},
            {"language": "english"},
            {"language": None},
            {"url": "javascript:alert(1)"},
            {"title": "Good", "published": "bad"},
        ],
        ids=str,
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(self, library: Library, fields: dict[str, str | None]) -> None:
        add(library, [report("ledger")])
        before = library.article("ledger")
        with pytest.raises(SettingsError) as caught:
            library.correct("ledger", fields)
        assert next(name for name in fields if name != "title" or len(fields) == 1) in caught.value.message
        assert caught.value.remedy
        assert library.article("ledger") == before
        assert [outcome.result for outcome in library.reclean()] == ["unchanged"]

    def test_an_unknown_article_cannot_be_corrected(self, library: Library) -> None:
        with pytest.raises(NotFoundError):
            library.correct("nobody", {"title": "x"})

    def test_control_characters_do_not_come_in_by_a_correction(self, library: Library) -> None:
        add(library, [report("ledger")])
        library.correct("ledger", {"title": "Zep\u202epe\x1b[31mlin"})
        assert "\u202e" not in library.article("ledger").title
        assert "\x1b" not in library.article("ledger").title
