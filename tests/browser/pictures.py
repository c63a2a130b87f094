"""What is pictured: each page in each of the states a person meets it in."""

import time
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from ui.render.frame import PAGES

Site = Literal["samples", "model", "empty", "door"]
Step = Callable[[Page], None]

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "arabic": {"locale": "ar"},
    "phone": {"viewport": PHONE},
    "phone-arabic-dark": {"viewport": PHONE, "locale": "ar", "color_scheme": "dark"},
}
USER, PASSWORD = "amal", "seven quiet lanterns"
BROKEN_SET = b'{"id": "a", "question": "Who?", "language": "en", "answerable": "perhaps"}\n{"id": "b"}\n'

_FLOOD = "How many people were evacuated because of the flood?"
_COST = "How much does the tidal power station cost?"
_COST_ARABIC = "كم تبلغ كلفة محطة توليد الكهرباء من المد والجزر؟"
_TENDER = "Who won the tender for the tidal power station in Tarsan Bay?"
_URDU = "قالینوں کی برآمدات کتنی تھیں؟"
_RUSSIAN = "Когда откроется железнодорожный мост?"
_CAPITAL, _CAPITAL_ARABIC = "What is the capital of France?", "ما عاصمة فرنسا؟"
_ROWS = 4_000  # articles of an import that is pictured on its way
_OTHER_PAGES = {"library", "briefs", "evaluation"}  # pictured below in their states


class Picture(NamedTuple):
    """A page in one state.

    Attributes:
        name: What its pictures are called, before the look.
        steps: What is done there, one after the other.
        path: Address of the page, below that of the workbench.
        site: Over which library, and whether a model writes or people sign in.
        looks: In which of `LOOKS`.
    """

    name: str
    steps: tuple[Step, ...] = ()
    path: str = ""
    site: Site = "samples"
    looks: tuple[str, ...] = tuple(LOOKS)


def asked(question: str, arabic: str = "") -> Step:
    """Ask, in Arabic where the page speaks it, and wait for the whole answer."""

    def step(page: Page) -> None:
        expect(page.locator("#shelf")).not_to_be_empty()
        speaks_arabic = page.evaluate("document.documentElement.lang") == "ar"
        page.locator("#ask textarea").fill(arabic if arabic and speaks_arabic else question)
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")

    return step


def clicked(selector: str, *, then: str = "") -> Step:
    """Click the first of what is visible, and wait for what follows."""

    def step(page: Page) -> None:
        page.locator(selector).locator("visible=true").first.click()
        if then:
            expect(page.locator(then).locator("visible=true").first).to_be_visible()

    return step


def seen(selector: str) -> Step:
    """Wait for it, and bring it into view."""

    def step(page: Page) -> None:
        expect(page.locator(selector).first).to_be_visible()
        page.locator(selector).first.evaluate("each => each.scrollIntoView({block: 'start'})")

    return step


def there(selector: str) -> Step:
    """Wait for it; the page stays where it is."""
    return lambda page: expect(page.locator(selector).first).to_be_visible()


def hovered(selector: str, *, then: str) -> Step:
    """Rest the pointer on it, and wait for what that opens."""

    def step(page: Page) -> None:
        page.locator(selector).first.hover()
        expect(page.locator(then).locator("visible=true").first).to_be_visible()

    return step


def opened(popover: str) -> Step:
    """Open a panel whose button the look may hide."""
    return lambda page: page.locator(popover).first.evaluate("each => each.showPopover()")


def sent(field: str, name: str, content: bytes, *, then: str) -> Step:
    """Choose a file, and wait for what follows."""
    file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": content}

    def step(page: Page) -> None:
        page.locator(field).set_input_files(file)
        expect(page.locator(then).first).to_be_visible()

    return step


