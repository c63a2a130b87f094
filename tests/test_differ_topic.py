"""Questions that do not name what they are about: only articles on one thing can differ."""

import pytest

from rag.differ import differences
from rag.differ.topic import same_subject
from rag.models import Difference
from tests.differing import article, passage, question

TUNNEL = (
    "en",
    "Norvand to dig a road tunnel under Mount Karvel",
    "Norvand will dig a road tunnel under Mount Karvel to replace the pass. The project will cost 40 million dollars.",
)
ALSO_TUNNEL = (
    "en",
    "Karvel tunnel to replace the mountain pass",
    "The road tunnel under Mount Karvel is to replace the pass that snow closes. The project will cost 55 million dollars.",
)
TUNNEL_AR = (
    "ar",
    "نفق للطرق تحت جبل كارفيل في نورفاند",
    "ستحفر نورفاند نفقا للطرق تحت جبل كارفيل ليحل محل الممر. وتبلغ كلفة المشروع 55 مليون دولار.",
)
LIBRARY = (
    "en",
    "National library restores flooded manuscripts",
    "The national library has begun to restore manuscripts that a burst pipe soaked. The project will cost 2 million dollars.",
)


def compared(asked: str, *told: tuple[str, str, str]) -> tuple[Difference, ...]:
    found = [article(text, language=language, title=title) for language, title, text in told]
    return differences(question(asked), [passage(one) for one in found])


@pytest.mark.parametrize("asked", ["How much does the project cost?", "What is the cost of the project?"])
def test_two_projects_do_not_differ(asked: str) -> None:
    assert compared(asked, TUNNEL, LIBRARY) == ()


@pytest.mark.parametrize("other", [ALSO_TUNNEL, TUNNEL_AR], ids=["one language", "across"])
def test_two_reports_of_one_project_do(other: tuple[str, str, str]) -> None:
    (found,) = compared("How much does the project cost?", TUNNEL, other, LIBRARY)
    assert sorted(one.value.split()[0] for one in found.values) == ["40", "55"]


def test_a_question_that_names_its_subject_compares_whoever_speaks_of_it() -> None:
    other = ("en", "Markets", "Prices rose in the capital. The tunnel under Karvel will cost 55 million dollars.")
    assert compared("How much will the Karvel tunnel cost?", TUNNEL, other)
    assert not compared("How much will it cost?", TUNNEL, other)


def test_articles_without_a_title_are_told_by_their_first_sentences() -> None:
    one, other, third = (article(text, language=language) for language, _, text in (TUNNEL, ALSO_TUNNEL, LIBRARY))
    assert same_subject(one, other)
    assert not same_subject(one, third)
