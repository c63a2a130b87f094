from datetime import date

import pytest

from index.metadata import find_date

DAY = date(2025, 12, 3)  # a Wednesday

LINES = [
    # English
    ("en", "Wed Dec 03 2025"),
    ("en", "Wednesday, December 3, 2025"),
    ("en", "December 3, 2025 14:05 PKT"),
    ("en", "3 Dec 2025 | Updated 5 Dec 2025"),
    ("en", "Published: 3 December 2025"),
    ("en", "Published on Dec. 3, 2025 at 2:05 p.m. ET"),
    ("en", "PUBLISHED 03 DEC 2025"),
    ("en", "Posted: 3rd December 2025"),
    ("en", "3rd of December 2025"),
    ("en", "First published 3 December, 2025, updated 4 December 2025 09:10 GMT"),
    ("en", "14:05 GMT, 3 December 2025"),
    ("en", "2025-12-03"),
    ("en", "2025/12/03 14:05"),
    ("en", "2025-12-03T14:05:00+05:00"),
    ("en", "Date: 2025.12.03"),
    ("en", "Wed 2025-12-03"),
    ("en", "(3 December 2025)"),
    ("en", "*December 3, 2025*"),
    ("en", "3-Dec-2025"),
    ("en", "World | Wed Dec 03 2025"),
    ("en", "3 December 2025 · 5 min read"),
    ("en", "By Nora Pell, December 3, 2025"),
    ("en", "The Velin Courier • By Nora Pell • 3 Dec 2025"),
    ("en", "12 Jumada al-Thani 1447 AH / 3 December 2025"),
    ("en", "Staff Reporter Published December 3, 2025 Updated about 4 hours ago"),
    ("en", "Posted on December 3, 2025 @ 2:05pm by Nora Pell"),
    ("en", "KADRUN, 3 December 2025"),
    ("en", "Wed, 3 Dec 2025 14:05:22 +0500"),
    # Arabic
    ("ar", "٣ ديسمبر ٢٠٢٥"),
    ("ar", "3 ديسمبر 2025م"),
    ("ar", "الأربعاء 3 كانون الأول 2025"),
    ("ar", "الأربعاء، ٣ كانون الأوّل/ديسمبر ٢٠٢٥"),
    ("ar", "3 ديسمبر/كانون الأول 2025 - 14:05 بتوقيت غرينتش"),
    ("ar", "03 دجنبر 2025"),
    ("ar", "الاربعاء 03 ديسمبر 2025 الساعة 14:05"),
    ("ar", "نُشر في: 3 ديسمبر 2025"),
    ("ar", "نشر في ٣ ديسمبر ٢٠٢٥، آخر تحديث ٥ ديسمبر ٢٠٢٥"),
    ("ar", "تاريخ النشر: 2025/12/03"),
    ("ar", "تاريخ النشر 3/ديسمبر/2025"),
    ("ar", "12 جمادى الآخرة 1447 هـ"),
    ("ar", "١٢ جمادى الآخرة ١٤٤٧هـ الموافق ٣ ديسمبر ٢٠٢٥م"),
    ("ar", "الأربعاء 12 جمادى الثانية 1447"),
    ("ar", "بقلم: نورا بيل - 3 ديسمبر 2025"),
    ("ar", "سياسة | الأربعاء 3 ديسمبر 2025"),
    ("ar", "2:05 مساءً، 3 ديسمبر 2025"),
    # Urdu
    ("ur", "3 دسمبر 2025"),
    ("ur", "۳ دسمبر ۲۰۲۵ء"),
    ("ur", "بدھ 3 دسمبر 2025"),
    ("ur", "بدھ، ۳ دسمبر، ۲۰۲۵ء"),
    ("ur", "دسمبر 3, 2025"),
    ("ur", "03 دسمبر، 2025"),
    ("ur", "شائع: 3 دسمبر 2025"),
    ("ur", "شائع 03 دسمبر 2025 02:05pm"),
    ("ur", "تاریخ اشاعت: ۳ دسمبر ۲۰۲۵"),
    ("ur", "اپ ڈیٹ 5 دسمبر 2025 | شائع 3 دسمبر 2025"),
    ("ur", "بدھ 11 جمادی الثانی 1447ھ"),
    ("ur", "۱۱ جمادی الثانی ۱۴۴۷ھ بمطابق ۳ دسمبر ۲۰۲۵ء"),
    ("ur", "تحریر: نورا بیل | ۳ دسمبر ۲۰۲۵"),
    # Russian
    ("ru", "3 декабря 2025 г."),
    ("ru", "3 декабря 2025 года"),
    ("ru", "Среда, 3 декабря 2025"),
    ("ru", "Ср, 03 дек. 2025"),
    ("ru", "03.12.2025"),
    ("ru", "03.12.2025, 14:05"),
    ("ru", "14:05, 3 декабря 2025"),
    ("ru", "Опубликовано: 3 декабря 2025 г. в 14:05"),
    ("ru", "Дата публикации: 03.12.2025 14:05 МСК"),
    ("ru", "Опубликовано 3 декабря 2025, обновлено 4 декабря 2025"),
    ("ru", "Автор: Нора Пелл, 3 декабря 2025"),
    ("ru", "3 ДЕКАБРЯ 2025"),
    # Languages known from Unicode CLDR
    ("fr", "mercredi 3 décembre 2025"),
    ("de", "Mittwoch, 3. Dezember 2025"),
    ("es", "3 de diciembre de 2025"),
    ("tr", "3 Aralık 2025 Çarşamba"),
    ("uk", "3 грудня 2025"),
]

