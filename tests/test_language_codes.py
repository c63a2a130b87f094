import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from index.language import CHANNELS, Terms, analyze
from index.language.codes import decode_terms, encode_terms, term_code

terms = st.builds(Terms, *(st.lists(st.text(max_size=6), max_size=5).map(tuple) for _ in CHANNELS))


@given(st.lists(st.tuples(terms, st.lists(terms, max_size=4)), max_size=4))
@settings(max_examples=100, deadline=None)
def test_chunks_come_back_in_order(chunks: list[tuple[Terms, list[Terms]]]) -> None:
    codes = decode_terms([encode_terms(title, sentences) for title, sentences in chunks])
    segments = [segment for title, sentences in chunks for segment in (title, *sentences)]
    expected = [term_code(channel, term) for segment in segments for channel in CHANNELS for term in getattr(segment, channel)]
    assert codes.terms.tolist() == expected
    assert codes.lengths.tolist() == [[len(getattr(segment, channel)) for channel in CHANNELS] for segment in segments]
    assert codes.segment_chunks.tolist() == [row for row, (_, sentences) in enumerate(chunks) for _ in range(1 + len(sentences))]


def test_codes_do_not_change_between_runs() -> None:
    assert term_code("words", "trade") == zlib.crc32(b"trade", 1)
    assert encode_terms(Terms(words=("a",)), []) == b"".join(
        number.to_bytes(4, "little") for number in (1, 1, 0, 0, term_code("words", "a"))
    )


def test_a_term_has_another_code_in_another_channel() -> None:
    assert len({term_code(channel, "trad") for channel in CHANNELS}) == len(CHANNELS)


def test_a_chunk_stays_small() -> None:
    sentence = "Both leaders committed to strengthening economic cooperation and expressed satisfaction over the business forum."
    encoded = encode_terms(Terms(), [analyze(sentence, "en")] * 8)
    assert len(encoded) < 6 * len(sentence) * 8
