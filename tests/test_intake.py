"""What becomes of an article that is read: near-copies, new versions, corrections, and cleaning anew."""

import threading
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.clean import clean
from index.library import Library
from index.models import RawArticle, article_id
from rag import Sanad
from tests.corpus import SETTINGS, FakeEmbedder, add, agrees, body, raw, results

REPORT = """The foreign ministers of Norvand and Selkara agreed on Thursday to reopen three crossings on the Orsen river by 1 June.

The closure has divided families and freight for almost seven years, and both governments said that trains would follow in autumn.

Norvand will pay 40 million dollars for new customs halls, and Selkara will clear the mines along the northern bank of the river.

Observers from four countries are to watch the work, which begins in March near the bridge of Tarsan and ends at the sea."""
CORRECTED = REPORT.replace("40 million", "65 million").replace("new customs halls", "customs halls")


def report(name: str, text: str = REPORT, **fields: Any) -> RawArticle:
    return raw(name, text, **{"title": "Neighbours to reopen crossings", "source": name.title(), **fields})


@pytest.fixture
def sanad(library: Library) -> Sanad:
    return Sanad(library, settings=SETTINGS)


def identity(name: str) -> str:
    return article_id(raw(name).origin)


QUESTION = "When do the ministers reopen crossings on the Orsen river?"


class TestCopies:
    def test_a_copy_under_another_outlet_is_kept_reported_and_counts_as_one_voice(self, library: Library, sanad: Sanad) -> None:
        copy = report("courier", REPORT.replace("seven years", "seven long years"), title="Crossings to open")
        first, second, other = add(library, [report("ledger"), copy, raw("another")])
        assert (first.result, second.result, other.result) == ("added", "added", "added")
        assert (first.near_copy_of, second.near_copy_of, other.near_copy_of) == (None, first.article_id, None)
        assert {library.article(name).voice for name in ("ledger", "courier")} == {first.article_id}
        passages = sanad.search(QUESTION)
        assert [passage.article.voice for passage in passages].count(str(first.article_id)) == 1
        assert {passages[0].article.source, *(one.source for one in passages[0].also)} == {"Ledger", "Courier"}
        answer = sanad.ask(QUESTION)
        assert sum("three crossings" in sentence.text for sentence in answer.sentences) == 1
        citation = answer.sentences[0].citations[0]
        assert {citation.source, *(one.source for one in citation.also)} == {"Ledger", "Courier"}

    def test_a_copy_that_corrects_a_figure_is_quoted_beside_the_other(self, library: Library, sanad: Sanad) -> None:
        add(library, [report("ledger"), report("courier", CORRECTED)])
        assert library.article("courier").voice == identity("ledger")
        texts = [sentence.text for sentence in sanad.ask("How many million dollars will Norvand pay for customs halls?").sentences]
        assert any("40 million" in text for text in texts)
        assert any("65 million" in text for text in texts)

    @pytest.mark.parametrize(("source", "result"), [("Ledger", "duplicate"), (None, "duplicate"), ("Courier", "added")])
    def test_the_very_same_text_is_a_duplicate_unless_another_outlet_printed_it(self, library: Library, source: str, result: str) -> None:
        first, second = add(library, [report("ledger"), report("copy", source=source)])
        assert second.result == result
        assert (second.article_id == first.article_id) == (result == "duplicate")
        assert agrees(library)

    def test_a_copy_is_found_across_batches_and_runs(self, library: Library) -> None:
        add(library, [report("ledger"), *(raw(f"filler {number}") for number in range(80)), report("courier")])
        assert add(library, [report("herald")])[0].near_copy_of == identity("ledger")
        assert [library.article(name).voice for name in ("courier", "herald")] == [identity("ledger")] * 2

    def test_when_the_first_is_deleted_the_copy_is_found_and_both_after_it_is_restored(self, library: Library, sanad: Sanad) -> None:
        add(library, [report("ledger"), report("courier")])
        library.delete([identity("ledger")])
        passages = sanad.search(QUESTION)
        assert [(passage.article.source, passage.also) for passage in passages] == [("Courier", ())]
        assert sanad.ask(QUESTION).sentences[0].citations[0].source == "Courier"
        assert add(library, [report("herald")])[0].near_copy_of == identity("ledger")  # the voice keeps its name
        (restored,) = library.restore([identity("ledger")])
        assert restored.result == "added"
        (passage,) = sanad.search(QUESTION)
        assert len(passage.also) == 2
        assert agrees(library)

    def test_when_the_first_is_purged_the_copies_stay_one_voice(self, library: Library, sanad: Sanad) -> None:
        add(library, [report("ledger"), report("courier"), report("herald")])
        library.delete([identity("ledger")], purge=True)
        (passage,) = sanad.search(QUESTION)
        assert len(passage.also) == 1

    def test_an_article_rewritten_is_no_longer_one_voice_with_its_copies(self, library: Library) -> None:
        add(library, [report("ledger"), report("courier"), report("herald")])
        (outcome,) = add(library, [report("ledger", "\n\n".join(body(f"other {number}", sentences=12) for number in range(4)))])
        assert (outcome.result, outcome.near_copy_of) == ("updated", None)
        voices = [library.article(name).voice for name in ("ledger", "courier", "herald")]
        assert voices[0] == identity("ledger")
        assert voices[1] == voices[2] != voices[0]

    def test_an_article_lightly_changed_keeps_its_voice(self, library: Library) -> None:
        add(library, [report("ledger"), report("courier")])
        for name in ("ledger", "courier"):
            add(library, [report(name, CORRECTED)])
        assert [library.article(name).voice for name in ("ledger", "courier")] == [identity("ledger")] * 2

    def test_short_articles_are_not_taken_for_copies(self, library: Library) -> None:
        outcomes = add(library, [raw("one", "The dam opened."), raw("two", "The dam opened!")])
        assert [outcome.near_copy_of for outcome in outcomes] == [None, None]


