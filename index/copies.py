"""Near-copies: articles that repeat most of one another's words, such as wire reports under two outlets.

MinHash (Broder, 1997) over runs of four analysed words, by ``datasketch``; candidates by banding (Indyk and Motwani, 1998).
With 20 bands of 5 values a pair that shares 70 % of its runs is found with a probability of .97, one that shares 40 % of .19.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from datasketch import MinHash

RUN = 4  # words
BANDS = 20
ROWS = 5  # values in a band
LEAST = 0.6  # estimated share of common runs from which two articles are near-copies
FEWEST_WORDS = 30  # a shorter text is too short to tell

Signature = NDArray[np.uint32]


def signature(words: Sequence[str]) -> Signature | None:
    """The MinHash of a text: uint32 [100]; ``None`` for a text too short to compare.

    Args:
        words: Its analysed words, in order.
    """
    if len(words) < FEWEST_WORDS:
        return None
    runs = [" ".join(words[start : start + RUN]).encode("utf-8", "surrogatepass") for start in range(len(words) - RUN + 1)]
    sketch = _blank().copy()
    sketch.update_batch(runs)
    return np.asarray(sketch.hashvalues, dtype=np.uint32)


@cache
def _blank() -> "MinHash":
    """A sketch of nothing: its permutations are made once."""
    from datasketch import MinHash  # brings scipy: late

    return MinHash(num_perm=BANDS * ROWS, seed=1, hashfunc=zlib.crc32)


def bands(values: Signature) -> tuple[int, ...]:
    """The keys under which a signature is looked up: one for each band; texts that share a key may be near-copies."""
    return tuple(zlib.crc32(values[band * ROWS : (band + 1) * ROWS].tobytes(), band) for band in range(BANDS))


def similarity(ours: Signature, theirs: Signature) -> float:
    """The estimated share of runs two texts have in common (Jaccard), in [0, 1]; higher is more alike."""
    return float(np.mean(ours == theirs))
