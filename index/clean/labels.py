"""The labels of page furniture in the languages of the press, as patterns for a whole line."""

import re

_TARGETS = (
    r"share|tweet|print|e-?mail|copy\ link|whatsapp|facebook|twitter|x|telegram|linkedin|pinterest|reddit|messenger|instagram|youtube"
    r"|save|comments?"
)
_LINK = r"(?:\s*[:»›→|].{0,200})?"
_LEGAL = (
    r"(?:(?:privacy|cookie)\ (?:policy|notice|settings)|terms\ (?:of\ (?:use|service)|(?:and|&)\ conditions)"
    r"|(?:about|contact|advertise\ with)\ us)"
)
_ENGLISH = rf"""
    icon-[a-z-]+(?:[\s|·•/,]+icon-[a-z-]+)*
  | (?:{_TARGETS})(?:[\s|·•/,]+(?:{_TARGETS}|this|article|story|page|on|via))*
  | (?:(?:read|see|show)\ (?:more|also|next)|related)(?:\ (?:stories|articles|topics|news|links))?{_LINK}
  | (?:continue|keep)\ reading|read\ (?:the\ )?full\ (?:story|article)|(?:click|tap)\ here\ to\ (?:read\ more|subscribe|share)
  | advertisement|sponsored(?:\ content)?|(?:article|story)\ continues\ below(?:\ (?:this\ )?(?:ad|advertisement))?
  | skip\ to\ (?:main\ )?content|back\ to\ top|most\ (?:read|viewed|shared)|listen\ to\ this\ article
  | (?:last\ )?(?:updated|published|posted)\ (?:about\ )?(?:\d+|an?)\ (?:min|minute|hour|hr|day|week)s?\ ago
  | (?:\d+|one|two)\ (?:min|mins|minute|minutes)\ read
  | (?:sign|log)\ in(?:\ (?:[|/·]|or)\ (?:register|sign\ up|subscribe|create\ an\ account))?
  | (?:leave|post|add)\ a\ comment|no\ comments(?:\ yet)?
  | follow\ us(?:\ on\ (?:(?:google\ news|{_TARGETS})(?:[\s|·•/,]+|\ and\ |,\ )?)+)?
  | (?:join|follow)\ our\ (?:whatsapp|telegram|youtube)\ (?:channel|group)s?
  | your\ email\ address\ will\ not\ be\ published\..{{0,60}}|required\ fields\ are\ marked
  | (?:[^.!?]{{1,80}}[.!?]\ )?(?:sign\ up|subscribe)\ (?:for|to)\ (?:our|the|a)\ (?:\w+\ ){{0,3}}newsletters?(?:[.,!\ ].{{0,80}})?
  | (?:subscribe|sign\ up)\ (?:for|to)\ (?:unlimited|full|digital)\ access|subscribe\ now|(?:get|download)\ (?:our|the)\ app
  | (?:©|copyright\ (?:©|\(c\)|(?:19|20)\d\d\b)).{{0,120}}|all\ rights\ reserved
  | (?:we\ use|this\ (?:web)?site\ uses|by\ continuing\ to\ use)\b.{{0,40}}\bcookies?\b.{{0,80}}
    \b(?:experience|consent|accept|agree|settings|policy|personali[sz]e|traffic)\b.{{0,120}}
  | (?:accept|reject|manage)(?:\ all)?(?:\ (?:cookies|settings|preferences))?
  | {_LEGAL}(?:[\s|·•/,]+(?:{_LEGAL}|terms|privacy|cookies|advertise|careers|sitemap))*
"""
_ARABIC_TARGETS = r"فيسبوك|فيس\ بوك|تويتر|إكس|واتساب|واتس\ آب|تلغرام|تيليجرام|تليغرام|لينكد\s?إن|إنستغرام|يوتيوب|البريد(?:\ الإلكتروني)?"
_ARABIC = rf"""
    (?:شارك|مشاركة|طباعة)(?:\ (?:هذا\ )?(?:المقال|الخبر|القصة))?
  | (?:شارك|مشاركة|تابعنا|تابعونا)(?:\ (?:على|عبر))?(?:[\s|·•/،,]+و?(?:{_ARABIC_TARGETS}))+
  | (?:{_ARABIC_TARGETS})(?:[\s|·•/،,]+(?:{_ARABIC_TARGETS}))+
  | تابعنا|تابعونا|(?:نسخ|انسخ)\ الرابط|إعلان|الأكثر\ (?:قراءة|مشاهدة|تداولا|تداولاً|تداولًا)
  | اقرأ\ (?:أيض(?:ا|اً|ًا)|المزيد){_LINK}|(?:أخبار|مواضيع|مقالات)\ ذات\ صلة{_LINK}|(?:متابعة|أكمل|تابع)\ القراءة
  | اشترك\ في\ (?:نشرتنا|النشرة\ (?:البريدية|الإخبارية))(?:\W.{{0,80}})?|جميع\ الحقوق\ محفوظة.{{0,80}}
  | (?:كافة|كل)\ الحقوق\ محفوظة(?:\s*[©\d|–-].{{0,60}})?|حقوق\ النشر\ محفوظة.{{0,80}}
  | (?:نستخدم|نحن\ نستخدم|يستخدم\ (?:هذا\ )?الموقع)\ (?:ملفات\ )?(?:تعريف\ الارتباط|الكوكيز|كوكيز)\b.{{0,200}}
    (?:تجربت|موافق|سياسة|الموقع|إعدادات).{{0,120}}
  | (?:قبول|رفض)\ (?:الكل|الجميع|ملفات\ تعريف\ الارتباط)|سياسة\ الخصوصية|شروط\ الاستخدام|اتصل\ بنا|من\ نحن
"""
_URDU_TARGETS = r"فیس\s?بک|ٹوئٹر|ٹویٹر|ایکس|واٹس\s?ایپ|ٹیلی\s?گرام|ای\s?میل"
_URDU = rf"""
    (?:(?:{_URDU_TARGETS})\ پر\ )?(?:شیئر|پرنٹ)\ کریں|شیئر|(?:لنک\ کاپی|کاپی\ لنک)(?:\ کریں)?
  | (?:{_URDU_TARGETS})(?:[\s|·•/،,]+(?:{_URDU_TARGETS}))+
  | ہمیں\ (?:(?:{_URDU_TARGETS})\ پر\ )?فالو\ کریں|تبصرے|تبصرہ\ کریں|سبسکرائب\ کریں|اشتہار
  | (?:مزید|یہ\ بھی)\ پڑھیں{_LINK}|متعلقہ\ (?:خبریں|مضامین){_LINK}|سب\ سے\ زیادہ\ پڑھی\ جانے\ والی(?:\ خبریں)?
  | ہمارے?\ نیوز\ ?لیٹر\ (?:کو\ |کے\ لیے\ )?سبسکرائب\ کریں|جملہ\ حقوق\ (?:بحق\ .{{1,40}}\ )?محفوظ.{{0,80}}
  | تمام\ حقوق\ (?:بحق\ .{{1,40}}\ )?محفوظ(?:\ ہیں)?
  | (?:ہم|یہ\ (?:ویب\ )?سائٹ)\ (?:اپنی\ ویب\ سائٹ\ پر\ )?کوکیز\ (?:کا\ )?استعمال\ کرت.{{0,120}}(?:تجرب|پالیسی|قبول|رضامندی).{{0,80}}
  | رازداری\ کی\ پالیسی|ہم\ سے\ رابطہ\ کریں
"""
_RUSSIAN_TARGETS = r"telegram|телеграм|вконтакте|вк|facebook|twitter|whatsapp|одноклассники|x|дзен"
_RUSSIAN = rf"""
    поделиться(?:\ (?:в|через|ссылкой|новостью)(?:\ (?:{_RUSSIAN_TARGETS}))?)?|(?:скопировать|копировать)\ ссылку|реклама|распечатать
  | самое\ (?:читаемое|популярное|обсуждаемое)|подписаться|комментарии|оставить\ комментарий
  | (?:{_RUSSIAN_TARGETS})(?:[\s|·•/,]+(?:{_RUSSIAN_TARGETS}))+
  | (?:читайте\ также|материалы\ по\ теме|другие\ новости|новости\ по\ теме){_LINK}|читать\ (?:далее|полностью|ещ[её])|наверх
  | подпишитесь\ на\ (?:наш\w*|рассылку)\b.{{0,80}}|подписывайтесь\ на\ наш\w*\ (?:\w+[\ -]){{0,2}}(?:канал|рассылку|страницу)\b.{{0,60}}
  | все\ права\ защищены.{{0,80}}
  | (?:мы\ используем|(?:наш|этот|данный)\ сайт\ использует|продолжая\ пользоваться\ сайтом)\b.{{0,60}}\b(?:cookies?|куки)\b.{{0,120}}
    \b(?:соглас|политик|принять|улучш|настро|сайт|опыт).{{0,120}}
  | принять(?:\ вс[её])|политика\ конфиденциальности|пользовательское\ соглашение
"""
_LIST_LABELS = r"""
    most\ (?:read|viewed|shared|popular)(?:\ (?:stories|articles|news))?|trending(?:\ (?:now|stories|news))?
  | (?:popular|top)\ (?:stories|articles|news)
  | الأكثر\ (?:قراءة|مشاهدة|تداولا|تداولاً|تداولًا|شعبية)(?:\ (?:اليوم|الآن|هذا\ الأسبوع))?
  | سب\ سے\ زیادہ\ (?:پڑھی|دیکھی)\ جانے\ والی(?:\ خبریں)?|مقبول\ (?:خبریں|ترین(?:\ خبریں)?)
  | (?:самое|самые)\ (?:читаемое|популярное|обсуждаемое|читаемые|популярные)(?:\ (?:новости|за\ (?:день|неделю)))?
  | популярное|популярные\ новости
"""

FURNITURE = re.compile(rf"^\W*(?:{_ENGLISH}|{_ARABIC}|{_URDU}|{_RUSSIAN})\W*$", re.IGNORECASE | re.VERBOSE)
LISTS = re.compile(rf"^\W*(?:{_LIST_LABELS})\W*$", re.IGNORECASE | re.VERBOSE)
