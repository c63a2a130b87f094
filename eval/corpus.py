"""Articles made up for measuring speed: pseudo-news in three scripts, the same for the same numbers.

Word frequencies follow Zipf's law over some ten thousand forms for each language, so that postings, vocabularies and
sentence lengths are about those of real news. The text means nothing, and nothing is copied.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, count, islice, product
from pathlib import Path
from typing import NamedTuple

from index.models import RawArticle

ARTICLE_BYTES = 5_000
_FORMS = 12_000
_FLATTENING = 2.7  # Zipf-Mandelbrot: frequency is 1 / (rank + 2.7)
_OUTLETS = 14  # for each language: the first has six in ten of its articles, the last one in three hundred
_FIRST_DAY = date(2023, 1, 1)
_DAYS = 901  # on which articles appear, by turns; all languages on each


class _Language(NamedTuple):
    code: str
    common: str
    subjects: str
    starts: str
    middles: str
    ends: str
    names: str
    question: str
    towns: str
    papers: str


_LANGUAGES = (
    _Language(
        code="en",
        common="the of and to in a that for was on with as by at from has it said were will after its have been this which their more",
        subjects="minister port river harvest bridge market school border energy water report council price visit railway treaty hospital",
        starts="bar cal den for gran hal kel lor mar nor pel quar rin sal tor ven wil",
        middles="a e i o u an er in or el ist ond ar",
        ends="ton ing ment ed er ity al ness ive ous ard ley ford",
        names="Adler Brandt Corwin Dunmore Ellery Farrow Garrick Holloway Iversen Jessop Kendrick Lamont",
        question="What did {name} say about the {words}?",
        towns="Harbour Lakeside Northfield Millbrook Eastgate Ashdown Westmoor",
        papers="Courier Gazette",
    ),
    _Language(
        code="ar",
        common="في من على أن إلى التي عن مع هذا بعد قال كما بين هذه الذي كان قبل خلال وقد أكد حول عند كل منذ لدى أو ثم حيث",
        subjects="الوزير الميناء النهر الحصاد الجسر السوق المدرسة الحدود الطاقة المياه التقرير المجلس السعر الزيارة السكة المعاهدة",
        starts="ال وال بال م ت ي مست است مت ن",
        middles="كتب درس عمل نظر صنع حكم سلم جمع فتح قدم رفع نقل حسب شرك بحث خرج دخل طلب عرض سكن",
        ends="ة ات ون ين ها هم نا ي ا",
        names="الشامي الرفاعي القصير الحداد النعيمي العطار الدروبي المنصوري الخياط البيطار الصفدي الكاتب",
        question="ماذا قال {name} عن {words}؟",
        towns="المرفأ البحيرة الشمال الطاحونة البوابة التل الوادي",
        papers="بريد صحيفة",
    ),
    _Language(
        code="ru",
        common="в и на что по с не его как это для из был за после до при также он они были году сообщил между более которые все уже",
        subjects="министр порт река урожай мост рынок школа граница энергия вода отчёт совет цена визит железная договор больница",
        starts="пере под при раз за вы до по со пред",
        middles="говор строй вод ход пис став лож работ смотр каз нос веж дел мер торг",
        ends="ение ный ать ого ами ость ник ка ов ить ская ными",
        names="Арсеньев Белозёров Вершинин Глебов Дроздов Елагин Журавин Звягин Ильменев Карелин Лугов Мещерин",
        question="Что сказал {name} о том, что {words}?",
        towns="Портовый Озёрный Северный Мельничный Восточный Ясный Западный",
        papers="вестник листок",
    ),
)


class _Vocabulary(NamedTuple):
    forms: tuple[str, ...]
    weights: tuple[float, ...]


LANGUAGES = tuple(language.code for language in _LANGUAGES)


def articles(*, first: int = 0, language: str | None = None) -> Iterator[RawArticle]:
    """Articles of about 5 kB, from number ``first`` on, without end.

    Args:
        first: The number to begin with.
        language: One of ``LANGUAGES``; ``None`` takes them by turns.
    """
    for number in count(first):
        if language is None or LANGUAGES[number % len(LANGUAGES)] == language:
            yield _article(number)


def _article(number: int) -> RawArticle:
    language = _LANGUAGES[number % len(_LANGUAGES)]
    chance = random.Random(f"article {number}")
    return RawArticle(
        origin=f"bench://articles/{number}",
        title=_sentence(language, chance).rstrip("."),
        text=_body(language, chance),
        source=_outlet(language, chance),
        published=_FIRST_DAY + timedelta(days=number % _DAYS),
    )


def write_files(directory: Path, number: int) -> Iterator[int]:
    """Write the first ``number`` articles as text files with front matter, a hundred in a directory; the size of each, in bytes."""
    for position, article in enumerate(islice(articles(), number)):
        path = directory / f"{position // 100:04}" / f"{position:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"title: {article.title}\nsource: {article.source}\npublished: {article.published}\n"
        yield path.write_bytes(f"---\n{head}---\n\n{article.text}\n".encode())


class Asked(NamedTuple):
    """A question, its language and the article it was made from."""

    question: str
    language: str
    article: RawArticle


def questions(number: int, *, articles_asked_of: int) -> Iterator[Asked]:
    """Questions in the words of the articles, spread over the first ``articles_asked_of`` of them."""
    for position in range(number):
        asked_of = position * 7919 % max(articles_asked_of, 1)
        article = _article(asked_of)
        language = _LANGUAGES[asked_of % len(_LANGUAGES)]
        chance = random.Random(f"question {position}")
        words = chance.choice(article.text.split(". ")).strip(".").split()
        question = language.question.format(name=chance.choice(language.names.split()), words=" ".join(words[2:7]))
        yield Asked(question, language.code, article)


def _outlet(language: _Language, chance: random.Random) -> str:
    return chance.choices(_outlets(language), [1 / place**2 for place in range(1, _OUTLETS + 1)])[0]


@cache
def _outlets(language: _Language) -> tuple[str, ...]:
    return tuple(f"{town} {paper}" for paper, town in product(language.papers.split(), language.towns.split()))


def _body(language: _Language, chance: random.Random) -> str:
    paragraphs: list[str] = []
    size = 0
    while size < ARTICLE_BYTES:
        paragraph = " ".join(_sentence(language, chance) for _ in range(chance.randint(3, 5)))
        paragraphs.append(paragraph)
        size += len(paragraph.encode())
    return "\n\n".join(paragraphs)


def _sentence(language: _Language, chance: random.Random) -> str:
    forms, weights = _vocabulary(language)
    words = chance.choices(forms, cum_weights=weights, k=chance.randint(9, 21))
    if chance.random() < 0.4:
        words.insert(chance.randrange(1, len(words)), chance.choice(language.names.split()))
    if chance.random() < 0.3:
        words.insert(chance.randrange(1, len(words)), str(chance.randint(2, 9_999)))
    return f"{words[0].capitalize()} {' '.join(words[1:])}."


@cache
def _vocabulary(language: _Language) -> _Vocabulary:
    starts, middles, ends = language.starts.split(), language.middles.split(), language.ends.split()
    known = [*language.common.split(), *language.subjects.split()]
    rare = _mixed(language, product(starts, middles, ends)) + _mixed(language, product(starts, middles, middles, ends))
    forms = tuple(islice(dict.fromkeys(known + rare), _FORMS))
    return _Vocabulary(forms, tuple(accumulate(1 / (rank + _FLATTENING) for rank in range(1, len(forms) + 1))))


def _mixed(language: _Language, parts: Iterable[tuple[str, ...]]) -> list[str]:
    words = ["".join(part) for part in parts]
    random.Random(language.code).shuffle(words)
    return words
