"""Names that are not for guests: those of authors, of staff and of the newspaper.

Names are compared by how they look: without case, accents, punctuation and invisible characters,
and with one letter for all that look alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext

from accounts.models import User
from byline.prepared import prepared
from comments.text import BLANK_LETTERS, WORD_PATTERN
from news.models import ArticlePage, Author, Newsroom

# What readers see beside comments of the newsroom.
STAFF_MARK = "newsroom"
# A name is the same with or without these; of roles alone it is reserved.
ROLE_WORDS = (
    *("admin", "administrator", "desk", "editor", "editorial", "editors", "journalist"),
    *("moderator", "moderators", "news", "official", "reporter", "staff", "team"),
)
PARTICLES = ("a", "at", "by", "from", "of", "the")
# Letters and their look-alikes: capitals of Greek, which have other small ones, then Cyrillic,
# Greek, Armenian, Cherokee and Lisu, and digits.
CAPITAL_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhlkmnoptyx")
LOOKALIKES = str.maketrans(
    "авеһіјкмнорѕстухԁԛԝӏьαβγεικνορτυχηωςɑօոսհզցյլ"
    "ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ"
    "i1|03457@$",
    "abehljkmhopsctyxdqwlbabyelkvoptuxnwcaonuhqgjl"
    "abcdeghljklmprstvwyzabcdefghljklmnoprstuvwxyz"
    "llloeastas",
)
LATIN_LETTER_NAME = re.compile(
    r"(?:LATIN .*|INDICATOR SYMBOL )LETTER (?:.* )?([A-Z])(?: WITH .*)?$"
)
# Pairs of letters that look like one.
LETTER_PAIRS = (("rn", "m"), ("vv", "w"))
INVISIBLE_CATEGORIES = {"Mn", "Me", "Cf", "Cc"}


def reserved_name_error(name: str, story: ArticlePage) -> str:
    """Return why a guest cannot have a name, with one that is free; "" where there is no reason."""
    words = look_of(name)
    if not words:
        return ""
    is_reserved = (
        look_of(STAFF_MARK)[0] in words
        or not (without_roles(words) or looks_of(PARTICLES).issuperset(words))
        or any(looks_like(words, look_of(other)) for other in reserved_names(story))
    )
    if not is_reserved:
        return ""
    return gettext(
        "Names of the newsroom and of those who write for it are not for guests. "
        "Choose another, for example “%(name)s”."
    ) % {"name": free_name(name)}


def reserved_names(story: ArticlePage) -> Iterable[str]:
    """Return the names of authors with a page, of staff and of the newspaper; some are empty."""
    newsroom = Newsroom.for_site(story.get_site())
    yield from (STAFF_MARK, newsroom.name, newsroom.publisher)
    yield from author_names()
    yield from (" ".join(names) for names in staff_names())


@prepared
def author_names() -> QuerySet:
    """Find the names of authors whom readers know."""
    return Author.objects.published().order_by().values_list("name", flat=True)


@prepared
def staff_names() -> QuerySet:
    """Find the first and last names of those with an account."""
    return User.objects.filter(is_active=True).order_by().values_list("first_name", "last_name")


def free_name(name: str) -> str:
    """Return a name like it that a guest can have: the last word as an initial."""
    first, *others = WORD_PATTERN.findall(unicodedata.normalize("NFKC", name)) or [""]
    if not others or not without_roles(look_of(first)) or STAFF_MARK in name.casefold():
        return gettext("A reader")
    return f"{first} {others[-1][0]}."


def looks_like(words: tuple[str, ...], reserved: tuple[str, ...]) -> bool:
    """Return whether a name looks like a reserved one, or has one of several words in it."""
    if "".join(words) == "".join(reserved):
        return bool(reserved)
    reserved = without_roles(reserved) or reserved
    ours = without_roles(words)
    if "".join(ours) == "".join(reserved) or sorted(ours) == sorted(reserved):
        return bool(reserved)
    sequence = f" {' '.join(ours)} "
    orders = {" ".join(reserved), " ".join(reversed(reserved))}
    return len(reserved) > 1 and any(f" {order} " in sequence for order in orders)


def without_roles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without those of roles and particles."""
    dropped = looks_of(ROLE_WORDS) | looks_of(PARTICLES)
    return tuple(word for word in words if word not in dropped)


@cache
def looks_of(words: tuple[str, ...]) -> frozenset[str]:
    """Return the looks of words."""
    return frozenset(look for word in words for look in look_of(word))


@lru_cache(maxsize=20_000)
def look_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, the same for all names that look the same."""
    for blank in BLANK_LETTERS:
        name = name.replace(blank, " ")
    plain = unicodedata.normalize("NFKD", name).translate(CAPITAL_LOOKALIKES).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    letters = (c for c in plain if unicodedata.category(c) not in INVISIBLE_CATEGORIES)
    plain = "".join(map(latin_letter, letters)).translate(LOOKALIKES)
    for pair, letter in LETTER_PAIRS:
        plain = plain.replace(pair, letter)
    return tuple(WORD_PATTERN.findall(plain))


def latin_letter(letter: str) -> str:
    """Return the plain Latin letter of a decorated one; others as they are."""
    if letter.isascii():
        return letter
    found = LATIN_LETTER_NAME.search(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter
