"""Briefs that are kept: with history and evidence, by several writers, after a crash, and after their articles have gone."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.catalog.answers import ANSWERS_FILE
from index.catalog.briefs import BRIEFS_FILE, REVISIONS, BriefStore
from index.errors import BriefConflictError, BriefError, CatalogError, NotFoundError
from index.library import Library
from index.models import text_version
from index.settings import load_settings
from rag import Sanad
from rag.brief import editing
from rag.brief.briefs import Briefs
from rag.brief.collecting import from_answer
from rag.brief.models import Brief
from tests.briefed import ARTICLES, DAM, FLOOD, NOW, Shelf, own, quoted

EVACUATED = "Some 4,200 people were evacuated on Tuesday."
ROOT = Path(__file__).parents[1]

DYING = """
import os, signal, sys
from pathlib import Path
from rag.brief.briefs import Briefs
from tests.briefed import Shelf, own, quoted

briefs = Briefs(Path(sys.argv[1]), Shelf())
kept = briefs.new("Rivers")
print(kept.brief.id, flush=True)
for place in range(40):
    change = (lambda brief: quoted(brief, "No one was hurt.").brief) if place % 2 else (lambda brief: own(brief, f"Words {place}.").brief)
    print(briefs.change(kept.brief.id, "text", change).revision, flush=True)
    if place == 7:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def briefs(tmp_path: Path) -> Iterator[Briefs]:
    made = Briefs(tmp_path, Shelf(), clock=lambda: NOW)
    yield made
    made.close()


def texts(briefs: Briefs, identity: str) -> list[str]:
    return [sentence.text for item in briefs.get(identity).brief.items for sentence in item.sentences]


def test_a_change_can_be_undone_and_made_again(briefs: Briefs) -> None:
    begun = briefs.new("Rivers", language="ar", author="Amal", style="apa", owner="u1")
    identity = begun.brief.id
    assert (begun.revision, begun.owner, begun.undoes, begun.redoes) == (1, "u1", None, None)
    one = briefs.change(identity, "text", lambda brief: own(brief, "One.").brief, about="One.")
    two = briefs.change(identity, "text", lambda brief: own(brief, "Two.").brief)
    assert (two.undoes and two.undoes.number, texts(briefs, identity)) == (3, ["One.", "Two."])
    undone = briefs.undo(identity)
    assert undone.brief == one.brief
    assert (undone.redoes and undone.redoes.number) == 3
    assert briefs.redo(identity).brief == two.brief
    with pytest.raises(BriefError, match="nothing to redo"):
        briefs.redo(identity)
    briefs.undo(identity)
    briefs.undo(identity)
    with pytest.raises(BriefError, match="nothing to undo"):
        briefs.undo(identity)
    assert briefs.get(identity).brief == begun.brief
    other = briefs.change(identity, "text", lambda brief: own(brief, "Other.").brief)
    assert (other.revision, other.redoes) == (4, None)
    assert [(entry.number, entry.what) for entry in briefs.history(identity)] == [(1, "begun"), (4, "text")]
    assert briefs.return_to(identity, 1).brief.sections == begun.brief.sections
    assert texts(briefs, briefs.undo(identity).brief.id) == ["Other."]


def test_what_changes_nothing_is_no_revision(briefs: Briefs) -> None:
    kept = briefs.new("Rivers")
    assert briefs.change(kept.brief.id, "settings", lambda brief: editing.with_settings(brief, title="Rivers", moment=NOW)) == kept


