"""The whole way: sample articles indexed, asked about in the browser, cited, and read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.subject import sample_articles
from index.embedding import load_embedder
from index.library import Library
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.conftest import ask
from tests.browser.serving import serving

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(library=tmp_path_factory.mktemp("samples") / "library")


@pytest.fixture(scope="module")
def sanad(settings: Settings) -> Iterator[Sanad]:
    with Library.open(settings.library, embedder=load_embedder(settings), settings=settings) as library:
        assert {outcome.result for outcome in library.add(sample_articles(settings))} == {"added"}
    with Sanad.open(settings=settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def samples_address(sanad: Sanad) -> Iterator[str]:
    with serving(sanad) as address:
        yield address


@pytest.mark.parametrize(
    ("question", "answer", "direction"),
    [
        ("On which island did Idris Melkan and Hana Belcourt sign the accord?", "Dolmira", "ltr"),
        ("بأي قدرة إنتاجية وقعت سلكارا عقد محطة توليد الكهرباء من المد والجزر؟", "480", "rtl"),
    ],
)
def test_a_question_is_answered_and_its_source_opens_at_the_sentence(
    open_page: OpenPage, samples_address: str, sanad: Sanad, question: str, answer: str, direction: str
) -> None:
    page = open_page(samples_address)
    ask(page, question)
    sentence = page.locator(".sentence", has_text=answer).first
    expect(sentence.locator(".text")).to_have_attribute("dir", direction)
    sentence.locator("a.cite").click()
    expect(page.locator("#hit")).to_be_focused()
    expect(page.locator("#hit")).to_be_in_viewport()
    expect(page.locator("#hit")).to_contain_text(answer)
    quotes = [citation.quote for citation in sanad.ask(question).citations]
    assert page.locator("#hit").inner_text() in quotes


def test_a_question_no_article_answers_is_declined(open_page: OpenPage, samples_address: str) -> None:
    page = open_page(samples_address)
    ask(page, "What is the capital of France?")
    expect(page.locator(".declined-title")).to_be_visible()
    expect(page.locator(".sentence")).to_have_count(0)


def test_suggested_questions_are_answered(open_page: OpenPage, samples_address: str) -> None:
    page = open_page(samples_address)
    suggestions = page.get_by_role("group", name="Questions to try").get_by_role("button")
    expect(suggestions).to_have_count(4)
    languages = suggestions.evaluate_all("all => all.map(each => each.lang)")
    assert set(languages) == {"en", "ar", "ur", "ru"}
    suggestions.first.click()
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".sentence")).not_to_have_count(0)


def test_the_library_is_introduced_and_its_newest_articles_open(open_page: OpenPage, samples_address: str) -> None:
    page = open_page(samples_address)
    expect(page.get_by_role("heading", name="In the library")).to_be_visible()
    first = page.locator("#shelf .card a").first
    title = first.inner_text()
    first.click()
    expect(page.locator("#reader .title")).to_have_text(title)
    expect(page.locator("#reader .title")).to_be_focused()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", name="In the library")).to_be_visible()


def test_an_empty_library_is_filled_with_the_samples_from_the_page(open_page: OpenPage, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "empty", embedder="none")
    Library.open(settings.library, embedder=None, settings=settings).close()
    with Sanad.open(settings=settings) as sanad:
        sanad.library.attend()
        with serving(sanad, settings) as address:
            page = open_page(address)
            expect(page.get_by_role("heading", name="The library is empty")).to_be_visible()
            expect(page.locator("#shelf")).to_have_text("")
            page.get_by_role("button", name="Load the samples").click()
            expect(page.get_by_role("group", name="Questions to try").get_by_role("button")).to_have_count(4)
            expect(page.get_by_role("heading", name="In the library")).to_be_visible()
            ask(page, "On which island did Idris Melkan and Hana Belcourt sign the accord?")
            expect(page.locator(".sentence").first).to_contain_text("Dolmira")
