"""A checked brief on the terminal: what needs a look, why, and what to do."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console

from rag.brief.check_models import STATES, BriefCheck, CitationCheck, Newer, SentenceCheck, State
from rag.brief.check_words import Change
from rag.brief.models import Brief
from ui.cli.terminal import count, details, emphasised, foreign, write
from ui.wording import RELATIONS, VERDICTS, amount

_SIGNS: Mapping[State, tuple[str, str]] = {
    "damaged": ("✗", "red"),
    "withdrawn": ("✗", "red"),
    "corrected": ("✗", "red"),
    "gone": ("!", "yellow"),
    "deleted": ("!", "yellow"),
    "updated": ("≈", "yellow"),
    "unchanged": ("✓", "green"),
}
_SAYS: Mapping[State, str] = {
    "damaged": "The text that the brief keeps is not the version that was cited, so the quote cannot be proved.",
    "withdrawn": "The report was withdrawn.",
    "corrected": "A correction takes back what is quoted, or the report says otherwise now.",
    "gone": "The article is no longer in the library. The brief keeps its text, and the quote is proved by it.",
    "deleted": "The article is in the library's trash. The quote is proved.",
    "updated": "The article has another version now.",
    "unchanged": "The article is as it was.",
}
_DO: Mapping[State, str] = {
    "damaged": "Restore briefs.sqlite from a backup, or cite the words anew.",
    "withdrawn": "Cite another report, or say that this one was withdrawn.",
    "corrected": "Read the correction, and cite what is right.",
    "gone": "Index the article again if it is to be compared with what it says now.",
    "deleted": "Bring it back with `sanad restore` if it is to be found again.",
}
_MARKS = {"same": ("", "", ""), "gone": ("[-", "-]", "red strike"), "new": ("{+", "+}", "green")}
_OFFERED = 2  # quotes for a sentence


def write_check(console: Console, brief: Brief, found: BriefCheck, *, everything: bool = False) -> None:
    """Write what a check found; ``everything`` shows what stands too."""
    write(console, (foreign(brief.title, terminal=console.is_terminal), "bold"))
    write(console, _summary(found))
    for one in found.citations:
        if everything or not one.holds or one.state != "unchanged" or one.described:
            _write_citation(console, brief, one)
    for sentence in found.sentences:
        if (everything and sentence.against != "nothing") or not sentence.holds:
            _write_sentence(console, sentence)
    for newer in found.newer:
        _write_newer(console, newer)
    could = sum(one.against == "library" and one.holds and bool(one.citations) for one in found.sentences)
    if could and not everything:
        write(console)
        write(console, (f"{count(could, 'sentence')} without citations could cite something; --all shows what.", "dim"))
    write(console)
    write(console, ("Everything stands." if found.holds and not found.newer else _what_is_left(found), "bold"))


def _summary(found: BriefCheck) -> str:
    counts = found.counts
    states = ", ".join(f"{counts[state]} {state}" for state in reversed(STATES) if counts[state])
    return f"{count(len(found.citations), 'citation')}{f': {states}' if states else ''}."


def _write_citation(console: Console, brief: Brief, one: CitationCheck) -> None:
    citation, source = brief.citations[one.citation], brief.sources[one.source]
    sign, style = _SIGNS[one.state]
    write(console)
    about = details(console, source.title, source.source, source.published)
    write(console, (f"{sign} ", style), (f"[{one.number}] {one.citation} ", "cyan"), (f"{one.state}  ", style), (about, "dim"))
    write(console, "    ", _quoted(console, citation.quote))
    for line in _told(console, one):
        write(console, "    ", line)
    if one.changes:
        write(console, "    Now: ", *_differing(console, one.changes))
    if one.notice:
        who = details(console, one.notice.source or one.notice.title, one.notice.published)
        write(console, "    ", ("It says: ", "yellow"), _quoted(console, one.notice.text), (f" {who}", "dim"))
    advice = _DO.get(one.state, "" if one.stands is not False else "Cite the words as they are now, or say which version is quoted.")
    if advice:
        write(console, (f"    → {advice}", "dim"))


def _told(console: Console, one: CitationCheck) -> Iterator[str]:
    yield _SAYS[one.state]
    if one.proof == "missing":
        yield "The brief keeps no text of that version, only the quote and what stood around it."
    if one.stands and one.version and one.state != "unchanged":
        yield "The words stand in it as they did."
    elif one.stands is False and not one.present:
        yield "Nothing in it is like them any more."
    if one.notice and not one.notice.touches and one.state not in ("corrected", "withdrawn"):
        yield "There is a correction of it, which does not take these words back."
    for field in one.described:
        before, now = (foreign(value, terminal=console.is_terminal) if value else "nothing" for value in (field.before, field.now))
        yield f"Its {field.field} is given as {now}, no longer as {before}."


def _write_sentence(console: Console, one: SentenceCheck) -> None:
    write(console)
    verdict = one.verdict if one.verdict != "supported" or one.now is None else one.now
    sign, style = {"supported": ("✓", "green"), "partly": ("≈", "yellow")}.get(verdict or "", ("✗", "red"))
    by_now = one.verdict == "supported" and one.now not in (None, "supported")
    by = {"quotes": "by what it cites", "library": "by the library", "nothing": ""}[one.against]
    what = f"{VERDICTS[verdict]} {'by what it cites as that is now' if by_now else by}" if verdict else "not looked at"
    write(console, (f"{sign} ", style), (f"{one.item} sentence {one.place + 1} ", "cyan"), (what, style))
    write(console, "    ", foreign(one.text, terminal=console.is_terminal))
    for reason in one.now_reasons if by_now else one.reasons:
        write(console, "    ", (foreign(reason, terminal=console.is_terminal), style))
    for citation in one.citations[:_OFFERED]:
        who = details(console, citation.source or citation.title, citation.published, citation.url)
        label = "It could cite: " if one.verdict != "not_supported" else "Nearest: "
        write(console, "    ", (label, "dim"), _quoted(console, citation.quote), (f" {who}", "dim"))


def _write_newer(console: Console, one: Newer) -> None:
    ours, theirs = one.cited, one.report
    write(console)
    write(console, ("! ", "yellow"), (f"{one.item} {one.citation} ", "cyan"), ("a later report says otherwise", "yellow"))
    about = foreign(one.difference.what, terminal=console.is_terminal)
    write(console, f"    {about}: {RELATIONS[one.difference.relation]}" if about else f"    {RELATIONS[one.difference.relation]}")
    for label, value in (("cited", ours), ("later", theirs)):
        who = details(console, value.source or value.title, value.published)
        said = foreign(amount(value), terminal=console.is_terminal)
        write(console, f"    {label}: ", (said, "bold"), "  ", _quoted(console, value.quote), (f" {who}", "dim"))


def _what_is_left(found: BriefCheck) -> str:
    citations = sum(not one.holds for one in found.citations)
    sentences = sum(not one.holds for one in found.sentences)
    parts = [
        f"{count(citations, 'citation')} of {len(found.citations)}" if citations else "",
        f"{count(sentences, 'sentence')} of {len(found.sentences)}" if sentences else "",
    ]
    wrong = " and ".join(filter(None, parts))
    later = f"{count(len(found.newer), 'later report')} {'says' if len(found.newer) == 1 else 'say'} otherwise." if found.newer else ""
    stands = f"{wrong} {'does' if citations + sentences == 1 else 'do'} not stand as written." if wrong else "Everything stands as written."
    return f"{stands} {later}".strip()


def _quoted(console: Console, text: str) -> str:
    return f"“{foreign(text, terminal=console.is_terminal)}”"


def _differing(console: Console, changes: Sequence[Change]) -> list[tuple[str, str]]:
    """The words that are the same, ``[-those that went-]`` and ``{+those that came+}``."""
    runs = []
    for one in changes:
        before, behind, style = _MARKS[one.kind]
        words, space = one.text.rstrip(), " " if one.text != one.text.rstrip() else ""
        lead = " " if one.text[:1].isspace() else ""
        runs.append((f"{lead}{before}{words.lstrip()}{behind}{space}", style))
    return emphasised(runs, terminal=console.is_terminal)
