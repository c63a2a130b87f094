"""What a page is not sent anew: components an event leaves alone, sentences that are drawn already, and waiting for a client that stays."""

import asyncio
from typing import Any

import anyio
import gradio as gr
from gradio.state_holder import SessionState

from tests.rendered import make_citation, make_turn, quoted
from ui.listening import HangUp
from ui.pages.blocks import FrugalBlocks
from ui.render import answer
from ui.words import speaking


def sent(changes: dict[str, Any]) -> tuple[list[Any], dict[str, bool]]:
    """What a page with two places is sent for an event, and which of them were made anew."""

    async def run() -> tuple[list[Any], dict[str, bool]]:  # inside a loop: outside of one, Gradio opens one for each of its locks
        with FrugalBlocks(analytics_enabled=False) as blocks:
            places = {"first": gr.HTML(), "second": gr.Textbox()}
            blocks.load(lambda: None, None, list(places.values()), postprocess=False)
        state = SessionState(blocks)
        before = {name: state[place._id] for name, place in places.items()}
        given = {places[name]: value for name, value in changes.items()}
        result = await blocks.postprocess_data(next(iter(blocks.fns.values())), given, state)
        return result, {name: state[place._id] is not before[name] for name, place in places.items()}

    return asyncio.run(run())


def test_what_an_event_leaves_alone_is_not_made_anew() -> None:
    assert sent({"first": "<p>a</p>"}) == (["<p>a</p>", gr.skip()], {"first": False, "second": False})
    assert sent({"second": "b"})[0] == [gr.skip(), "b"]
    assert sent({"first": "a", "second": "b"})[0] == ["a", "b"]


def test_options_of_a_component_still_reach_it() -> None:
    result, made = sent({"second": gr.update(value="b", placeholder="c")})
    assert (result[0], result[1]["value"], result[1]["placeholder"]) == (gr.skip(), "b", "c")
    assert made == {"first": False, "second": True}


def test_a_sentence_is_drawn_once_in_each_language() -> None:
    answer._sentence.cache_clear()
    turn = make_turn(quoted(make_citation()))
    english = answer.turn(turn, 0)
    assert answer.turn(turn, 0) == english
    assert answer._sentence.cache_info().misses == 1
    with speaking("ar"):
        assert answer.turn(turn, 0) != english


def test_asking_whether_a_client_has_left_leaves_nothing_behind() -> None:
    async def asked() -> int:
        never = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await never.wait()
            return {"type": "http.disconnect"}

        async def app(_scope: Any, given: Any, _send: Any) -> None:
            for _ in range(50):
                with anyio.CancelScope() as scope:
                    scope.cancel()
                    await given()
            counts.append(len(asyncio.all_tasks()))

        counts: list[int] = []
        await HangUp(app, asyncio.Event())({"type": "http"}, receive, receive)  # type: ignore[arg-type]
        return counts[0]

    assert asyncio.run(asked()) <= 3
