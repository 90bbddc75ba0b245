"""The text of a comment: what it refers to, and how it is shown."""

import re
import unicodedata
from collections.abc import Container, Iterable
from html import escape

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from comments.addresses import address

# `>>17879`. No number is longer than ten digits.
REFERENCE = re.compile(r">>(\d{1,10})(?!\d)", re.ASCII)
WORD = re.compile(r"[^\W_]+")
PARAGRAPH = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# Letters that print nothing: fillers of Hangul, the empty pattern of Braille, a null notehead.
BLANK = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"
# What every address has, and few texts do; the words in which Django is to look for one.
HINT_OF_ADDRESS = re.compile(r"""[.:@][^\s<>"']""")
MAY_BE_ADDRESS = re.compile(r"""(?<![^\s<>"'])[^\s<>"'.:@]*+[.:@][^\s<>"']+""")
# Of one comment; what is more stays text.
MAX_REFERENCES = 10


def tidy(text: str) -> str:
    """Return a text as it is stored: line ends of one kind, none around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def tidy_name(text: str) -> str:
    """Return a name as it is stored: on one line, and none where nothing of it is seen."""
    name = " ".join(text.split())
    return name if any(map(is_visible, name)) else ""


def links_in(text: str) -> int:
    """Return how many links readers would see in a text."""
    return linkify(text).count("<a ")


def references_in(text: str) -> list[int]:
    """Return the numbers of the comments that a text refers to, each once."""
    return list(dict.fromkeys(map(int, REFERENCE.findall(text))))[:MAX_REFERENCES]


def has_references(text: str) -> bool:
    """Tell whether a text refers to comments."""
    return REFERENCE.search(text) is not None


def with_other_numbers(text: str, numbers: dict[int, int]) -> str:
    """Return the text with its references to some comments changed to others."""
    return REFERENCE.sub(lambda m: f">>{numbers.get(int(m[1]), m[1])}", text)


def as_html(text: str, known: Container[int]) -> SafeString:
    """Return the text in paragraphs, its links and its references to known comments as links."""
    # Every other piece is the number of a reference.
    pieces = REFERENCE.split(text)
    linked = [
        link_to(int(piece), known) if n % 2 else linkify(piece) for n, piece in enumerate(pieces)
    ]
    paragraphs = (p.replace("\n", "<br>") for p in PARAGRAPH.split("".join(linked)))
    # Safe: every piece is escaped where it is linked.
    return mark_safe("".join(f"<p>{p}</p>" for p in paragraphs))  # noqa: S308


def linkify(text: str) -> str:
    """Escape a text and make its addresses links, which are no recommendation of ours."""
    if not HINT_OF_ADDRESS.search(text):
        return escape(text)
    linked, end = "", 0
    for word in MAY_BE_ADDRESS.finditer(text):
        link = urlize(word[0], nofollow=True, autoescape=True)
        link = link.replace(' rel="nofollow"', ' rel="nofollow ugc noopener"')
        linked, end = f"{linked}{escape(text[end : word.start()])}{link}", word.end()
    return linked + escape(text[end:])


def link_to(number: int, known: Container[int]) -> str:
    """Return the link to a comment that is referred to, or the words where it is not known."""
    if number not in known:
        return f"&gt;&gt;{number}"
    return f'<a class="comment__reference" href="{address(number)}">&gt;&gt;{number}</a>'


def first_phrase(phrases: Iterable[str], *texts: str) -> str:
    """Return the first of the phrases that one of the texts has as whole words."""
    if not (wanted := {phrase: words for phrase in phrases if (words := words_of(phrase))}):
        return ""
    plain = [f" {words_of(text)} " for text in texts]
    found = (p for p, words in wanted.items() if any(f" {words} " in text for text in plain))
    return next(found, "").strip()


def words_of(text: str) -> str:
    """Return the words of a text in one form: without case, accents, width or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    if not plain.isascii():
        # Neither accents nor what is not printed at all, such as a soft hyphen.
        plain = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return " ".join(WORD.findall(plain))


def is_visible(letter: str) -> bool:
    """Tell whether a character prints something: neither space, mark nor format."""
    return unicodedata.category(letter)[0] not in "ZCM" and letter not in BLANK
