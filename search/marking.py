"""Highlighting the terms of a search in a text."""

from collections.abc import Collection, Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.match_offsets import find_words
from search.words import Word

# Of a snippet, and of its part before the first match.
SNIPPET_LENGTH, SNIPPET_LEAD_LENGTH = 240, 60  # characters
# Of a longer text only the beginning is searched for matches.
SNIPPET_TEXT_MAX_LENGTH = 50_000  # characters
SNIPPET_HITS_LIMIT = 50


def mark(text: str, terms: Collection[str]) -> SafeString:
    """Return the text as HTML, with the words of the terms marked."""
    return mark_words(text, matching_words(text, terms))


def matching_words(text: str, terms: Collection[str]) -> list[Word]:
    """Return the words of a text that match the terms."""
    return sorted(find_words(text, frozenset(terms)), key=lambda word: (word.start, -word.end))


def mark_words(text: str, found: Iterable[Word]) -> SafeString:
    """Return the text as HTML, with some of its words marked."""
    parts, at = [], 0
    for word in found:
        if word.start < at:  # part of one that is marked
            continue
        parts += [
            text[at : word.start],
            format_html("<mark>{}</mark>", text[word.start : word.end]),
        ]
        at = word.end
    return format_html_join("", "{}", ([part] for part in [*parts, text[at:]]))


def snippet(text: str, terms: Collection[str]) -> SafeString:
    """Return the passage with most of the terms, highlighted; empty where none matches."""
    text = text[:SNIPPET_TEXT_MAX_LENGTH]
    found = matching_words(text, terms)[:SNIPPET_HITS_LIMIT]
    if not found:
        return SafeString("")
    best = max(found, key=lambda word: (count_terms(found, word), -word.start))
    start, end = snippet_bounds(text, best.start)
    words = [
        Word(word.start - start, word.end - start, word.terms)
        for word in found
        if start <= word.start and word.end <= end
    ]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, mark_words(text[start:end], words), after)


def count_terms(found: Iterable[Word], first: Word) -> int:
    """Count the different terms within a snippet that begins at a word."""
    end = first.start + SNIPPET_LENGTH - SNIPPET_LEAD_LENGTH
    return len({term for word in found if first.start <= word.start < end for term in word.terms})


def snippet_bounds(text: str, around: int) -> tuple[int, int]:
    """Return start and end of a snippet, at spaces where there are some near."""
    start = max(0, around - SNIPPET_LEAD_LENGTH)
    if start and (space := text.find(" ", start, around)) > 0:
        start = space + 1
    end = min(len(text), start + SNIPPET_LENGTH)
    if end < len(text) and (space := text.rfind(" ", around, end)) > around:
        end = space
    return start, end
