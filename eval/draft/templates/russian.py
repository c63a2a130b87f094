"""Templates for Russian. The order of words is free, so that what is asked for moves to the front and the rest stays."""

import re
from collections.abc import Iterator

from eval.draft.templates.parts import NUMBER, Made, asked, has_any, lowered, words

_MONTH = "(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
_IN_MONTH = "(?:январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре)"
_WEEKDAY = "(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)"
_DATELINE = re.compile(r"^[А-ЯЁ][А-ЯЁ -]{2,40}\. (?=[А-ЯЁ«])")
_DAY = re.compile(
    rf",? ?\b(?:[Вв]о? {_WEEKDAY}, )?(?P<date>\d{{1,2}} {_MONTH}(?: \d{{4}} (?:года|г\.))?|[Вв] {_IN_MONTH} \d{{4}} года|[Вв] \d{{4}} году)"
    r"(?:,(?= после| перед| в ))?"
)
_ON_A_DAY = re.compile(rf" ?\b[Вв]о? {_WEEKDAY}\b(?!,? \d)")
_SPEECH = "сообщил|заявил|рассказал|сказал|отметил|подчеркнул|объявил|уточнил|предупредил"
_SAID_BEHIND = re.compile(rf"^(?P<clause>[^:]+), (?P<verb>{_SPEECH})(?:а|и|о)? (?P<who>[^,;]{{4,80}})\.$")
_SAID_BEFORE = re.compile(rf"^(?P<who>[^,;]{{4,80}}?) (?P<verb>{_SPEECH})(?:а|и|о)?, что (?P<clause>.+)\.$")
_ABOUT = "(?:около|более|почти|свыше|примерно|порядка|до|не менее) "
_SCALE = r"(?: (?:тыс\.|тысяч|млн|миллионов|миллиона|млрд|миллиардов|миллиарда))"
_COUNTED = re.compile(
    rf"^(?P<before>.*?)(?P<about>\b{_ABOUT})?(?P<number>\d{{1,3}}(?: \d{{3}})+|{NUMBER})(?P<scale>{_SCALE}?) "
    r"(?P<noun>(?:[а-яё]+(?:ых|их) )?[а-яё]{2,})(?P<behind>.*)$",
    re.IGNORECASE,
)
_PREPOSITIONS = words(
    "в во на с со из за по до от у к ко о об обо при для через под над между без около более и или на не ни минус плюс лишь"
    " длиной высотой шириной весом площадью стоимостью глубиной мощностью объёмом возрастом температуре"
)
_WHOLES = words("процентов процента тонн литров баррелей гектаров метров километров")
_MEASURES = words("лет года году градусов метров километров")
_CLAUSES = words(
    "который которая которое которые которых которому которой котором которую что где когда если поэтому пока чтобы хотя потому однако"
)
_NOT_ALONE = words(
    "он она оно они его её ее их ему ей им ними нём нем ней этот эта это эти этой этого этом этим этих там здесь теперь сейчас тогда вчера"
    " сегодня завтра прошлом прошлый минувший нынешний мы я вы наш наши также тоже"
    " сам сама само сами затем впоследствии впервые ещё следующая следующий ранее потом туда"
)
_PARTS_OF_A_DAY = ("утром", "днём", "днем", "вечером", "ночью")
# Endings of verbs and participles in the past and present; and verbs whose subject may stand behind them.
_VERB = re.compile(r"(?:[аеиоуыя]л[аои]?(?:сь|ся)?|шл[аои]|ш[её]л|[ёе]т|ит|[аяую]т|тся|[аяе]н[аоы]?|ён|[её]на|т[аоы]?)$")
_PAST = re.compile(r"[а-яё]{2,}л(?:а|о)?$")
_BEFORE_ITS_SUBJECT = re.compile(r"(?:вышел|вышл[ао]|был[ао]?|прош[её]л|прошл[ао]|стал[ао]?|умер|умерла|погиб|погибла|начал[ао]?сь)$")
_GENITIVE = (11, 12, 13, 14)