def test_of_two_writers_none_overwrites_the_other(briefs: Briefs, tmp_path: Path) -> None:
    mine = briefs.new("Rivers")
    other = Briefs(tmp_path, Shelf())
    theirs = other.change(mine.brief.id, "text", lambda brief: own(brief, "Theirs.").brief)
    with pytest.raises(BriefConflictError, match="revision 2 is in force"):
        briefs.save(own(mine.brief, "Mine.").brief, "text", based_on=mine.revision)
    with pytest.raises(BriefConflictError):
        briefs.undo(mine.brief.id, based_on=mine.revision)
    briefs.undo(mine.brief.id)
    briefs.change(mine.brief.id, "text", lambda brief: own(brief, "Instead.").brief)
    with pytest.raises(BriefConflictError):  # a number is not given twice, so that what was undone is not taken for what came after
        other.save(own(theirs.brief, "More.").brief, "text", based_on=theirs.revision)
    calls = []

    def interrupted(brief: Brief) -> Brief:
        calls.append(brief)
        if len(calls) == 1:
            other.change(brief.id, "text", lambda one: own(one, "Between.").brief)
        return own(brief, "Mine.").brief

    briefs.change(mine.brief.id, "text", interrupted)
    assert texts(briefs, mine.brief.id) == ["Instead.", "Between.", "Mine."]
    other.close()


def test_what_was_acknowledged_outlives_the_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", DYING, str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    assert ended.returncode == -9
    identity, *numbers = ended.stdout.split()
    reading = Briefs(tmp_path, Shelf([]))
    kept = reading.get(identity)
    assert kept.revision == int(numbers[-1]) == 9
    assert texts(reading, identity) == ["Words 0.", "No one was hurt."] + [
        f"Words {n}." if n % 2 == 0 else "No one was hurt." for n in range(2, 8)
    ]
    (source,) = kept.brief.sources.values()
    assert reading.text_of(source) == FLOOD
    reading.close()


def test_evidence_outlives_the_article_and_goes_with_the_last_brief(tmp_path: Path, briefs: Briefs) -> None:
    first, second = briefs.new("One").brief.id, briefs.new("Two").brief.id
    briefs.change(first, "quote", lambda brief: quoted(quoted(brief, EVACUATED).brief, DAM[:30], ARTICLES[1]).brief)
    kept = briefs.change(second, "quote", lambda brief: quoted(brief, EVACUATED).brief)
    (source,) = kept.brief.sources.values()
    gone = Briefs(tmp_path, Shelf([]))
    (citation,) = gone.get(second).brief.citations.values()
    text = gone.text_of(source)
    assert text_version(text) == source.version
    assert text[citation.start : citation.end] == citation.quote == EVACUATED
    assert gone.delete(first)
    assert [one.id for one in gone.list()] == [second]
    assert [one.id for one in gone.list(deleted=True)] == [first]
    with pytest.raises(NotFoundError):
        gone.get(first)
    assert gone.restore(first)
    assert gone.store.purge([first]) == 1
    assert gone.store.text(text_version(DAM)) is None
    assert gone.text_of(source) == text
    gone.delete(second)
    assert gone.store.purge(before=gone.moment + timedelta(hours=1)) == 1
    with pytest.raises(NotFoundError, match="not kept"):
        gone.text_of(source)
    gone.close()


def test_evidence_that_is_not_what_was_cited_is_not_given(briefs: Briefs) -> None:
    kept = briefs.new("Rivers")
    (source,) = briefs.change(kept.brief.id, "quote", lambda brief: quoted(brief, EVACUATED).brief).brief.sources.values()
    with briefs.store._database.transaction() as connection:
        connection.execute("UPDATE evidence SET version = ?", (text_version("other"),))
    with pytest.raises(CatalogError, match="not what was cited"):
        briefs.text_of(source.model_copy(update={"version": text_version("other")}))


