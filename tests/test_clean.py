import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean_line, clean_text

PIECES = st.sampled_from(
    [
        "Share",
        "icon-x",
        " ",
        "   ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "\u2028",
        "\u200b",
        "\u202e",
        "\u200c",
        "e",
        "\u0301",
        "ش",
        "ّ",
        ".",
        ":",
        "Advertisement",
    ]
)
TEXTS = st.text() | st.lists(PIECES).map("".join) | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Lu", "Zs"]))

FURNITURE = [
    "Share this article | Copy link | Print",
    "icon-facebook icon-twitter icon-whatsapp",
    "Read more: First freight train crosses the Tashmar bridge",
    "READ MORE",
    "See also »",
    "Related stories",
    "Advertisement",
    "Skip to main content",
    "Get the morning's news in your inbox. Sign up for our newsletter",
    "Subscribe for unlimited access",
    "© 2026 The Velin Courier. All rights reserved.",
    "Copyright 2024 Orsen Wire",
    "We use cookies to improve your experience. Accept all | Manage settings",
    "Accept all cookies",
    "شارك المقال",
    "إعلان",
    "اقرأ أيضاً: وزير الخارجية يزور العاصمة",
    "اقرأ المزيد",
    "اشترك في نشرتنا البريدية",
    "جميع الحقوق محفوظة",
    "شیئر کریں",
    "مزید پڑھیں",
    "یہ بھی پڑھیں: وزیر اعظم کا دورہ",
    "اشتہار",
    "Поделиться",
    "Читайте также: министр прибыл в столицу",
    "Реклама",
    "Подпишитесь на нашу рассылку",
    "Все права защищены",
    "12 min read",
    "Updated about 4 hours ago",
    "Continue reading",
    "Follow us on WhatsApp and Telegram",
    "Join our WhatsApp channel",
    "Sign in | Register",
    "Privacy Policy | Terms of Use | Contact us",
    "Your email address will not be published. Required fields are marked *",
    "تابعنا على فيسبوك وتويتر",
    "شارك على واتساب",
    "الأكثر مشاهدة",
    "كافة الحقوق محفوظة © 2025",
    "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على الموقع. موافق",
    "سياسة الخصوصية",
    "فیس بک پر شیئر کریں",
    "لنک کاپی کریں",
    "سب سے زیادہ پڑھی جانے والی خبریں",
    "ہم کوکیز کا استعمال کرتے ہیں تاکہ آپ کا تجربہ بہتر ہو",
    "تمام حقوق محفوظ ہیں",
    "Поделиться в Telegram",
    "Скопировать ссылку",
    "Мы используем файлы cookie, чтобы улучшить работу сайта. Принять",
    "Подписывайтесь на наш телеграм-канал",
    "Читать далее",
    "Политика конфиденциальности",
]

