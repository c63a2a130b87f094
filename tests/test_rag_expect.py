"""What a question asks for, in four languages."""

import pytest

from rag.expect import expected_kind, satisfies


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people were moved?", "number"),
        ("What bilateral trade target do they hope to reach?", "number"),
        ("When will the bridge open?", "date"),
        ("In which year did it close?", "date"),
        ("Who signed?", "any"),
        ("كم تبلغ كلفة المحطة؟", "number"),
        ("ما هو حجم التبادل؟", "number"),
        ("متى يعود القطار؟", "date"),
        ("من وقّع الاتفاق؟", "any"),
        ("Сколько стоит билет?", "number"),
        ("Когда открыли мост?", "date"),
        ("Кто подписал?", "any"),
        ("کتنے گھروں کو بجلی ملے گی؟", "number"),
        ("پل کب کھلے گا؟", "date"),
        ("وزیر کون ہے؟", "any"),
    ],
)
def test_the_question_words_tell_what_is_asked_for(question: str, kind: str) -> None:
    assert expected_kind(question) == kind


def test_digits_of_any_script_satisfy_a_question_for_a_number() -> None:
    assert satisfies("٤٣٠٠ مخطوطة", "number")
    assert satisfies("۸۶ ممالک", "date")
    assert not satisfies("many people", "number")
    assert satisfies("many people", "any")
