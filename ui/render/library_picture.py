"""A picture of the library: articles by month and language, and the outlets with most, each with its numbers beside it."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from index.catalog.facets import Count, Facets
from ui.render.elements import element
from ui.render.library_facets import month_name
from ui.words import language_name, text

_COLUMNS = 36  # more months than this are put together by year
_SERIES = 5  # languages with a colour of their own
_OUTLETS = 8
_HEIGHT = 120
_STEP, _BAR = 20, 14
_WIDEST = 72  # pixels of a column

Column = tuple[str, dict[str, int]]


def picture(found: Facets, *, outlets: bool) -> Markup:
    """The picture of what is listed, with the top outlets or without; nothing where there is too little to see."""
    columns = _columns(found)
    languages = [name for name, _ in found.languages if any(name in counts for _, counts in columns)]
    parts = [_months(columns, languages)] if len(columns) > 1 else []
    parts += [_outlets(found.sources)] if outlets and len(found.sources) > 1 else []
    summary = element("summary", text("library.picture"))
    return (
        element("details", summary, element("div", *parts, class_="pictures"), class_="picture", id="picture", data_wide=True)
        if parts
        else Markup("")
    )


def _columns(found: Facets) -> list[Column]:
    months = [(month, Counter(dict(counts))) for month, counts in found.by_month if month]
    if len(months) <= _COLUMNS:
        return [(month, dict(counts)) for month, counts in months]
    years: dict[str, Counter[str]] = {}
    for month, counts in months:
        years.setdefault(month[:4], Counter()).update(counts)
    return [(year, dict(counts)) for year, counts in sorted(years.items())[-_COLUMNS:]]


def _months(columns: Sequence[Column], languages: Sequence[str]) -> Markup:
    most = max(sum(counts.values()) for _, counts in columns)
    series = [*languages[:_SERIES]]
    bars = [_bar(place, column, series, most) for place, column in enumerate(columns)]
    width = len(columns) * _STEP
    by_year = len(columns[0][0]) == len("2024")
    title = text("library.by_year" if by_year else "library.by_month")
    ends = element("div", element("span", _column_name(columns[0][0])), element("span", _column_name(columns[-1][0])), class_="axis")
    drawing = element("svg", *bars, viewBox=f"0 0 {width} {_HEIGHT}", preserveAspectRatio="none", aria_hidden="true", class_="bars")
    heading = element("h3", title, element("span", text("library.most", count=most), class_="most"))
    legend = element("ul", *(_key(number, name) for number, name in enumerate(_keys(languages))), class_="legend")
    plot = element("div", drawing, ends, class_="plot", style=f"max-inline-size: {len(columns) * _WIDEST}px")
    return element("figure", heading, plot, legend, _month_table(columns, languages, title))


def _keys(languages: Sequence[str]) -> list[str]:
    others = [text("library.other_languages")] if len(languages) > _SERIES else []
    return [*map(language_name, languages[:_SERIES]), *others]


def _key(number: int, name: str) -> Markup:
    return element("li", element("i", class_=f"series-{number}"), name)


def _bar(place: int, column: Column, series: Sequence[str], most: int) -> Markup:
    name, counts = column
    rest = sum(number for language, number in counts.items() if language not in series)
    parts, bottom = [], float(_HEIGHT)
    for number, count in enumerate([*(counts.get(language, 0) for language in series), rest]):
        height = (_HEIGHT - 2) * count / most
        bottom -= height
        if count:
            shape = {"x": str(place * _STEP + 3), "y": f"{bottom:.1f}", "width": str(_BAR), "height": f"{height:.1f}"}
            parts.append(element("rect", class_=f"series-{number}", **shape))
    return element("g", element("title", f"{_column_name(name)}: {text('library.articles', count=sum(counts.values()))}"), *parts)


def _column_name(name: str) -> str:
    return month_name(name) if "-" in name else name


def _month_table(columns: Sequence[Column], languages: Sequence[str], title: str) -> Markup:
    shown = list(languages)
    head = element(
        "tr",
        element("th", text("library.column_published"), scope="col"),
        *(element("th", language_name(one), scope="col") for one in shown),
    )
    rows = (
        element("tr", element("th", _column_name(name), scope="row"), *(element("td", _number(counts.get(one, 0))) for one in shown))
        for name, counts in reversed(columns)
    )
    return _table(title, element("thead", head), element("tbody", *rows))


def _outlets(sources: Sequence[Count]) -> Markup:
    shown = [each for each in sources if each[0]][:_OUTLETS]
    most = max((number for _, number in shown), default=1)
    rows = [
        element(
            "tr",
            element("th", name, scope="row", dir="auto"),
            element("td", element("span", class_="bar", style=f"inline-size: {100 * number / most:.1f}%"), class_="track"),
            element("td", _number(number), class_="number"),
        )
        for name, number in shown
    ]
    title = text("library.top_outlets")
    table = element("table", element("caption", title, class_="unseen"), element("tbody", *rows), class_="outlets")
    return element("figure", element("h3", title), table)


def _table(title: str, *parts: Markup) -> Markup:
    table = element("table", element("caption", title, class_="unseen"), *parts)
    return element("details", element("summary", text("library.numbers")), element("div", table, class_="wide", tabindex="0"))


def _number(number: int) -> str:
    return text("library.number", value=number)
