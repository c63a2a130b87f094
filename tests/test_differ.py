"""Differences between sources: found where values of one thing are unequal, and not where they may agree."""

from datetime import date
from pathlib import Path

import pytest

from rag import Sanad
from rag.differ import differences
from rag.models import Difference
from tests.differing import article, passage, question

EARLY, LATE = date(2026, 4, 7), date(2026, 4, 10)

Said = tuple[str, str]  # language and text


def compared(asked: Said, one: Said, other: Said, *, days: tuple[date | None, date | None] = (EARLY, EARLY)) -> tuple[Difference, ...]:
    articles = [
        article(text, language=language, source=source, published=day)
        for (language, text), source, day in zip((one, other), ("The Ledger", "The Herald"), days, strict=True)
    ]
    return differences(question(asked[1], asked[0]), [passage(each) for each in articles])


MONEY = ("en", "How much will the new harbour cost?")
KILLED = ("en", "How many people were killed in the explosion?")

DIFFERENT = {
    "money": (MONEY, ("en", "The new harbour will cost $40 million."), ("en", "The harbour will cost 55 million dollars, officials said.")),
    "money across ar": (MONEY, ("en", "The new harbour will cost $40 million."), ("ar", "ستبلغ كلفة الميناء الجديد 55 مليون دولار.")),
    "money across ur": (MONEY, ("en", "The new harbour will cost $40 million."), ("ur", "نئی بندرگاہ پر 5 کروڑ 50 لاکھ ڈالر لاگت آئے گی۔")),
    "money across ru": (
        MONEY,
        ("en", "The new harbour will cost $40 million."),
        ("ru", "Стоимость нового порта составит 55 млн долларов."),
    ),
    "people": (KILLED, ("en", "The explosion killed 12 people."), ("en", "At the factory 19 people were killed in the explosion.")),
    "people in ar": (
        ("ar", "كم شخصا قتل في الانفجار؟"),
        ("ar", "قتل 12 شخصا في الانفجار."),
        ("ar", "أدى الانفجار إلى مقتل 19 شخصا، وقتل بعضهم في الطريق."),
    ),
    "people in ru": (
        ("ru", "Сколько человек погибло при взрыве?"),
        ("ru", "При взрыве погибли 12 человек."),
        ("ru", "Погибло 19 человек при взрыве."),
    ),
    "people in ur": (
        ("ur", "دھماکے میں کتنے افراد ہلاک ہوئے؟"),
        ("ur", "دھماکے میں 12 افراد ہلاک ہوئے۔"),
        ("ur", "دھماکے میں 19 افراد ہلاک ہو گئے۔"),
    ),
    "percent": (
        ("en", "What is the inflation rate in Norvand?"),
        ("en", "The inflation rate in Norvand was 4.1 percent."),
        ("en", "The inflation rate in Norvand stood at 6.3%."),
    ),
    "year": (("en", "When was the bridge built?"), ("en", "The bridge was built in 1908."), ("en", "The bridge was built in 1931.")),
    "day": (
        ("en", "When will the bridge reopen?"),
        ("en", "The bridge will reopen on 1 June 2026."),
        ("en", "The bridge will reopen on 15 June 2026."),
    ),
    "length": (("en", "How long is the tunnel?"), ("en", "The tunnel is 3.2 kilometres long."), ("en", "The tunnel is 4,100 metres long.")),
    "person": (
        ("en", "Who designed the opera house?"),
        ("en", "The opera house was designed by Hana Belcourt."),
        ("en", "The opera house was designed by Tomas Quill."),
    ),
    "beyond a bound": (KILLED, ("en", "At least 19 people were killed in the explosion."), ("en", "The explosion killed 12 people.")),
}

