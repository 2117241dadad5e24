"""Made-up sentences in several scripts, from short lists of common words and the syllables of a long tail.

Few words are common and most are rare, as in real text (Zipf), so that a search index sees what it would see.
"""

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product

WORDS = 6000
"""Words of a language."""
THEME = 40
"""Words that a topic is given to, of these."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language is written, as far as made-up text needs to know."""

    tag: str
    common: str
    syllables: str
    marks: tuple[str, str] = ("“", "”")
    space: str = " "
    stop: str = ". "
    said: str = ""
    """What a reporter writes before a quotation."""


TONGUES = {
    each.tag: each
    for each in (
        Tongue(
            "en",
            "the of and to in a that we is for it our this on are with not be have will tax sea port ship law vote war "
            "peace trade they must never people country government money year work water school border talks budget",
            "ba con der est fal gor hin ish jun kel lim mor nan or pel quen ras sto tur ul ver win yor zan",
            said="the speaker said",
        ),
        Tongue(
            "de",
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
            "hat dass sie nach wird bei Hafen Steuer Gesetz Frieden Wahl Haushalt Grenze Regierung Schule Wasser",
            "ab ber chen dorf ein fen gel heim ing keit land mut nach ort pfad recht schaft tum ung vor wald zeit lich",
            marks=("„", "“"),
            said="wie es weiter heißt",
        ),
        Tongue(
            "tr",
            "bir ve bu için ile çok daha olan gibi kadar sonra ne var değil biz onlar devlet halk barış savaş liman "
            "vergi yasa seçim ülke hükümet para yıl su okul sınır görüşme bütçe iş ama ancak çünkü bugün yarın",
            "al bak cı dır er gün ış ka lık mak nın öğ pul rü sız şey tir un vur yaz çal ğan ola ümi",
            said="konuşmacı dedi ki",
        ),
        Tongue(
            "ru",
            "и в не на я что тот быть с он а весь это как она по но они к у же вы за бы мы народ закон налог порт "
            "война мир выборы страна власть деньги год вода школа граница переговоры бюджет",
            "ба вер го дан ес жи зор ин кра лов ми нов ость пре рос ско тел ум фе хо ци чен ши юр яс",
            marks=("«", "»"),
            said="оратор заявил",
        ),
        Tongue(
            "ar",
            "في من على إلى أن هذا التي الذي عن مع كل بعد قبل نحن هم الشعب القانون الضريبة الميناء الحرب السلام "
            "الانتخابات البلاد الحكومة المال السنة الماء المدرسة الحدود المحادثات الميزانية اليوم",
            "ال با تر جم حد خر در رس زم سل شر صد طل عم غر فن قد كت لم مس نه وج يق",
            marks=("«", "»"),
            said="وقال المتحدث",
        ),
        Tongue(
            "fa",
            "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز ما مردم قانون مالیات بندر جنگ صلح انتخابات "
            "کشور دولت پول سال آب مدرسه مرز گفتگو بودجه امروز می‌شود نمی‌توان",
            "با پر تا جا چه خو دا رو زی سا شا فر کا گر لا ما نا وی یا هم ست ران مند گاه",
            marks=("«", "»"),
            said="سخنگو گفت",
        ),
        Tongue(
            "he",
            "של את על לא הוא זה עם כי גם אל או היא אבל יש כל אנחנו הם העם החוק המס הנמל המלחמה השלום הבחירות המדינה "
            "הממשלה הכסף השנה המים הגבול השיחות התקציב היום",
            "אב בר גל דר הל ור זמ חן טל יש כנ לב מר נס סד עז פר צל קט רש שמ תק ים ות",
            said="הדובר אמר",
        ),
        Tongue(
            "zh",
            "我们 人民 国家 政府 法律 税收 港口 战争 和平 选举 今天 明天 必须 不能 可以 已经 因为 所以 经济 学校 "
            "边界 谈判 预算 工作 发展 问题 社会 世界 历史 未来 的 是 在 了 和",
            "安 北 城 东 法 高 海 江 开 林 明 南 平 清 人 山 天 文 新 学 阳 中 长 大 水 方 生 光 华 民",
            marks=("“", "”"),
            space="",
            stop="。",
            said="发言人说：",
        ),
    )
}


@cache
def vocabulary(tag: str) -> tuple[list[str], list[float]]:
    """The words of a language, commonest first, with running sums of how often each is used."""
    tongue = TONGUES[tag]
    made = ["".join(parts) for parts in product(tongue.syllables.split(), repeat=3)]
    random.Random(tag).shuffle(made)  # noqa: S311 - seeded, for made-up words
    words = list(dict.fromkeys([*tongue.common.split(), *made]))[:WORDS]
    return words, list(accumulate(1 / (rank + 2) for rank in range(len(words))))


def words(chance: random.Random, tag: str, number: int, topic: int) -> list[str]:
    """So many words, some of them the topic's own."""
    known, sums = vocabulary(tag)
    found = chance.choices(known, cum_weights=sums, k=number)
    start = topic * 61 % (len(known) - THEME)
    for place in range(3, number, 6):
        found[place] = known[start + chance.randrange(THEME)]
    return found


def length(chance: random.Random) -> int:
    """Of an utterance, in words: mostly some thirty, here and there thousands."""
    if chance.random() < 0.002:
        return chance.randrange(1000, 8000)
    return max(4, min(900, round(chance.lognormvariate(3.4, 0.8))))


def sentences(chance: random.Random, tag: str, listed: list[str]) -> str:
    """These words as sentences; a long text has paragraphs."""
    tongue, made, start = TONGUES[tag], [], 0
    while start < len(listed):
        end = start + max(4, min(40, round(chance.lognormvariate(2.6, 0.5))))
        if len(listed) - end < 4:
            end = len(listed)
        sentence = tongue.space.join(listed[start:end])
        made.append(sentence[0].upper() + sentence[1:] + tongue.stop.strip())
        start = end
    gap = tongue.stop[len(tongue.stop.strip()) :]
    return "\n\n".join(gap.join(made[place : place + 8]) for place in range(0, len(made), 8))


def in_marks(chance: random.Random, tag: str, listed: list[str]) -> str:
    """These words as a mixed report has them: a reporter's sentence around a quotation."""
    tongue, split = TONGUES[tag], chance.randrange(1, len(listed) - 1)
    before = tongue.space.join([*listed[:split], tongue.said])
    quoted = tongue.space.join(listed[split:])
    return (
        f"{before[0].upper()}{before[1:]}{tongue.space}{tongue.marks[0]}{quoted}{tongue.marks[1]}{tongue.stop.strip()}"
    )


def name(chance: random.Random, tag: str) -> str:
    """A name of two words in the script of a language."""
    syllables, tongue = TONGUES[tag].syllables.split(), TONGUES[tag]
    first, last = (
        "".join(chance.choices(syllables, k=number)).capitalize() for number in (2, 3 if tongue.space else 1)
    )
    return tongue.space.join((first, last))
