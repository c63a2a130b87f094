"""Outlets, languages of the press, phrases and kinds in questions, in four languages."""

import pytest

from rag.question import EVERYTHING, understand

OUTLETS = (
    "Dawn",
    "Al Jazeera",
    "The Velin Courier",
    "الجزيرة",
    "صدى أورسن",
    "Вестник Орсена",
    "روزنامہ موجِ ساحل",
    "The Economic Times",
    "DAWN.COM",
)

PREFERRED = [
    ("According to Dawn, how much will the dam cost?", ["Dawn"], "how much will the dam cost?"),
    ("according to dawn how much will the dam cost", ["Dawn"], "how much will the dam cost"),
    ("What did Dawn report about exports?", ["Dawn"], "What did report about exports?"),
    ("How many left, according to the correction in The Velin Courier?", ["The Velin Courier"], "How many left?"),
    ("What do Dawn and Al Jazeera say about the accord?", ["Dawn", "Al Jazeera"], "What do say about the accord?"),
    ("كم بلغت الخسائر وفقا للجزيرة؟", ["الجزيرة"], "كم بلغت الخسائر؟"),
    ("بحسب صدى أورسن كم كلفة السد؟", ["صدى أورسن"], "كم كلفة السد؟"),
    ("وفقاً لصحيفة دون كم بلغت الخسائر؟", ["Dawn"], "كم بلغت الخسائر؟"),
    ("ماذا تقول صحيفة دون والجزيرة عن الاتفاق؟", ["Dawn", "الجزيرة"], "ماذا عن الاتفاق؟"),
    ("Сколько домов разрушено, по данным «Вестника Орсена»?", ["Вестник Орсена"], "Сколько домов разрушено?"),
    ("Что пишет Dawn о наводнении?", ["Dawn"], "Что пишет о наводнении?"),
    ("По сообщению телеканала Аль-Джазира, сколько погибло?", ["Al Jazeera"], "сколько погибло?"),
    ("روزنامہ موجِ ساحل کے مطابق لاگت کتنی ہے؟", ["روزنامہ موجِ ساحل"], "لاگت کتنی ہے؟"),
    ("ڈان اخبار کے مطابق لاگت کتنی ہے؟", ["Dawn"], "لاگت کتنی ہے؟"),
    ("What does Dawn's editorial say about exports?", ["Dawn"], "What does editorial say about exports?"),
    ("اخبار ڈان نے سیلاب کے بارے میں کیا لکھا؟", ["Dawn"], "اخبار نے سیلاب کے بارے میں کیا لکھا؟"),
]

ONLY = [
    ("What was agreed, only from Dawn?", ("Dawn", "DAWN.COM")),
    ("Using only Dawn, what was agreed?", ("Dawn", "DAWN.COM")),
    ("What was agreed on tariffs, from Dawn only?", ("Dawn", "DAWN.COM")),
    ("كم الخسائر، فقط من الجزيرة؟", ("الجزيرة",)),
    ("Сколько погибло, только из Dawn?", ("Dawn", "DAWN.COM")),
    ("صرف Dawn کے مطابق کتنے لوگ بے گھر ہوئے؟", ("Dawn", "DAWN.COM")),
]

NO_SOURCES = [
    "What is the capital of Dawn County?",
    "When is dawn in Karachi?",
    "According to Dawn County officials, what happened?",
    "Did the troops attack before dawn, said Khan?",
    "What is the Economic Times award?",
    "Who founded Al Jazeera?",
    "According to the Harbour Ledger, what happened?",  # not in this library
    "من دون شك هل وقع الاتفاق؟",
    "أين تقع الجزيرة؟",
    "Где течёт река Дон?",
    "ڈان کب ہوتی ہے؟",
]


@pytest.mark.parametrize(("question", "outlets", "searched"), PREFERRED)
def test_an_outlet_beside_a_cue_is_preferred_and_not_searched_for(question: str, outlets: list[str], searched: str) -> None:
    asked = understand(question, outlets=OUTLETS)
    assert [(outlet.value, outlet.strict) for outlet in asked.wishes("outlet")] == [(name, False) for name in outlets]
    assert asked.filters.sources == ()
    assert (asked.text, asked.searched) == (question, searched)


