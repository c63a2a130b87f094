"""Checked documents as a page or as Markdown: each claim in its place, with its verdict, why, and the quotes it could cite. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from index.language import direction
from rag.checking import Part
from rag.models import Citation, Verdict
from rag.verify import CheckedSentence
from ui.cli.check_shown import summary
from ui.cli.terminal import clean
from ui.wording import VERDICTS

if TYPE_CHECKING:
    from ui.cli.verifying import CheckedFile

_SIGNS: Mapping[Verdict, str] = {"supported": "✓", "partly": "≈", "not_supported": "✗"}
_WEB = re.compile(r"https?://", re.IGNORECASE)
_ACTING = re.compile(r"([\\`*_{}\[\]<>#!|@~$&^=])")  # what Markdown, its dialects and HTML act upon anywhere
_OPENING = re.compile(r"^(?:([-+:])|(\d+)([.)]))")  # and at the start of a line
_TITLE = "What the library supports"

_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>\n{style}</style>\n</head>\n'
    "<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
)
_STYLE = Markup(
    "body{font:1rem/1.6 system-ui,sans-serif;color:#1b1f24;background:#fff;margin:0}"
    "main{max-width:48rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}"
    ".claim{margin:1rem 0;padding-inline-start:.8rem;border-inline-start:.25rem solid}"
    ".supported{border-color:#1a7f37}.partly{border-color:#9a6700}.not_supported{border-color:#cf222e}"
    ".claim p{margin:.2rem 0}.verdict{font-size:.85rem;font-weight:600}"
    ".supported .verdict{color:#116329}.partly .verdict{color:#7d4e00}.not_supported .verdict{color:#a40e26}"
    ".reason{font-size:.9rem}.other{color:#57606a}"
    "blockquote{margin:.4rem 0;padding-inline-start:.8rem;border-inline-start:1px solid #8c959f}"
    ".who{display:block;font-size:.85rem;color:#57606a}a{color:#0550ae}"
    "@media print{main{max-width:none;margin:0}.claim{break-inside:avoid}}"
    "@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}.other,.who{color:#9198a1}a{color:#58a6ff}"
    ".supported .verdict{color:#56d364}.partly .verdict{color:#e3b341}.not_supported .verdict{color:#ff7b72}}\n"
)


def as_html(found: "Sequence[CheckedFile]", verdicts: Collection[str]) -> str:
    """One page that loads nothing and runs nothing; documents run in their own direction.

    Args:
        found: The documents.
        verdicts: Of the claims that are shown; whatever claims nothing is shown with all of them only.
    """
    body = Markup("\n").join(_html_file(one, verdicts) for one in found)
    return str(_PAGE.format(title=_TITLE, style=_STYLE, body=body))


def as_markdown(found: "Sequence[CheckedFile]", verdicts: Collection[str]) -> str:
    """The same as Markdown, in which nothing of a document or an article is markup."""
    return "\n".join([f"# {_TITLE}", *(line for one in found for line in _markdown_file(one, verdicts))]) + "\n"


def _shown(one: "CheckedFile", verdicts: Collection[str]) -> Iterator[Part]:
    everything = len(verdicts) == len(VERDICTS)
    for part in one.document.parts:
        if part.checked.judgement.verdict in verdicts if part.checked else everything:
            yield part


def _html_file(one: "CheckedFile", verdicts: Collection[str]) -> Markup:
    heading = Markup('<h2 dir="auto">{}</h2>').format(clean(one.title) or clean(one.file.name))
    head = Markup('{}\n<p class="other"><bdi>{}</bdi>. {}</p>').format(heading, clean(one.file.name), summary(one.document))
    parts = (_html_claim(part.checked) if part.checked else _html_other(part, one.language) for part in _shown(one, verdicts))
    return Markup("\n").join([head, *parts])


def _html_other(part: Part, language: str) -> Markup:
    made = '<h3 dir="auto"{}>{}</h3>' if part.kind == "heading" else '<p class="other" dir="auto"{}>{}</p>'
    return Markup(made).format(_spoken(language), clean(part.text).lstrip("# "))


def _html_claim(claim: CheckedSentence) -> Markup:
    judgement = claim.judgement
    reasons = Markup("").join(Markup('<p class="reason"><bdi>{}</bdi></p>').format(clean(reason)) for reason in judgement.reasons)
    quotes = Markup("").join(map(_html_quote, claim.citations))
    return Markup('<div class="claim {}" dir="{}"><p dir="auto"{}>{}</p><p class="verdict">{} <bdi>{}</bdi></p>{}{}</div>').format(
        judgement.verdict,
        direction(claim.language),
        _spoken(claim.language),
        clean(claim.text),
        _SIGNS[judgement.verdict],
        _said(claim),
        reasons,
        quotes,
    )


def _html_quote(citation: Citation) -> Markup:
    parts = [Markup("<bdi>{}</bdi>").format(part) for part in _who(citation)]
    if citation.url and _WEB.match(citation.url):
        parts.append(Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(citation.url, clean(citation.url)))
    return Markup('<blockquote dir="auto"{}>{}<span class="who">{}</span></blockquote>').format(
        _spoken(citation.language), clean(citation.quote), Markup(" · ").join(parts)
    )


def _spoken(language: str) -> Markup:
    return Markup(' lang="{}"').format(language) if language not in ("", "und") else Markup("")


def _markdown_file(one: "CheckedFile", verdicts: Collection[str]) -> Iterator[str]:
    yield from ("", f"## {_plain(one.title or one.file.name)}", "", f"{_plain(one.file.name)}: {_plain(summary(one.document))}")
    for part in _shown(one, verdicts):
        if part.checked is None:
            yield from ("", f"### {_plain(part.text.lstrip('# '))}" if part.kind == "heading" else _plain(part.text))
            continue
        yield from ("", f"**{_SIGNS[part.checked.judgement.verdict]} {_said(part.checked)}** {_plain(part.text)}")
        for reason in part.checked.judgement.reasons:
            yield from ("", f"- {_plain(reason)}")
        for citation in part.checked.citations:
            address = (citation.url,) if citation.url and _WEB.match(citation.url) else ()
            yield from ("", f"> {_plain(citation.quote)}", ">", f"> {' · '.join(map(_plain, (*_who(citation), *address)))}")


def _said(claim: CheckedSentence) -> str:
    words = VERDICTS[claim.judgement.verdict]
    if not claim.citations:
        return words
    return f"{words}; nearest is" if claim.judgement.verdict == "not_supported" else f"{words}; it could cite"


def _who(citation: Citation) -> tuple[str, ...]:
    day = citation.published.isoformat() if citation.published else ""
    return tuple(clean(part) for part in (citation.title, citation.source or "", day) if part)


def _plain(text: str) -> str:
    return _OPENING.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", _ACTING.sub(r"\\\1", clean(text)))
