"""Damaged pages, feeds and saved pages: an article or a typed error, never anything else."""

import random

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.feed import FeedReader
from index.readers.html import HtmlReader
from index.readers.mhtml import MhtmlReader
from index.readers.source import Limits, Reader, ReadOptions, Source, Unreadable
from tests.html_pages import page
from tests.test_readers_feed import WHOLE, atom, content, item, rss
from tests.test_readers_html import json_ld, meta
from tests.test_readers_mhtml import part, saved

PAGE = page(head=json_ld(headline="x", datePublished="2026-03-04", author=[{"name": "a"}]) + meta("og:title", "x")).encode()
WHOLE_FILES: list[tuple[Reader, bytes]] = [
    (HtmlReader(), PAGE),
    (MhtmlReader(), saved(part(PAGE, "text/html"))),
    (FeedReader(), rss(item(more=content(WHOLE)))),
    (FeedReader(), atom(f"<title>x</title><updated>2026-03-04T08:00:00Z</updated><content type='html'>{WHOLE}</content>")),
]
PIECES = [
    *(b"<", b">", b"&", b'"', b"'", b"\0", b"\xff", b"<!--", b"]]>", b"<![CDATA[", b"&#x0;", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\r\n\r\n"),
    *(b"<table>", b"<svg>", b"<p hidden>", b"<template>", b"</html>", b"<body>", b"<style>", b"<a>" * 50, b"style='color:#", b"2026-13-45"),
]


def damaged(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        place, other = chance.randrange(len(broken)), chance.randrange(len(broken))
        match chance.randrange(4):
            case 0:
                broken[place:place] = chance.choice(PIECES)
            case 1:
                del broken[place : place + chance.randrange(60)]
            case 2:
                broken[place] = chance.randrange(256)
            case _:
                broken[place:place] = broken[other : other + chance.randrange(200)]
    return bytes(broken)


@pytest.mark.parametrize("seed", range(8))
def test_damage_is_borne(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        reader, whole = chance.choice(WHOLE_FILES)
        data = damaged(whole, chance)
        source = Source.of_bytes(data, origin="file:///x", name="x")
        reader.accepts(source, source.head())
        try:
            found = list(reader.read(source, limits=Limits(), options=ReadOptions()))
        except ReadError as error:
            assert error.remedy
        else:
            assert all(isinstance(one, RawArticle | Unreadable) for one in found)
