"""Readers of BEIR, TREC, MultiHop-RAG and tables: what each means, that a broken line is named, and that nothing is left out in silence."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.formats import load_set, read_set
from eval.models import EvaluationSet
from index.errors import EvaluationError

LAMP = "The lighthouse of Marrow Point was lit in 1871. Its keeper lived alone."
BRIDGE = "The bridge at Tollan has nine arches. It fell in the flood of 1913."


def rows(*values: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def refusal(path: Path) -> str:
    with pytest.raises(EvaluationError) as caught:
        load_set(path)
    assert caught.value.remedy
    return caught.value.message


def grades(found: EvaluationSet) -> dict[str, dict[str, int]]:
    return {case.id: {place.document: place.grade for place in case.relevant} for case in found.cases}


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "harbours"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(
        rows(
            {"_id": "d1", "title": "Marrow Point", "text": LAMP, "metadata": {"url": "https://example.org/lamp"}},
            {"_id": "d2", "title": "", "text": BRIDGE},
            {"_id": 3, "title": "Only a title", "text": ""},
            {"_id": "d4", "title": " ", "text": ""},
        )
    )
    (folder / "queries.jsonl").write_text(
        rows(
            {"_id": "q1", "text": "When was the lighthouse lit?"},
            {"_id": "q2", "text": "arches of the bridge"},
            {"_id": "q3", "text": "fog"},
        )
    )
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td2\t1\nq2\td1\t0\n")
    return folder


def test_beir_keeps_grades_and_tells_what_is_not_asked(beir: Path) -> None:
    found = load_set(beir)
    assert (found.kind, found.name) == ("beir", "harbours")
    assert grades(found) == {"q1": {"d1": 2, "d2": 1}, "q2": {"d2": 1}}
    documents = {document.id: document.article for document in found.documents}
    assert (documents["d1"].title, documents["d1"].url, documents["3"].text) == ("Marrow Point", "https://example.org/lamp", "Only a title")
    assert "#d2" in documents["d2"].origin
    assert found.notices == (
        "1 of 3 queries have no judgement in qrels/test.tsv and are not asked.",
        "Documents of corpus.jsonl without a title or a text, which are left out: 1.",
    )
    assert sorted(found.parts) == ["harbours/corpus.jsonl", "harbours/qrels/test.tsv", "harbours/queries.jsonl"]


def test_beir_compressed_is_the_same_set_of_other_bytes(beir: Path) -> None:
    plain = load_set(beir)
    corpus = beir / "corpus.jsonl"
    (beir / "corpus.jsonl.gz").write_bytes(gzip.compress(corpus.read_bytes()))
    corpus.unlink()
    packed = load_set(beir)
    assert (packed.cases, packed.documents) == (plain.cases, plain.documents)
    assert packed.sha256 != plain.sha256


def test_another_split_is_named_by_its_file(beir: Path) -> None:
    (beir / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq3\td1\t1\n")
    assert grades(load_set(beir / "qrels" / "dev.tsv")) == {"q3": {"d1": 1}}
    assert grades(load_set(beir)).keys() == {"q1", "q2"}
    (beir / "qrels" / "test.tsv").rename(beir / "qrels" / "train.tsv")
    with pytest.raises(EvaluationError, match=r"no qrels/test\.tsv") as caught:
        load_set(beir)
    assert "qrels/dev.tsv, qrels/train.tsv" in caught.value.remedy


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("q1\td1\tmuch\n", "qrels/test.tsv, line 6, relevance: the relevance must be a whole number, not 'much'"),
        ("q1 d1 1\n", "qrels/test.tsv, line 6: it must hold query-id, corpus-id, score, apart by tabs"),
        ("q1\td1\t1\n", "qrels/test.tsv, line 6: document d1 was judged 2 for query q1 before, now 1"),
        ("q9\td1\t1\n", "qrels/test.tsv, query q9: it is judged, but there is no query with this id"),
        ("q1\td9\t1\n", "qrels/test.tsv, query q1, document d9: it is not in the corpus"),
        ("q1\td4\t1\n", "qrels/test.tsv, query q1, document d4: it is in the corpus without a title or a text"),
    ],
)
def test_a_broken_judgement_is_named(beir: Path, line: str, message: str) -> None:
    with (beir / "qrels" / "test.tsv").open("a") as file:
        file.write(line)
    assert message in refusal(beir)


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "again"}', "corpus.jsonl, line 5: the id 'd1' is used twice"),
        ("corpus.jsonl", '{"title": "x", "text": "y"}', "corpus.jsonl, line 5, _id: field required"),
        ("corpus.jsonl", '{"_id": "d5", "te', "corpus.jsonl, line 5: invalid JSON"),
        ("queries.jsonl", '{"_id": "q1", "text": "another"}', "queries.jsonl, line 4: the id 'q1' is used twice"),
        ("queries.jsonl", '{"_id": "q4"}', "queries.jsonl, line 4, text: field required"),
    ],
)
def test_a_broken_line_of_a_folder_is_named(beir: Path, name: str, line: str, message: str) -> None:
    with (beir / name).open("a") as file:
        file.write(line)
    assert message in refusal(beir)


TOPICS = """<top>
<num> Number: 301
<title> Marrow lighthouse
<desc> Description:
When was it lit?
</top>

