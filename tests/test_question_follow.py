"""Follow-ups take what they lack from the conversation; questions that stand by themselves are never touched."""

from collections.abc import Sequence
from datetime import date

import pytest

from rag.question import understand

TODAY = date(2026, 5, 14)
EXPORTS = "How much did France export in 2023?"
TARIFFS = "What did the minister say about tariffs?"
ACCORD = "Which accord did Idris Melkan and Hana Belcourt sign on the island?"
EXPORTS_AR, TAXES_AR = "كم بلغت صادرات نورفاند في 2023؟", "ماذا قال الوزير عن الضرائب؟"
EXPORTS_RU, TAXES_RU, BUILT_RU = "Сколько экспортировал Норванд в 2023 году?", "Что сказал министр о налогах?", "Что построили в Казани?"
EXPORTS_UR, TAXES_UR = "نوروند کی برآمدات 2023 میں کتنی تھیں؟", "وزیر نے ٹیکس کے بارے میں کیا کہا؟"

COMPLETED = [
    (EXPORTS, "And in 2024?", "How much did France export in 2024?"),
    (EXPORTS, "And in 2030?", "How much did France export in 2030?"),
    (EXPORTS, "in 2024", "How much did France export in 2024?"),
    (EXPORTS, "What about Germany?", "How much did Germany export in 2023?"),
    (EXPORTS, "And Germany?", "How much did Germany export in 2023?"),
    (TARIFFS, "what about energy", "What did the minister say about energy?"),
    (TARIFFS, "And Gaza?", "What did the minister say about Gaza?"),
    (TARIFFS, "And about Gaza?", "What did the minister say about Gaza?"),
    (TARIFFS, "And Pakistan?", "What did the minister say about Pakistan?"),
    (TAXES_RU, "А о Газе?", "Что сказал министр о Газе?"),
    (TARIFFS, "And last week?", "What did the minister say about tariffs last week?"),
    (ACCORD, "who signed it?", "who signed it? (accord Idris Melkan Hana Belcourt sign island)"),
    (ACCORD, "When?", "When? (accord Idris Melkan Hana Belcourt sign island)"),
    (TAXES_AR, "وماذا عن الطاقة؟", "ماذا قال الوزير عن الطاقة؟"),
    (TAXES_AR, "وغزة؟", "ماذا قال الوزير عن غزة؟"),
    (TAXES_AR, "وروسيا؟", "ماذا قال الوزير عن روسيا؟"),
    (TAXES_AR, "والطاقة؟", "ماذا قال الوزير عن الطاقة؟"),
    (TAXES_AR, "وعن الطاقة؟", "ماذا قال الوزير عن الطاقة؟"),
    (EXPORTS_AR, "وفي 2024؟", "كم بلغت صادرات نورفاند في 2024؟"),
    (EXPORTS_AR, "متى؟", "متى؟ (بلغت صادرات نورفاند 2023)"),
    (BUILT_RU, "А в Москве?", "Что построили в Москве?"),
    (EXPORTS_RU, "А в 2024 году?", "Сколько экспортировал Норванд в 2024 году?"),
    (TAXES_RU, "А что насчет энергетики?", "Что сказал министр о энергетики?"),
    (TAXES_UR, "اور توانائی کے بارے میں؟", "وزیر نے ٹیکس کے بارے میں کیا کہا؟ توانائی"),
    (EXPORTS_UR, "اور 2024 میں؟", "نوروند کی برآمدات 2024 میں کتنی تھیں؟"),
]

WHOLE = [
    "Who won the Orsen Cup in 2019?",
    "What is inflation?",
    "inflation",
    "Where is Paris?",
    "Is there a dam on the Orsen?",
    "When did Apple release its first phone?",
    "And who signed the accord between Norvand and Selkara in Dolmira last year?",
    "ما هو التضخم؟",
    "وزير الصحة في نورفاند؟",
    "وكالة الطاقة؟",
    "وقت الاجتماع؟",
    "كم بلغ معدل التضخم في نورفاند في ديسمبر؟",
    "Что такое инфляция?",
    "Кто руководил экспедицией гляциологов?",
    "سلکارا کا وزیر توانائی کون ہے؟",
    "مہنگائی کیا ہے؟",
]


