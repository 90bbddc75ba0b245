"""What somebody of the newsroom types into a search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.utils import timezone

from byline.text import without_unfit_characters
from search.query_parser import QUERY_MAX_LENGTH, Clause, ParsedQuery, parse_query
from search.words import WORD_PATTERN, fold_prefix, terms_of

# The address of a page, of which its slug is searched for.
ADDRESS_PATTERN = re.compile(r"(?:https?:/)?/\S*?([^/\s?#]+)/?(?:[?#]\S*)?")
# Shorter beginnings of words would find half of everything.
PREFIX_MIN_LENGTH = 3  # letters


class Alternative(NamedTuple):
    """Terms that stand beside each other; the last may be the beginning of one."""

    terms: tuple[str, ...]
    is_prefix: bool = False


# The spellings of a word or phrase, of which any will do.
Alternatives = tuple[Alternative, ...]


@dataclass(frozen=True)
class TypedWords:
    """The wanted and unwanted words of a query; false where nothing is wanted."""

    text: str
    wanted: tuple[Alternatives, ...]
    unwanted: tuple[Alternatives, ...]
    # To highlight.
    terms: frozenset[str]
    is_cut: bool

    @classmethod
    def read(cls, typed: str) -> Self:
        """Parse what is typed; any text is valid. Its last word may be the beginning of one."""
        text = " ".join(without_unfit_characters(typed[: 2 * QUERY_MAX_LENGTH]).split())
        if address := ADDRESS_PATTERN.fullmatch(text):
            text = address.group(1)
        query = parse_query(text, timezone.localdate(), read_dates=False)
        last = last_word(query)
        return cls(
            text=query.text,
            wanted=tuple(spellings(each, is_begun=each is last) for each in query.wanted),
            unwanted=tuple(map(spellings, query.unwanted)),
            terms=query.terms,
            is_cut=query.is_cut or len(typed) > 2 * QUERY_MAX_LENGTH,
        )

    def __bool__(self) -> bool:
        return bool(self.wanted)


def last_word(query: ParsedQuery) -> Clause | None:
    """Return the word that may be typed further."""
    words = [clause for clause in query.wanted if not clause.is_quoted]
    return words[-1] if words and query.text.endswith(words[-1].words) else None


def spellings(clause: Clause, *, is_begun: bool = False) -> Alternatives:
    """Return the alternative spellings of a word or phrase."""
    whole = [Alternative(phrase) for phrase in clause.phrases]
    return (*whole, *(beginnings(clause.words) if is_begun else ()))


def beginnings(words: str) -> Iterable[Alternative]:
    """Yield the terms of a word with hyphens or without, the last of which is begun only."""
    *before, last = WORD_PATTERN.findall(words)
    begun = fold_prefix(last)
    if len(begun) >= PREFIX_MIN_LENGTH and len(terms_of(last)) == 1:
        first = [term for word in before for term in terms_of(word)]
        yield Alternative((*first, begun), is_prefix=True)
