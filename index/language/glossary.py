"""Our glossary: concepts of news and general language, one a row, with the words for it in each language.

``glossary.tsv`` is written by us. Its first column is a topic; every other column is a language, named by ISO 639-1 in the
head of the file, so a further column needs no change of code. Alternatives are parted by ``; ``. The first English word
names the row; a sense in brackets, as in ``bank (river)``, is for the reader and is not searched for.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

CONCEPT = "="  # begins the bridge tokens of concepts
PIVOT = "en"  # the language whose words stand for a concept
_SENSE = re.compile(r"\s*\([^)]*\)")


class Row(NamedTuple):
    """One concept.

    Attributes:
        line: Where it stands in the file, from 1.
        topic: What it belongs to.
        cells: By language, its words as they are written in the file, most usual first.
    """

    line: int
    topic: str
    cells: Mapping[str, tuple[str, ...]]

    @property
    def token(self) -> str:
        """What stands for the concept in the bridge channel, the same in every language: ``=bank_(river)``."""
        return CONCEPT + self.cells[PIVOT][0].replace(" ", "_")

    def words(self, language: str) -> tuple[str, ...]:
        """The words to look for in ``language``, without senses; empty for a language without a column."""
        return tuple(filter(None, (_SENSE.sub("", word) for word in self.cells.get(language, ()))))


def read(text: str) -> Iterator[Row]:
    """The rows of a file with that content; a cell that is missing is empty."""
    lines = text.splitlines()
    languages = lines[0].split("\t")[1:] if lines else []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            topic, *cells = line.split("\t")
            yield Row(number, topic, {language: _alternatives(cell) for language, cell in zip(languages, cells, strict=False)})


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the glossary."""
    return tuple(read(content()))


@cache
def content() -> str:
    """The file as it is written."""
    return files("index.language").joinpath("glossary.tsv").read_text(encoding="utf-8")


@cache
def digest() -> str:
    """Eight hexadecimal digits that another glossary does not share: tokens made by one do not meet those of the other."""
    return f"{zlib.crc32(content().encode()):08x}"


@cache
def languages() -> tuple[str, ...]:
    """The languages it has a column for."""
    return tuple(content().partition("\n")[0].split("\t")[1:])


@cache
def glosses() -> Mapping[str, str]:
    """By token, the English word that stands for the concept."""
    return {row.token: row.words(PIVOT)[0] for row in rows()}


def _alternatives(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for word in cell.split(";"))))
