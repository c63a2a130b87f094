"""A parser of PDFs that cannot hang or fill the memory of this process: it is another one, ended when its time is up."""

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable

from pydantic import ValidationError

from index.errors import ReadError
from index.readers.pdf_document import REPLY, REQUEST, Document


class PdfProcess:
    """Parses one PDF after the other in a process that is begun with the first and anew when one broke it.

    Args:
        seconds: What one file may take.
    """

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0  # a fork must not speak into its parent's pipes
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Callable[[float], "PdfProcess"], tuple[float]]:
        return _anew, (self._seconds,)

    def parse(self, data: bytes, *, name: str, most_pages: int, most_characters: int) -> Document:
        """The document in ``data``.

        Raises:
            ReadError: It took too long, or broke the parser.
        """
        request = REQUEST.pack(most_pages, most_characters, len(data)) + data
        with self._lock:
            process = self._running()
            late = threading.Event()
            timer = threading.Timer(self._seconds, _kill, (process, late))
            timer.daemon = True
            timer.start()
            try:
                return _exchange(process, request)
            except (OSError, EOFError, ValidationError) as error:
                _end(process)
                if late.is_set():
                    raise ReadError(f"{name} took more than {self._seconds:,.0f} s to parse.", remedy="Split it.") from error
                raise ReadError(f"{name} is damaged: it broke the PDF parser.", remedy="Print it to a new PDF.") from error
            finally:
                timer.cancel()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            command = [sys.executable, "-P", "-m", "index.readers.pdf_worker"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self._owner = os.getpid()
            weakref.finalize(self, _end, self._process)
        return self._process


def _anew(seconds: float) -> PdfProcess:
    return PdfProcess(seconds=seconds)


def _kill(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: "subprocess.Popen[bytes]", request: bytes) -> Document:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(request)
    process.stdin.flush()
    header = process.stdout.read(REPLY.size)
    if len(header) < REPLY.size:
        raise EOFError
    return Document.model_validate_json(process.stdout.read(REPLY.unpack(header)[0]))


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
    process.wait()
