"""The workbench: all pages in one Gradio application, mounted in ours."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI

from eval.models import Case
from ui.answering.answers import Answers
from ui.conversation import Engine
from ui.pages.chat import ChatPage
from ui.pages.frame import STATIC, theme
from ui.render.frame import head

EVENTS_AT_ONCE = 20
FOLLOWED_AT_ONCE = 200  # following an answer takes no thread
WAITING_AT_MOST = 400
SESSIONS = 500


def mount_workbench(app: FastAPI, engine: Engine, answers: Answers, cases: Sequence[Case]) -> None:
    """Build the pages over an engine and put them at the root of ``app``.

    Args:
        app: Where to; its own routes come first.
        engine: What answers; it is called from several threads at once.
        answers: Where its answers are worked on and kept.
        cases: Questions with known evidence, suggested where the library holds that evidence.
    """
    workbench: gr.Blocks
    with gr.Blocks(title="Sanad", fill_width=True, fill_height=True, analytics_enabled=False) as workbench:
        chat = ChatPage(engine, answers, cases, at_once=FOLLOWED_AT_ONCE)
        workbench.load(chat.load, None, chat.loaded, queue=False, show_progress="hidden", api_visibility="private")
        restoring: dict[str, Any] = {"concurrency_limit": FOLLOWED_AT_ONCE, "concurrency_id": "answers"}
        workbench.load(chat.restore, chat.view, chat.restored, show_progress="hidden", api_visibility="private", **restoring)
    workbench.state_session_capacity = SESSIONS
    workbench.queue(default_concurrency_limit=EVENTS_AT_ONCE, max_size=WAITING_AT_MOST)
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