def importing(page: Page) -> None:
    """Begin to read a table that takes a while, and wait until some of it is done."""
    now = time.time_ns()
    rows = "".join(f'"Report {now} {row}","District {row} of {now} has {row} houses and {row + 3} wells.",Tally\n' for row in range(_ROWS))
    sent("#files", "reports.csv", f"title,text,source\n{rows}".encode(), then="#jobs progress[value]")(page)


def stopped(page: Page) -> None:
    """End what `importing` began."""
    page.locator("[data-do=cancel]").first.click()
    expect(page.locator("#jobs .running")).to_have_count(0)


def reviewing(page: Page) -> None:
    """Begin the review of the drafted set."""
    page.locator("[name=set]").select_option("kept:draft.jsonl")
    page.locator("[data-do=check]").click()
    page.locator("[data-do=review]").click()
    expect(page.locator("blockquote")).to_be_visible()


def signed_in(page: Page) -> None:
    """Sign in as the one user there is."""
    page.locator("#name").fill(USER)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#account a")).to_be_visible()


def gone_to(path: str) -> Step:
    """Go to another page of the same server, and open what is folded there."""

    def step(page: Page) -> None:
        page.goto("/".join([*page.url.split("/")[:3], path]))
        for summary in page.locator("summary").all():
            summary.click()

    return step


_ANSWERED = asked(_COST, _COST_ARABIC)
_CITED = clicked("#conversation a.cite", then="#hit")
_FILLED = there("#results h2")
_RUN = "evaluation?run=after"
_COMPARED = "evaluation?run=after&against=before"
_FIGURES = there(".cards-row")

