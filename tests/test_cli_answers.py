"""What ``ask`` shows of an answer: what stands out, verdicts with reasons, differences, usage, and what may help where nothing answers."""

import io
import os
import signal
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.live import Live

from index.settings import load_settings
from rag import Sanad
from rag.chat.models import Usage
from rag.models import Answer, Difference, DifferenceValue, Question, Sentence
from tests.cli import run, run_json
from tests.rendered import make_citation, span
from tests.servers.chat import Asked, ChatServer, Reply, chat_server, prompt_of
from ui.cli.answers import Growing, write_answer

COST = "How much does the tidal power station cost?"
TENDER = "Who won the tender for the tidal power station in Tarsan Bay?"
SHOWN_AGAIN = "\x1b[?25h"  # the cursor, when the growing answer was taken away
BOLD, END, ISOLATE = "\x1b[1m", "\x1b[0m", "\u2068"


@pytest.fixture
def samples(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANAD_LIBRARY", str(sample_library))
    return sample_library


@pytest.fixture
def model(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with chat_server(_writes) as server:
        monkeypatch.setenv("SANAD_CHAT_BASE_URL", server.url)
        monkeypatch.setenv("SANAD_CHAT_TRANSLATIONS", "false")
        monkeypatch.setenv("SANAD_CHAT_MODEL", "scripted-model")
        yield server


def _writes(asked: Asked) -> str:
    number = next(line.split()[0] for line in prompt_of(asked).splitlines() if "Corvane" in line)
    return f"**Corvane Marine** won the tender for the tidal power station [{number}]. The moon is made of cheese."


def answer(*sentences: Sentence, **fields: Any) -> Answer:
    return Answer.model_validate({"question": Question(text="Why?", language="en"), "sentences": sentences, "status": "answered"} | fields)


def written(shown: Answer, *, terminal: bool = False, model: str = "") -> list[str]:
    file = io.StringIO()
    options: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False, "soft_wrap": True, "width": 40}
    write_answer(Console(file=file, force_terminal=terminal, **options), shown, model=model)
    return file.getvalue().splitlines()


def value(text: str, **fields: Any) -> DifferenceValue:
    return DifferenceValue.model_validate({"value": text, "span": span(0, 5), "language": "en"} | fields)


def test_the_words_that_answer_are_bold_and_the_quote_stays_whole() -> None:
    quote = "تبلغ الكلفة  200 مليون\tدولار ولا [red]تزيد[/red]."
    start = quote.index("200")
    sentence = Sentence(text=quote, citations=(make_citation(quote),), verdict="supported", support=1.0, emphasis=((start, start + 9),))
    line = written(answer(sentence), terminal=True)[0]
    assert f"{BOLD}200 مليون{END}" in line
    assert line.startswith(ISOLATE)
    assert written(answer(sentence))[0] == "تبلغ الكلفة 200 مليون دولار ولا [red]تزيد[/red]."


def test_reasons_stand_under_their_sentence() -> None:
    doubtful = Sentence(
        text="It cost **4**.", citations=(make_citation(),), verdict="partly", support=0.4, reasons=("The source\nsays 3.",)
    )
    lines = written(answer(doubtful, mode="model"))
    assert lines[:3] == ["It cost 4.", "    partly supported [1]", "    The source says 3."]


def test_differences_are_aligned_with_their_quotes_below() -> None:
    arabic = value("2.7", unit="مليار دولار", quote="تصل إلى 2.7 مليار", source="صدى أورسن", published=date(2026, 3, 4), language="ar")
    urdu = value("2 ارب", quote="لاگت 2 ارب", title="ترسان", language="ur", newest=True)
    english = value("2.4 billion dollars", quote="It costs 2.4 billion.", source="The Velin Courier", published=date(2026, 3, 4))
    difference = Difference(what="cost", values=(arabic, english.model_copy(update={"also": (urdu,)})), relation="update")
    for terminal in (False, True):
        lines = written(answer(differences=(difference,)), terminal=terminal)
        place = next(number for number, line in enumerate(lines) if "Sources differ: " in line)
        assert "cost (one is a later stage)" in lines[place].replace(END, "").replace("\x1b[2m", "")
        rows = [line.replace("\x1b[2m", "").replace(END, "") for line in lines[place + 1 : place + 5]]
        starts = {cell_len(row[: row.index(word)]) for row, word in zip(rows, ("published", "2026", "2026", "no date"), strict=True)}
        assert len(starts) == 1
        assert [row.split()[0] for row in rows] == ["value", "a", "b", "b"]
        assert "newest" in rows[3]
        assert [line.split()[0] for line in lines[place + 5 : place + 8]] == ["a", "b", "b"]
        assert "تصل إلى 2.7 مليار" in lines[place + 5]


def test_what_a_model_took_is_told_and_nothing_where_none_wrote() -> None:
    usage = Usage(prompt_tokens=1200, completion_tokens=34, seconds=1.5, cost=0.0021)
    sentence = Sentence(text="So.", citations=(make_citation(),), verdict="supported", support=1.0)
    lines = written(answer(sentence, mode="model", usage=usage), model="m-1")
    assert lines[-1].startswith("The sentences were written by m-1; each was checked")
    assert lines[-1].endswith("1,200 tokens sent, 34 received · 1.5 s · cost 0.0021")
    assert "no model wrote them" in written(answer(sentence))[-1]


def test_what_is_being_written_is_shown_dim_and_goes_away() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=60, highlight=False, markup=False)
    with Live(console=console, transient=True) as live:
        Growing(console, live).show(answer(mode="model", growing="They **al"))
        live.refresh()
    shown = file.getvalue()
    assert "being written, not checked yet" in shown
    assert "\x1b[2;3mThey **al" in shown
    assert shown.endswith(("\x1b[2K", "\x1b[?25h"))  # the line is cleared again