NOT_DATES = [
    ("en", "03/12/2025"),
    ("en", "03.12.2025"),
    ("en", "Wed 03/12/2025"),  # 12 March 2025 was a Wednesday too
    ("en", "Thu Dec 03 2025"),
    ("en", "31 November 2025"),
    ("en", "3-5 December 2025"),
    ("en", "3 December 2025 - 5 December 2025"),
    ("en", "3 December"),
    ("en", "December 2025"),
    ("en", "3 Dec 25"),
    ("en", "on Thursday"),
    ("en", "by 2027-2028"),
    ("en", "The dam opened on 3 December 2025."),
    ("en", "Deadline: 3 December 2025"),
    ("en", "Born 3 December 2025"),
    ("en", "Tickets go on sale on 3 December 2025"),
    ("en", "3 December 1447"),
    ("en", "Updated 4 hours ago"),
    ("en", "A report published 3 December 2025"),
    ("en", "Tickets for the Cup from Monday, 3 December 2025"),
    ("en", "Market Report, 3 December 2025"),
    ("en", "Cup Final: 3 December 2025"),
    ("en", "Call 2025-12-0333"),
    ("en", "12:30"),
    ("en", "December 32025"),
    ("en", "3 Dec 2025 25:61"),
    ("en", "Result 2-1 | Final | 3 December 2025 | 4 December 2025"),
    ("ar", "يوم الخميس"),
    ("ar", "بحلول عام 2027-2028"),
    ("ar", "28-29 يوليو 2025"),
    ("ar", "3/4/2025"),
    ("ar", "عُقد في إسلام آباد في 28 يوليو 2025"),
    ("ar", "3 كانون الأول/نوفمبر 2025"),
    ("ur", "12 جمادی الثانی 1447ھ"),
    ("ur", "اجلاس 3 دسمبر 2025 کو ہوگا"),
    ("ru", "с 3 по 5 декабря 2025"),
    ("ru", "3 декабря"),
    ("ru", "в 2025 году"),
    ("ru", "Дата рождения: 3 декабря 2025"),
]


def article(line: str) -> str:
    return f"A report on the dam\n\n{line}\n\nThe dam was opened by the minister in the morning, on Monday.\n\nIt cost 2.4 billion dollars."


@pytest.mark.parametrize(("language", "line"), LINES, ids=[line for _, line in LINES])
def test_a_line_with_a_date_tells_when_it_was_published(language: str, line: str) -> None:
    text = article(line)
    found = find_date(text, language=language)
    assert found is not None
    assert found.published == DAY
    assert text[found.line_start : found.line_end] == line
    assert found.line_start <= found.start < found.end <= found.line_end
    assert any(character.isdigit() for character in text[found.start : found.end])


@pytest.mark.parametrize(("language", "line"), NOT_DATES, ids=[line for _, line in NOT_DATES])
def test_what_is_no_certain_date_of_publication_gives_none(language: str, line: str) -> None:
    assert find_date(article(line), language=language) is None
