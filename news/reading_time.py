"""How long texts take to read."""

import re
from collections.abc import Iterable
from math import ceil

# In English, silently (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
READING_WORDS_PER_MINUTE = 238
# Chinese and Japanese are counted by characters (Trauzettel-Klosinski and Dietz 2012,
# doi:10.1167/iovs.11-8284), Thai and its neighbours by words of four characters.
HAN_CHARACTERS_PER_MINUTE = 255
JAPANESE_CHARACTERS_PER_MINUTE = 357
UNSPACED_CHARACTERS_PER_MINUTE = READING_WORDS_PER_MINUTE * 4
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile("[\u3041-\u30ff\uff66-\uff9d]")
PUNCTUATION = re.compile("[\u3000-\u303f\uff00-\uff65]")
THAI_LAO_KHMER_BURMESE = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]")


def reading_minutes(texts: Iterable[str]) -> int:
    """Return the time to read texts, in minutes, at least one."""
    text = " ".join(texts)
    kana, han = len(KANA.findall(text)), len(HAN.findall(text))
    unspaced = len(THAI_LAO_KHMER_BURMESE.findall(text))
    minutes = (kana + han) / (JAPANESE_CHARACTERS_PER_MINUTE if kana else HAN_CHARACTERS_PER_MINUTE)
    minutes += unspaced / UNSPACED_CHARACTERS_PER_MINUTE
    if minutes:
        for pattern in (KANA, HAN, THAI_LAO_KHMER_BURMESE, PUNCTUATION):
            text = pattern.sub(" ", text)
    return max(1, ceil(minutes + len(text.split()) / READING_WORDS_PER_MINUTE))