class TestVersions:
    def test_at_every_moment_of_a_replacement_one_version_is_found(self, tmp_path: Path, library: Library) -> None:
        add(library, [report("ledger"), *(raw(f"filler {number}") for number in range(20))])
        missing: list[str] = []
        searches = 0
        done = threading.Event()

        def watch() -> None:
            nonlocal searches
            reader = Sanad(library, settings=SETTINGS)
            while not done.is_set():
                searches += 1
                if not any(
                    passage.article.id == identity("ledger") for passage in reader.search("zeppelin crossings Orsen river", limit=3)
                ):
                    missing.append(f"search {searches}")

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            replaced = 0
            while replaced < 12 or searches < 12:
                replaced += 1
                assert results(library, report("ledger", REPORT.replace("three crossings", f"{replaced} crossings"))) == ["updated"]
        finally:
            done.set()
            watcher.join()
        assert missing == []
        assert agrees(library)

    def test_the_old_version_is_still_read_by_its_hash_and_cited_text_stays(self, library: Library, sanad: Sanad) -> None:
        add(library, [report("ledger")])
        citation = sanad.ask(QUESTION).sentences[0].citations[0]
        add(library, [report("ledger", "Nothing was agreed, and all crossings stay closed.")])
        old = library.article(citation.span.article_id, citation.span.version)
        assert old.quote(citation.span) == citation.quote
        assert [version.version for version in library.catalog.articles.versions(old.id)] == [
            library.article("ledger").version,
            old.version,
        ]
        assert all("three crossings" not in passage.text for passage in sanad.search(QUESTION))

    @pytest.mark.parametrize("fields", [{"author": "A. Wire"}, {"published": date(2026, 1, 2)}, {"title": "Another title"}])
    def test_a_change_of_what_is_said_about_it_keeps_chunks_and_vectors(
        self, library: Library, embedder: FakeEmbedder, fields: dict[str, Any]
    ) -> None:
        add(library, [report("ledger"), report("courier", body("courier", sentences=20))])
        before = library.catalog.chunks.candidates(library.catalog.chunks.ids(), library.embedder_number)
        calls = embedder.calls
        assert results(library, report("ledger", **fields)) == ["updated"]
        after = library.catalog.chunks.candidates(library.catalog.chunks.ids(), library.embedder_number)
        assert [(one.chunk, one.vector) for one in after] == [(one.chunk, one.vector) for one in before]
        assert embedder.calls == calls
        assert library.article("ledger").voice == identity("ledger")
        assert agrees(library)

    def test_of_two_hundred_articles_only_the_changed_one_is_embedded(self, library: Library, embedder: FakeEmbedder) -> None:
        articles = [raw(f"a{number}", body(f"a{number}", sentences=30)) for number in range(200)]
        add(library, articles)
        calls = embedder.calls
        articles[77] = raw("a77", body("a77 changed", sentences=30))
        outcomes = add(library, articles)
        assert [outcome.result for outcome in outcomes] == ["unchanged"] * 77 + ["updated"] + ["unchanged"] * 122
        assert embedder.calls - calls == outcomes[77].chunks > 1
        assert agrees(library)

    def test_an_article_read_again_keeps_the_day_it_came_in(self, library: Library) -> None:
        add(library, [report("ledger")])
        added = library.article("ledger").added_at
        add(library, [report("ledger", author="A. Wire")])
        assert library.article("ledger").added_at == added


