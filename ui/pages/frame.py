"""What all pages share: the theme, the header, and how server-built HTML enters Gradio."""

from pathlib import Path
from typing import Any

import gradio as gr

from ui.render.frame import header

STATIC = Path(__file__).parent.parent / "static"


def theme() -> gr.themes.Base:
    """Gradio's plain theme without a font of its own; colours and type are in ``static/tokens.css``."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )


def page_header(current: str) -> None:
    """Place the header of a page; ``current`` is its key, such as ``chat``."""
    html(header(current), identity="top", script="header.js")


def html(value: str, *, identity: str, script: str | None = None, template: str = "${value}") -> gr.HTML:
    """A place for HTML made by `ui.render`.

    The value must go through ``${value}``: anything else in a template would run code found in the data.
    """
    code = (STATIC / script).read_text(encoding="utf-8") if script else None
    options: dict[str, Any] = {"apply_default_css": False, "padding": False, "container": False}
    return gr.HTML(value, elem_id=identity, elem_classes="bare", html_template=template, js_on_load=code, **options)
