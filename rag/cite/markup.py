"""What a model writes, taken apart while it comes: plain text, markers, and no links, images or HTML. Pure.

Nothing is decided before the characters it depends on are there, so it does not matter in what pieces the text comes.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final, Literal, NamedTuple

from rag.cite.references import Reference, References, round_references, square_references

Reset = Literal["reset"]
RESET: Final[Reset] = "reset"  # what came before was reasoning, although nothing said so when it began

_CONTENT = 160  # characters a marker or the words of a link may have
_TARGET = 2_000  # characters an address or a tag may have
_WORD_MOST = 200  # characters after which a word is no scheme any more
_OPEN, _CLOSE = "[【［〔", "]】］〕"

_PLAIN = re.compile(r"[^\[\]【】［］〔〕(（<!`\\A-Za-z]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_ADDRESS = re.compile(r"[^\s<>\[\]【】［］〔〕()（）\"'`“”«»،؛。]*")
_SCHEME = re.compile(r"(?:https?|ftps?|javascript|vbscript|wss?)$|^(?:file|data|mailto|tel|sms|blob)$", re.IGNORECASE)
_SQUARE = re.compile(r"[^\[\]【】［］〔〕\n]*")
_ROUND = re.compile(r"[\d \t\u00a0.,;，；、،؛٫٬\-–—^†\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]*")
_LINK = re.compile(r"\(\s*(?:<[^<>()\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)(?:\s+[\"'][^\"'()\n]*[\"'])?\s*\)")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)(?:\s[^<>]*)?/?>|<\|[^<>\n]{0,60}\|>|<![^<>]*>")
_FENCE = re.compile(r"[ \t]*[\w+#.-]{0,30}[ \t]*")
_TICKS = re.compile(r"`+")

_THOUGHT = frozenset({"think", "thinking", "thought", "reasoning", "reflection"})
_SILENT = _THOUGHT | {"script", "style"}
_ACTIVE = frozenset({"a", "img", "script", "style", "iframe", "svg", "object", "embed", "form", "video", "audio", "link", "meta"})
_BREAKS = frozenset({"br", "p", "li", "div", "tr", "ul", "ol", "h1", "h2", "h3"})
_CITING = re.compile(r"<(cite|ref)(?:\s[^<>]*)?>([^<>\n]*)</\1\s*>", re.IGNORECASE)


class _Step(NamedTuple):
    """What was read and how far; an end of ``None`` waits for more."""

    token: str | References
    end: int


class Markup:
    """Takes text apart.

    Attributes:
        removed: How many links, images and active elements were left out.
    """

    def __init__(self, known: Collection[Reference]) -> None:
        """Read markers that name one of ``known``."""
        self.removed = 0
        self._known = known
        self._buffer = ""
        self._silent = ""
        self._fresh = True  # nothing but spaces stands in this line

    def feed(self, chunk: str, *, last: bool = False) -> Iterator[str | References | Reset]:
        """The text, markers and resets that are decided once ``chunk`` has come; all that is left if it is the ``last``."""
        self._buffer += chunk
        position = 0
        while position < len(self._buffer):
            step = self._silence(position, last) if self._silent else self._step(position, last)
            if step is None:
                break
            position = step.end
            if isinstance(step.token, str) and step.token:
                self._fresh = not step.token.rpartition("\n")[2].strip() and (self._fresh or "\n" in step.token)
            if step.token == RESET:
                yield RESET
            elif step.token:
                yield step.token
        self._buffer = self._buffer[position:]

    def _step(self, start: int, last: bool) -> _Step | None:
        plain = _PLAIN.match(self._buffer, start)
        if plain:
            return _Step(plain[0], plain.end())
        character = self._buffer[start]
        if character in _OPEN:
            return self._square(start, last)
        if character in _CLOSE:
            return self._closed(start, last)
        if character in "(（":
            return self._round(start, last)
        if character == "<":
            return self._tag(start, last)
        if character == "`":
            return self._ticks(start, last)
        if character in "!\\":
            return self._before(character, start, last)
        return self._word(start, last)

    def _is_open(self, end: int, last: bool) -> bool:
        """Whether what ends here may go on."""
        return end >= len(self._buffer) and not last

    def _silence(self, start: int, last: bool) -> _Step | None:
        """Leave out all up to the end of an element that is not for the reader."""
        end = re.compile(rf"</{self._silent}\s*>", re.IGNORECASE).search(self._buffer, start)
        if end:
            self._silent = ""
            return _Step("", end.end())
        kept = len(self._buffer) if last else self._buffer.rfind("<", start)
        if kept < 0 or len(self._buffer) - kept > _CONTENT:
            kept = len(self._buffer)
        return _Step("", kept) if kept > start else None

    def _square(self, start: int, last: bool) -> _Step | None:
        buffer, inside = self._buffer, start
        while inside < len(buffer) and buffer[inside] in _OPEN and inside - start < 3:
            inside += 1
        content = _SQUARE.match(buffer, inside, inside + _CONTENT)
        end = content.end() if content else inside
        if self._is_open(end, last):
            return None
        if content is None or end >= len(buffer) or buffer[end] not in _CLOSE:
            return _Step(buffer[start], start + 1)
        references = square_references(content[0], self._known, colons="【" in buffer[start:inside])
        if references is None:
            return self._link(start, inside, end, last)
        depth = inside - start
        while depth and end < len(buffer) and buffer[end] in _CLOSE:
            end, depth = end + 1, depth - 1
        if self._is_open(end, last):
            return None
        if depth:
            return _Step(buffer[start], start + 1)  # the brackets of a list of markers
        target = self._target(end, last)
        return None if target is None else _Step(references, target)

    def _target(self, start: int, last: bool) -> int | None:
        """Where the address behind a marker or the words of a link ends; ``start`` if there is none, ``None`` to wait."""
        if self._buffer[start : start + 1] != "(":
            return start
        end = _balanced(self._buffer, start)
        if end == start:
            return None if not last and len(self._buffer) - start < _TARGET else start
        if round_references(self._buffer[start + 1 : end - 1], self._known) is not None:
            return start
        link = _LINK.match(self._buffer, start, end)
        self.removed += link is not None
        return link.end() if link else start

    def _link(self, start: int, inside: int, end: int, last: bool) -> _Step | None:
        """The words of a link without its address; a bracket that begins no link is text."""
        if inside - start == 1:
            if self._is_open(end + 1, last):
                return None
            target = self._target(end + 1, last)
            if target is None:
                return None
            if target > end + 1:
                self._buffer = self._buffer[:start] + self._buffer[inside:end] + self._buffer[target:]
                return _Step("", start)
        return _Step(self._buffer[start], start + 1)

    def _closed(self, start: int, last: bool) -> _Step | None:
        """A closing bracket of words too long for a link to have been seen."""
        if self._is_open(start + 1, last):
            return None
        target = self._target(start + 1, last)
        return None if target is None else _Step(self._buffer[start], target)

    def _round(self, start: int, last: bool) -> _Step | None:
        content = _ROUND.match(self._buffer, start + 1, start + 1 + _CONTENT)
        end = content.end() if content else start + 1
        if self._is_open(end, last):
            return None
        if content and self._buffer[end : end + 1] in ("）", ")"):
            references = round_references(content[0], self._known)
            if references is not None:
                return _Step(references, end + 1)
        return _Step(self._buffer[start], start + 1)

    def _tag(self, start: int, last: bool) -> _Step | None:
        following = self._buffer[start + 1 : start + 2]
        if not following and not last:
            return None
        if not (following.isalpha() or following in "/!|") or not following:
            return _Step("<", start + 1)
        end = self._buffer.find(">", start)
        if end < 0 and not last and len(self._buffer) - start < _TARGET:
            return None
        tag = _TAG.match(self._buffer, start, end + 1) if end >= 0 else None
        if tag is None:
            return _Step("‹", start + 1)  # no browser takes it for the beginning of a tag
        name, closing = (tag[2] or "").casefold(), tag[1] == "/"
        self.removed += name in _ACTIVE and not closing
        if name in ("cite", "ref") and not closing:
            return self._citing(start, tag.end(), last)
        if name in _SILENT:
            self._silent = "" if closing or tag[0].endswith("/>") else re.escape(name)
            return _Step(RESET if closing and name in _THOUGHT else "", tag.end())
        return _Step("\n" if name in _BREAKS else "", tag.end())

    def _citing(self, start: int, behind: int, last: bool) -> _Step | None:
        """An element that names what a sentence rests on."""
        closed = self._buffer.find(">", behind)
        if closed < 0 and not last and len(self._buffer) - behind < _CONTENT:
            return None
        whole = _CITING.match(self._buffer, start, closed + 1) if closed >= 0 else None
        references = square_references(whole[2], self._known) if whole else None
        return _Step("", behind) if whole is None or references is None else _Step(references, whole.end())

    def _ticks(self, start: int, last: bool) -> _Step | None:
        ticks = _TICKS.match(self._buffer, start)
        end = ticks.end() if ticks else start + 1
        if self._is_open(end, last):
            return None
        if end - start >= 3 and self._fresh:
            words = _FENCE.match(self._buffer, end)
            behind = words.end() if words else end
            if self._is_open(behind, last):
                return None
            if self._buffer[behind : behind + 1] in ("\n", ""):
                end = behind
        return _Step("", end)

    def _before(self, character: str, start: int, last: bool) -> _Step | None:
        """A sign that means something before some other one: an image, or a sign written for itself."""
        if self._is_open(start + 1, last):
            return None
        following = self._buffer[start + 1 : start + 2]
        if character == "\\":
            return _Step("" if following and following in "[]()*_`#<>!-.{}|~^" else "\\", start + 1)
        if following != "[":
            return _Step("!", start + 1)
        words = _SQUARE.match(self._buffer, start + 2, start + 2 + _CONTENT)
        end = words.end() if words else start + 2
        if self._is_open(end + 1, last):
            return None
        target = self._target(end + 1, last) if self._buffer[end : end + 1] == "]" else end + 1
        if target is None:
            return None
        return _Step("", target) if target > end + 1 else _Step("!", start + 1)

    def _word(self, start: int, last: bool) -> _Step | None:
        word = _WORD.match(self._buffer, start, start + _WORD_MOST)
        end = word.end() if word else start + 1
        if self._is_open(end, last):
            return None
        written = self._buffer[start:end]
        if written.casefold().startswith("www.") and len(written) > 4:
            return self._address(start, end, last)
        if self._buffer[end : end + 1] == ":":
            scheme = _SCHEME.search(written)
            if scheme:
                return (
                    self._address(start, end + 1, last) if not scheme.start() else _Step(written[: scheme.start()], start + scheme.start())
                )
        return _Step(written, end)

    def _address(self, start: int, behind: int, last: bool) -> _Step | None:
        """Leave out an address; a scheme with nothing behind it is a word."""
        address = _ADDRESS.match(self._buffer, behind)
        end = address.end() if address else behind
        if self._is_open(end, last):
            return None
        if end == behind and self._buffer[behind - 1] == ":":
            return _Step(self._buffer[start:behind], behind)
        self.removed += 1
        return _Step("", start + len(self._buffer[start:end].rstrip(".,;:!?…؟۔")))


def _balanced(text: str, start: int) -> int:
    """Behind the bracket that closes the one at ``start``, or behind the end of the line; ``start`` if neither is there yet."""
    depth = 0
    for place in range(start, min(len(text), start + _TARGET)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth or text[place] == "\n":
            return place + 1
    return start
