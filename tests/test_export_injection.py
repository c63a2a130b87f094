"""What articles and people write never becomes markup, in no format: one brief full of payloads, exported to each."""

import io
import json
import re
import subprocess
import zipfile
from datetime import date
from typing import Any

import pytest
import yaml
from lxml import etree, html

from index.readers.pandoc import find_pandoc
from rag.brief.models import Brief, Section
from rag.export.exporting import Choices, Form, export
from rag.export.styles import STYLES
from rag.models import Copy
from tests.sample_brief import MOMENT, sample_brief, sentence

PAYLOADS = (
    "A [bracket](javascript:alert(1)) ![x](http://127.0.0.1/x.png)",
    "a | b || c\n\n| d |",
    "@pell2026 [@nobody] [^1] [^1]: note",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "--> <!-- ]]> <?php ?> &lt;b&gt; &#x3c;b&#x3e;",
    "\\input{/etc/passwd} \\write18{id} \\href{javascript:x}{y} $x^2$ %comment } { \\",
    "{{ 7*7 }} {% raw %} ${x} #{x} <%= x %>",
    "# heading\n---\ntitle: x\n...\n::: {.x}\n```\ncode",
    "*em* **strong** _u_ ~s~ `code` ^sup^ ~~x~~",
    "back\x00 \x07bell \x1b[31m \x85 \u202egnp.exe\u202c \u2066x \ufffe \uffff \ud83d\ude00",
    "1. item\n- item\n+ item\n> quote\n    indented",
    '" onmouseover="alert(1)" x="',
    '#import "x" #eval(1) <label> @ref $ x $ // comment /* x */',
    "http://example.org/<script> https://example.org/) end",
    '=HYPERLINK("http://x") w:fldSimple <w:p/> PAGE',
)
BAD_ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    'https://example.org/"><script>',
    "//x.y",
)
TAGS = frozenset(
    re.findall(
        r"\w+",
        "html head meta title style body main header section div p h1 h2 h3 a span em strong sup br blockquote ul ol li hr "
        "table colgroup col thead tbody tr th td code",
    )
)
PACKED: tuple[Form, ...] = ("docx", "odt")


def hostile() -> Brief:
    """The sample brief with a payload wherever words of others go."""
    brief = sample_brief()
    texts = iter(PAYLOADS * 20)
    every = " ".join(PAYLOADS)
    sources = {
        name: one.model_copy(
            update={
                "title": f"{next(texts)} {every}",
                "source": next(texts),
                "author": next(texts),
                "place": next(texts),
                "origin": next(texts),
                "url": BAD_ADDRESSES[number % len(BAD_ADDRESSES)],
            }
        )
        for number, (name, one) in enumerate(brief.sources.items())
    }
    copies = (Copy(article_id="x", title=every, source=next(texts), published=date(2026, 1, 1), url="javascript:alert(1)"),)
    citations = {
        name: one.model_copy(
            update={
                "quote": every,
                "end": one.start + len(every),
                "before": next(texts),
                "after": next(texts),
                "also": copies,
                "translation": next(texts),
                "translator": next(texts),
            }
        )
        for name, one in brief.citations.items()
    }
    items = [_hostile_item(item, every) for item in brief.items]
    sections = (Section(id="x1", title=every, items=tuple(items)), Section(id="x2", title=PAYLOADS[8], items=()))
    return brief.model_copy(
        update={"title": every, "author": PAYLOADS[3], "sections": sections, "sources": sources, "citations": citations}
    )


def _hostile_item(item: Any, every: str) -> Any:
    sentences = [one.model_copy(update={"text": f"{one.text} {every}", "reasons": PAYLOADS}) for one in item.sentences]
    own = [sentence(text, verdict="not_supported", reasons=(text,), begins=True) for text in PAYLOADS]
    differences = tuple(
        one.model_copy(
            update={
                "what": every,
                "values": tuple(
                    value.model_copy(
                        update={"value": every, "quote": every, "title": every, "source": PAYLOADS[1], "url": BAD_ADDRESSES[0]}
                    )
                    for value in one.values
                ),
            }
        )
        for one in item.differences
    )
    return item.model_copy(
        update={"heading": every, "mode": PAYLOADS[6], "sentences": (*sentences, *own), "differences": differences, "as_of": MOMENT}
    )


@pytest.fixture(scope="module")
def written() -> dict[tuple[Form, str], bytes]:
    brief = hostile()
    remarks = {item.id: (" ".join(PAYLOADS),) for item in brief.items}
    forms: tuple[tuple[Form, str], ...] = (("md", "chicago-notes"), ("html", "chicago-notes"), ("html", "apa"), ("docx", "chicago-notes"))
    more: tuple[tuple[Form, str], ...] = (("odt", "ieee"), ("tex", "chicago-notes"))
    return {
        (form, style): export(brief, form=form, choices=Choices(style=style, appendix=True, remarks=remarks))
        for form, style in (*forms, *more)
    }


