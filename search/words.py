"""Analysis of text into terms, the same for the index, queries and highlighting.

A term is the stem of a word without its case, accents and apostrophes. Since this is done here,
and not by a database, SQLite and PostgreSQL find the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from threading import local
from typing import NamedTuple
from unicodedata import normalize

import snowballstemmer
from django.conf import settings
from django.conf.locale import LANG_INFO

# Scripts in which vowels and tones are marks on letters; Python's \w leaves those out.
COMBINING_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e01-\u0e4e\u0e50-\u0fff\u1000-\u1049\u1780-\u17d3"
)
# Soft hyphens, spaces without a width, marks of direction: they may stand inside a word.
INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
APOSTROPHES = "'’ʼ‘`´"
HYPHENS = "-‐‑־"
# Some marks are letters to Python too: possessive quantifiers leave one way to match a text.
LETTERS_PATTERN = rf"(?:[^\W_]++|[{COMBINING_MARKS}{INVISIBLE}]++)++"
WORD_PATTERN = re.compile(rf"{LETTERS_PATTERN}(?:[{APOSTROPHES}]{LETTERS_PATTERN})*+")
# One letter before each full stop: U.S.A.
ACRONYM_PATTERN = r"(?<![\w.])(?:[^\W\d_]\.){2,}+(?:[^\W\d_](?!\w))?+(?!\w)"
# Figures with signs: 9/11, 1,000, $1.8bn, €5.
NUMBER_PATTERN = re.compile(
    r"(?<![\w.,:/])(?:[$€£¥₹]\d++|\d++(?=[.,:/]\d))(?:[.,:/]\d++)*+[^\W_]*+%?"
)
# A word, or what is found as one too: several with hyphens, an acronym, a number.
COMPOUND_PATTERN = re.compile(
    rf"{ACRONYM_PATTERN}|{NUMBER_PATTERN.pattern}"
    rf"|{WORD_PATTERN.pattern}(?:[{HYPHENS}]{WORD_PATTERN.pattern})*+"
)
# What makes no difference in a compound; commas and stops before three digits are of thousands.
JOINING_SIGNS = re.compile(rf"[{HYPHENS}]|(?<=\d)[.,](?=\d{{3}}(?!\d))|(?<=[^\W\d_])\.")
# Written without spaces: each sign is a term, and neighbours are found as a phrase.
UNSPACED_SCRIPTS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
POSSESSIVE_PATTERN = re.compile(rf"[{APOSTROPHES}]s?$", re.IGNORECASE)
# Accents, the points of Hebrew, the vowels of Arabic, and what is invisible.
UNWRITTEN_PATTERN = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    rf"\u06d6-\u06ed{INVISIBLE}]"
)
# Letters that are no letter with an accent, though readers may type them as one.
LETTER_SUBSTITUTES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}
)
# Letters that are written as two where the keyboard lacks them.
DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "å": "aa"})
IRREGULAR_PLURALS = {
    "children": "child",
    "feet": "foot",
    "geese": "goose",
    "knives": "knife",
    "lives": "life",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "teeth": "tooth",
    "wives": "wife",
    "women": "woman",
}
# Separates terms that are not adjacent. Of the private use area: no query has it.
GAP_TERM = "\ue000"
# Begins the term of a whole headline; of the private use area, too.
HEADLINE_MARK = "\ue002"
# Longer words are cut.
TERM_MAX_LENGTH = 20  # characters

_stemmers = local()  # a stemmer is not thread-safe


class Word(NamedTuple):
    """A word with its offsets in a text."""

    start: int
    end: int
    terms: tuple[str, ...]


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text, then its compounds."""
    for found in WORD_PATTERN.finditer(text):
        word = found.group()
        others = (term for terms in other_spellings(word) for term in terms)
        yield Word(found.start(), found.end(), (*terms_of(word), *others))
    for found in COMPOUND_PATTERN.finditer(text):
        joined = join_compound(one := found.group())
        # A number is marked whole, whichever of its figures are looked for.
        parts = phrase_of(one) if NUMBER_PATTERN.fullmatch(one) else ()
        if parts or joined != one:
            yield Word(found.start(), found.end(), (*parts, *phrase_of(joined)))


