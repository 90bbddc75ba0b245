"""Links in the text of a comment: which characters belong to an address."""

import re
from html import escape

from django.utils.html import Urlizer

# Characters that end an address: people put them around one, or behind it.
ENDS = r"""\s<>"“”„‟«»‹›…—"""
APOSTROPHES = "'‘’"
# What every URL has and few texts do.
URL_HINT_PATTERN = re.compile(rf"[.:@][^{ENDS}]")
# A word that may be a URL. Behind its host an apostrophe within a word belongs to it.
URL_CANDIDATE_PATTERN = re.compile(
    rf"(?<![^{ENDS}{APOSTROPHES}])[^{ENDS}{APOSTROPHES}.:@]*+[.:@]"
    rf"(?://)?[^{ENDS}{APOSTROPHES}/]++"
    rf"(?:/[^{ENDS}{APOSTROPHES}]*+(?:(?<=\w)[{APOSTROPHES}](?=\w)[^{ENDS}{APOSTROPHES}]++)*+)?"
)
# Makes a link of a word, without the punctuation around it.
urlizer = Urlizer()
urlizer.trailing_punctuation_chars = ".,:;!?。，、！？؟،؛"
urlizer.wrapping_punctuation = [("(", ")"), ("[", "]"), ("（", "）")]


def linked_html(text: str) -> str:
    """Return the text escaped, with URLs and e-mail addresses as `nofollow ugc` links."""
    if not URL_HINT_PATTERN.search(text):
        return escape(text)
    linked, end = "", 0
    for word in URL_CANDIDATE_PATTERN.finditer(text):
        link = urlizer.handle_word(word[0], safe_input=False, nofollow=True, autoescape=True)
        link = link.replace(' rel="nofollow"', ' rel="nofollow ugc noopener"')
        linked, end = f"{linked}{escape(text[end : word.start()])}{link}", word.end()
    return linked + escape(text[end:])


def count_links(text: str) -> int:
    """Return how many links readers would see in a text."""
    return linked_html(text).count("<a ")
