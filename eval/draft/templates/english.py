"""Templates for English."""

import re
from collections.abc import Iterator

from eval.draft.templates.parts import NUMBER, Made, asked, has_any, lowered, words
from eval.draft.templates.verbs import BASES

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?|{_MONTH} \d{{4}}|(?:1[6-9]|20)\d\d)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATELINE = re.compile(r"^[A-Z][A-Z .,'-]{2,40}(?: \([^)]*\))? [—–-] ")
_ON_A_DAY = re.compile(rf",? (?:on|late on|early on) {_WEEKDAY}(?: night| morning| evening| afternoon)?(?=[ ,.]|$)(?! \d),?")
_NOT_ALONE = words(
    "he she it they his her its their them him this these those we i you our us my your here there yesterday today tomorrow now"
    " last next ago former latter latest another other others same such then meanwhile however also but following later earlier afterwards"
)
_SMALL = words(
    "the a an about around some nearly almost more over at least two three four five six seven eight nine ten half most many several few"
    " all both in on for after before during under work officials police people residents workers ministers"
)
_VERBS_OF_SAYING = "said|announced|reported|confirmed|warned|estimated"
_SAID_BEHIND = re.compile(
    rf"^(?P<clause>[^,].+?), (?P<who>[^,]{{4,70}}?) (?P<verb>{_VERBS_OF_SAYING})"
    r"(?: (?:on|in|at|to|during|after|late|this) [^,]*| reporters)?\.$"
)
_SAID_BEFORE = re.compile(rf"^(?P<who>[^,]{{4,70}}?) (?P<verb>{_VERBS_OF_SAYING})(?: reporters)? that (?P<clause>[^,].+)\.$")
_ABOUT = r"(?:about|around|some|nearly|almost|roughly|at least|more than|over|up to|only|a total of|as many as|fewer than) "
_COUNTED = (
    rf"(?P<number>{NUMBER}(?: (?:thousand|million|billion))?) "
    r"(?P<noun>(?:[a-z]+ ){0,2}?(?:[a-z]{2,}s|people|children|women|men|percent))"
)
_FINITE = "were|are|was|have|had|has|will|would|can|could|must|may|took|died|came|left|live|lived|work|worked|took part|attended"
_MANY = re.compile(rf"^(?:{_ABOUT})?{_COUNTED} (?P<rest>(?:{_FINITE}) .+)$", re.IGNORECASE)
_SUBJECT = r"(?P<subject>(?:The|A|An|[A-Z][\w'’-]+)(?: [\w'’-]+){0,6}?)(?:, [^,]{3,60},)?"
_DID = re.compile(rf"^{_SUBJECT} (?P<verb>{'|'.join(sorted(BASES))}) (?:{_ABOUT})?{_COUNTED}(?P<rest>(?: .*)?)$")
_WILL = re.compile(rf"^{_SUBJECT} (?P<aux>will|would|can|could|must|may) (?P<base>[a-z]+) (?:{_ABOUT})?{_COUNTED}(?P<rest>(?: .*)?)$")
_WHEN_WAS = re.compile(rf"^{_SUBJECT} (?P<aux>was|were|is|are|will|would) (?P<rest>[a-z]+e[dn]|built|held|made|set up|found|due|be .+?)"
                       rf"(?P<more>(?: [^,]+?)?) (?:on|in)(?: {_WEEKDAY},?)? (?P<date>{_DATE})(?P<tail>,.*)?$")  # fmt: skip
_WHEN_DID = re.compile(
    rf"^{_SUBJECT} (?P<verb>{'|'.join(sorted(BASES))})(?P<rest>(?: [^,]+?)?) (?:on|in)(?: {_WEEKDAY},?)? (?P<date>{_DATE})(?P<tail>,.*)?$"
)
_LED = re.compile(rf"^(?:In|On) (?P<date>{_DATE}), (?P<main>[^,]+)$")
_CLAUSES = words("which who whose that where when while because although if as than and or")
_AUXILIARIES = words("was were is are has have had will would can could must may said did does do be been not")
_MONEY = words("dollars euros pounds rubles roubles rupees yen yuan dinars dirhams riyals francs")
_UNITS_ALONE = words("times")