class TestCleaningAgain:
    def test_a_newer_cleaner_makes_new_versions_and_the_old_ones_stay(
        self, library: Library, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(library, [report("ledger", REPORT + "\n\nTell a friend about this page."), raw("two")])
        old = library.article("ledger")
        assert "Tell a friend" in old.text
        monkeypatch.setattr("index.prepare.clean", lambda text: clean(text.replace("Tell a friend about this page.", "")))
        calls = embedder.calls
        assert sorted(outcome.result for outcome in library.reclean()) == ["unchanged", "updated"]
        new = library.article("ledger")
        assert "Tell a friend" not in new.text
        assert library.article("ledger", old.version).text == old.text
        assert library.catalog.raw.of_article(new.id) == report("ledger", REPORT + "\n\nTell a friend about this page.")
        assert embedder.calls - calls == len(library.catalog.chunks.of_articles([new.id]))
        assert agrees(library)

    def test_nothing_changes_when_the_cleaner_is_the_same(self, library: Library, embedder: FakeEmbedder) -> None:
        add(library, [report("ledger"), report("courier", CORRECTED), raw("three")])
        before = library.catalog.chunks.ids()
        calls = embedder.calls
        assert {outcome.result for outcome in library.reclean()} == {"unchanged"}
        assert (library.catalog.chunks.ids(), embedder.calls) == (before, calls)

    def test_a_page_is_cited(self, library: Library, sanad: Sanad) -> None:
        paragraphs = REPORT.split("\n\n")
        add(library, [report("ledger", "\f".join(paragraphs))])
        assert len(library.article("ledger").pages) == 4
        citation = sanad.ask("How many million dollars will Norvand pay for customs halls?").sentences[0].citations[0]
        assert ("40 million" in citation.quote, citation.page) == (True, 3)
        add(library, [report("courier", "A zeppelin landed in Kadrun.")])
        assert sanad.ask("Where did the zeppelin land?").sentences[0].citations[0].page is None


def test_vectors_are_those_of_the_text_shown(library: Library, embedder: FakeEmbedder) -> None:
    add(library, [report("ledger")])
    add(library, [report("ledger", CORRECTED)])
    assert library.embedder_number is not None
    _, vectors = library.catalog.vectors.read(library.embedder_number)
    text = library.article("ledger").text
    spans = [one.chunk.span for one in library.catalog.chunks.candidates(library.catalog.chunks.ids(), None)]
    np.testing.assert_allclose(vectors, embedder.embed_passages([text[span.start : span.end] for span in spans]), rtol=1e-6)
