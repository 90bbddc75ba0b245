"""The tokens of a comment: words in any script, domains of links, and features of its shape."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from unicodedata import category, normalize
from unicodedata import name as name_of

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# What of a comment is looked at, in characters.
TEXT_LIMIT = 10_000
TOKENS_LIMIT = 200
NAME_TOKENS_LIMIT = 10
WORD_MIN_LENGTH, WORD_MAX_LENGTH = 2, 30
DOMAIN_MAX_LENGTH = 56
CAPITALS_MIN_LETTERS, CAPITALS_MIN_SHARE = 12, 0.7
MANY_EXCLAMATION_MARKS = 3
MANY_LINKS = 3

DOMAIN, NAME, SHAPE = "domain:", "name:", "shape:"
SHAPES = {
    "link": gettext_noop("a link"),
    "links": gettext_noop("two links"),
    "many links": gettext_noop("many links"),
    "capitals": gettext_noop("all capitals"),
    "exclamation marks": gettext_noop("many exclamation marks"),
    "mixed letters": gettext_noop("letters of several alphabets in a word"),
    "long word": gettext_noop("a very long word"),
}

LINK_PATTERN = re.compile(r"(?:https?://|\bwww\.)([^\s<>\"'\\/?#]*)", re.IGNORECASE)
APOSTROPHES = frozenset("'’ʼ‘`´")
# Thai, Lao, Burmese, Khmer, Kana and Han: words are not separated.
UNSPACED_PATTERN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
# Their letters look alike, and spam mixes them.
ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


def tokens_of(text: str, name: str = "") -> list[str]:
    """Return the tokens of a comment, each once, up to `TOKENS_LIMIT`."""
    plain = normalized(text)
    words = words_in(LINK_PATTERN.sub(" ", plain.casefold()))
    found = [
        *domains_in(plain.casefold()),
        *(SHAPE + shape for shape in shapes_of(plain, words)),
        *(NAME + word for word in short(words_in(normalized(name).casefold()))[:NAME_TOKENS_LIMIT]),
        *short(words),
    ]
    return list(islice(dict.fromkeys(found), TOKENS_LIMIT))


def short(words: Iterable[str]) -> list[str]:
    """Leave out words that are longer than those of most languages."""
    return [word for word in words if len(word) <= WORD_MAX_LENGTH]


def label_of(token: str) -> str:
    """Return a token as people read it."""
    if token.startswith(SHAPE):
        shape = token.removeprefix(SHAPE)
        return _(SHAPES[shape]) if shape in SHAPES else shape
    return token.removeprefix(DOMAIN).removeprefix(NAME)


def normalized(text: str) -> str:
    """Return a text without invisible characters, and with plain letters for ornate ones."""
    plain = normalize("NFKC", text[:TEXT_LIMIT])[:TEXT_LIMIT]
    return plain if plain.isascii() else "".join(c for c in plain if category(c) != "Cf")


def words_in(text: str) -> list[str]:
    """Return the words of a text; of scripts without spaces, each two neighbouring signs."""
    spaced = "".join(c if category(c)[0] in "LMN" else " " for c in text if c not in APOSTROPHES)
    words = (word for part in spaced.split() for word in split_unspaced(part))
    return [word for word in words if not all(category(c)[0] == "M" for c in word)]


def split_unspaced(word: str) -> Iterator[str]:
    """Yield a word, or the pairs of signs of which it is written without spaces."""
    start = 0
    for run in UNSPACED_PATTERN.finditer(word):
        if run.start() - start >= WORD_MIN_LENGTH:
            yield word[start : run.start()]
        signs = run.group()
        yield from ("".join(pair) for pair in pairwise(signs)) if len(signs) > 1 else (signs,)
        start = run.end()
    if len(word) - start >= WORD_MIN_LENGTH:
        yield word[start:]


def domains_in(text: str) -> Iterator[str]:
    """Yield the domains of links, each also without the parts before its last two."""
    for link in LINK_PATTERN.finditer(text):
        host = link[1].rpartition("@")[2].partition(":")[0]
        host = "".join(c for c in host if c in "-." or category(c)[0] in "LMN")
        if not (host := host.strip(".").removeprefix("www.")):
            continue
        yield DOMAIN + host[-DOMAIN_MAX_LENGTH:]
        yield DOMAIN + ".".join(host.split(".")[-2:])[-DOMAIN_MAX_LENGTH:]


def shapes_of(text: str, words: list[str]) -> Iterator[str]:
    """Yield the features of a comment that no single word has."""
    if links := sum(1 for _link in LINK_PATTERN.finditer(text)):
        yield "many links" if links >= MANY_LINKS else "links" if links > 1 else "link"
    letters = [c for c in text if c.isupper() or c.islower()]
    capitals = sum(map(str.isupper, letters))
    if len(letters) >= CAPITALS_MIN_LETTERS and capitals > CAPITALS_MIN_SHARE * len(letters):
        yield "capitals"
    if text.count("!") >= MANY_EXCLAMATION_MARKS:
        yield "exclamation marks"
    if any(is_mixed(word) for word in words if not word.isascii()):
        yield "mixed letters"
    if any(len(word) > WORD_MAX_LENGTH for word in words):
        yield "long word"


def is_mixed(word: str) -> bool:
    """Return whether a word has letters of several alphabets that look alike."""
    found = {
        alphabet for c in word for alphabet in ALPHABETS if name_of(c, "").startswith(alphabet)
    }
    return len(found) > 1
