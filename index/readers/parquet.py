"""Parquet files, row by row, where ``pyarrow`` is installed."""

from collections.abc import Iterator

from index.errors import ReadError
from index.readers.rows import Located
from index.readers.source import Limits, Source

_MAGIC = b"PAR1"
_BATCH_ROWS = 64


def is_parquet(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is Parquet."""
    return head.startswith(_MAGIC)


def parquet_rows(source: Source, limits: Limits) -> Iterator[Located]:
    """The rows of a Parquet file, a few at a time.

    Raises:
        ReadError: ``pyarrow`` is missing, or the file is damaged or holds nested rows that are too large.
    """
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise ReadError(f"{source.name} is a Parquet file.", remedy='Install what reads it: pip install "sanad[parquet]"') from error
    number = 0
    try:
        with source.opener() as stream:
            for batch in ParquetFile(stream, pre_buffer=False).iter_batches(batch_size=_BATCH_ROWS):
                if batch.nbytes > limits.file_bytes * 4:
                    raise ReadError(f"{source.name} holds rows of more than {limits.file_bytes / 1e6:,.0f} MB.", remedy="Split it.")
                for row in batch.to_pylist():
                    number += 1
                    yield Located(f"row={number}", row)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"{source.name} is damaged: {error}.", remedy="Export it again.") from error
