"""Terms as numbers: what the catalog keeps of a chunk, so that scoring it exactly needs no text."""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.language.analysis import CHANNELS, Terms

_STORED = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Codes:
    """The terms of a batch of chunks as flat arrays. A segment is a title or a sentence; each chunk has its title first.

    Attributes:
        terms: uint32; all terms of a segment's first channel, then of its second, and so on, segment after segment.
        lengths: int64 [segments, channels]; how many terms each holds.
        first_segments: int64 [chunks]; where each chunk's title stands.
    """

    terms: NDArray[np.uint32]
    lengths: NDArray[np.int64]
    first_segments: NDArray[np.int64]

    @property
    def segment_chunks(self) -> NDArray[np.int64]:
        """int64 [segments]: the chunk each segment belongs to."""
        counts = np.diff(self.first_segments, append=len(self.lengths))
        return np.repeat(np.arange(len(self.first_segments)), counts)


def term_code(channel: str, term: str) -> int:
    """The stable 32-bit code of ``term``; the same text has another code in another channel."""
    return _coder(CHANNELS.index(channel) + 1)(term)


def encode_terms(title: Terms, sentences: Sequence[Terms]) -> bytes:
    """The terms of one chunk: number of segments, lengths by segment and channel, then codes; little-endian uint32."""
    parts = [getattr(segment, channel) for segment in (title, *sentences) for channel in CHANNELS]
    codes = chain.from_iterable(_codes(part, position % len(CHANNELS) + 1) for position, part in enumerate(parts))
    return np.fromiter(chain((len(parts) // len(CHANNELS),), map(len, parts), codes), dtype=_STORED).tobytes()


def _codes(terms: Iterable[str], seed: int) -> Iterable[int]:
    return map(_coder(seed), terms)


@cache
def _coder(seed: int) -> Callable[[str], int]:
    """What codes the terms of one channel; remembering them by the term alone takes half the time of remembering pairs."""

    @lru_cache(maxsize=100_000)
    def code(term: str) -> int:
        return zlib.crc32(term.encode("utf-8", "surrogatepass"), seed)

    return code


def decode_terms(encoded: Sequence[bytes]) -> Codes:
    """The chunks of ``encoded``, in that order, as one batch."""
    stored = [np.frombuffer(blob, dtype=_STORED) for blob in encoded]
    segments = np.fromiter((chunk[0] for chunk in stored), dtype=np.int64, count=len(stored))
    ends = (1 + len(CHANNELS) * segments).tolist()
    lengths = [chunk[1:end] for chunk, end in zip(stored, ends, strict=True)]
    terms = [chunk[end:] for chunk, end in zip(stored, ends, strict=True)]
    return Codes(
        terms=np.concatenate(terms) if terms else np.empty(0, dtype=np.uint32),
        lengths=(np.concatenate(lengths) if lengths else np.empty(0)).astype(np.int64).reshape(-1, len(CHANNELS)),
        first_segments=np.cumsum(segments) - segments,
    )