def questions(sentence: str, article: str) -> Iterator[Made]:
    """The questions that a sentence answers."""
    plain = _ON_A_DAY.sub("", _DATELINE.sub("", sentence))
    said = _SAID_BEHIND.match(plain) or _SAID_BEFORE.match(plain)
    clause = said.group("clause") if said else plain.rstrip(".")
    for made in (*_counted(clause, article), *_dated(clause, article), *(_who(said, article) if said else ())):
        if made.question and not has_any(made.question, _NOT_ALONE):
            yield made


def _who(said: re.Match[str], article: str) -> Iterator[Made]:
    who, clause = said.group("who"), said.group("clause")
    if has_any(who, _NOT_ALONE | _CLAUSES | _AUXILIARIES) or ";" in clause or not re.search(r"[A-Z]|^the ", who):
        return
    yield Made(asked(f"Who {said.group('verb')} that", _small(clause, article)), who, "person", "who said")


def _counted(clause: str, article: str) -> Iterator[Made]:
    if (many := _MANY.match(clause)) and not has_any(many.group("noun"), _CLAUSES | _AUXILIARIES | _UNITS_ALONE):
        rest = many.group("rest").split(",")[0]
        yield Made(asked(f"How many {many.group('noun')}", rest), many.group("number"), "number", "how many")
    if did := _DID.match(clause):
        verb, particle = BASES[did.group("verb")]
        yield from _amount(did, f"did {_subject(did, article)} {verb}", particle)
    elif will := _WILL.match(clause):
        yield from _amount(will, f"{will.group('aux')} {_subject(will, article)} {will.group('base')}", "")


def _amount(found: re.Match[str], middle: str, particle: str) -> Iterator[Made]:
    subject, noun, rest = found.group("subject"), found.group("noun"), found.group("rest").split(",")[0]
    if has_any(subject, (_CLAUSES - {"and"}) | _AUXILIARIES | frozenset(BASES)) or has_any(noun, _CLAUSES | _AUXILIARIES | _UNITS_ALONE):
        return
    rest = "" if re.match(r" (?:and|or|to) ", rest) else rest
    if has_any(rest, _CLAUSES - {"and", "or", "as"}):
        return
    number = found.group("number")
    if noun == "percent" and particle == "by":
        yield Made(asked(f"By what percentage {middle}", rest), f"{number} {noun}", "number", "by what percentage")
    elif noun in _MONEY:
        much = "How much" if middle.endswith((" cost", " total", " reach")) or particle else "How much money"
        yield Made(asked(f"{much} {middle} {particle}", rest), f"{number} {noun}", "number", "how much")
    elif not particle and noun != "percent":
        yield Made(asked(f"How many {noun} {middle}", rest), number, "number", "how many")


def _dated(clause: str, article: str) -> Iterator[Made]:
    if led := _LED.match(clause):
        clause = f"{led.group('main')[0].upper()}{led.group('main')[1:]} in {led.group('date')}"
    if (was := _WHEN_WAS.match(clause)) and _is_alone(was):
        yield Made(
            asked(f"When {was.group('aux')} {_subject(was, article)} {was.group('rest')}", was.group("more")),
            was.group("date"),
            "date",
            "when",
        )
    elif (did := _WHEN_DID.match(clause)) and _is_alone(did):
        verb, particle = BASES[did.group("verb")]
        if particle != "by":
            words = f"When did {_subject(did, article)} {verb} {particle}"
            yield Made(asked(words, did.group("rest")), did.group("date"), "date", "when")


def _is_alone(found: re.Match[str]) -> bool:
    """Whether the subject is one, and the date belongs to the verb behind it."""
    inside = found.groupdict().get("more") or found.group("rest")
    if re.search(r"[ap]\.m", inside):
        return False
    return not has_any(found.group("subject"), (_CLAUSES - {"and"}) | _AUXILIARIES | frozenset(BASES)) and not has_any(
        inside, _CLAUSES | _AUXILIARIES
    )


def _subject(found: re.Match[str], article: str) -> str:
    return _small(found.group("subject"), article)


def _small(text: str, article: str) -> str:
    return lowered(text, language="en", article=article, always=_SMALL)
