"""The workbench: all pages in one Gradio application."""

from collections.abc import Sequence

import gradio as gr

from eval.models import Case
from ui.conversation import Engine
from ui.pages.chat import ChatPage

WAITING_AT_MOST = 200
SESSIONS = 500


def build_workbench(engine: Engine, cases: Sequence[Case]) -> gr.Blocks:
    """Build the pages over an engine.

    Args:
        engine: What answers; it is called from several threads at once.
        cases: Questions with known evidence, suggested where the library holds that evidence.
    """
    workbench: gr.Blocks
    with gr.Blocks(title="Sanad", fill_width=True, fill_height=True, analytics_enabled=False) as workbench:
        chat = ChatPage(engine, cases)
        workbench.load(chat.load, None, chat.loaded, queue=False, show_progress="hidden", api_visibility="private")
    workbench.state_session_capacity = SESSIONS
    workbench.queue(default_concurrency_limit=20, max_size=WAITING_AT_MOST)
    return workbench
