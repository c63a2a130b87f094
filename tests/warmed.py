"""Imports, for processes that are forked from this one, everything that is slow to import."""

import chromadb

import index.ingest
import index.vectors.chroma
from index.prepare import prepare
from index.readers.source import Limits
from tests.corpus import raw

LOADED = (chromadb, index.ingest, index.vectors.chroma)
WARM = prepare(raw("warm", language=None), limits=Limits())
