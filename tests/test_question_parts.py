"""Questions about several outlets, times or names are split; all others stay whole."""

from datetime import date

import pytest

from rag.question import understand

OUTLETS = ("Dawn", "Al Jazeera", "Вестник Орсена", "الجزيرة")
TODAY = date(2026, 5, 14)

SPLIT = [
    ("Did Dawn and Al Jazeera report the same figure?", ["Did report the same figure?"] * 2),
    ("Compare exports in 2023 and 2024.", ["Compare exports in 2023.", "Compare exports in 2024."]),
    ("Did exports grow more in 2023 than in 2024?", ["Did exports grow more in 2023?", "Did exports grow more in 2024?"]),
    ("What was the GDP in 2019 compared with 2020?", ["What was the GDP in 2019?", "What was the GDP in 2020?"]),
    ("Compare the exports of Norvand and Selkara.", ["Compare the exports of Norvand.", "Compare the exports of Selkara."]),
    ("قارن بين صادرات 2023 و2024", ["قارن بين صادرات 2023", "قارن بين صادرات 2024"]),
    ("ما الفرق بين فرنسا وألمانيا؟", ["ما الفرق بين فرنسا؟", "ما الفرق بين ألمانيا؟"]),
    ("Сравни экспорт в 2023 и 2024 годах", ["Сравни экспорт в 2023", "Сравни экспорт в 2024 годах"]),
    ("В чем разница между Францией и Германией?", ["В чем разница между Францией?", "В чем разница между Германией?"]),
    ("Что пишут Dawn и «Вестник Орсена» об экспорте?", ["Что пишут об экспорте?"] * 2),
    ("2023 اور 2024 کی برآمدات کا موازنہ", ["2023 کی برآمدات کا موازنہ", "2024 کی برآمدات کا موازنہ"]),
    ("فرانس اور جرمنی میں کیا فرق ہے؟", ["فرانس میں کیا فرق ہے؟", "جرمنی میں کیا فرق ہے؟"]),
]

WHOLE = [
    "Did Norvand and Selkara sign the accord?",
    "What happened between March and May 2025?",
    "How did exports change from 2023 to 2024?",
    "Who was Trinidad and Tobago's first president?",
    "What did France and Germany agree on in 2024?",
    "Which law of 2023 was changed in 2024?",
    "هل وقعت فرنسا وألمانيا الاتفاق؟",
    "كم قطع بين سنتي 2004 و2014؟",
    "Подписали ли Франция и Германия соглашение?",
    "В какой период с 2004 по 2014 год строили метро?",
    "فرانس اور جرمنی نے کیا معاہدہ کیا؟",
]


@pytest.mark.parametrize(("question", "searched"), SPLIT)
def test_a_question_about_several_things_is_split(question: str, searched: list[str]) -> None:
    asked = understand(question, outlets=OUTLETS, today=TODAY)
    assert [part.searched for part in asked.parts] == searched
    assert len(asked.wishes("part")) == len(asked.parts)
    assert all(not part.parts for part in asked.parts)


@pytest.mark.parametrize("question", WHOLE)
def test_all_others_stay_whole(question: str) -> None:
    assert understand(question, outlets=OUTLETS, today=TODAY).parts == ()


def test_each_part_asks_its_own_outlet() -> None:
    asked = understand("What do Dawn and Al Jazeera say about the accord?", outlets=OUTLETS)
    assert [part.filters.sources for part in asked.parts] == [("Dawn",), ("Al Jazeera",)]
    assert asked.filters.sources == ()
    assert asked.wants_sources


@pytest.mark.parametrize(
    "question",
    ["Compare Dawn and Al Jazeera coverage of the flood", "What are the differences between Dawn's and Al Jazeera's reports?"],
)
def test_coverage_that_is_compared_is_split_by_outlet(question: str) -> None:
    asked = understand(question, outlets=OUTLETS)
    assert [part.filters.sources for part in asked.parts] == [("Dawn",), ("Al Jazeera",)]


def test_each_part_prefers_its_own_time() -> None:
    asked = understand("قارن بين صادرات 2023 و2024", today=TODAY)
    assert [[one.value for one in part.wishes("date")] for part in asked.parts] == [["2023-01-01/2023-12-31"], ["2024-01-01/2024-12-31"]]


@pytest.mark.parametrize("ignore", ["part", "part:Dawn"])
def test_splitting_can_be_undone(ignore: str) -> None:
    asked = understand("Did Dawn and Al Jazeera report the same figure?", outlets=OUTLETS, ignore=[ignore])
    assert asked.parts == ()
    assert len(asked.wishes("outlet")) == 2
