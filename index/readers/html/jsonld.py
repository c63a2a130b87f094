"""What a page says of its article in JSON-LD (schema.org)."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

_MOST_CHARACTERS = 1_000_000
_MOST_SCRIPTS = 50
_MOST_NODES = 2_000
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")

Node = dict[str, Any]


def article_node(tree: HtmlElement) -> Node:
    """The first node that describes an article, its publisher and authors filled in from their ids; empty if there is none."""
    nodes = list(_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for node in nodes:
        if any(_ARTICLE.search(kind) for kind in strings(node.get("@type"))):
            return {key: _resolved(value, by_id) for key, value in node.items()}
    return {}


def strings(value: object) -> list[str]:
    """The texts in a value that may be a text, a list of them, or nodes with a name."""
    if isinstance(value, str):
        return [text] if (text := " ".join(value.split())) else []
    if isinstance(value, list):
        return [text for part in value[:50] if not isinstance(part, list) for text in strings(part)]
    return strings(value.get("name")) if isinstance(value, dict) and isinstance(value.get("name"), str | list) else []


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    scripts = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")[:_MOST_SCRIPTS]
    waiting: list[Any] = [_loaded(script.text or "") for script in scripts]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_NODES]
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in ("@graph", "mainEntity") if key in value)


def _loaded(text: str) -> object:
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        return json.loads(_WRAPPING.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(part, by_id) if isinstance(part, dict) else part for part in value[:50]]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return by_id.get(value["@id"], value)
    return value
