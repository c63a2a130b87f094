"""Places that a question names and nothing quoted mentions: the reader is told, and no difference is shown for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.settings import load_settings
from rag import Sanad
from tests.corpus import raw

TEXTS = {
    "en": "Pakistan and Kyrgyzstan agreed on a trade target of 100 million dollars. The Kyrgyz president left on Thursday.",
    "ar": "اتفقت باكستان وقيرغيزستان على هدف للتجارة يبلغ 200 مليون دولار. وغادر الرئيس الخميس.",
}


@pytest.fixture(scope="module")
def sanad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sanad]:
    path: Path = tmp_path_factory.mktemp("trade") / "library"
    with Sanad.open(path, settings=load_settings(answer_threshold=0.0), read_only=False) as opened:
        list(opened.library.add([raw(language, text, language=language) for language, text in TEXTS.items()]))
        yield opened


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What is the trade target of Pakistan and Tajikistan?", "Tajikistan"),
        ("Каков целевой объем торговли Пакистана и Таджикистана?", "Таджикистана"),
    ],
)
def test_a_place_that_is_nowhere_in_what_is_quoted_is_told(sanad: Sanad, question: str, place: str) -> None:
    answer = sanad.ask(question)
    assert (answer.status, answer.missing) == ("partial", (place,))
    assert answer.notices[-1] == f"Nothing that is quoted mentions “{place}”."
    assert answer.differences == ()


@pytest.mark.parametrize(
    "question",
    [
        "What is the trade target of Pakistan and Kyrgyzstan?",
        "Каков целевой объем торговли Пакистана и Кыргызстана?",
        "ما هدف التجارة بين باكستان وقيرغيزستان؟",
        "На кого и какого числа рассчитан план, того года?",
    ],
)
def test_a_place_that_is_there_in_any_language_is_not(sanad: Sanad, question: str) -> None:
    assert sanad.ask(question).missing == ()
