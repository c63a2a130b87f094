from hypothesis import given
from hypothesis import strategies as st

from index.clean import BoilerplateLearner, Cleaned
from index.clean.boilerplate import _digest

FOOT = "The Velin Courier is printed on paper from the forests of Kadrun."
OUTLET = "The Velin Courier"


def article(number: int, *, foot: str = FOOT) -> str:
    report = f"The dam number {number} was opened by minister {number * 7}, who said that {number} is not enough."
    return f"Report {number} of the day.\n\n{report}\n\n{foot}"


def fed(count: int, *, feet: int | None = None, outlet: str = OUTLET) -> BoilerplateLearner:
    learnt = BoilerplateLearner()
    for number in range(count):
        learnt.add(outlet, article(number, foot=FOOT if feet is None or number < feet else f"Foot {number}."))
    return learnt


def is_furniture(learnt: BoilerplateLearner, outlet: str, paragraph: str) -> bool:
    return _digest(paragraph) in learnt.learned().paragraphs.get(outlet, ())


def test_a_paragraph_of_many_articles_is_furniture() -> None:
    assert not is_furniture(fed(4), OUTLET, FOOT)
    assert is_furniture(fed(5), OUTLET, FOOT)
    assert not is_furniture(fed(5), OUTLET, "Report 3 of the day.")
    assert is_furniture(fed(20, feet=5), OUTLET, FOOT)
    assert not is_furniture(fed(21, feet=5), OUTLET, FOOT)


def test_each_outlet_has_its_own() -> None:
    learnt = fed(9)
    assert not is_furniture(learnt, "Harbour Ledger", FOOT)
    text = article(1)
    assert learnt.learned().strip("Harbour Ledger", Cleaned(text)) == (text, ())


def test_furniture_is_taken_out_and_pages_follow() -> None:
    text = f"{article(50)}\n\n{article(51, foot='The end.')}"
    second = text.index("Report 51")
    stripped = fed(8).learned().strip(OUTLET, Cleaned(text, (0, text.index(FOOT), second)))
    assert stripped.text == text.replace(f"{FOOT}\n\n", "")
    assert stripped.pages == (0, stripped.text.index("Report 51"), stripped.text.index("Report 51"))


def test_one_article_counts_once_however_often_it_says_it() -> None:
    learnt = BoilerplateLearner()
    learnt.add(OUTLET, "\n\n".join([FOOT] * 50))
    assert not is_furniture(learnt, OUTLET, FOOT)


def test_copies_of_one_report_are_not_furniture() -> None:
    learnt = BoilerplateLearner()
    for _ in range(9):
        learnt.add(OUTLET, article(1))
    assert learnt.learned().strip(OUTLET, Cleaned(article(1))) == (article(1), ())


def test_long_paragraphs_are_never_furniture() -> None:
    learnt = BoilerplateLearner()
    for number in range(9):
        learnt.add(OUTLET, f"Report {number}.\n\n{'word ' * 100}")
    assert not is_furniture(learnt, OUTLET, "word " * 100)


def test_what_every_article_has_is_found_among_more_paragraphs_than_are_held() -> None:
    learnt = BoilerplateLearner()
    for number in range(300):
        learnt.add(OUTLET, "\n".join([FOOT, *(f"paragraph {number} {part}" for part in range(120))]))
    assert is_furniture(learnt, OUTLET, FOOT)
    assert not is_furniture(learnt, OUTLET, "paragraph 299 5")


@given(st.lists(st.text("ab\n")), st.text("ab\n"))
def test_stripping_keeps_pages_in_order_and_text_in_order(texts: list[str], text: str) -> None:
    learnt = BoilerplateLearner()
    for one in texts * 3:
        learnt.add(OUTLET, one)
    pages = tuple(range(0, len(text) + 1, 2))
    stripped = learnt.learned().strip(OUTLET, Cleaned(text, pages))
    assert len(stripped.pages) == len(pages)
    assert list(stripped.pages) == sorted(stripped.pages)
    assert all(0 <= page <= len(stripped.text) for page in stripped.pages)
    left = iter(text)
    assert all(character in left for character in stripped.text)
