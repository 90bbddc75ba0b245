"""The text of a comment: how it is stored, what it refers to, and phrases in it."""

import re
import unicodedata
from collections.abc import Iterable

# `>>17879`. No number is longer than ten digits.
REFERENCE_PATTERN = re.compile(r">>(\d{1,10})(?!\d)", re.ASCII)
WORD_PATTERN = re.compile(r"[^\W_]+")
# Letters without a shape: fillers of Hangul, the empty pattern of Braille, a null notehead.
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"
# Characters of a comment that are quoted where another one names it.
QUOTATION_LENGTH = 120
# Further ones stay text.
COMMENT_REFERENCES_LIMIT = 10


def normalize_text(text: str) -> str:
    """Return a text as it is stored: stripped, its line ends newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def normalize_name(text: str) -> str:
    """Return a name as it is stored: on one line; empty where it has no visible character."""
    name = " ".join(text.split())
    return name if any(map(is_visible, name)) else ""


def references_in(text: str) -> list[int]:
    """Return the numbers that a text refers to, each once, up to the limit."""
    return list(dict.fromkeys(map(int, REFERENCE_PATTERN.findall(text))))[:COMMENT_REFERENCES_LIMIT]


def has_references(text: str) -> bool:
    """Return whether a text has references."""
    return REFERENCE_PATTERN.search(text) is not None


def replace_references(text: str, numbers: dict[int, int]) -> str:
    """Return the text with its references renumbered."""
    return REFERENCE_PATTERN.sub(lambda m: f">>{numbers.get(int(m[1]), m[1])}", text)


def quotation_of(text: str) -> str:
    """Return the beginning of a text on one line, without its references."""
    words = " ".join(REFERENCE_PATTERN.sub(" ", text).split())
    if len(words) <= QUOTATION_LENGTH:
        return words
    beginning, _, cut = words[: QUOTATION_LENGTH + 1].rpartition(" ")
    return f"{beginning or cut[:QUOTATION_LENGTH]}…"


def find_phrase(phrases: Iterable[str], *texts: str) -> str:
    """Return the first phrase that one of the texts has as whole words; "" where none."""
    if not (wanted := {phrase: words for phrase in phrases if (words := normalized_words(phrase))}):
        return ""
    plain = [f" {normalized_words(text)} " for text in texts]
    found = (p for p, words in wanted.items() if any(f" {words} " in text for text in plain))
    return next(found, "").strip()


def normalized_words(text: str) -> str:
    """Return the words of a text without case, accents, width or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    if not plain.isascii():
        # Drop accents, and unprinted characters such as a soft hyphen.
        plain = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return " ".join(WORD_PATTERN.findall(plain))


def is_visible(letter: str) -> bool:
    """Return whether a character is visible: no space, mark or format."""
    return unicodedata.category(letter)[0] not in "ZCM" and letter not in BLANK_LETTERS
