"""Templates for Arabic. A statement that begins with its verb becomes a question by a word before it."""

import re
from collections.abc import Iterator

from eval.draft.templates.parts import NUMBER, Made, asked, has_any, words

_MARKS = "\u064b-\u0652"
_MONTH = (
    "(?:يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|"
    "أيلول|تشرين الأول|تشرين الثاني|كانون الأول)"
)
_WEEKDAY = "(?:يوم )?(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)"
_DATELINE = re.compile(r"^[^،.:]{2,30} [–—-] ")
_ON_A_DAY = re.compile(rf"،? (?:مساء |صباح )?{_WEEKDAY}(?: الماضي)?،?(?= |$|\.)(?! \d)")
_DATE = rf"(?:{NUMBER} {_MONTH}(?:[ /]\S+)?(?: (?:عام |سنة )?{NUMBER})?|{_MONTH} (?:عام |سنة )?{NUMBER}|(?:عام|سنة) {NUMBER})"
_SPEECH = "قال|أكد|أعلن|أوضح|ذكر|أفاد|صرح|كشف|رأى|أضاف"
_SAID = re.compile(rf"^و?(?P<verb>{_SPEECH})ت? (?P<who>[^،]{{3,70}}?)(?:، [^،]{{3,60}}،)? (?P<that>إن|أن|بأن) (?P<clause>.+)\.$")
_AMOUNT = re.compile(
    rf"^(?P<verb>[وف]?(?:بلغت?|[يت]بلغ|بلغ)) (?P<what>[^،\d٠-٩۰-۹]{{4,70}}?) (?:نحو |حوالي |قرابة |أكثر من |ما يقارب )?"
    rf"(?P<answer>{NUMBER}(?: (?:ألف|آلاف|مليون|ملايين|مليار|مليارات|تريليون))?"
    r"(?: (?:في المئة|في المائة|بالمئة|بالمائة)|%| (?!في |من |على |خلال |عام |بحلول )[^\s،.]+)?)"
    r"(?P<behind>(?: [^،.]*)?)[،.]"
)
_PAST = (
    "بدأ|بدأت|افتتح|افتتحت|وقع|وقعت|أعلن|أعلنت|أطلق|أطلقت|انطلق|انطلقت|أغلق|أغلقت|تأسس|تأسست|أنشئ|أنشئت|وصل|وصلت|عاد|عادت|توفي|توفيت|ولد|ولدت|"
    "انتهى|انتهت|تنتهي|ينتهي|يبدأ|تبدأ|عقد|عقدت|أقيم|أقيمت|صدر|صدرت|اندلع|اندلعت|استقال|استقالت|فاز|فازت|دخل|دخلت|زار|زارت|أقر|أقرت|أنجز|أنجزت"
)
_WHEN = re.compile(rf"^(?P<first>\S+) (?P<rest>[^،]+?)(?: في| بتاريخ)? (?P<date>{_DATE})(?P<behind>،.*)?\.$")
_NOT_ALONE = words(
    "هو هي هم هما هذا هذه ذلك تلك هؤلاء أنه أنها إنه إنها أنهم إنهم نحن أنا اليوم أمس غدا غداً الآن هنا هناك الماضي الماضية المقبل"
    " المقبلة الجاري الحالي الحالية منه منها عنه عنها فيه فيها له لها لهم به بها عليه عليها إليه إليها ذاته نفسه"
    " نفسها بعدها قبلها بعده قبله خلالها خلاله كما لكن لكنه لكنها وهو وهي"
)
_HIDDEN = re.compile(r"(?:كلفته|كلفتها|قيمته|قيمتها|عدده|عددها|طوله|طولها|بلاده|بلادها|رئيسها|رئيسه)")


def questions(sentence: str, article: str) -> Iterator[Made]:
    """The questions that a sentence answers."""
    plain = _ON_A_DAY.sub("", _DATELINE.sub("", sentence))
    bare = re.sub(rf"[{_MARKS}]", "", plain)
    for made in (*_amount(plain), *_when(plain, bare), *_who(plain)):
        if made.question and not has_any(made.question, _NOT_ALONE) and not _HIDDEN.search(made.question):
            yield made


def _who(plain: str) -> Iterator[Made]:
    said = _SAID.match(plain)
    if said and not has_any(said.group("who"), _NOT_ALONE) and not said.group("who").startswith(("في ", "من ", "عن ", "ل")):
        if re.search(r":|قائل|في وقت|وقال", said.group("who")):
            return
        yield Made(
            asked(f"من {said.group('verb')} {said.group('that')}", said.group("clause"), mark="؟"), said.group("who"), "person", "who said"
        )


def _amount(plain: str) -> Iterator[Made]:
    found = _AMOUNT.match(plain)
    if found is None or len(found.group("what").split()) < 2:
        return
    verb = re.sub("^[وف]", "", found.group("verb"))
    behind = found.group("behind") if found.group("behind").startswith((" في ", " خلال ", " عام ", " بحلول ")) else ""
    yield Made(asked(f"كم {verb}", found.group("what"), behind, mark="؟"), found.group("answer"), "number", "how much")


def _when(plain: str, bare: str) -> Iterator[Made]:
    found, simple = _WHEN.match(plain), _WHEN.match(bare)
    if found is None or simple is None:
        return
    first = re.sub("^[وف](?=.{3})", "", simple.group("first"))
    if not (re.fullmatch(_PAST, first) or re.fullmatch(r"س[يتن]\w{3,}", first)) or re.search(NUMBER, found.group("rest")):
        return
    verb = re.sub("^[وف](?=.{3})", "", found.group("first")) if simple.group("first") != first else found.group("first")
    yield Made(asked(f"متى {verb}", found.group("rest"), mark="؟"), found.group("date"), "date", "when")
