"""The workbench: all pages in one Gradio application, mounted in ours."""

from collections.abc import Sequence

import gradio as gr
from fastapi import FastAPI

from eval.models import Case
from ui.conversation import Engine
from ui.pages.chat import ChatPage
from ui.pages.frame import STATIC, theme
from ui.render.frame import head

ANSWERS_AT_ONCE = 20
WAITING_AT_MOST = 200
SESSIONS = 500


def mount_workbench(app: FastAPI, engine: Engine, cases: Sequence[Case], *, model: str = "") -> None:
    """Build the pages over an engine and put them at the root of ``app``.

    Args:
        app: Where to; its own routes come first.
        engine: What answers; it is called from several threads at once.
        cases: Questions with known evidence, suggested where the library holds that evidence.
        model: Name of the model that writes, where one is configured.
    """
    workbench: gr.Blocks
    with gr.Blocks(title="Sanad", fill_width=True, fill_height=True, analytics_enabled=False) as workbench:
        chat = ChatPage(engine, cases, at_once=ANSWERS_AT_ONCE, model=model)
        workbench.load(chat.load, None, chat.loaded, queue=False, show_progress="hidden", api_visibility="private")
    workbench.state_session_capacity = SESSIONS
    workbench.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=WAITING_AT_MOST)
    gr.mount_gradio_app(
        app,
        workbench,
        path="/",
        theme=theme(),
        head=head(),
        favicon_path=str(STATIC / "favicon.svg"),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1mb",
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