@pytest.mark.parametrize("style", ["chicago-notes", "apa"])
def test_html_holds_no_script_no_handler_and_only_addresses_of_the_web(written: dict[tuple[Form, str], bytes], style: str) -> None:
    page = html.fromstring(written["html", style])
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= TAGS
    for element in page.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "src", "srcdoc", "formaction")]
        if "href" in element.attrib:
            assert re.match(r"https?://[^\s\"<>]+$|#[\w:-]+$", element.attrib["href"])
    assert page.findtext(".//title") == page.findtext(".//h1")
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert not [node for node in page.iter() if node.tag is etree.Comment]


@pytest.mark.parametrize("reader", ["gfm", "markdown"])
def test_markdown_read_again_has_no_markup_of_others(written: dict[tuple[Form, str], bytes], reader: str) -> None:
    tree = _reread(written["md", "chicago-notes"], reader)
    raw = [content[1].strip() for kind, content in _elements(tree) if kind in ("RawInline", "RawBlock")]
    assert {text for text in raw if not re.fullmatch(r'</?(?:div|span)(?: lang="[a-z]+")?(?: dir="(?:ltr|rtl)")?>', text)} == set()
    targets = [content[2][0] for kind, content in _elements(tree) if kind in ("Link", "Image")]
    assert [target for target in targets if not target.startswith(("http://", "https://"))] == []
    assert not [kind for kind, _ in _elements(tree) if kind in ("Image", "CodeBlock", "HorizontalRule", "Strikeout", "Math", "OrderedList")]


@pytest.mark.parametrize("form", PACKED)
def test_packed_documents_are_whole_and_link_to_the_web_only(written: dict[tuple[Form, str], bytes], form: Form) -> None:
    data = next(data for (name, _), data in written.items() if name == form)
    tree = _reread(data, form)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and not name.startswith("word/footer"):  # which is ours: the number of the page
                root = etree.fromstring(archive.read(name))
                targets = [element.get("Target", "") for element in root.iter() if element.get("TargetMode") == "External"]
                targets += [value for element in root.iter() for key, value in element.attrib.items() if key.endswith("}href")]
                assert [one for one in targets if not one.startswith(("http://", "https://", "#", "Pictures/"))] == []
                assert not [one for one in root.iter() if etree.QName(one).localname in ("fldSimple", "instrText", "script", "altChunk")]
    assert "<script>alert(1)</script>" in _text(tree)


def test_latex_has_no_command_of_others(written: dict[tuple[Form, str], bytes]) -> None:
    text = written["tex", "chicago-notes"].decode()
    for command in (r"\input{", r"\write18", r"\href{javascript", "{{ 7"):
        assert not re.search(r"(?<!\\textbackslash )" + re.escape(command), text.replace("\\textbackslash{}", "\\textbackslash "))
    body = text[text.index(r"\begin{document}") :]
    assert body.count(r"\begin{document}") == 1
    bare = re.sub(r"\\[\\{}%$&#_^~]", "", body)
    assert bare.count("{") == bare.count("}")
    bare = re.sub(r"\\(?:url|href|href \{)[^ ]*|% do not increment counter\n", "", bare)
    assert not re.search(r"(?<!\\)[%#]", bare)


def test_pandocs_own_citations_are_keys_that_are_there() -> None:
    text = export(hostile(), form="md", choices=Choices(citations="pandoc", appendix=True)).decode()
    tree = json.loads(_pandoc(text.encode(), "--from=markdown", "--to=json"))
    known = {one["c"]["id"]["c"][0]["c"] for one in tree["meta"]["references"]["c"]}
    cited = {one["citationId"] for kind, content in _elements(tree) if kind == "Cite" for one in content[0]}
    assert cited == known
    head = yaml.safe_load(text.split("---\n")[1])
    assert {"title", "lang", "dir", "references", "author", "date"} == head.keys()
    assert not [content for kind, content in _elements(tree) if kind in ("RawBlock", "RawInline", "Image", "Math", "CodeBlock")]


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_survives_hostile_titles(style: str) -> None:
    assert b"<script" not in export(hostile(), form="html", choices=Choices(style=style))


def _pandoc(data: bytes, *options: str) -> bytes:
    return subprocess.run([find_pandoc(), "--sandbox", *options], input=data, capture_output=True, check=True).stdout


def _reread(data: bytes, form: str) -> Any:
    return json.loads(_pandoc(data, f"--from={form}", "--to=json"))["blocks"]


def _elements(content: Any) -> list[tuple[str, Any]]:
    if isinstance(content, list):
        return [found for one in content for found in _elements(one)]
    if not isinstance(content, dict):
        return []
    inner = [found for value in content.values() for found in _elements(value)]
    return [(content["t"], content.get("c")), *inner] if "t" in content else inner


def _text(tree: Any) -> str:
    return "".join(
        " " if kind in ("Space", "SoftBreak") else content for kind, content in _elements(tree) if kind in ("Str", "Space", "SoftBreak")
    )