def test_sources_that_differ_are_told_with_all_that_is_known(samples: Path) -> None:
    found = run_json("ask", COST)["differences"]
    assert found
    everyone = [one for value in found[0]["values"] for one in (value, *value["also"])]
    assert {"2.7 مليار", "2.4 billion"} <= {one["value"] for one in everyone}
    for one in everyone:
        article = run_json("show", one["span"]["article_id"], "--version", one["span"]["version"])
        assert article["text"][one["span"]["start"] : one["span"]["end"]] == one["quote"]
        assert {"unit", "emphasis", "title", "source", "published", "url", "language", "newest"} <= set(one)
    shown = run("ask", COST).stdout
    assert "Sources differ: " in shown
    assert "صدى أورسن" in shown


def test_strict_leaves_out_what_no_source_supports(model: ChatServer) -> None:
    loose, strict = run_json("ask", TENDER), run_json("ask", TENDER, "--strict")
    assert [sentence["verdict"] for sentence in loose["sentences"]] == ["supported", "not_supported"]
    assert loose["sentences"][1]["reasons"] == ["The model named no source for it."]
    assert [sentence["verdict"] for sentence in strict["sentences"]] == ["supported"]
    assert any("left out" in notice for notice in strict["notices"])
    assert (loose["mode"], loose["model"]) == ("model", "scripted-model")
    assert loose["usage"]["prompt_tokens"] > 0
    shown = run("ask", TENDER).stdout
    assert "Corvane Marine won" in shown  # the stars became bold, which a pipe does not carry
    assert "    not supported\n    The model named no source for it." in shown


def test_on_a_terminal_only_what_was_checked_stays(model: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = run("ask", TENDER)
    assert result.exit_code == 0
    left = result.stdout.rpartition(SHOWN_AGAIN)[2]
    assert f"{BOLD}Corvane Marine{END} won the tender" in left
    assert "not checked yet" not in left


def test_ctrl_c_ends_what_a_model_writes_with_what_there_is(model: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    def interrupted(asked: Asked) -> str:
        threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        return f"{_writes(asked)} {'It goes on and on. ' * 400}"

    model.model = interrupted
    model.script = [Reply(size=3, stall_after=60)]
    result = run("ask", TENDER)
    assert result.exit_code == 128 + signal.SIGINT
    assert "Corvane Marine" in result.stdout.rpartition(SHOWN_AGAIN)[2]
    assert "The answer was stopped." in result.stderr


def test_a_question_that_nothing_answers_says_what_may_help(samples: Path) -> None:
    lines = run("ask", "What is the capital of France?").stdout.splitlines()
    assert lines[:2] == ["The articles do not answer this.", "Looked for: capital · France"]
    assert lines[2].startswith("- ")
    settings = load_settings(library=samples)
    with Sanad.open(samples, settings=settings) as sanad:
        related = sanad.ask("What is the capital of France?").related
    for citation in related:
        assert f"    {' '.join(citation.quote.split())}" in lines