def questions(sentence: str, article: str) -> Iterator[Made]:
    """The questions that a sentence answers."""
    plain = _DATELINE.sub("", sentence)
    free = _ON_A_DAY.sub("", plain)
    said = _SAID_BEHIND.match(free) or _SAID_BEFORE.match(free)
    clause = said.group("clause") if said else plain.rstrip(".")
    for made in (*_when(clause, article), *_counted(_ON_A_DAY.sub("", clause), article), *(_who(said, article) if said else ())):
        if made.question and not has_any(made.question, _NOT_ALONE):
            yield made


def _who(said: re.Match[str], article: str) -> Iterator[Made]:
    who, clause = said.group("who").strip(), said.group("clause")
    if (
        not has_any(who, _NOT_ALONE | _CLAUSES)
        and who.split()[0].casefold() not in _PREPOSITIONS
        and not has_any(clause.partition(" ")[0], _PREPOSITIONS - {"в", "на", "по", "за", "из"})
    ):
        yield Made(asked(f"Кто {said.group('verb')}, что", _small(clause, article)), who, "person", "who said")


def _when(clause: str, article: str) -> Iterator[Made]:
    found = list(_DAY.finditer(clause))
    if len(found) != 1:
        return
    rest = f"{clause[: found[0].start()]} {clause[found[0].end() :]}".strip()
    before = clause[: found[0].start()].split()
    if before and before[-1] in _PARTS_OF_A_DAY:
        rest = f"{' '.join(before[:-1])} {clause[found[0].end() :]}".strip()
    hangs = bool(before) and before[-1].casefold() in _PREPOSITIONS | {"от", "ночь"}
    if not hangs and _is_statement(rest) and not has_any(rest, _CLAUSES) and not set(",;:—–") & set(rest):
        date = re.sub(r"^[Вв] ", "", found[0].group("date"))
        yield Made(asked("Когда", _small(rest, article)), date, "date", "when")


def _is_statement(text: str) -> bool:
    """Whether there is a verb, and not at the start one that seems to lack its subject."""
    every = re.findall(r"[^\W\d_]+", text.casefold())
    lacks = bool(every) and _PAST.match(every[0]) is not None and not _BEFORE_ITS_SUBJECT.match(every[0])
    return any(len(word) > 3 and _VERB.search(word) for word in every) and not lacks


def _counted(clause: str, article: str) -> Iterator[Made]:
    clause = re.split(r", (?:а|но|и|поэтому|при этом) ", clause)[0]
    found = _COUNTED.match(clause)
    if found is None or has_any(clause, _CLAUSES) or set(",;:") & set(clause):
        return
    before, behind, noun = found.group("before").strip(), found.group("behind"), found.group("noun")
    if not _is_plural(found.group("number"), found.group("scale")) or not before or before.split()[-1].casefold() in _PREPOSITIONS:
        return
    if " и " in before or not re.search(r"(?:[ая]м|л[аои]?|л[аио]сь|лся|[ёеи]т|[аяую]т)$", before):
        return  # what is counted is no object of the verb
    if re.fullmatch(rf"{_MONTH}|год[а-я]*|час[а-я]*", noun) or (noun in _MEASURES and len(before.split()) < 2):
        return
    following = behind.split()
    if following and following[0].casefold() not in _PREPOSITIONS - {"и", "или", "более"}:
        if noun not in _WHOLES or not re.fullmatch(r"[а-яё]+", following[0]):
            return
        noun, behind = f"{noun} {following[0]}", " ".join(following[1:])
    answer = f"{found.group('number')}{found.group('scale')}"
    yield Made(asked(f"Сколько {noun}", _small(before, article), behind), answer, "number", "how many")


def _is_plural(number: str, scale: str) -> bool:
    """Whether the noun behind stands in the genitive plural, as behind "how many"."""
    plain = number.replace(" ", "")
    if scale:
        return True
    return plain.isdecimal() and (int(plain) % 100 in _GENITIVE or int(plain) % 10 not in (1, 2, 3, 4))


def _small(text: str, article: str) -> str:
    return lowered(text, language="ru", article=article)
