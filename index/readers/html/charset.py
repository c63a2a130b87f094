"""Bytes of a page to text, also where what the server or the page says of the encoding is wrong."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(
    rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:+-]{1,40})", re.I
)
_META_BYTES = 4_096
_SAMPLE_BYTES = 100_000
_LATIN = "cp1252"
# As browsers read them: each is the larger encoding that its name is commonly written for (WHATWG Encoding Standard).
_LARGER = {"iso8859-1": _LATIN, "ascii": _LATIN, "iso8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030"}
_LARGER |= {"shift_jis": "cp932", "euc_kr": "cp949", "iso8859-11": "cp874"}
# Python counts these among its text encodings, but no page is written in them.
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs", "oem"}


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text of a page.

    A byte order mark decides; then UTF-8, if the bytes are UTF-8 but for a few; then what the page says, what the server says
    (whose ISO 8859-1 is often a default that nobody chose), and last what the bytes look like.

    Args:
        data: The page.
        declared: The encoding the server named.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data[:200].count(0) > 50:
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", errors="replace")
    if _is_utf8(data):
        return data.decode("utf-8", errors="replace")
    claims = [name for name in (_known(_in_page(data)), _known(declared)) if name and name != "utf-8"]
    for name in sorted(claims, key=lambda name: name == _LATIN):
        if name == _LATIN and not _looks_latin(data):
            break
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return _guessed(data)


def _in_page(data: bytes) -> str | None:
    match = _META.search(data[:_META_BYTES])
    return (match[1] or match[2]).decode("ascii", errors="replace") if match else None


def _known(name: str | None) -> str | None:
    """The name Python has for an encoding; ``None`` for none that a page can be in."""
    try:
        found = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    return None if found in _NO_CHARSETS else _LARGER.get(found, found)


def _is_utf8(data: bytes) -> bool:
    if b"\x1b$" in data or b"\x1b(" in data:  # ISO 2022 is ASCII with escapes
        return False
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = sum(not character.isascii() for character in text[:_SAMPLE_BYTES]) if broken else 0
    return broken == 0 or broken * 50 < beyond_ascii


def _looks_latin(data: bytes) -> bool:
    """Whether few letters have accents; a text that is nearly all high bytes is in another script."""
    words = re.sub(rb"<[^>]*>", b" ", data[:_SAMPLE_BYTES])
    high = sum(byte >= 0xC0 for byte in words)
    return high * 4 < high + sum(chr(byte).isalpha() for byte in words if byte < 0x80)


def _guessed(data: bytes) -> str:
    words = re.sub(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>|[\0-\x08]", b" ", data[:_SAMPLE_BYTES], flags=re.I | re.S)
    best = from_bytes(words).best()
    return data.decode(best.encoding if best else _LATIN, errors="replace")
