"""Articles for the tests of the page: four languages, two directions, and one that attacks."""

from datetime import date

from tests.browser.scripted import make_article

GRID = make_article(
    "grid.en.txt",
    "The grid operator said on Tuesday that electricity reserves could fall to 3.5 percent of winter peak demand in January.\n\n"
    + "\n\n".join(f"Paragraph {number} of the report describes the state of one more substation in the north." for number in range(1, 40))
    + "\n\nTwo of the six reactors remain offline after inspectors found corrosion in the cooling pipes.\n\n"
    "The operator will publish an updated winter outlook on 3 December.",
    title="Grid operator warns of a winter shortfall while two reactors stay offline",
    source="Meridian Wire",
    author="Lena Halvorsen",
    published=date(2024, 11, 12),
    url="https://news.example/grid?a=1&b=2",
)
ENERGY = make_article(
    "energy.ar.txt",
    "أعلنت وزارة الطاقة يوم الأربعاء توقيع اتفاق مع شركة Siemens Energy لتوريد معدات تضمن 1,200 ميغاواط إضافية قبل نهاية العام.\n\n"
    "وقالت الوزيرة لينا هالفورسن (Lena Halvorsen) إن نقص الكهرباء المتوقع هذا الشتاء يبلغ 3.5% إذا بقي المفاعلان خارج الخدمة.",
    title="وزارة الطاقة: اتفاق مع شركة Siemens Energy لتأمين 1,200 ميغاواط قبل الشتاء",
    source="الأفق نيوز",
    published=date(2024, 11, 13),
    language="ar",
)
POWER = make_article(
    "power.ur.txt",
    "وزیرِ توانائی نے کہا ہے کہ ہمسایہ ممالک سے 1,200 میگاواٹ بجلی درآمد کی جائے گی۔\n\n"
    "گرڈ آپریٹر کے مطابق سردیوں میں بجلی کی قلت 3.5% تک پہنچ سکتی ہے۔",
    title="سردیوں میں بجلی کی قلت کا خدشہ، حکومت نے 1,200 میگاواٹ درآمد کرنے کا اعلان کر دیا",
    source="روزنامہ افق",
    published=date(2024, 11, 14),
    language="ur",
)
IMPORTS = make_article(
    "imports.ru.txt",
    "Импорт 1200 МВт покроет не более половины ожидаемого зимнего дефицита, заявили в отраслевом союзе.\n\n"
    "По данным оператора, запас мощности в январе может снизиться до 3,5 процента.",
    title="Министр: импорт электроэнергии покроет дефицит лишь частично",
    source="Вестник Севера",
    published=date(2024, 11, 14),
    language="ru",
)
HOSTILE_TEXT = (
    "Hostile payload one <img src=x onerror=\"window.__x='img'\"> "
    "${window.__x='template'} {{constructor}} {{#with this}}x{{/with}} `tick`\n\n"
    "Hostile payload two </mark></p><script>window.__x='script'</script><svg onload=window.__x='svg'> <style>body{display:none}</style>\n\n"
    'Hostile payload three "><a href=javascript:window.__x=1>go</a> ![x](http://evil.invalid/x.png) <form action=//evil.invalid><input>'
    ' <iframe src=//evil.invalid></iframe> &lt;b&gt; \u202egnp.exe\u202c <base href="//evil.invalid">'
)
HOSTILE = make_article(
    "hostile.en.txt",
    HOSTILE_TEXT,
    title="<script>window.__x='title'</script> “Nobody” & ${window.__x='title'} <b>blame</b>",
    source="Daily <img src=x onerror=window.__x='source'>",
    author="'\"><script>window.__x='author'</script>",
    published=date(2024, 11, 15),
    url="javascript:window.__x='url'",
)
ARTICLES = (GRID, ENERGY, POWER, IMPORTS, HOSTILE)
MODEL_MADE = (
    "A **[click](http://evil.invalid/x)** and ![pixel](http://evil.invalid/p.png) <img src=x onerror=window.__x=1>",
    "<script>window.__x=2</script> <a href='http://evil.invalid'>go</a> <http://evil.invalid> ${window.__x=3} {{constructor}}",
    "`code` # heading | a | b | </p></div><style>body{display:none}</style><svg onload=window.__x=4>",
)
