"""Pictures of every page in light, dark, Arabic and on a phone: ``python -m tests.browser.screenshots [FOLDER [NAME...]]``.

With names, only the pictures whose names begin with one of them. Nothing of this machine is read or written but the folder.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from playwright.sync_api import Browser, Error, expect, sync_playwright

from eval.subject import sample_articles
from index.catalog.users import USERS_FILE, UserStore
from index.embedding import load_embedder
from index.library import Library
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.conftest import FLAGS
from tests.browser.measured import measure
from tests.browser.pictures import DESK, LOOKS, PASSWORD, PICTURES, USER, Picture, Site, stopped
from tests.browser.serving import serving
from tests.browser.written import writes
from tests.servers.chat import chat_server
from ui.auth.door import Door
from ui.auth.passwords import Passwords

_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_PATIENCE = 15_000  # milliseconds


def take(browser: Browser, address: str, picture: Picture, look: str, folder: Path) -> None:
    """Make one picture."""
    context = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **LOOKS[look]})
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(f"{address}/{picture.path}")
    try:
        for step in picture.steps:
            step(page)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(150)  # for the last frame
    except (AssertionError, Error) as error:
        sys.stderr.write(f"{picture.name}, {look}: {str(error).splitlines()[0]}\n")  # pictured as it is
    page.screenshot(path=folder / f"{picture.name}--{look}.png")
    if picture.name == "library-importing":
        stopped(page)
    context.close()


@contextmanager
def site(name: Site, directory: Path, model: str) -> Iterator[str]:
    """The address of a workbench over the samples, or over nothing."""
    settings = Settings(library=directory / ("empty" if name == "empty" else "library"), runs_directory=directory / name)
    if name == "samples":
        settings = settings.model_copy(update={"runs_directory": directory / "runs"})
    if name == "model":
        settings = settings.model_copy(update={"chat_base_url": model, "chat_model": "scripted-model"})
    with ExitStack() as stack:
        door = None
        if name == "door":
            users = stack.enter_context(UserStore(directory / USERS_FILE))
            users.add(USER, role="admin", password=_QUICK.hash(PASSWORD))
            users.add("basil", role="reader", password=_QUICK.hash(PASSWORD))
            door = Door(users, passwords=Passwords(_QUICK))
        sanad = stack.enter_context(Sanad.open(settings=settings))
        sanad.library.attend()
        yield stack.enter_context(serving(sanad, settings, door))


def fill(directory: Path) -> None:
    """Index the samples, measure them in a few ways, and draft a set."""
    settings = Settings(library=directory / "library", runs_directory=directory / "runs")
    with Library.open(settings.library, embedder=load_embedder(settings), settings=settings) as library:
        list(library.add(sample_articles(settings)))
    with Library.open(directory / "empty", embedder=load_embedder(settings), settings=settings):
        pass
    measure(settings)
    (settings.runs_directory / "sets").mkdir()
    (settings.runs_directory / "sets" / "draft.jsonl").write_text(drafted(), encoding="utf-8")


def drafted() -> str:
    """Questions that wait for a person."""
    quote = "وقعت الشركة عقدًا لبناء محطة لتوليد الكهرباء من المد والجزر بقدرة 480 ميغاواط."
    known = {"language": "en", "answerable": True, "relevant": [{"article": "tides", "quote": quote}], "answers": ["480 megawatts"]}
    lines = ({"id": f"q{number}", "question": "What power will the tidal station have?", "state": "proposed", **known} for number in (1, 2))
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def main(folder: Path, names: Sequence[str]) -> None:
    """Set everything up aside, and take all pictures of it."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in PICTURES if one.name.startswith(tuple(names) or "")]
    with tempfile.TemporaryDirectory() as made, chat_server(writes) as model, sync_playwright() as playwright:
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{made}/{kind.lower()}"
        fill(Path(made))
        expect.set_options(timeout=_PATIENCE)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for name in dict.fromkeys(one.site for one in wanted):
            with site(name, Path(made), model.url) as address:
                for picture in wanted:
                    for look in picture.looks if picture.site == name else ():
                        take(browser, address, picture, look, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), sys.argv[2:])