def index_terms(text: str) -> list[str]:
    """Return the terms under which a text is found, in their order.

    After them, separated by `GAP_TERM`, come those of alternative spellings: compounds as one
    word, and those of `other_spellings`.
    """
    words = WORD_PATTERN.findall(text)
    # Most words have plain letters only, and no second spelling.
    parts = (part for part in COMPOUND_PATTERN.findall(text) if not part.isalpha())
    joined = [phrase_of(one) for part in parts if (one := join_compound(part)) != part]
    unusual = (word for word in words if not (word.isascii() and word.isalpha()))
    others = [*joined, *(terms for word in unusual for terms in other_spellings(word))]
    terms = [term for word in words for term in terms_of(word)]
    return terms + [term for other in others if other for term in (GAP_TERM, *other)]


def headline_term(headline: str) -> str:
    """Return the term of a headline as a whole, the same for all spellings of its words."""
    text = " ".join(phrase_of(headline))
    return f"{HEADLINE_MARK}{sha256(text.encode()).hexdigest()[: TERM_MAX_LENGTH - 1]}"


def join_compound(compound: str) -> str:
    """Remove the hyphens of a compound, the stops of an acronym, the signs of thousands."""
    return JOINING_SIGNS.sub("", compound)


def phrase_of(text: str) -> tuple[str, ...]:
    """Return the terms of a text, to be found beside each other."""
    return tuple(term for word in WORD_PATTERN.findall(text) for term in terms_of(word))


def other_spellings(word: str) -> list[tuple[str, ...]]:
    """Return the terms of the end of a name such as d'Orsay, and of a word with digraphs."""
    end = re.split(f"[{APOSTROPHES}]", word)[-1]
    endings = [end] if end != word and end[0].isupper() and len(end) > 2 else []
    longer = [other] if (other := with_digraphs(word)) != word else []
    return [terms_of(other) for other in endings + longer]


def with_digraphs(word: str) -> str:
    """Return a word with two letters for each that many keyboards lack: Koeln for Köln."""
    if word.isascii():
        return word
    plain = normalize("NFC", word)
    longer = plain.casefold().translate(DIGRAPHS)
    return longer if longer != plain.casefold() else word


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[str, ...]:
    """Return the terms of a word: one, or one for each sign where words are not spaced."""
    plain = fold(word)
    if UNSPACED_SCRIPTS.search(plain):
        return tuple(re.findall(rf"{UNSPACED_SCRIPTS.pattern}|[^\W_]", plain))
    return (stem(plain)[:TERM_MAX_LENGTH],) if plain else ()


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return a word without case, accents, apostrophes and the mark of a possessive."""
    decomposed = normalize("NFKD", POSSESSIVE_PATTERN.sub("", word)).casefold()
    plain = UNWRITTEN_PATTERN.sub("", decomposed).translate(LETTER_SUBSTITUTES)
    return "".join(WORD_PATTERN.findall(re.sub(f"[{APOSTROPHES}]", "", normalize("NFKC", plain))))


def fold_prefix(word: str) -> str:
    """Return a folded word, cut to the length of a term."""
    return fold(word)[:TERM_MAX_LENGTH]


def stem(word: str) -> str:
    """Return the stem of a folded word, by the rules of the newspaper's language."""
    if not word.isalpha():
        return word
    if not (language := stemmer_language()):
        return word
    if language not in vars(_stemmers):
        vars(_stemmers)[language] = snowballstemmer.stemmer(language)
    if language == "english":
        word = singular(word)
    return vars(_stemmers)[language].stemWord(word)


def singular(word: str) -> str:
    """Return the singular of those English nouns whose plural has another stem."""
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    return f"{word[:-3]}man" if len(word) > len("women") and word.endswith("men") else word


def stemmer_language() -> str:
    """Return the name of the stemmer for `LANGUAGE_CODE`, or ""."""
    code = settings.LANGUAGE_CODE.partition("-")[0]
    name = LANG_INFO.get(code, {}).get("name", "").lower()
    return name if name in snowballstemmer.algorithms() else ""
