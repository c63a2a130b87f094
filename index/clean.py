"""What is taken out of a text before it gets offsets.

Everything else (spans, versions, quotes) counts from the cleaned text, so nothing here may run twice with another result:
``clean_text(clean_text(t)) == clean_text(t)``.
"""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Characters that make a quotation read other than it is: controls, bidirectional marks and overrides, invisible
# separators, soft hyphens, tag characters, private non-characters. The joiners U+200C and U+200D are spelling in Persian,
# Urdu and emoji and stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_TRAILING_SPACE = re.compile(r"(?<![^\S\n])[^\S\n]++$", re.MULTILINE)  # from the start of a run only, or long runs take for ever
_MANY_BLANK_LINES = re.compile(r"\n{3,}")

# Whole lines that belong to the page and not to the report. A label counts only when it stands alone or when a colon and a
# link's title follow: it is better to keep a line of furniture than to lose a sentence.
_FURNITURE_CHARACTERS = 400
_TARGETS = "share|tweet|print|e-?mail|copy\\ link|whatsapp|facebook|twitter|x|telegram|linkedin|save|comments?"
_LINK = r"(?:\s*[:»›→|].{0,200})?"
_FURNITURE = re.compile(
    rf"""^\W*(?:
        icon-[a-z-]+(?:[\s|·•/,]+icon-[a-z-]+)*
      | (?:{_TARGETS})(?:[\s|·•/,]+(?:{_TARGETS}|this|article|story|page|on|via))*
      | (?:(?:read|see|show)\ (?:more|also|next)|related)(?:\ (?:stories|articles|topics|news|links))?{_LINK}
      | advertisement|sponsored(?:\ content)?|(?:article|story)\ continues\ below(?:\ (?:this\ )?(?:ad|advertisement))?
      | skip\ to\ (?:main\ )?content|back\ to\ top|most\ read|listen\ to\ this\ article
      | (?:[^.!?]{{1,80}}[.!?]\ )?(?:sign\ up|subscribe)\ (?:for|to)\ (?:our|the|a)\ (?:\w+\ ){{0,3}}newsletters?(?:[.,!\ ].{{0,80}})?
      | (?:subscribe|sign\ up)\ (?:for|to)\ (?:unlimited|full|digital)\ access
      | (?:©|copyright\ (?:©|\(c\)|(?:19|20)\d\d\b)).{{0,120}}|all\ rights\ reserved
      | (?:we\ use|this\ (?:web)?site\ uses|by\ continuing\ to\ use)\b.{{0,40}}\bcookies?\b.{{0,80}}
        \b(?:experience|consent|accept|agree|settings|policy|personali[sz]e|traffic)\b.{{0,120}}
      | (?:accept|reject|manage)(?:\ all)?(?:\ (?:cookies|settings|preferences))?
      | (?:شارك|مشاركة|طباعة)(?:\ (?:هذا\ )?(?:المقال|الخبر))?|نسخ\ الرابط|إعلان|الأكثر\ قراءة
      | اقرأ\ (?:أيض(?:ا|اً|ًا)|المزيد){_LINK}|(?:أخبار|مواضيع|مقالات)\ ذات\ صلة{_LINK}
      | اشترك\ في\ (?:نشرتنا|النشرة\ (?:البريدية|الإخبارية))(?:\W.{{0,80}})?|جميع\ الحقوق\ محفوظة.{{0,80}}
      | (?:شیئر|پرنٹ)\ کریں|اشتہار|(?:مزید|یہ\ بھی)\ پڑھیں{_LINK}|جملہ\ حقوق\ محفوظ.{{0,80}}
      | поделиться|реклама|распечатать|самое\ читаемое|подписаться|(?:читайте\ также|материалы\ по\ теме){_LINK}
      | подпишитесь\ на\ (?:наш\w*|рассылку)\b.{{0,80}}|все\ права\ защищены.{{0,80}}
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def clean_text(text: str) -> str:
    r"""The body of an article: NFC, ``\n`` line ends, no invisible characters, no page furniture, trimmed."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    text = "\n".join("" if is_furniture(line) else line for line in text.split("\n"))
    return _MANY_BLANK_LINES.sub("\n\n", _TRAILING_SPACE.sub("", text)).strip()


def clean_line(text: str) -> str:
    """A title, outlet or author: cleaned like a text, on one line."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub(" ", text))).split())


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page around the report, such as ``Share | Print``."""
    line = line.strip()
    return 0 < len(line) < _FURNITURE_CHARACTERS and _FURNITURE.match(line) is not None