CHAT = (
    Picture("chat-empty", (there(".welcome-title"),)),
    Picture("chat-filters", (there(".welcome-title"), clicked(".filter-panel summary"))),
    Picture("chat-answer", (asked(_FLOOD, _COST_ARABIC),)),
    Picture("chat-answer-urdu", (asked(_URDU),), looks=("light", "phone")),
    Picture("chat-differences", (_ANSWERED, seen(".differences"))),
    Picture("chat-declined", (asked(_CAPITAL, _CAPITAL_ARABIC),)),
    Picture("chat-verdicts", (asked(_TENDER),), site="model"),
    Picture("chat-preview", (_ANSWERED, hovered("#conversation a.cite", then=".preview"))),
    Picture(
        "chat-menu",
        (_ANSWERED, seen("#conversations li"), hovered("#conversations li", then="#conversations .more"), clicked("#conversations .more")),
        looks=("light", "dark", "arabic"),
    ),
    Picture("chat-list", (_ANSWERED, clicked(".drawer-button", then="#conversations li")), looks=("phone", "phone-arabic-dark")),
    Picture("chat-wrong", (_ANSWERED, clicked(".actions [popovertarget]", then=".actions .menu"))),
    Picture("chat-keys", (opened("#keys"),)),
    Picture("reader", (_ANSWERED, _CITED)),
    Picture("reader-urdu", (asked(_URDU), _CITED), looks=("light", "phone")),
    Picture("reader-russian", (asked(_RUSSIAN), _CITED), looks=("dark",)),
    Picture("reader-correct", (_ANSWERED, _CITED, clicked("details.facts > summary"), clicked("details.facts .fold > summary"))),
    Picture("chat-no-articles", (seen(".welcome"),), site="empty"),
    Picture("sign-in", path="sign-in", site="door"),
    Picture("account", (signed_in, gone_to("account")), path="sign-in", site="door"),
    Picture("users", (signed_in, gone_to("account/users")), path="sign-in", site="door"),
    Picture("chat-signed-in", (signed_in, seen(".welcome-title")), path="sign-in", site="door"),
)
LIBRARY = (
    Picture("library", (_FILLED,), path="library"),
    Picture("library-narrowed", (_FILLED, there(".articles")), path="library?language=ar&language=en&month=2026-01&sort=title.up"),
    Picture("library-facets", (_FILLED, clicked("#facets > summary")), path="library", looks=("phone", "phone-arabic-dark")),
    Picture("library-picture", (_FILLED, clicked("#picture > summary"), seen("#picture")), path="library", looks=("phone",)),
    Picture("library-chosen", (_FILLED, clicked("[name=id]"), seen(".results-bar")), path="library"),
    Picture("library-nothing", (_FILLED,), path="library?q=zebra"),
    Picture("library-empty", (seen(".invitation"),), path="library", site="empty"),
    Picture("library-problems", (_FILLED, sent("#files", "broken.pdf", b"%PDF-1.7 broken", then="#jobs .reasons")), path="library"),
    Picture("library-deleted", (_FILLED, clicked("[name=id]"), clicked("#chosen-action", then="#toast .toast")), path="library"),
    Picture("library-importing", (_FILLED, importing), path="library"),
)
EVALUATION = (
    Picture("evaluation-empty", (there(".run-form"),), path="evaluation", site="empty"),
    Picture("evaluation-form", (there(".run-form"), clicked("details.settings > summary")), path="evaluation"),
    Picture(
        "evaluation-broken", (there(".run-form"), sent("[data-upload]", "broken.jsonl", BROKEN_SET, then=".checked")), path="evaluation"
    ),
    Picture("evaluation-run", (_FIGURES,), path=_RUN),
    Picture("evaluation-run-tables", (_FIGURES, seen("#measured .trends")), path=_RUN),
    Picture("evaluation-run-plots", (_FIGURES, seen("#measured .plots")), path=_RUN),
    Picture("evaluation-run-questions", (_FIGURES, seen("#measured article")), path=_RUN),
    Picture("evaluation-run-formulas", (_FIGURES, seen("#measured .folded"), clicked(".folded > summary")), path=_RUN),
    Picture("evaluation-menu", (_FIGURES, clicked("[popovertarget=run-files]")), path=_RUN),
    Picture("evaluation-compare", (there(".changes"),), path=_COMPARED),
    Picture("evaluation-parts", (seen(".changes"), seen(".parts"), clicked(".parts summary")), path=_COMPARED),
    Picture("evaluation-changes", (seen(".changes"), seen(".change")), path=_COMPARED),
    Picture("evaluation-unfinished", (there(".unfinished"),), path="evaluation?run=broken off"),
    Picture("evaluation-review", (there(".run-form"), reviewing), path="evaluation"),
)
_BRIEF = (_ANSWERED, clicked("[data-do=brief]", then="#toast a"), clicked("#toast a", then=".item"))
BRIEFS = (
    Picture("briefs-empty", (there(".invitation"),), path="briefs", site="empty"),
    Picture("brief-added", (*_BRIEF[:2], clicked(".which", then=".brief-choice"))),
    Picture("brief", _BRIEF),
    Picture("brief-sources", (*_BRIEF, seen(".sources"))),
    Picture("brief-quote", (*_BRIEF, clicked(".item a.cite", then="#hit"))),
    Picture("brief-edit", (*_BRIEF, clicked("[data-do=change]", then=".editor"))),
    Picture(
        "brief-cite", (*_BRIEF, clicked("[data-do=change]", then=".editor"), clicked(".edit-tools [popovertarget]", then=".cite-menu"))
    ),
    Picture("brief-history", (*_BRIEF, clicked("#history", then=".history"))),
    Picture("brief-export", (*_BRIEF, clicked("[popovertarget=export]", then="#export"))),
    Picture("brief-checked", (*_BRIEF, clicked("#check", then=".counts"))),
    Picture("briefs", (there(".briefs"),), path="briefs"),
)
OTHERS = tuple(
    Picture(key, (seen("header.top"),), path=address.removeprefix("./")) for key, address in PAGES[1:] if key not in _OTHER_PAGES
)
PICTURES = (*CHAT, *BRIEFS, *EVALUATION, *OTHERS, *LIBRARY)
