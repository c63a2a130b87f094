"""What a reader of the page would see: hidden text is taken out, for it could be cited and nobody could find it."""

import re

from lxml.html import HtmlElement

from index.readers.html.stylesheet import hidden_by_style

Color = tuple[int, int, int]

_UNSEEN_TAGS = ("script", "style", "template", "noscript", "dialog", "object", "iframe", "svg", "canvas", "datalist")
_SPACES = re.compile(r"\s+")
_ZERO = r"[+-]?0*\.?0*(?:px|pt|em|rem|ex|ch|%|vh|vw|cm|mm|in|pc)?"
_UNSEEN_STYLE = re.compile(
    rf"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden|font-size:{_ZERO}(?:;|!|$)|font:{_ZERO}[/ ]|"
    rf"opacity:{_ZERO}(?:;|!|$)|(?:max-)?(?:height|width):{_ZERO}(?:;|!|$)(?=.*overflow:(?:hidden|clip))|"
    r"(?:left|right|top|bottom|text-indent|margin-left|margin-top):-\d{3,}|clip:rect\(0|clip:rect\(1px,?1px|clip-path:inset\((?:50|100)%|"
    r"transform:scale\(0\)|color:transparent|(?:-webkit-)?text-fill-color:transparent)",
)
_SMALL_OVERFLOW = re.compile(rf"overflow:(?:hidden|clip).*(?:^|;)(?:max-)?(?:height|width):{_ZERO}(?:;|!|$)")
_COLOR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_HAS_IMAGE = re.compile(r"(?:^|;)background(?:-image)?:[^;]*(?:url|gradient)\(")
_NAMED = {"white": "ffffff", "black": "000000", "snow": "fffafa", "ivory": "fffff0", "whitesmoke": "f5f5f5", "ghostwhite": "f8f8ff"}
_SEEN_THROUGH = {"none", "transparent", "inherit", "initial", "unset"}
_WHITE = (255, 255, 255)
_NEAR = 24  # by how much each of red, green and blue may differ and still cannot be told apart


def keep_visible(tree: HtmlElement) -> None:
    """Take every element out of ``tree`` that is not shown, with all that is in it; what follows it stays."""
    for element in hidden_by_style(tree):
        _drop(element)
    for element in list(tree.iter(*_UNSEEN_TAGS)):
        if element.tag != "dialog" or element.get("open") is None:
            _drop(element)
    behind = _Backgrounds()
    for element in tree.xpath("//*[@hidden or @aria-hidden or @style or @color]"):
        if element.tag not in {"html", "body"} and _is_hidden(element, behind):
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_hidden(element: HtmlElement, behind: "_Backgrounds") -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = _style(element)
    return bool(_UNSEEN_STYLE.search(style) or _SMALL_OVERFLOW.search(style)) or _has_color_of_background(element, style, behind)


def _style(element: HtmlElement) -> str:
    """The inline style in one spelling: lower case, no comments, no spaces around its signs."""
    style = re.sub(r"/\*.*?\*/", "", element.get("style", "")[:2_000].lower(), flags=re.S).replace("\\", "")
    return re.sub(r" ?([:;,!()]) ?", r"\1", _SPACES.sub(" ", style)).strip()


def _has_color_of_background(element: HtmlElement, style: str, backgrounds: "_Backgrounds") -> bool:
    match = _COLOR.search(style)
    color = _rgb(match[1] if match else element.get("color", "").lower())
    behind = None if color is None else backgrounds.of(element)
    return color is not None and behind is not None and all(abs(one - other) <= _NEAR for one, other in zip(color, behind, strict=True))


class _Backgrounds:
    """Background colours, each looked up once however many elements stand on it."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, Color | None] = {}

    def of(self, element: HtmlElement) -> Color | None:
        """The nearest background written on the element or around it, white if there is none, ``None`` for what is no one colour."""
        way = []
        behind: Color | None = _WHITE
        for around in (element, *element.iterancestors()):
            if around in self._known:
                behind = self._known[around]
                break
            way.append(around)
            style = _style(around)
            match = _BACKGROUND.search(style)
            value = match[1] if match else around.get("bgcolor", "").lower()
            if _HAS_IMAGE.search(style) or (value and value not in _SEEN_THROUGH):
                behind = None if _HAS_IMAGE.search(style) else _first_color(value)
                break
        self._known.update(dict.fromkeys(way, behind))
        return behind


def _first_color(value: str) -> Color | None:
    return next((color for part in re.split(r" (?![^(]*\))", value) if (color := _rgb(part))), None)


def _rgb(value: str) -> Color | None:
    """Red, green and blue of ``#fff``, ``#ffffff``, ``rgb(...)`` or the name of a pale colour."""
    value = value.strip()
    digits = _NAMED.get(value, value.removeprefix("#"))
    if re.fullmatch(r"[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8}", digits):
        wide = "".join(2 * digit for digit in digits[:3]) if len(digits) < 6 else digits
        return int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:6], 16)
    numbers = re.findall(r"[\d.]+%?", value)[:3] if value.startswith("rgb") else []
    if len(numbers) < 3:
        return None
    red, green, blue = (round(_number(number)) for number in numbers)
    return red, green, blue


def _number(text: str) -> float:
    try:
        number = float(text.removesuffix("%")) * (2.55 if text.endswith("%") else 1)
    except ValueError:
        return 0.0
    return min(number, 255.0)
