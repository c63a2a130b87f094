"""Topics and documents of TREC, in their tagged form or as columns apart by tabs."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from eval.formats.judged import Collected
from eval.formats.streams import LineFile, Numbered
from eval.models import Problem
from index.derived import Progress

_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*(?:Topic\s*)?([^<\s]+)|<topic[^>]*\bnumber\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:Topic|Description|Question):\s*", re.IGNORECASE)
_ASKED = ("question", "title", "query", "desc")  # the first of these that a topic has is what is asked
_NAME = re.compile(r"<docno>(.*?)</docno>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<(title|headline)>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_HEAD = re.compile(r"<(docno|docid|title|headline|dochdr|url|date)>.*?</\1>", re.IGNORECASE | re.DOTALL)


class _Block(NamedTuple):
    number: int
    text: str


def read_topics(path: Path, root: Path) -> tuple[dict[str, str], list[Problem], LineFile]:
    """What is asked, by the id of the topic: ``<top>`` or ``<topic>`` blocks, or lines of id, tab, text."""
    file = LineFile(path, root=root)
    queries: dict[str, str] = {}
    problems: list[Problem] = []
    for number, identity, text in _tagged(file) if _is_tagged(path, ("<top", "<?xml")) else _columns(file):
        where = f"line {number}"
        why = "the topic has no number" if not identity else "the topic asks nothing" if not text else ""
        if identity and text and queries.setdefault(identity, text) != text:
            why = f"the id {identity!r} is used twice"
        if why:
            problems.append(Problem(item=f"{file.name}, {where}", where=where, why=why, file=file.name))
    return queries, problems, file


def read_documents(path: Path, root: Path, *, progress: Progress) -> tuple[Collected, LineFile]:
    """``<DOC>`` blocks, or lines of id and text, of id, title and text, or of id, address, title and text, apart by tabs."""
    file = LineFile(path, root=root, progress=progress)
    corpus = Collected(root.resolve().name, file.name)
    if _is_tagged(path, ("<doc", "<?xml")):
        for block in _blocks(file, "doc"):
            name, title = _NAME.search(block.text), _TITLE.search(block.text)
            if name is None:
                _no_name(corpus, block.number)
                continue
            text = _plain(_HEAD.sub(" ", block.text))
            corpus.take(block.number, name.group(1).strip(), title=_plain(title.group(2)) if title else "", text=text)
    else:
        for number, line in file.lines():
            identity, *rest = line.split("\t")
            if not identity.strip() or not rest:
                _no_name(corpus, number)
                continue
            corpus.take(number, identity.strip(), title=rest[-2] if len(rest) > 1 else "", text=rest[-1], url=rest[0] if rest[2:] else None)
    return corpus, file


def _no_name(corpus: Collected, number: int) -> None:
    where = f"line {number}"
    corpus.problems.append(
        Problem(item=f"{corpus.file}, {where}", where=where, why="there is no document with an id and a text", file=corpus.file)
    )


def _is_tagged(path: Path, beginnings: tuple[str, ...]) -> bool:
    first = next(LineFile(path).lines(), Numbered(0, ""))
    return first.text.lstrip().lower().startswith(beginnings)


def _columns(file: LineFile) -> Iterator[tuple[int, str, str]]:
    for number, line in file.lines():
        identity, _, text = line.partition("\t")
        yield number, identity.strip(), " ".join(text.split())


def _tagged(file: LineFile) -> Iterator[tuple[int, str, str]]:
    for block in _blocks(file, "topic", "top"):
        number = _NUMBER.search(block.text)
        identity = next(filter(None, number.groups()), "") if number else ""
        yield block.number, identity, next(filter(None, (_field(block.text, name) for name in _ASKED)), "")


def _field(block: str, name: str) -> str:
    """The text behind a tag, up to the next one: old topics close none."""
    found = re.search(rf"<{name}>([^<]*)", block, re.IGNORECASE)
    return _plain(_LABEL.sub("", found.group(1))) if found else ""


def _blocks(file: LineFile, *tags: str) -> Iterator[_Block]:
    """Each block between one of the tags and its end, with the line it begins on."""
    opening = re.compile(rf"<(?:{'|'.join(tags)})(?:\s[^>]*)?>", re.IGNORECASE)
    closing = re.compile(rf"</(?:{'|'.join(tags)})>", re.IGNORECASE)
    start, held = 0, list[str]()
    for number, line in file.lines():
        if opening.search(line):
            if held:
                yield _Block(start, "\n".join(held))
            start, held = number, [line]
        elif held:
            held.append(line)
        if held and closing.search(line):
            yield _Block(start, "\n".join(held))
            held = []
    if held:
        yield _Block(start, "\n".join(held))


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in html.unescape(_TAG.sub(" ", text)).splitlines() if line.strip())
