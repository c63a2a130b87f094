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
_TRAILING_SPACE = re.compile(r"[^\S\n]+$", re.MULTILINE)
_MANY_BLANK_LINES = re.compile(r"\n{3,}")

# Whole lines that belong to the page and not to the report.
_FURNITURE = re.compile(
    r"""^\W*(?:
        (?:icon-[a-z-]+\W*)+
      | (?:share|tweet|print|e-?mail|copy\ link|whatsapp|facebook|twitter|x|telegram|linkedin|save|comments?)
        (?:[\s|·•/,]+(?:share|tweet|print|e-?mail|copy\ link|whatsapp|facebook|twitter|x|telegram|linkedin|save|this|article|on|comments?))*
      | (?:read|see|show)\ (?:more|also|next)(?:\ stories)?(?:\W.{0,120})?
      | (?:advertisement|sponsored(?:\ content)?|skip\ to\ (?:main\ )?content|back\ to\ top|most\ read|listen\ to\ this\ article)
      | related\ (?:stories|articles|topics|news)
      | (?:.{0,60}[.!?:]\ )?(?:sign\ up|subscribe)\ (?:for|to)\ (?:our|the|a|unlimited)\b.{0,120}
      | (?:©|copyright)\ .{0,120}
      | (?:we\ use|this\ (?:site|website)\ uses|by\ continuing\ to\ use).{0,40}\bcookies?\b.{0,200}
      | (?:accept|reject|manage)(?:\ all)?(?:\ cookies)?
      | (?:شارك|مشاركة|اقرأ\ (?:أيضا|أيضاً|المزيد)|إعلان|طباعة|نسخ\ الرابط|اشترك\ في\ (?:نشرتنا|النشرة).{0,120})(?:\W.{0,120})?
      | (?:شیئر\ کریں|مزید\ پڑھیں|یہ\ بھی\ پڑھیں|اشتہار)(?:\W.{0,120})?
      | (?:поделиться|читайте\ также|реклама|подписаться|подпишитесь\ на\b.{0,120})(?:\W.{0,120})?
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def clean_text(text: str) -> str:
    r"""The body of an article: NFC, ``\n`` line ends, no invisible characters, no page furniture, trimmed."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    text = "\n".join("" if _is_furniture(line) else line for line in text.split("\n"))
    return _MANY_BLANK_LINES.sub("\n\n", _TRAILING_SPACE.sub("", text)).strip()


def clean_line(text: str) -> str:
    """A title, outlet or author: cleaned like a text, on one line."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub(" ", text))).split())


def _is_furniture(line: str) -> bool:
    return bool(line) and len(line) < 400 and _FURNITURE.match(line) is not None
