"""Any bytes under any name give an article or a reason, through everything an article passes on its way in."""

import gzip
import random
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models import RawArticle
from index.prepare import prepare_all
from index.readers.registry import Readers
from index.readers.source import Limits, ReadOptions, Unreadable
from tests.documents import PARAGRAPH, source
from tests.test_readers_registry import KINDS

LIMITS = Limits(file_bytes=2_000_000, article_characters=50_000, unpacked_bytes=5_000_000, members=200)
READERS = Readers(limits=LIMITS, options=ReadOptions())
SECONDS = 20  # for one small source, on any machine however busy
PROCESS = {"pdf", "docx", "odt", "epub", "rtf"}  # read by a process of its own each time: fewer examples

_ENDINGS = st.sampled_from([".txt", ".html", ".pdf", ".csv", ".jsonl", ".zip", ".eml", ".xml", ".docx", ".gz", "", ".\u202etxt", "/../x"])
_BEGINNINGS = st.sampled_from(
    [
        b"",
        b"<html><body>",
        b"<?xml version='1.0'?><rss><channel>",
        b"---\ntitle: ",
        b"{",
        b"[{",
        b"a,b\n",
        b"PK\x03\x04",
        b"From: a@b\nSubject: ",
        b"\x1f\x8b\x08",
        b"\xff\xfe",
        b"PAR1",
        b"%!PS",
    ]
)


def passes(data: bytes, name: str) -> list[RawArticle | Unreadable]:
    """Read and prepare ``data``; every article has exact spans and every refusal a reason."""
    started = time.monotonic()
    read = list(READERS.read(source(data, name=name)))
    for item in [*read, *prepare_all(read, limits=LIMITS)]:
        if isinstance(item, Unreadable):
            assert item.reason
            assert "Traceback" not in item.reason
        elif isinstance(item, RawArticle):
            assert item.text.strip()
        else:
            assert all(item.article.text[start:end].strip() for one in item.chunks for start, end in one.chunk.sentences)
            item.article.model_dump_json()
    assert read, "neither an article nor a reason"
    assert time.monotonic() - started < SECONDS
    return read


@settings(max_examples=200, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=1_500), st.text(max_size=500).map(lambda text: text.encode("utf-8", "surrogatepass"))),
    beginning=_BEGINNINGS,
    name=st.text(max_size=8),
    ending=_ENDINGS,
)
def test_any_bytes_under_any_name(data: bytes, beginning: bytes, name: str, ending: str) -> None:
    passes(beginning + data, f"{name}{ending}")


def mutated(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """The document cut short, with bytes changed, doubled, left out and moved."""
    yield data[: chance.randrange(1, len(data))]
    yield data[chance.randrange(1, len(data)) :]
    changed = bytearray(data)
    for _ in range(max(1, len(data) // 100)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    yield bytes(changed)
    first, last = sorted(chance.sample(range(len(data) + 1), 2))
    yield data[:first] + data[last:]
    yield data[:last] + data[first:]
    yield data[last:] + data[:first]
    yield data[:first] + bytes(chance.randrange(256) for _ in range(40)) + data[first:]
    yield data[:first] + b"\x00" * 2_000 + data[first:]


@pytest.mark.parametrize("kind", KINDS)
def test_documents_that_were_damaged(kind: str) -> None:
    chance = random.Random(kind)
    rounds = 1 if kind in PROCESS else 6
    data = KINDS[kind][1]()
    assert any(isinstance(one, RawArticle) for one in passes(data, f"whole.{kind}")) or kind == "sitemap"
    for _ in range(rounds):
        for damaged in mutated(data, chance):
            passes(damaged, f"damaged.{kind}")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nested tags": lambda: b"<div>" * 20_000 + PARAGRAPH.encode(),
    "nested brackets": lambda: b"[" * 100_000,
    "nested objects": lambda: b'{"a":' * 50_000,
    "one long line": lambda: b"word " * 9_000,
    "one long word": lambda: b"a" * 45_000,
    "only line ends": lambda: b"\r\n" * 100_000 + PARAGRAPH.encode(),
    "blank lines with spaces": lambda: b" \n\t\n" * 50_000 + PARAGRAPH.encode(),
    "quotes": lambda: b'title,text\n"' + b'""' * 50_000,
    "attributes": lambda: b"<html><p " + b"a=b " * 50_000 + b">" + PARAGRAPH.encode(),
    "entities": lambda: (
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + b"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>" * 50 + b"]><rss><channel>&b;</channel></rss>"
    ),
    "gzip bomb": lambda: gzip.compress(b"\0" * 50_000_000),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(PARAGRAPH.encode())),
    "form feeds": lambda: b"\f" * 30_000 + PARAGRAPH.encode(),
    "combining marks": lambda: ("e" + "\u0301" * 20_000).encode(),
    "bidirectional overrides": lambda: ("\u202e" * 20_000 + PARAGRAPH).encode(),
    "numbers": lambda: b"1.2.3,4 " * 6_000,
    "front matter without end": lambda: b"---\n" + b"title: x\n" * 5_000,
    "yaml aliases": lambda: b"---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\ntitle: *b\n---\n" + PARAGRAPH.encode(),
    "datelines": lambda: b"LONDON, PARIS, ROME (AP) - " * 1_500,
    "headers": lambda: b"From: a@b\n" + b"X: y\n" * 20_000 + b"\n" + PARAGRAPH.encode(),
    "multipart in multipart": lambda: (
        b"MIME-Version: 1.0\nFrom: a@b\nSubject: s\nDate: x\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(200))
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_hurt(name: str) -> None:
    passes(HOSTILE[name](), "article.dat")