SENTENCES = [
    "Share prices fell 3%",
    "Share of renewables rose to 40 percent",
    "Read more slowly, the teacher said.",
    "Read more books, write more letters: that was her advice.",
    "See more of the country by train, the ministry urges.",
    "Print media lost 10% of readers.",
    "Related news agencies merged on Monday.",
    "Related articles of the treaty were struck out.",
    "Save the Children said 300 schools had closed.",
    "Save on energy, the minister asked.",
    "Comments by the president angered the opposition.",
    "X said it would appeal.",
    "Telegram said on Monday that it had removed the channel.",
    "Twitter fell 3% on the news.",
    "Advertisement spending fell by a tenth.",
    "Sponsored content made up a third of revenue.",
    "Sign up to the treaty, the secretary urged both sides.",
    "Subscribe to the theory that prices fall and you will be wrong.",
    "Copyright law must change, the minister said.",
    "We use cookies and milk in the recipe, the baker said.",
    "Accept the offer, the union told its members.",
    "Manage all risks, the auditors wrote.",
    "Most read newspapers raised their prices.",
    "Icon-makers of Kadrun went on strike.",
    "شارك الرئيس في القمة التي عقدت في العاصمة.",
    "مشاركة المرأة في سوق العمل ارتفعت.",
    "إعلان الاستقلال صدر عام 1956.",
    "طباعة الكتب المدرسية تأخرت شهرا.",
    "اقرأ المزيد من الكتب، قال المعلم.",
    "اشترك في النشرة الجوية ثلاثة مذيعين.",
    "اشتہار دینے والی کمپنیوں کی تعداد بڑھ گئی۔",
    "مزید پڑھیں گے تو سمجھ آئے گی۔",
    "Реклама на телевидении подорожала на 8 процентов.",
    "Поделиться опытом приехали врачи из семи стран.",
    "Подписаться под договором отказались двое министров.",
    "Подпишитесь на договор, призвал посол.",
    "Читайте также вслух, советует учитель.",
    "Updated a week ago, the map shows the old road.",
    "A 12 minute read of the meter was enough.",
    "Continue reading to your children, the teacher said.",
    "Follow us on the map, the guide told the visitors.",
    "Contact us before you travel, the embassy urged.",
    "Privacy policy was the subject of the talks.",
    "Terms of use of the port were agreed.",
    "Sign in the name of the king, the clerk said.",
    "Join our Telegram channel, the fraudsters wrote to their victims.",
    "تابعنا على مدى أسابيع أحوال القرى المتضررة.",
    "الأكثر مشاهدة في المهرجان كان فيلم المخرج الشاب.",
    "كل الحقوق محفوظة للورثة، قال المحامي.",
    "نستخدم ملفات كثيرة في هذا التحقيق.",
    "سياسة الخصوصية كانت محور النقاش.",
    "تمام حقوق محفوظ رکھنے کا عہد کیا گیا۔",
    "ہم کوکیز استعمال کرتے ہیں اور دودھ بھی، نانبائی نے کہا۔",
    "تبصرے کرنے والوں نے اس فیصلے کو سراہا۔",
    "Мы используем куки из овсяной муки, сказал пекарь.",
    "Все права сохранены за прежними владельцами.",
    "Читать далее двух страниц дети не стали.",
    "Самое популярное имя года назвал загс.",
    "Комментарии министра вызвали споры.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_page_furniture_is_removed(line: str) -> None:
    assert clean_text(f"The dam opened.\n{line}\nIt cost 2 billion.") == "The dam opened.\n\nIt cost 2 billion."


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_resembles_furniture_stays(sentence: str) -> None:
    assert clean_text(sentence) == unicodedata.normalize("NFC", sentence)


@pytest.mark.parametrize(
    ("label", "items"),
    [
        ("Most read", "1. Selkara signs a contract\n2. Norvand and Selkara agree\n3. Who will pay?"),
        ("MOST POPULAR", "1\nSelkara signs a contract\n2\nNorvand and Selkara agree"),
        ("Trending now:", "1) Selkara signs a contract\n\n2) Norvand and Selkara agree"),
        ("الأكثر قراءة", "١. سلكارا توقع عقدا\n٢. نورفاند وسلكارا تتفقان"),
        ("سب سے زیادہ پڑھی جانے والی", "۱۔ سلکارا کا معاہدہ\n۲۔ نوروند اور سلکارا میں اتفاق"),
        ("Самое читаемое", "1. Селькара подписала договор\n2. Норванд и Селькара договорились"),
    ],
)
def test_numbered_lists_of_what_others_read_are_removed(label: str, items: str) -> None:
    assert clean_text(f"The dam opened.\n\n{label}\n{items}\n\nIt cost 2 billion.") == "The dam opened.\n\nIt cost 2 billion."


@pytest.mark.parametrize(
    "text",
    [
        "The plan has two parts\n1. Build a dam\n2. Build a bridge",
        "Top stories\n\nThe dam opened.",
        "Most popular\n1. The dam opened on Monday, and nobody came.",
        "Popular stories\n2. Build a bridge\n3. Build a dam",
    ],
)
def test_other_lists_stay(text: str) -> None:
    assert clean_text(text) == text


def test_letters_replace_the_shapes_typesetters_gave_them() -> None:
    assert clean_text("The \ufb01rst \ufb02ood o\ufb03cially o\ufb00") == "The first flood officially off"
    assert clean_text("\ufee3\ufea4\ufee4\ufeaa \ufefb") == "محمد لا"
    assert clean_text("محمد \ufdfa، ½ m², ①") == "محمد \ufdfa، ½ m², ①"  # symbols, fractions and powers mean what they are


def test_words_divided_by_soft_hyphens_are_whole() -> None:
    assert clean_text("exam\xadple of a sen\xad\ntence") == "example of a sentence"


@settings(deadline=None)
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)


@settings(deadline=None)
@given(TEXTS)
def test_what_is_left_can_be_stored_and_shown(text: str) -> None:
    for cleaned in (clean_text(text), clean_line(text)):
        assert cleaned == cleaned.strip() == unicodedata.normalize("NFC", cleaned)
        cleaned.encode()
        assert not {character for character in cleaned if unicodedata.category(character) in {"Cc", "Cs"}} - {"\n", "\t"}
        assert not set(cleaned) & set("\r\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\xad")
    assert "\n" not in clean_line(text)


def test_padding_does_not_hide_furniture() -> None:
    assert clean_text("The dam opened.\n" + " " * 500 + "Advertisement" + " " * 500 + "\nIt cost 2 billion.") == (
        "The dam opened.\n\nIt cost 2 billion."
    )


def test_hidden_characters_go_and_the_joiners_of_persian_and_emoji_stay() -> None:
    assert clean_text("tre\u200bat\u202ey\ufeff\x07 \ud800of 1990") == "treaty of 1990"
    assert clean_text("می\u200cخواهم 👨\u200d👩\u200d👧") == "می\u200cخواهم 👨\u200d👩\u200d👧"


def test_line_ends_and_blank_lines_become_one_kind() -> None:
    assert clean_text("One.\r\nTwo.\rThree.\u2028Four.  \n\n\n\n \t\nFive.") == "One.\nTwo.\nThree.\nFour.\n\nFive."


@pytest.mark.parametrize(
    "line",
    [
        "icon-" * 79 + "!a",
        "Share " * 66 + "end",
        " " * 200_000 + "end",
        "a" + "\u3000" * 200_000 + "b",
        "Read more: " * 2_000,
        "! " * 5_000 + "x",
    ],
    ids=["icons", "shares", "spaces", "wide spaces", "labels", "marks"],
)
def test_a_pathological_line_takes_no_longer_than_its_length_deserves(line: str) -> None:
    started = time.process_time()
    clean_text(line)
    assert time.process_time() - started < 20  # quadratic or exponential matching takes minutes here
