"""Pictures of every page, light, dark, from right to left and on a phone: ``python -m tests.browser.screenshots [FOLDER]``."""

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from eval.subject import sample_articles
from index.embedding import load_embedder
from index.library import Library
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.conftest import FLAGS
from tests.browser.serving import serving
from tests.servers.chat import Asked, chat_server, prompt_of
from ui.render.frame import PAGES

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


OTHER_PAGES = tuple(address for _, address in PAGES[1:])
COST = "How much does the tidal power station cost?"
COST_ARABIC = "كم تبلغ كلفة محطة توليد الكهرباء من المد والجزر؟"
TENDER = "Who won the tender for the tidal power station in Tarsan Bay?"


class Picture(NamedTuple):
    """One picture: of which page, what is asked there, whether its first citation or the shortcuts are opened, and how it is looked at."""

    name: str
    question: str = ""
    cite: bool = False
    model: bool = False
    dark: bool = False
    locale: str = "en-GB"
    path: str = ""
    keys: bool = False
    size: ViewportSize = DESK


PICTURES = (
    Picture("welcome"),
    Picture("welcome-dark", dark=True),
    Picture("welcome-phone", size=PHONE),
    Picture("answer-english", "How many people were evacuated because of the flood?"),
    Picture("reader-english", "How many people were evacuated because of the flood?", cite=True),
    Picture("reader-arabic", "بأي قدرة إنتاجية وقعت سلكارا عقد محطة توليد الكهرباء من المد والجزر؟", cite=True),
    Picture("reader-urdu", "قالینوں کی برآمدات کتنی تھیں؟", cite=True),
    Picture("reader-russian-dark", "Когда откроется железнодорожный мост?", cite=True, dark=True),
    Picture("differences-english", COST),
    Picture("differences-arabic-dark", COST_ARABIC, dark=True),
    Picture("differences-phone", COST, size=PHONE),
    Picture("correction", "How many people were evacuated because of the Orsen flood?", size=PHONE, dark=True),
    Picture("verdicts", TENDER, model=True),
    Picture("verdicts-phone-dark", TENDER, model=True, dark=True, size=PHONE),
    Picture("declined", "What is the capital of France?"),
    Picture("answer-phone", "قالینوں کی برآمدات کتنی تھیں؟", size=PHONE),
    Picture("reader-phone-dark", "How many people were evacuated because of the flood?", cite=True, dark=True, size=PHONE),
    Picture("welcome-arabic", locale="ar"),
    Picture("reader-arabic-page", COST_ARABIC, cite=True, locale="ar"),
    Picture("reader-arabic-page-phone-dark", COST_ARABIC, cite=True, locale="ar", dark=True, size=PHONE),
    Picture("keys", keys=True),
    Picture("keys-arabic-dark", keys=True, locale="ar", dark=True),
    *(
        Picture(f"{path}{name}", path=path, **look)
        for path in OTHER_PAGES
        for name, look in (("", {}), ("-dark", {"dark": True}), ("-arabic", {"locale": "ar"}), ("-phone", {"size": PHONE}))
    ),
)


def take(browser: Browser, address: str, picture: Picture, folder: Path) -> None:
    """Make one picture."""
    context = browser.new_context(
        viewport=picture.size, color_scheme="dark" if picture.dark else "light", reduced_motion="reduce", locale=picture.locale
    )
    page = context.new_page()
    page.goto(f"{address}/{picture.path}")
    expect(page.locator("header.top" if picture.path else ".welcome-title")).to_be_visible()
    if picture.path:
        page.wait_for_timeout(1500)  # for what the page asks the server for
    if picture.question:
        page.locator("#ask textarea").fill(picture.question)
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")
    if picture.cite:
        page.locator("#conversation a.cite").first.click()
        expect(page.locator("#hit")).to_be_focused()
    if picture.keys:
        page.locator("#keys").evaluate("sheet => sheet.showPopover()")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=folder / f"{picture.name}.png")
    context.close()


def main(folder: Path) -> None:
    """Index the sample articles aside and take all pictures of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(library=Path(directory) / "library")
        with Library.open(settings.library, embedder=load_embedder(settings), settings=settings) as library:
            list(library.add(sample_articles(settings)))
        with chat_server(writes) as model, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            asked = settings.model_copy(update={"chat_base_url": model.url, "chat_model": "scripted-model"})
            for chosen in (settings, asked):
                with Sanad.open(settings=chosen) as sanad, serving(sanad, chosen) as address:
                    for picture in PICTURES:
                        if picture.model == (chosen is asked):
                            take(browser, address, picture, folder)
            browser.close()


def writes(asked: Asked) -> str:
    """A model that is right once, half right once, and wrong once."""
    prompt = prompt_of(asked)
    won, cost = (
        next(iter(re.findall(rf"^(\d+\.\d+) .*{words}", prompt, flags=re.MULTILINE)), "0.0") for words in ("Corvane", "2.4 billion")
    )
    return (
        f"**Corvane Marine** won the tender for the tidal power station [{won}]. "
        f"The station will cost **3.9 billion dollars** [{cost}]. The minister opened it in person."
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