<top>
<num> Number: 302
<title> Tollan bridge </title>
</top>
"""
DOCUMENTS = f"""<DOC>
<DOCNO> LAMP-1 </DOCNO>
<HEADLINE>Marrow &amp; its light</HEADLINE>
<TEXT>
{LAMP}
</TEXT>
</DOC>
<DOC>
<DOCNO>BRIDGE-1</DOCNO>
<TEXT>{BRIDGE}</TEXT>
</DOC>
"""
QRELS = "301 0 LAMP-1 3\n301 0 BRIDGE-1 -2\n302 0 BRIDGE-1 1\n"


def trec(folder: Path, **files: str) -> Path:
    for name, text in {"topics.txt": TOPICS, "qrels.txt": QRELS, **files}.items():
        (folder / name).write_text(text)
    return folder


def test_trec_with_documents(tmp_path: Path) -> None:
    found = load_set(trec(tmp_path, **{"docs.trec": DOCUMENTS}))
    assert found.kind == "trec"
    assert grades(found) == {"301": {"LAMP-1": 3}, "302": {"BRIDGE-1": 1}}
    assert [case.question for case in found.cases] == ["Marrow lighthouse", "Tollan bridge"]
    lamp, bridge = (document.article for document in found.documents)
    assert (lamp.title, lamp.text, bridge.title, bridge.text) == ("Marrow & its light", LAMP, "", BRIDGE)


def test_trec_about_a_library_has_no_documents(tmp_path: Path) -> None:
    found = load_set(trec(tmp_path))
    assert (found.documents, grades(found)["301"]) == ((), {"LAMP-1": 3})


@pytest.mark.parametrize(
    ("topics", "question"),
    [
        ("301\twhen was the light lit\n302\tbridge\n", "when was the light lit"),
        ('<?xml version="1.0"?>\n<topics>\n<topic number="301">\n<query>lamp</query>\n<question>When lit?</question>\n</topic>\n'
         '<topic number="302">\n<query>bridge</query>\n</topic>\n</topics>\n', "When lit?"),
    ],
)  # fmt: skip
def test_topics_in_other_forms(tmp_path: Path, topics: str, question: str) -> None:
    found = load_set(trec(tmp_path, **{"topics.txt": topics}))
    assert [case.question for case in found.cases] == [question, "bridge"]


def test_trec_documents_in_columns(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text("301\tlamp\n")
    (tmp_path / "qrels.txt").write_text("301 0 a 1\n")
    (tmp_path / "collection.tsv").write_text(f"a\t{LAMP}\nb\tTollan\t{BRIDGE}\nc\thttps://example.org/c\tFog\tIt is thick.\n")
    articles = [document.article for document in load_set(tmp_path).documents]
    assert [(one.title, one.url) for one in articles] == [("", None), ("Tollan", None), ("Fog", "https://example.org/c")]


def test_broken_trec_is_named(tmp_path: Path) -> None:
    files = {"topics.txt": TOPICS + "<top>\n<title> without a number\n</top>\n", "qrels.txt": QRELS + "302 0 BRIDGE-1\n"}
    message = refusal(trec(tmp_path, **files))
    assert "topics.txt, line 12: the topic has no number" in message
    assert "qrels.txt, line 4: it must hold topic, iteration, document and relevance, not 3 columns" in message


def test_which_judgements_are_meant_must_be_plain(tmp_path: Path) -> None:
    folder = trec(tmp_path, **{"qrels.deep.txt": "302 0 BRIDGE-1 2\n", "topics.deep.txt": "302\tdeep bridge\n"})
    assert "several files of judgements" in refusal(folder)
    assert [case.question for case in load_set(folder / "qrels.deep.txt").cases] == ["deep bridge"]


def multihop(folder: Path, **changes: Any) -> Path:
    lamp = {"title": "The lamp", "source": "Harbour Post", "published_at": "2026-03-01T10:00:00+00:00", "url": "https://example.org/1"}
    bridge = {"title": "The bridge", "source": "Tollan Times", "url": "https://example.org/2"}
    articles = [{**lamp, "body": LAMP}, {**bridge, "body": BRIDGE}]
    evidence = [
        {"title": "The lamp", "url": "https://example.org/1", "fact": "The lighthouse of Marrow Point was  lit in 1871."},
        {"title": "The bridge", "url": "https://example.org/2", "fact": "The bridge fell long ago."},
    ]
    asked = {"query": "Which came first?", "answer": "The lamp", "question_type": "comparison_query", "evidence_list": evidence}
    nothing = {"query": "Who built it?", "answer": "Insufficient information.", "question_type": "null_query", "evidence_list": []}
    (folder / "corpus.json").write_text(json.dumps(articles))
    (folder / "MultiHopRAG.json").write_text(json.dumps([{**asked, **changes}, nothing]))
    return folder


def test_multihop_places_its_facts(tmp_path: Path) -> None:
    found = load_set(multihop(tmp_path))
    both, nothing = found.cases
    assert (both.type, both.tags, both.answers) == ("comparison", ("comparison_query",), ("The lamp",))
    first, second = both.relevant
    assert LAMP[first.start : first.end] == first.quote == "The lighthouse of Marrow Point was lit in 1871."
    assert (first.source, second.quote, second.start) == ("Harbour Post", "", None)
    assert both.key_facts[1] == "The bridge fell long ago."
    assert found.notices[0].startswith("1 of 2 facts do not stand word for word")
    assert (nothing.answerable, nothing.type, nothing.answers) == (False, "unanswerable", ())
    assert load_set(tmp_path / "MultiHopRAG.json").cases == found.cases


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"evidence_list": []}, "[0].evidence_list: there is no evidence"),
        ({"question_type": "null_query"}, "[0].evidence_list: the question has no answer, but evidence"),
        ({"evidence_list": [{"title": "Nowhere", "fact": "x"}]}, "[0].evidence_list[0].url: no article of the corpus has the address None"),
        ({"query": ""}, "[0].query:"),
    ],
)
def test_broken_multihop_is_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    assert f"MultiHopRAG.json, {message}" in refusal(multihop(tmp_path, **changes))


def table(folder: Path, text: str, name: str = "set.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_rows_of_one_id_are_one_question(tmp_path: Path) -> None:
    question = '"When was the lighthouse; lit?"'
    found = load_set(
        table(
            tmp_path,
            "id;Question;answers;article;quote;grade;type\n"
            f"a;{question};1871|in 1871;lamp;was lit in 1871;2;date\n"
            f"a;{question};1871;lamp-2;;1;date\n"
            "b;Who painted the bridge?;;;;;unanswerable\n",
        )
    )
    assert (found.kind, grades(found)) == ("csv", {"a": {"lamp": 2, "lamp-2": 1}, "b": {}})
    first, second = found.cases
    assert (first.question, first.answers, first.language) == ("When was the lighthouse; lit?", ("1871", "in 1871"), "en")
    assert (second.answerable, second.type) == (False, "unanswerable")


def test_a_table_may_bring_its_passages(tmp_path: Path) -> None:
    text = f'question\tanswer\tcontext\nWhen lit?\t1871\t"{LAMP}"\nHow many arches?\tnine\t"{BRIDGE}"\nWho kept it?\t\t"{LAMP}"\n'
    found = load_set(table(tmp_path, text, "set.tsv"))
    assert [document.article.text for document in found.documents] == [LAMP, BRIDGE]
    assert [case.relevant[0].document for case in found.cases] == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("question,article\n,lamp\n", "line 2, question: it is empty"),
        ("question,article\nWhen?,lamp,more\n", "line 2: it has 3 cells, the first line 2"),
        ("question,article,answerable\nWhen?,lamp,perhaps\n", "line 2, answerable: 'perhaps' is neither true nor false"),
        ("question,article,grade\nWhen?,lamp,high\n", "line 2, grade: 'high' is not a whole number"),
        ("question,article,type\nWhen?,lamp,riddle\n", "line 2, type:"),
        ("question,article,colour\nWhen?,lamp,red\n", "line 1: the column 'colour' is not known"),
        ("question,context,quote\nWhen?,It was lit.,It was dark.\n", "line 2, quote: the context does not hold 'It was dark.'"),
        ("id,question,article\na,When?,lamp\na,Why?,lamp\n", "line 3, question: the id 'a' has another question on line 2"),
        ("question,answerable\nWhen?,yes\n", "line 2: answerable, but without a relevant article"),
        ('question,article\n"When?,lamp\n', "line 2: it is no row of a table"),
        ("query,answer\n", "holds no usable question"),
        ("name,answer\nx,y\n", "has no column question"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(table(tmp_path, text))


def test_everything_broken_is_told_at_once(tmp_path: Path) -> None:
    found = read_set(table(tmp_path, "question,article,type\nWhen?,lamp,riddle\nWhy?,lamp,fact\nHow?,,riddle\n"))
    assert [case.question for case in found.cases] == ["Why?"]
    assert [problem.where.partition(",")[0] for problem in found.broken] == ["line 2", "line 4"]
