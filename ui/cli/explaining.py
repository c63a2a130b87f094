"""Why a passage ranks where it does, as ``search --explain`` shows it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console

from ui.cli.terminal import foreign, write

if TYPE_CHECKING:
    from rag.explain import AskedWord, Explanation, Meeting

_BAR = 20  # characters of a channel that gives the whole score


def write_explanation(console: Console, explanation: "Explanation") -> None:
    """Write what each channel gave, the words of the question, and the best sentence."""
    for share in explanation.shares:
        bar = "█" * round(_BAR * max(share.share, 0.0))
        write(console, f"    {share.channel:<12}{share.contribution:>8.3f}{share.share:>6.0%}  ", (bar, "cyan"))
    for heading, words in _word_lines(explanation, terminal=console.is_terminal):
        write(console, (f"    {heading:<12}", "dim"), words)
    write(console, ("    best        ", "dim"), foreign(explanation.quote, terminal=console.is_terminal))
    write(console, (f"                score {explanation.best.score:.3f}, found {explanation.best.coverage:.0%}", "dim"))


def _word_lines(explanation: "Explanation", *, terminal: bool) -> Iterator[tuple[str, str]]:
    found = [word for word in explanation.words if word.found and word.informative]
    missing = [word for word in explanation.words if not word.found and word.informative]
    for number, word in enumerate(found):
        yield "" if number else "found", f"{foreign(word.written, terminal=terminal)} → {_met(word, terminal=terminal)}"
    if missing:
        yield "not found", ", ".join(foreign(word.written, terminal=terminal) for word in missing)


def _met(word: "AskedWord", *, terminal: bool) -> str:
    """How a word was met: runs of letters only where nothing else met it, the same words of the passage once."""
    by_words: dict[tuple[str, ...], Meeting] = {}
    for met in word.meetings:
        if met.channel != "grams" or len(word.meetings) == 1:
            by_words.setdefault(met.written, met)
    return "; ".join(_meeting(met, terminal=terminal) for met in by_words.values())


def _meeting(met: "Meeting", *, terminal: bool) -> str:
    written = ", ".join(foreign(text, terminal=terminal) for text in met.written)
    terms = "" if met.channel == "grams" else f" {foreign(' '.join(met.terms), terminal=terminal)}"
    return f"{written} ({met.channel}{terms})"