@pytest.mark.parametrize(("question", "sources"), ONLY)
def test_only_makes_an_outlet_a_filter_with_all_its_spellings(question: str, sources: tuple[str, ...]) -> None:
    asked = understand(question, outlets=OUTLETS)
    assert asked.filters.sources == sources
    assert "Dawn" not in asked.searched


@pytest.mark.parametrize("question", NO_SOURCES)
def test_a_name_without_a_cue_or_within_another_is_no_source(question: str) -> None:
    assert understand(question, outlets=OUTLETS).wishes("outlet") == ()


def test_an_outlet_can_be_undone() -> None:
    question = "According to Dawn, how much will the dam cost?"
    asked = understand(question, outlets=OUTLETS, ignore=["outlet:Dawn"])
    assert (asked.understood, asked.searched) == ((), question)


def test_a_question_can_be_taken_literally() -> None:
    question = "Compare what only Dawn and Al Jazeera said about “tidal power” in 2023 and 2024 in Arabic newspapers."
    assert understand(question, outlets=OUTLETS).understood
    literal = understand(question, outlets=OUTLETS, history=["Who signed?"], ignore=EVERYTHING)
    assert (literal.understood, literal.parts, literal.searched) == ((), (), question)


@pytest.mark.parametrize(
    ("question", "language", "strict"),
    [
        ("What do Arabic newspapers say about the accord?", "ar", False),
        ("What was agreed on tariffs, only Arabic sources?", "ar", True),
        ("ماذا تقول الصحف العربية عن الاتفاق؟", "ar", False),
        ("Что пишут русскоязычные СМИ о налогах?", "ru", False),
        ("اردو اخبارات سیلاب پر کیا کہتے ہیں؟", "ur", False),
    ],
)
def test_the_press_of_a_language(question: str, language: str, strict: bool) -> None:
    asked = understand(question)
    assert [(one.value, one.strict) for one in asked.wishes("language")] == [(language, strict)]
    assert asked.filters.languages == ((language,) if strict else ())


@pytest.mark.parametrize("question", ["Who drinks Arabic coffee?", "Which Russian minister resigned?", "ما أصل القهوة العربية؟"])
def test_a_language_that_is_not_of_the_press(question: str) -> None:
    assert understand(question).wishes("language") == ()


@pytest.mark.parametrize(
    "question",
    ['Who said "green line"?', "Who said “green line”?", "Кто сказал «green line»?", "Кто сказал „green line“?", "من قال «green line»؟"],
)
def test_phrases_in_any_quotation_marks(question: str) -> None:
    assert understand(question).phrases == ("green line",)


@pytest.mark.parametrize("question", ["It's the people's choice, isn't it?", "Who is 6'2\" tall?", "What is “”?"])
def test_what_is_no_phrase(question: str) -> None:
    assert understand(question).phrases == ()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who signed the accord?", "person"),
        ("Where was it signed?", "place"),
        ("When was it signed?", "date"),
        ("How many signed?", "number"),
        ("Did they sign?", "yes_no"),
        ("Compare the two offers.", "comparison"),
        ("What does it say?", "any"),
        ("من وقّع الاتفاق؟", "person"),
        ("أين وقع الاتفاق؟", "place"),
        ("هل وقعوا؟", "yes_no"),
        ("ما الفرق بين العرضين؟", "comparison"),
        ("Кто подписал?", "person"),
        ("Где подписали?", "place"),
        ("Подписали ли соглашение?", "yes_no"),
        ("Сравни два предложения", "comparison"),
        ("کس نے دستخط کیے؟", "person"),
        ("کہاں دستخط ہوئے؟", "place"),
        ("دونوں میں کیا فرق ہے؟", "comparison"),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: str) -> None:
    assert understand(question).kind == kind


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What do sources say about the accord?", True),
        ("How did the newspapers report the flood?", True),
        ("Do reports differ on the number of dead?", True),
        ("ماذا تقول المصادر عن الاتفاق؟", True),
        ("هل تختلف الصحف حول عدد القتلى؟", True),
        ("Что пишут источники о наводнении?", True),
        ("Расходятся ли источники в числе погибших?", True),
        ("اخبارات کیا کہتے ہیں؟", True),
        ("What are the sources of the river?", False),
        ("Who wrote the report on the flood?", False),
        ("ما هي مصادر الطاقة؟", False),
        ("Какие источники энергии строят?", False),
    ],
)
def test_whether_sources_are_to_be_heard(question: str, wanted: bool) -> None:
    assert understand(question).wants_sources is wanted
