"""Elements that a style sheet within the page hides by class or id."""

import re

from lxml.html import HtmlElement

_MOST_CHARACTERS = 2_000_000
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIGN = re.compile(r"[{}]")
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|pt|%)?\s*(?:;|!|$))", re.IGNORECASE)
_SHOWS = re.compile(r"(?:^|;)\s*(?:display\s*:\s*(?!none)|visibility\s*:\s*visible)", re.IGNORECASE)
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")


def hidden_by_style(tree: HtmlElement) -> list[HtmlElement]:
    """The outermost elements that a plain rule for their class or id hides, and that no other rule shows again.

    Rules for print and for small screens are passed over. Where the rules hide most of the page, none is believed: its scripts
    show it once it is loaded.
    """
    names = _hidden_names(_COMMENT.sub(" ", "\n".join(sheet.text or "" for sheet in tree.iter("style"))[:_MOST_CHARACTERS]))
    if not names:
        return []
    hidden = {element for element in tree.iter("*") if _is_named(element, names) and element.tag not in {"html", "body"}}
    outermost = [element for element in hidden if not any(around in hidden for around in element.iterancestors())]
    taken = sum(_length(element) for element in outermost)
    return outermost if taken * 2 < _length(tree) else []


def _hidden_names(sheet: str) -> set[str]:
    hidden: set[str] = set()
    shown: set[str] = set()
    for selectors, declarations in _rules(sheet):
        if _SHOWS.search(declarations):
            shown.update(_NAME.findall(selectors))
        if _HIDES.search(declarations):
            matches = (_SIMPLE.fullmatch(selector.strip()) for selector in selectors.split(","))
            hidden.update(match[1] for match in matches if match)
    return hidden - shown


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Selectors and declarations of the rules that hold everywhere: not those within ``@media`` and the like."""
    rules, depth, start, selectors = [], 0, 0, ""
    for sign in _SIGN.finditer(sheet):
        text, start = sheet[start : sign.start()], sign.end()
        if sign[0] == "{":
            selectors = text.rpartition(";")[2].strip() if depth == 0 else ""
            depth += 1
        else:
            depth = max(0, depth - 1)
            if depth == 0 and selectors and not selectors.startswith("@"):
                rules.append((selectors, text))
            selectors = ""
    return rules


def _is_named(element: HtmlElement, names: set[str]) -> bool:
    classes = (f".{name}" for name in element.get("class", "").split())
    return f"#{element.get('id')}" in names or any(name in names for name in classes)


def _length(element: HtmlElement) -> int:
    texts = (part.text or "" for part in element.iter("*") if part.tag not in {"script", "style"})
    return sum(map(len, texts)) + sum(len(part.tail or "") for part in element.iter("*") if part is not element)
