"""The invitation of an empty library."""

from markupsafe import Markup

from ui.render.elements import element, language_of
from ui.words import text


def invitation(*, offered: bool, loading: int | None = None) -> Markup:
    """How to fill the library.

    Args:
        offered: Whether the samples can be loaded, and articles added, from here.
        loading: How many samples are there already, while they are being loaded; ``None`` otherwise.
    """
    title = element("h2", text("welcome.empty"), class_="welcome-title")
    if not offered:
        command = element("pre", element("code", "sanad index PATH\nsanad chat --samples"), **language_of("en"))
        return element("section", title, element("p", text("welcome.empty_text")), command, class_="welcome")
    if loading is not None:
        progress = element("progress", aria_label=text("chat.loading_samples"))
        count = element("p", text("chat.samples_loaded", count=loading), role="status")
        return element("section", title, element("p", text("chat.loading_samples")), progress, count, class_="welcome")
    samples = element("button", text("chat.load_samples"), type="button", data_do="samples", class_="primary")
    library = element("a", text("chat.add_articles"), href="library", class_="secondary")
    text_shown = element("p", text("chat.invitation"))
    return element("section", title, text_shown, element("div", samples, library, class_="invitation"), class_="welcome")