AGREEING = {
    "the same in another script": (
        MONEY,
        ("en", "The new harbour will cost $40 million."),
        ("ur", "نئی بندرگاہ پر 4 کروڑ ڈالر لاگت آئے گی۔"),
    ),
    "the same in other units": (
        ("en", "How long is the tunnel?"),
        ("en", "The tunnel is 3.2 kilometres long."),
        ("en", "The tunnel is 3,200 metres long."),
    ),
    "rounded": (MONEY, ("en", "The new harbour will cost $39.8 million."), ("en", "The new harbour will cost about $40 million.")),
    "at least": (KILLED, ("en", "At least 12 people were killed in the explosion."), ("en", "The explosion killed 19 people.")),
    "up to": (KILLED, ("en", "Up to 20 people were killed in the explosion."), ("en", "The explosion killed 19 people.")),
    "a range": (MONEY, ("en", "The new harbour will cost 35-45 million dollars."), ("en", "The new harbour will cost $40 million.")),
    "years": (
        ("en", "What was the inflation rate in Norvand?"),
        ("en", "In 2023 the inflation rate in Norvand was 4.1 percent."),
        ("en", "In 2024 the inflation rate in Norvand was 6.3 percent."),
    ),
    "a year and all": (
        MONEY,
        ("en", "The new harbour will cost $40 million."),
        ("en", "The harbour will cost 3 million dollars a year to run."),
    ),
    "currencies": (MONEY, ("en", "The new harbour will cost $40 million."), ("en", "The new harbour will cost 37 million euros.")),
    "other things counted": (
        KILLED,
        ("en", "The explosion killed 12 people."),
        ("en", "The explosion damaged 40 houses and killed no people."),
    ),
    "another subject": (
        ("en", "How many houses were destroyed by the flood?"),
        ("en", "The flood destroyed 214 houses."),
        ("en", "The power station supplies 3,000 houses."),
    ),
    "a year within a day": (
        ("en", "When will the bridge reopen?"),
        ("en", "The bridge will reopen on 1 June 2026."),
        ("en", "The bridge will reopen in June."),
    ),
    "a night": (
        ("en", "When did the river burst its banks?"),
        ("en", "The river burst its banks on Sunday night."),
        ("en", "The river burst its banks on 6 April 2026."),
    ),
    "one name in two forms": (
        ("en", "Who designed the opera house?"),
        ("en", "The opera house was designed by Hana Belcourt."),
        ("en", "The opera house was designed by Belcourt."),
    ),
    "names in two scripts": (
        ("en", "Who designed the opera house?"),
        ("en", "The opera house was designed by Hana Belcourt."),
        ("ru", "Оперный театр спроектировала Хана Белькорт."),
    ),
    "the other value too": (
        KILLED,
        ("en", "The explosion killed 12 people."),
        ("en", "Of 19 people killed in two accidents, the explosion killed 12 people."),
    ),
    "no value asked": (
        ("en", "What did the minister say about the harbour?"),
        ("en", "The minister said the harbour costs $40 million."),
        ("en", "The minister said the harbour costs $55 million."),
    ),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_unequal_values_of_one_thing_are_a_difference(name: str) -> None:
    asked, one, other = DIFFERENT[name]
    (found,) = compared(asked, one, other)
    assert len(found.values) == 2
    assert found.relation == "contradiction"
    for value in found.values:
        ((start, end),) = value.emphasis
        assert value.value in value.quote[start:end]


@pytest.mark.parametrize("name", AGREEING)
def test_what_may_agree_is_no_difference(name: str) -> None:
    assert compared(*AGREEING[name]) == ()


RELATED = [
    ("correction", "Correction: the explosion killed 12 people, not 19."),
    ("correction", "An earlier version of this report gave a wrong figure. The explosion killed 12 people, not 19."),
    ("update", "The explosion killed 31 people, up from 19, the ministry said; the toll has been revised."),
    ("update", "The number of people killed in the explosion rose to 31 people."),
    ("contradiction", "The explosion killed 31 people."),
]


@pytest.mark.parametrize(("relation", "later"), RELATED)
def test_the_text_tells_a_correction_and_a_later_stage(relation: str, later: str) -> None:
    (found,) = compared(KILLED, ("en", "The explosion killed 19 people."), ("en", later), days=(EARLY, LATE))
    assert found.relation == relation
    assert [value.newest for value in sorted(found.values, key=lambda value: value.published or EARLY)] == [False, True]


@pytest.mark.parametrize(
    ("asked", "one", "other", "relation"),
    [
        (
            ("ru", "Сколько человек погибло при взрыве?"),
            "При взрыве погибли 12 человек.",
            "Число погибших при взрыве выросло до 19 человек.",
            "update",
        ),
        (
            ("ru", "Сколько человек погибло при взрыве?"),
            "При взрыве погибли 19 человек.",
            "При взрыве погибли 12 человек; ранее сообщалось о 19.",
            "correction",
        ),
        (("ar", "كم شخصا قتل في الانفجار؟"), "قتل 12 شخصا في الانفجار.", "ارتفع عدد من قتل في الانفجار إلى 19 شخصا.", "update"),
        (("ar", "كم شخصا قتل في الانفجار؟"), "قتل 19 شخصا في الانفجار.", "تصحيح: قتل 12 شخصا في الانفجار وليس 19.", "correction"),
        (
            ("ur", "دھماکے میں کتنے افراد ہلاک ہوئے؟"),
            "دھماکے میں 12 افراد ہلاک ہوئے۔",
            "دھماکے میں ہلاک ہونے والوں کی تعداد بڑھ کر 19 افراد ہو گئی۔",
            "update",
        ),
    ],
)
def test_corrections_and_later_stages_are_told_in_each_language(asked: Said, one: str, other: str, relation: str) -> None:
    (found,) = compared(asked, (asked[0], one), (asked[0], other), days=(EARLY, LATE))
    assert found.relation == relation


def test_sources_that_agree_share_a_value_and_near_copies_count_once() -> None:
    texts = ["The explosion killed 12 people.", "Officials said the explosion killed 12 people.", "The explosion killed 19 people."]
    first, second, third = (article(text, source=source) for text, source in zip(texts, "ABC", strict=True))
    copy = article(texts[0], source="D", voice=first.voice)
    (found,) = differences(question(KILLED[1]), [passage(each) for each in (first, second, third, copy)])
    shown = {value.value: [value.source, *(other.source for other in value.also)] for value in found.values}
    assert {value: len(sources) for value, sources in shown.items()} == {"12": 2, "19": 1}


def test_two_reports_of_one_voice_do_not_differ() -> None:
    one = article("The explosion killed 12 people.")
    other = article("The explosion killed 19 people.", voice=one.voice)
    assert differences(question(KILLED[1]), [passage(one), passage(other)]) == ()


def test_reports_of_other_years_are_not_compared() -> None:
    days = (date(2020, 4, 7), date(2026, 4, 7))
    assert compared(KILLED, ("en", "The explosion killed 12 people."), ("en", "The explosion killed 19 people."), days=days) == ()


def test_a_value_cites_its_exact_sentence_with_outlet_and_day() -> None:
    (found,) = compared(*DIFFERENT["money across ar"], days=(EARLY, None))
    by_language = {value.language: value for value in found.values}
    assert by_language["en"].quote == "The new harbour will cost $40 million."
    assert (by_language["en"].source, by_language["en"].published) == ("The Ledger", EARLY)
    assert (by_language["ar"].value, by_language["ar"].unit, by_language["ar"].published) == ("55 مليون", "دولار", None)
    assert found.what == "new harbour cost"


SAMPLES = [
    ("How many homes will the tidal power station supply?", {"320,000", "290 ألف", "3 لاکھ 50 ہزار"}, "contradiction"),
    ("How much will the tidal dam cost?", {"2.7 مليار", "2 ارب 40 کروڑ"}, "contradiction"),
    ("كم كلفة مشروع محطة المد والجزر؟", {"2.7 مليار", "2 ارب 40 کروڑ"}, "contradiction"),
    ("Сколько домов разрушило наводнение на реке Орсен?", {"214", "241"}, "contradiction"),
    ("How many people were evacuated from Tashmar?", {"18,000", "8100"}, "correction"),
]


@pytest.mark.parametrize(("asked", "values", "relation"), SAMPLES)
def test_the_samples_differ_where_they_were_made_to(sample_library: Path, asked: str, values: set[str], relation: str) -> None:
    with Sanad.open(sample_library) as sanad:
        (found,) = sanad.ask(asked).differences
    assert {value.value for value in found.values} == values
    assert found.relation == relation


@pytest.mark.parametrize(
    "asked",
    [
        "How long is the wall of the tidal dam?",
        "How many turbines will be installed?",
        "When will the tidal power station be finished?",
        "من هي وزيرة الصحة في نورفاند؟",
        "Сколько спасателей Норванд отправил в Селькару?",
        "گزشتہ سال نوروند کے قالینوں کی برآمدات کتنے ڈالر تک پہنچ گئیں؟",
    ],
)
def test_the_samples_do_not_differ_elsewhere(sample_library: Path, asked: str) -> None:
    with Sanad.open(sample_library) as sanad:
        assert sanad.ask(asked).differences == ()
