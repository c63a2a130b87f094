r"""RTF with all its letters written as ``\uN``, which is the one way that pandoc reads in every language.

Pandoc knows no code page but 1252, reads negative ``\uN`` as nothing and may lose the space behind a replacement character.
Rich Text Format (RTF) Specification 1.9.1, "Unicode RTF" and "Font Table".
"""

import codecs
import re
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})?(?P<space> ?)"
    rb"|\\(?P<symbol>[^a-zA-Z'])|(?P<brace>[{}])|(?P<text>[^\\{}]+)",
    re.DOTALL,
)
_FONT = re.compile(rb"\{\\f(\d{1,5})[^{}]{0,300}?\\fcharset(\d{1,3})")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_HEAD_BYTES = 200_000


class _State(NamedTuple):
    """What a group inherits: how many characters stand behind a Unicode letter for old readers, and the encoding of bytes."""

    skipped: int
    encoding: str


def with_unicode_letters(data: bytes) -> bytes:
    r"""The same RTF, its bytes above ASCII and its ``\uN`` written as ``\uN{}``."""
    return re.sub(rb"\\rtf1?", rb"\\rtf1\\uc0", _Translation(data).done(), count=1)


class _Translation:
    def __init__(self, data: bytes) -> None:
        self._data, self._default = data, _default(data)
        self._fonts = {int(number): _CHARSETS.get(int(charset), self._default) for number, charset in _FONT.findall(data[:_HEAD_BYTES])}
        self._state, self._stack = _State(1, self._default), list[_State]()
        self._parts, self._waiting = list[bytes](), bytearray()  # bytes wait for their neighbours: a letter may have two
        self._skip, self._high = 0, 0

    def done(self) -> bytes:
        for token in _TOKEN.finditer(self._data):
            if token["byte"] is not None and not self._skip:
                self._waiting += bytes.fromhex(token["byte"].decode())
            else:
                self._flush()
                self._take(token)
        self._flush()
        return b"".join(self._parts)

    def _flush(self) -> None:
        if self._waiting:
            self._parts.append(_written(self._waiting.decode(self._state.encoding, "replace")))
            self._waiting.clear()

    def _take(self, token: re.Match[bytes]) -> None:
        if token["text"]:
            text = token["text"].lstrip(b"\r\n")[self._skip :] if self._skip else token["text"]
            self._skip = 0
            self._parts.append(text if text.isascii() else _written(text.decode(self._state.encoding, "replace")))
        elif self._skip and (token["byte"] or token["symbol"]):
            self._skip -= 1
        else:
            self._skip = 0
            self._control(token)

    def _control(self, token: re.Match[bytes]) -> None:
        word, number = token["word"], int(token["number"] or -1)
        if word == b"u" and token["number"]:
            self._letter(int(token["number"]) % 0x10000)
            return
        if word == b"uc":
            self._state = self._state._replace(skipped=min(max(number, 0), 10))
            return
        if word in (b"f", b"plain"):
            self._state = self._state._replace(encoding=self._fonts.get(number, self._default))
        elif token["brace"] == b"{":
            self._stack.append(self._state)
        elif token["brace"]:
            self._state = self._stack.pop() if self._stack else self._state
        self._parts.append(token[0])

    def _letter(self, code: int) -> None:
        """One letter, or half of one beyond the first 65,536, which waits for its other half."""
        self._skip, high = self._state.skipped, self._high
        self._high = code if 0xD800 <= code < 0xDC00 else 0
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0
        if code and not self._high:
            self._parts.append(_written(chr(code)))


def _default(data: bytes) -> str:
    found = _CODE_PAGE.search(data[:_HEAD_BYTES])
    try:
        return codecs.lookup(f"cp{found[1].decode()}" if found else "cp1252").name
    except LookupError:
        return "cp1252"


def _written(text: str) -> bytes:
    return "".join(character if character.isascii() and character.isalnum() else f"\\u{ord(character)}{{}}" for character in text).encode()
