"""Words that carry no subject: articles, prepositions, pronouns, auxiliaries and question words, by language.

They stay in the index; a question is not judged by whether a passage has them. Written here without accents or variants,
as :func:`index.language.normalise.fold` leaves them.
"""

from functools import cache

from index.language.normalise import fold

_WORDS = {
    "en": """a about after all also am an and any are as at be because been before being between both but by can could did do does
        doing done during each ever for from further get give gave given had happen happened has have having he her here hers him his how i if in into
        is it its itself just kind like made make many may me might more most much must my name named no nor not of on once only or
        other our out over own please please said same say says shall she should so some such tell than that the their theirs them
        then there these they this those through to too under until up upon us used very was we were what whats when where which while who
        whom whose why will with within without would you your s t d ll re ve m""",
    "ar": """في من الى على عن مع هذا هذه ذلك تلك هؤلاء التي الذي الذين اللذان اللتان اللواتي ما ماذا من متى اين كيف لماذا لم كم هل اي ايه هو هي هم هما هن
        انا نحن انت ان انه انها انهم كان كانت كانوا يكون تكون ليس ليست قد لقد و او ثم لا لن لم كل بعض غير بين عند عندما بعد قبل خلال حول حتى
        منذ لدى كما اذا اذ حيث فقد به بها له لها لهم فيه فيها منه منها عليه عليها اليه اليها ب ل ك ف وما فما بما مما فيما وهو وهي وكان وقد التى الذى يوجد تم اسم هناك سوف ايضا
        ذات ذو ضد نحو عبر مثل اهم اكثر اول عدد يسمى تسمى ماهو ماهي ماهى وما ومن وفي ولم ولا والتي والذي لماذا بماذا لمن بكم فيم""",
    "ur": """کا کی کے کو سے نے میں پر ہے ہیں تھا تھی تھے ہو ہوا ہوئی ہوئے ہوں اور یا کہ یہ وہ اس ان جس جو جن کیا کون کب کہاں کیسے کیوں کتنا کتنی کتنے کس کن
        تک بھی ہی تو نہیں نہ ایک کر کرنا کرنے کرتا کرتے کرتی کیے کی گیا گئی گئے جا جاتا جاتی جاتے رہا رہی رہے سکتا سکتی سکتے لیے ساتھ بعد پہلے مگر لیکن اپنے اپنی اپنا
        ہم آپ میرا میری میرے ہمارے دیا دی دیے والا والی والے بارے دوران""",
    "fa": """از به با در را که و یا این آن برای تا بر هم هر چه چی کی کجا چرا چگونه چند کدام آیا است هست بود شد شده می شود ها های یک نیز اما اگر پس
        ما شما او من تو آنها ایشان خود دارد دارند کرد کرده کند باشد بودند هستند""",
    "ru": """и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из
        ему теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя ничего ей
        может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот
        того потому этого какой какая какое какие каком какого какую каких каким какими совсем ним здесь этом один почти мой тем чтобы нее были куда зачем
        всех можно при об хоть после над больше тот через эти нас про них много разве эту моя свою этой перед
        чей чья чье чьи сколько откуда почему который которая которое которые которого которой которых которым является являются называется называют это также
        звали зовут имя первый""",
    "uk": """і й в у на не що він з із та як а то все вона так його але ти до ж ви за б по тільки її було від ще ні про коли де хто який яка яке які
        якого якої яку чому скільки чи є був була були для це цей ця ці також або при після під між""",
    "fr": """le la les l un une des du de d et ou a au aux en dans par pour sur avec sans sous ce cet cette ces qui que qu quoi dont ou est sont etait
        ete etre a ont avait avoir il elle ils elles on nous vous je tu se s sa son ses leur leurs ne n pas plus quel quelle quels quelles quand comment
        pourquoi combien c y mais donc si""",
    "de": """der die das den dem des ein eine einer eines einem einen und oder in im an am auf aus bei mit nach von vom zu zum zur fur uber unter vor ist
        sind war waren wird werden wurde wurden hat haben hatte er sie es wir ihr ich nicht auch als wie was wer wen wem wessen wann wo warum wieso welche
        welcher welches welchen wieviel viele dass sich so noch nur""",
    "es": """el la los las un una unos unas de del y o u a al en por para con sin sobre entre que quien quienes cual cuales cuando donde como cuanto
        cuanta cuantos cuantas es son era eran fue fueron ser esta estan ha han habia haber se su sus lo le les no mas este esta estos estas ese esa
        esos pero si ya""",
    "it": """il lo la i gli le l un uno una di del dello della dei degli delle e o a al allo alla ai agli alle in nel nella nei nelle con su sul sulla per
        tra fra che chi cosa quale quali quando dove come quanto quanta quanti quante perche e sono era erano stato stata essere ha hanno si non piu
        questo questa questi queste""",
    "pt": """o a os as um uma uns umas de do da dos das e ou em no na nos nas por pelo pela para com sem sobre entre que quem qual quais quando onde como
        quanto quantos quantas e sao era foi foram ser esta estao ha tem se seu sua seus suas nao mais este esta isso porque""",
    "nl": """de het een en of in op aan van voor met naar uit bij door over is zijn was waren wordt worden werd werden heeft hebben had hij zij ze het wij
        jij ik niet ook als wie wat waar wanneer waarom hoe hoeveel welke welk dat die dit deze te om""",
    "tr": """ve veya ile bir bu su o de da ki mi mu icin gibi daha en cok ne nedir kim kimdir nerede nereye neden nasil ne zaman hangi kac kadar olan olarak
        oldu var yok ama degil sonra once""",
    "id": """yang di ke dari dan atau untuk dengan pada ini itu adalah ialah tidak akan telah sudah oleh dalam sebagai juga apa siapa kapan mana dimana mengapa
        bagaimana berapa para ada""",
    "pl": """i w we z ze na do od o u po za przez dla przy pod nad nie to jest sa byl byla bylo byli byc ma sie co kto kiedy gdzie dlaczego jak jaki jaka
        jakie ile ktory ktora ktore czy a ale oraz lub ten ta te""",
    "sv": """och eller i pa av for med till fran om en ett den det de som ar var har hade att inte vad vem nar hur varfor vilken vilket vilka man han hon vi
        jag sig""",
}


@cache
def function_words(language: str) -> frozenset[str]:
    """The folded function words of ``language``; empty for a language without a list."""
    return frozenset(fold(word) for word in _WORDS.get(language, "").split())


def languages() -> tuple[str, ...]:
    """The languages that have a list."""
    return tuple(_WORDS)
