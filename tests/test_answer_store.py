"""The file that answers are kept in: order, search, totals, several writers, processes that die, older and newer files."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.catalog.answers import MIGRATIONS, AnswerStore, KeptAnswer
from index.catalog.database import Database
from index.catalog.feedback import KeptFeedback
from index.errors import CatalogError
from index.models import Span

ROOT = Path(__file__).parents[1]
BEGUN = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)

WRITER = """
import sys
from pathlib import Path
from index.catalog.answers import AnswerStore
from tests.test_answer_store import kept

with AnswerStore(Path(sys.argv[1])) as store:
    for count in range(int(sys.argv[3])):
        sys.stdout.write(f"{store.add(kept(f'{sys.argv[2]} {count}'))}\\n")
        sys.stdout.flush()
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnswerStore]:
    with AnswerStore(tmp_path / "answers.sqlite") as made:
        yield made


def kept(question: str, conversation: str = "c", *, minutes: int = 0, model: str | None = None, cost: float | None = None) -> KeptAnswer:
    tokens = len(question) if model else None
    return KeptAnswer(
        conversation=conversation,
        asked_at=BEGUN + timedelta(minutes=minutes),
        question=question,
        request="{}",
        answer=f'{{"text": "{question}"}}',
        passages=(Span(article_id="a", version="v", start=3, end=9),),
        settings={"strict": False, "answer_threshold": 0.5},
        versions={"sanad": "1", "embedder": None},
        seconds=0.5,
        model=model,
        prompt_tokens=tokens,
        completion_tokens=tokens,
        cost=cost,
    )


def test_an_answer_is_kept_whole(store: AnswerStore) -> None:
    given = kept("Как дела? كيف الحال", model="m", cost=0.25)
    number = store.add(given)
    assert store.get(number) == given.model_copy(update={"id": number, "position": 1})
    assert store.get(number + 1) is None


def test_a_conversation_has_its_answers_in_order(store: AnswerStore) -> None:
    for question, conversation in (("one", "c"), ("other", "d"), ("two", "c"), ("three", "c")):
        store.add(kept(question, conversation))
    assert [(one.position, one.question) for one in store.conversation("c")] == [(1, "one"), (2, "two"), (3, "three")]
    assert [one.question for one in store.conversation("c", last=2)] == ["two", "three"]
    assert store.conversation("nothing") == ()


def test_conversations_are_found_by_title_and_question_in_any_case(store: AnswerStore) -> None:
    store.add(kept("Кто выиграл тендер?", "russian"))
    store.add(kept("Who won the tender?", "english", minutes=1))
    store.add(kept("And when?", "english", minutes=3))
    store.add(kept("Where?", "third", minutes=2))
    assert [one.id for one in store.conversations()] == ["english", "third", "russian"]
    assert [one.id for one in store.conversations(limit=1)] == ["english"]
    assert [one.id for one in store.conversations(search="ТЕНДЕР")] == ["russian"]
    assert [one.id for one in store.conversations(search="AND WHEN")] == ["english"]
    found = store.conversations(search="tender")[0]
    assert (found.title, found.answers, found.begun_at, found.last_at) == (
        "Who won the tender?",
        2,
        BEGUN + timedelta(minutes=1),
        BEGUN + timedelta(minutes=3),
    )


def test_a_conversation_goes_by_its_id_and_its_title(store: AnswerStore) -> None:
    store.add(kept("one", "c"))
    store.add(kept("two", "d"))
    assert store.rename("c", "d")
    assert not store.rename("nothing", "x")
    assert (store.find("c"), store.find("d"), store.find("one")) == ("c", "d", None)
    store.rename("c", "Tender")
    assert store.find("Tender") == "c"


def test_answers_and_conversations_are_removed(store: AnswerStore) -> None:
    numbers = [store.add(kept(question, conversation)) for question, conversation in (("1", "c"), ("2", "c"), ("3", "d"), ("4", "e"))]
    assert store.delete(answers=[numbers[0], numbers[3]]) == 2
    assert {one.id for one in store.conversations()} == {"c", "d"}
    assert store.delete(["c", "nothing"]) == 1
    assert [one.id for one in store.conversations()] == ["d"]
    assert store.add(kept("5", "f")) > max(numbers)


def test_totals_are_by_model(store: AnswerStore) -> None:
    for given in (kept("12", model="m", cost=0.5), kept("1234", model="m"), kept("1", "d"), kept("123456", "d", model="n", cost=2)):
        store.add(given)
    totals = store.totals()
    assert (totals.answers, totals.conversations) == (4, 2)
    told = {one.model: (one.answers, one.prompt_tokens, one.completion_tokens, one.cost, one.priced) for one in totals.models}
    assert told == {"m": (2, 6, 6, 0.5, 1), None: (1, 0, 0, None, 0), "n": (1, 6, 6, 2.0, 1)}
    assert AnswerStore(Path("none.sqlite")).totals().models == ()


