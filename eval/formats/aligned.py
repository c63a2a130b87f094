"""Directories of aligned sentences: ``<code>.txt`` for each language, line by line the same sentence (NTREX, FLORES and others)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from eval.formats.parsed import Parsed
from eval.models import Case, EvaluationSet, Evidence, Problem, SetDocument
from index.clean import clean_text
from index.errors import EvaluationError
from index.language.locales import short_code
from index.models import RawArticle

GROUPS = "docs.tsv"  # names the article of each line, where there is such a file


class _Pair(NamedTuple):
    number: int
    asked: str
    passage: str
    group: str


def aligned_set(directory: Path, *, source: str | None, target: str | None) -> EvaluationSet:
    """Each line of one language as a question, each line of the other as a passage, and the same line as what is right.

    Lines that are the same once cleaned are one passage, or one question with several right passages. A line that is
    empty in one language only is broken.

    Args:
        directory: Holds ``<code>.txt`` for each language, and perhaps ``docs.tsv``, which names the article of each line.
        source: The code of the language that asks, as the file is called.
        target: The code of the language of the passages.

    Raises:
        EvaluationError: A code is missing or has no file, or the files do not have the same number of lines.
    """
    files = tuple(_file(directory, code, option) for code, option in ((source, "--from"), (target, "--to")))
    data = [path.read_bytes() for path in files]
    asked, passages = (_lines(path) for path in files)
    groups = _groups(directory)
    for path, lines in ((files[1], passages), *([(directory / GROUPS, groups)] if groups else [])):
        if len(lines) != len(asked):
            raise EvaluationError(
                f"{path} has {len(lines):,} lines and {files[0].name} has {len(asked):,}.", remedy="Line by line they must be the same."
            )
    name = f"{directory.resolve().name} {source} to {target}"
    parsed = _parsed(asked, passages, groups, name=name, languages=(short_code(str(source)), short_code(str(target))))
    return EvaluationSet(
        name=name,
        kind=parsed.kind,
        sha256=hashlib.sha256(b"\0".join(data)).hexdigest(),
        parts={f"{directory.resolve().name}/{path.name}": hashlib.sha256(one).hexdigest() for path, one in zip(files, data, strict=True)},
        documents=parsed.documents,
        cases=parsed.cases,
        broken=parsed.problems,
    )


def _parsed(asked: Sequence[str], passages: Sequence[str], groups: Sequence[str], *, name: str, languages: tuple[str, str]) -> Parsed:
    documents: dict[str, SetDocument] = {}
    cases: dict[str, Case] = {}
    problems: list[Problem] = []
    for pair in _pairs(asked, passages, groups):
        if not (pair.asked and pair.passage):
            item = f"line {pair.number}"
            problems.append(Problem(item=item, where=item, why="it is empty in one of the two languages"))
            continue
        document = documents.setdefault(pair.passage, _document(pair, name=name, language=languages[1]))
        known = cases.setdefault(pair.asked, Case(id=str(pair.number), question=pair.asked, language=languages[0]))
        if all(evidence.document != document.id for evidence in known.relevant):
            cases[pair.asked] = known.model_copy(update={"relevant": (*known.relevant, Evidence(document=document.id))})
    return Parsed("aligned", tuple(documents.values()), tuple(cases.values()), tuple(problems))


def _pairs(asked: Iterable[str], passages: Iterable[str], groups: Sequence[str]) -> Iterator[_Pair]:
    """Every pair of lines of which at least one says something."""
    for number, (question, passage) in enumerate(zip(asked, passages, strict=True), start=1):
        pair = _Pair(number, clean_text(question), clean_text(passage), groups[number - 1] if groups else "")
        if pair.asked or pair.passage:
            yield pair


def _document(pair: _Pair, *, name: str, language: str) -> SetDocument:
    article = RawArticle(origin=f"set://{quote(name)}/#{pair.number}", text=pair.passage, language=language)
    return SetDocument(id=str(pair.number), article=article, group=pair.group)


def _file(directory: Path, code: str | None, option: str) -> Path:
    present = sorted(path.stem for path in directory.glob("*.txt"))
    if not present:
        raise EvaluationError(f"{directory} holds no sentences.", remedy="Aligned sentences are files such as eng.txt and arb.txt.")
    if code not in present:
        problem = f"{directory} has no {code}.txt." if code else f"{directory} is a directory of aligned sentences."
        raise EvaluationError(problem, remedy=f"Give {option} one of: {', '.join(present)}.")
    return directory / f"{code}.txt"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}.", remedy="Give UTF-8 text with one sentence a line.") from error


def _groups(directory: Path) -> list[str]:
    path = directory / GROUPS
    return [line.partition("\t")[0].strip() for line in _lines(path)] if path.exists() else []
