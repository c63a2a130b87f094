"""Checks of the glossary's file: ``python -m index.language.glossary_check`` (``make glossary``)."""

import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from index.language.glossary import CONCEPT, PIVOT, Row, content, read
from index.language.script import scripts

_TOPICS = """
adjective conflict culture diplomacy disaster economy energy environment everyday function geography health history law media
politics quantity religion science society sport technology time transport verb
"""
TOPICS = frozenset(_TOPICS.split())
MOST_ROWS = 8  # a word that is in more rows says too little to be worth a match

# Letters that look right and are another code point, by the language whose column they do not belong in.
_FOREIGN = {"ar": "ٹڈڑںےہھۓپچژگکی", "ur": "يىكةهإ"}
_SIGNS = frozenset(" '.-()%$€£¥₽₹₨₺₪₴")


def problems(text: str) -> Iterator[str]:
    """What is wrong with a file of that content, line by line; nothing if it is right."""
    head, *lines = text.splitlines() or [""]
    languages = head.split("\t")[1:]
    if not head.startswith("topic\t") or PIVOT not in languages:
        yield f"line 1: the head must be `topic`, then languages, {PIVOT} among them."
        return
    yield from _wrong_columns(lines, 1 + len(languages))
    rows = list(read(text))
    yield from _wrong_rows(rows, languages)
    for language in languages:
        yield from _wrong_script(rows, language)
        yield from _ambiguous(rows, language)


def _wrong_columns(lines: Iterable[str], columns: int) -> Iterator[str]:
    for number, line in enumerate(lines, start=2):
        if len(line.split("\t")) != columns:
            yield f"line {number}: {len(line.split(chr(9)))} columns where {columns} are expected."


def _wrong_rows(rows: Sequence[Row], languages: Sequence[str]) -> Iterator[str]:
    named: dict[str, int] = {}
    for row in rows:
        if row.topic not in TOPICS:
            yield f"line {row.line}: unknown topic {row.topic!r}."
        for language in languages:
            words = row.cells.get(language, ())
            if not words:
                yield f"line {row.line}: {language} is empty."
            for word, count in Counter(words).items():
                if count > 1:
                    yield f"line {row.line}: {language} has {word!r} {count} times."
        if row.cells.get(PIVOT):
            first = named.setdefault(row.token, row.line)
            if first != row.line:
                yield f"line {row.line}: named {row.token.removeprefix(CONCEPT)!r} like line {first}."


def _wrong_script(rows: Sequence[Row], language: str) -> Iterator[str]:
    """Words in another script than most of the column, or with letters that only look like its own."""
    everything = scripts(" ".join(word for row in rows for word in row.cells.get(language, ())))
    usual = everything.most_common(1)[0][0] if everything else ""
    foreign = frozenset(_FOREIGN.get(language, ""))
    for row in rows:
        for word in row.cells.get(language, ()):
            odd = sorted(set(word) & foreign) or sorted(filter(_is_odd, set(word)))
            if set(scripts(word)) - {usual} or odd:
                yield f"line {row.line}: {language} has {word!r}, which is not all {usual.lower()} of that language {''.join(odd)}."


def _is_odd(sign: str) -> bool:
    return not sign.isalnum() and sign not in _SIGNS and not unicodedata.category(sign).startswith("M")


def _ambiguous(rows: Sequence[Row], language: str) -> Iterator[str]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for word in set(row.words(language)):
            found[word].append(row.line)
    for word, lines in found.items():
        if len(lines) > MOST_ROWS:
            yield f"lines {', '.join(map(str, lines))}: {language} {word!r} is in {len(lines)} rows; it may be in {MOST_ROWS}."


def main() -> int:
    """Write the problems of the glossary, and how large it is; 1 if there are any."""
    found = list(problems(content()))
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(list(read(content())))} concepts, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