@pytest.mark.parametrize(("before", "question", "read_as"), COMPLETED)
def test_a_follow_up_is_completed(before: str, question: str, read_as: str) -> None:
    asked = understand(question, history=[before], today=TODAY)
    assert (asked.text, asked.searched) == (question, read_as)
    assert next((one.kind, one.value, one.text) for one in asked.understood) == ("follow_up", read_as, question)


@pytest.mark.parametrize("question", WHOLE)
@pytest.mark.parametrize("before", [EXPORTS, EXPORTS_AR, EXPORTS_RU, EXPORTS_UR])
def test_a_question_that_stands_by_itself_is_never_touched(before: str, question: str) -> None:
    asked = understand(question, history=[before], today=TODAY)
    assert asked.searched == question
    assert asked.wishes("follow_up") == ()


@pytest.mark.parametrize(("_", "question", "read_as"), COMPLETED)
def test_without_a_conversation_nothing_is_added(_: str, question: str, read_as: str) -> None:
    assert understand(question, today=TODAY).searched == question


def test_a_chain_of_follow_ups_reaches_back_to_the_last_whole_question() -> None:
    asked = understand("And Germany?", history=[TARIFFS, EXPORTS, "And in 2024?"], today=TODAY)
    assert asked.searched == "How much did Germany export in 2024?"


def test_what_the_completed_question_says_is_understood_too() -> None:
    asked = understand("And in 2024?", history=[EXPORTS], today=TODAY)
    assert [one.value for one in asked.wishes("date")] == ["2024-01-01/2024-12-31"]
    assert asked.kind == "number"


def test_a_follow_up_can_be_undone() -> None:
    asked = understand("And in 2024?", history=[EXPORTS], today=TODAY, ignore=["follow_up"])
    assert asked.searched == "And in 2024?"


def test_another_way_to_complete_may_be_given() -> None:
    seen: list[tuple[str, tuple[str, ...]]] = []

    def rewrite(question: str, history: Sequence[str]) -> str | None:
        seen.append((question, tuple(history)))
        return "Who signed the treaty of Dolmira?"

    asked = understand("who did?", history=[EXPORTS, ACCORD], rewrite=rewrite)
    assert asked.searched == "Who signed the treaty of Dolmira?"
    assert seen == [("who did?", (EXPORTS, ACCORD))]


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("in Arabic please", {"language": "ar"}),
        ("Translate it into Russian.", {"language": "ru"}),
        ("shorter", {"shorter": True}),
        ("Shorter, and in Urdu please", {"shorter": True, "language": "ur"}),
        ("Which source says that?", {"source": True}),
        ("بالعربية من فضلك", {"language": "ar"}),
        ("باختصار", {"shorter": True}),
        ("ما المصدر؟", {"source": True}),
        ("Короче", {"shorter": True}),
        ("по-арабски, пожалуйста", {"language": "ar"}),
        ("какой источник?", {"source": True}),
        ("عربی میں", {"language": "ar"}),
        ("یہ کون کہتا ہے؟", {"source": True}),
    ],
)
def test_another_form_is_asked_of_the_same_question(text: str, manner: dict[str, object]) -> None:
    asked = understand(text, history=[TARIFFS, "And Gaza?"], today=TODAY)
    assert asked.searched == "What did the minister say about Gaza?"
    assert asked.manner.model_dump(exclude_defaults=True) == manner
    assert asked.text == text


@pytest.mark.parametrize(
    "text", ["Arabic literature?", "sources of energy", "Who signed it in Arabic?", "shorter working hours", "English and Arabic"]
)
def test_what_says_more_is_a_question_of_its_own(text: str) -> None:
    assert understand(text, history=[TARIFFS], today=TODAY).manner.model_dump(exclude_defaults=True) == {}


def test_a_form_is_passed_over_when_the_conversation_goes_on() -> None:
    asked = understand("And Gaza?", history=[TARIFFS, "shorter", "in Arabic please"], today=TODAY)
    assert asked.searched == "What did the minister say about Gaza?"


def test_without_a_conversation_a_form_is_a_question() -> None:
    assert understand("shorter", today=TODAY).searched == "shorter"
