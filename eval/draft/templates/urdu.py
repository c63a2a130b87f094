"""Templates for Urdu. The word that asks stands where the answer stood."""

import re
from collections.abc import Iterator

from eval.draft.templates.parts import NUMBER, Made, asked, has_any, words

_MONTH = "(?:جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر)"
_WEEKDAY = "(?:پیر|منگل|بدھ|جمعرات|جمعہ|جمعے|ہفتہ|ہفتے|اتوار)"
_DATELINE = re.compile(r"^[^،۔:]{2,30}: ")
_ON_A_DAY = re.compile(rf" {_WEEKDAY} (?:کو|کے روز|کی شام|کی رات)(?! (?:جاری|ہونے|کھیلے|شائع))(?= )")
_SAID = re.compile(
    r"^(?P<who>[^،]{3,80}?) نے (?:[^،]{3,60} )??(?P<verb>کہا|بتایا|مطالبہ کیا|اعلان کیا|دعویٰ کیا|خبردار کیا)(?P<is> ہے)?"
    r" کہ (?P<clause>.+)۔$"
)
_ACCORDING = re.compile(r"^(?P<who>[^،]{3,60}?) کے مطابق (?P<clause>.+)۔$")
_ABOUT = "(?:تقریباً|تقریبا|لگ بھگ|کم از کم|زیادہ سے زیادہ) "
_SCALE = "(?: (?:ہزار|لاکھ|کروڑ|ارب|کھرب|ملین|بلین|ٹریلین))"
_COUNTED = re.compile(
    rf"^(?P<before>.*?)(?:{_ABOUT})?(?<!\S)(?P<number>{NUMBER}{_SCALE}?(?: {NUMBER}{_SCALE})?) (?P<noun>[^\s،۔]+)(?P<behind>.*)۔$"
)
_WHEN = re.compile(
    rf"^(?P<before>.*?)(?<!\S)(?P<date>{NUMBER} {_MONTH}(?: {NUMBER})?|(?:1[6-9]|20|۱[۶-۹]|۲۰)[0-9۰-۹]{{2}}) (?:کو|میں) (?P<behind>.+)۔$"
)
_POSTPOSITIONS = words("میں کو سے کا کے کی تک پر نے ویں واں")
_ATTRIBUTIVE = ("ہونے", "ہونیوالی", "کھیلے", "جاری ہونے", "شائع", "منعقدہ")
_CLAUSES = words("جس جو جن جہاں جبکہ کہ مگر لیکن تاہم کیونکہ جب اگر")
_NOT_ALONE = words("وہ یہ اس ان انہوں اسے انہیں ہم مجھے ہمارا ہماری آپ یہاں وہاں آج کل اب گزشتہ رواں آئندہ اگلے پچھلے ابھی اسی انہی دوسری")
_LONGEST_NAME = 9
_VERBAL = words("ہے ہیں تھا اور ہوئے وقت والے والی")
_NAME = 2  # words: one alone is a report, a union
_ATTRIBUTES = words("مقررہ ہر پہلے باقی تمام")
_FEMININE = ("ی", "یں", "یاں", "ئیں", "ات")


def questions(sentence: str, article: str) -> Iterator[Made]:
    """The questions that a sentence answers."""
    plain = _ON_A_DAY.sub("", _DATELINE.sub("", sentence))
    for made in (*_counted(plain), *_when(plain), *_who(plain)):
        if made.question and not has_any(made.question, _NOT_ALONE):
            yield made


def _who(plain: str) -> Iterator[Made]:
    said, named = _SAID.match(plain), _ACCORDING.match(plain)
    found = said or named
    if found is None or has_any(found.group("who"), _NOT_ALONE | _CLAUSES) or len(found.group("who").split()) < _NAME:
        return
    if len(found.group("who").split()) > _LONGEST_NAME or has_any(found.group("who"), _VERBAL):
        return
    start = f"کس نے {said.group('verb')}{said.group('is') or ''} کہ" if said else "کس کے مطابق"
    yield Made(asked(start, found.group("clause"), mark="؟"), found.group("who"), "person", "who said")


def _counted(plain: str) -> Iterator[Made]:
    found = _COUNTED.match(plain)
    if found is None or has_any(plain, _CLAUSES):
        return
    noun = found.group("noun")
    if noun in _POSTPOSITIONS or re.fullmatch(_MONTH, noun) or re.match(NUMBER, noun) or not found.group("before").strip():
        return
    if noun in ("اور", "سالہ", "روزہ", "منزلہ") or found.group("before").split()[-1] in _ATTRIBUTES or plain.startswith("جواب میں "):
        return
    many = "کتنی" if noun.endswith(_FEMININE) else "کتنے"
    question = asked(found.group("before"), f"{many} {noun}", found.group("behind"), mark="؟")
    yield Made(question, found.group("number"), "number", "how many")


def _when(plain: str) -> Iterator[Made]:
    found = _WHEN.match(plain)
    if found is None or has_any(plain, _CLAUSES) or found.group("behind").startswith(_ATTRIBUTIVE) or not found.group("before").strip():
        return
    if re.search(rf"(?:{_MONTH}|،)\s*$", found.group("before")):
        return
    yield Made(asked(found.group("before"), "کب", found.group("behind"), mark="؟"), found.group("date"), "date", "when")