def start(path: Path, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", WRITER, path, name, str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"  # there is none yet, so that they make it at once too
    writers = [start(path, name, 60) for name in ("left", "right")]
    told = [int(line) for writer in writers for line in writer.communicate(timeout=60)[0].split()]
    with AnswerStore(path) as store:
        found = store.conversation("c")
    assert [one.position for one in found] == list(range(1, 121))
    assert sorted(told) == sorted(one.id for one in found)
    assert {one.question for one in found} == {f"{name} {count}" for name in ("left", "right") for count in range(60)}


def test_what_was_acknowledged_survives_the_death_of_the_process(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    writer = start(path, "x", 100_000)
    if writer.stdout is None:
        raise RuntimeError("the process has no output")
    told = [int(writer.stdout.readline()) for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.communicate()[0].splitlines() if line.strip()]
    with AnswerStore(path) as store:
        assert set(told) <= {one.id for one in store.conversation("c")}


def test_an_older_file_is_brought_up_to_date_and_a_newer_one_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with AnswerStore(path) as store:
        number = store.add(kept("one"))
    later = (*MIGRATIONS, "ALTER TABLE answer ADD COLUMN thumb INTEGER; UPDATE answer SET thumb = 1;")
    database = Database(path, migrations=later)
    assert database.read("SELECT id, thumb FROM answer") == [(number, 1)]
    database.close()
    with pytest.raises(CatalogError, match=rf"answers\.sqlite has schema version {len(later)}"):
        AnswerStore(path)


def test_a_damaged_file_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_bytes(b"no database" * 500)
    with pytest.raises(CatalogError, match=r"answers\.sqlite"):
        AnswerStore(path)


def test_answers_of_the_first_version_are_all_there_after_the_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    old = Database(path, migrations=MIGRATIONS[:1])
    values = ("c", 1, BEGUN.isoformat(), "one", "stopped", "{}", "{}", "[]", "{}", "{}", 0.5)
    names = "conversation, position, asked_at, question, state, request, answer, passages, settings, versions, seconds"
    with old.transaction() as connection:
        connection.execute("INSERT INTO conversation VALUES ('c', 'A title', ?)", (BEGUN.isoformat(),))
        connection.execute(f"INSERT INTO answer ({names}) VALUES ({', '.join('?' * len(values))})", values)
    old.close()
    with AnswerStore(path) as store:
        (answer,) = store.conversation("c")
        assert (answer.question, answer.state, answer.seconds, answer.problem) == ("one", "stopped", 0.5, "")
        assert store.title("c") == "A title"
        assert store.add(kept("two")) > answer.id


def test_an_answer_grows_settles_and_is_asked_again_in_its_place(store: AnswerStore) -> None:
    first, second = (store.add(kept(question).model_copy(update={"state": "working"})) for question in ("one", "two"))
    assert [answer.id for answer in store.working()] == [first, second]
    store.snapshot({first: '{"text": "gro"}', second: '{"text": "o"}'})
    store.settle(second, "failed", problem="No model.")
    store.snapshot({second: '{"text": "too late"}'})
    again = store.add(kept("one again"), instead=first)
    assert [(answer.id, answer.position, answer.question) for answer in store.conversation("c")] == [
        (again, 1, "one again"),
        (second, 2, "two"),
    ]
    assert store.get(first) is None
    kept_second = store.get(second)
    assert kept_second
    assert (kept_second.answer, kept_second.state, kept_second.problem) == ('{"text": "o"}', "failed", "No model.")
    assert not store.working()


def test_a_hidden_conversation_comes_back_and_is_purged_later(store: AnswerStore) -> None:
    store.add(kept("one"))
    assert store.hide("c", moment=BEGUN)
    assert (store.conversations(), store.title("c"), store.find("c")) == ((), None, None)
    assert not store.hide("c", moment=BEGUN)
    assert store.unhide("c")
    assert store.title("c") == "one"
    store.hide("c", moment=BEGUN)
    assert store.purge(before=BEGUN) == 0
    assert store.purge(before=BEGUN + timedelta(minutes=1)) == 1
    assert not store.unhide("c")


def test_what_is_said_of_an_answer_is_kept_changed_and_withdrawn(store: AnswerStore) -> None:
    number = store.add(kept("one"))
    assert store.feedback.give(KeptFeedback(answer=number, rating="up", given_at=BEGUN))
    wrong = KeptFeedback(answer=number, rating="wrong_citation", wrong=(2,), comment="no", given_at=BEGUN + timedelta(minutes=1))
    assert store.feedback.give(wrong)
    assert store.feedback.all() == (wrong,)
    assert store.feedback.of((number, 99)) == {number: wrong}
    assert store.feedback.withdraw(number)
    assert not store.feedback.withdraw(number)
    assert not store.feedback.give(wrong.model_copy(update={"answer": 99}))
    store.feedback.give(wrong)
    store.delete(("c",))
    assert store.feedback.all() == ()