def test_a_brief_is_found_by_id_title_or_as_the_last(briefs: Briefs) -> None:
    first, second = briefs.new("Rivers", owner="u1").brief.id, briefs.new("Dams").brief.id
    briefs.change(first, "text", lambda brief: own(brief, "One.").brief.model_copy(update={"changed_at": NOW + timedelta(minutes=1)}))
    assert [briefs.find(name).id for name in (second, second[:5], "Dams", "dams", "last")] == [second] * 4 + [first]
    assert briefs.find("last", owner="").id == second
    assert [one.id for one in briefs.list(owner="u1")] == [one.id for one in briefs.list(search="RIV")] == [first]
    briefs.new("Dams")
    with pytest.raises(NotFoundError, match="may be any"):
        briefs.find("Dams")
    for unknown in ("Lakes", first[:3], "Rivers%"):
        with pytest.raises(NotFoundError, match="no brief"):
            briefs.find(unknown)
    with pytest.raises(NotFoundError):
        briefs.find("Rivers", owner="")


def test_only_the_latest_revisions_are_kept(briefs: Briefs) -> None:
    store = briefs.store
    store.save("b", "{}", title="t", what="begun", moment=NOW, based_on=None)
    for number in range(1, REVISIONS + 4):
        store.save("b", "{}", title="t", what="text", moment=NOW, based_on=number)
    kept = [one.number for one in store.history("b")]
    assert (len(kept), kept[-1]) == (REVISIONS, REVISIONS + 4)
    with pytest.raises(NotFoundError, match="no revision 1"):
        store.go("b", 1, based_on=REVISIONS + 4, moment=NOW)


def test_a_brief_of_another_version_is_an_error_of_ours(briefs: Briefs) -> None:
    content = json.dumps({**json.loads(briefs.new("Rivers").brief.model_dump_json()), "more": 1})
    briefs.store.save("b", content, title="t", what="begun", moment=NOW, based_on=None)
    with pytest.raises(CatalogError, match="cannot be read"):
        briefs.get("b")


@given(st.lists(st.sampled_from(["text", "quote", "undo", "redo"]), max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_gives_back_exactly_what_was(briefs: Briefs, steps: list[str]) -> None:
    identity = briefs.new("Rivers").brief.id
    states, at = [briefs.get(identity).brief], 0
    for place, step in enumerate(steps):
        if step in ("undo", "redo"):
            target = at + (1 if step == "redo" else -1)
            if 0 <= target < len(states):
                at = target
                assert getattr(briefs, step)(identity).brief == states[at]
            continue
        more = own(states[at], f"{place}.") if step == "text" else quoted(states[at], EVACUATED)
        kept = briefs.save(more.brief, "text", based_on=briefs.get(identity).revision)
        states, at = [*states[: at + 1], kept.brief], at + 1
        assert briefs.get(identity).brief == states[at]


def test_an_answer_stays_provable_when_its_article_is_purged(tmp_path: Path, sample_library: Path) -> None:
    path = tmp_path / "library"
    shutil.copytree(sample_library, path, ignore=shutil.ignore_patterns(f"{ANSWERS_FILE}*", f"{BRIEFS_FILE}*", "lock*"))
    chosen = load_settings(library=path)
    with Sanad.open(path, settings=chosen) as sanad:
        answer = sanad.ask("How many people were evacuated because of the Orsen flood?")
        identity = sanad.briefs.new("Flood").brief.id
        sanad.briefs.change(identity, "answer", lambda brief: from_answer(brief, answer, sanad.library.catalog.articles, moment=NOW).brief)
    with Library.open(path, embedder=None, settings=chosen) as library:
        library.delete([citation.span.article_id for citation in answer.citations], purge=True)
    with Sanad.open(path, settings=chosen) as sanad:
        brief = sanad.briefs.get(identity).brief
        assert {one.quote for one in brief.citations.values()} == {one.quote for one in answer.citations}
        for citation in brief.citations.values():
            text = sanad.briefs.text_of(brief.sources[citation.source])
            assert text_version(text) == brief.span(citation).version
            around = text[citation.start - len(citation.before) : citation.end + len(citation.after)]
            assert around == citation.before + citation.quote + citation.after != citation.quote
        with BriefStore(path / BRIEFS_FILE) as store:
            assert store.owner(identity) == ""
