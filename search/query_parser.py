"""Parsing a typed query into clauses and a span of dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import NamedTuple, Self

from byline.text import without_unfit_characters
from search.dates import Span, find_dates
from search.words import (
    COMPOUND_PATTERN,
    join_compound,
    phrase_of,
    stemmer_language,
    with_digraphs,
)

# Longer queries are cut.
QUERY_MAX_LENGTH = 300  # characters
QUERY_WORDS_LIMIT = 16
QUOTE_TRANSLATION = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
QUOTED_PATTERN = re.compile(r'(?:(?<!\S)(?P<minus>-))?"(?P<words>[^"]*)"')
UNQUOTED_PATTERN = re.compile(r"(?P<minus>(?<!\S)-)?(?P<words>\S+)")
# Ignored, except in a quoted phrase.
STOP_WORDS = frozenset(
    """
    a about an and are as at be been but by can did do does few for from had has have he her his
    how i if in into is it its many me much my no not of on or our she so than that the their them
    they this to us was we were what when where which who why will with would you your
    """.split()  # noqa: SIM905 - a list of them would be fifty lines
)

# Terms that stand beside each other.
Phrase = tuple[str, ...]


class Clause(NamedTuple):
    """A word of a query, or a quoted phrase."""

    words: str
    is_unwanted: bool = False
    is_quoted: bool = False

    @property
    def phrases(self) -> list[Phrase]:
        """The alternative spellings, as terms; none where there is no letter."""
        ways = {phrase_of(self.words)}
        if not self.is_quoted:
            ways |= {phrase_of(join_compound(self.words)), phrase_of(with_digraphs(self.words))}
        return sorted(way for way in ways if way)

    @property
    def is_stop_word(self) -> bool:
        """Whether it is an unquoted stop word."""
        is_stop_word = self.words.lower() in STOP_WORDS and stemmer_language() == "english"
        return is_stop_word and not self.is_quoted


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query: wanted and unwanted clauses, and dates."""

    text: str
    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()
    # What stands in the text from each wanted word to the next.
    neighbours: tuple[Phrase, ...] = ()
    span: Span | None = None
    # Whether the query was cut.
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.wanted or self.span)

    @property
    def is_of_stop_words(self) -> bool:
        """Whether it is of several stop words and nothing else."""
        return len(self.wanted) > 1 and all(clause.is_stop_word for clause in self.wanted)

    @property
    def as_phrase(self) -> Self:
        """The query for its wanted words side by side."""
        phrase = Clause(" ".join(clause.words for clause in self.wanted), is_quoted=True)
        return replace(self, wanted=(phrase,), neighbours=())

    @property
    def terms(self) -> frozenset[str]:
        """The terms to highlight."""
        return frozenset(t for clause in self.wanted for phrase in clause.phrases for t in phrase)


def parse_query(typed: str, today: date, *, read_dates: bool = True) -> ParsedQuery:
    """Parse a typed query; any text is valid."""
    text = " ".join(without_unfit_characters(typed).split())
    some = text[:QUERY_MAX_LENGTH].translate(QUOTE_TRANSLATION)
    rest = QUOTED_PATTERN.sub(" … ", some)  # no date reaches across it
    span, rest = find_dates(rest, today) if read_dates else (None, rest)
    words = [clause for clause in word_clauses(rest) if clause.phrases]
    clauses = [*(clause for clause in quoted_clauses(some) if clause.phrases), *words]
    wanted = [clause for clause in clauses if not clause.is_unwanted]
    significant = [clause for clause in wanted if not clause.is_stop_word]
    if not (significant or span):
        significant = wanted
    return ParsedQuery(
        text=text[:QUERY_MAX_LENGTH],
        wanted=tuple(significant[:QUERY_WORDS_LIMIT]),
        neighbours=tuple(islice(neighbours(words), QUERY_WORDS_LIMIT)),
        unwanted=tuple(clause for clause in clauses if clause.is_unwanted)[:QUERY_WORDS_LIMIT],
        span=span,
        is_cut=len(text) > QUERY_MAX_LENGTH or len(significant) > QUERY_WORDS_LIMIT,
    )


def neighbours(clauses: Sequence[Clause]) -> Iterator[Phrase]:
    """Yield the terms of each two words that follow each other, with stop words between them."""
    first = None
    for at, clause in enumerate(clauses):
        if clause.is_unwanted:
            first = None
        elif not clause.is_stop_word:
            if first is not None:
                yield phrase_of(" ".join(each.words for each in clauses[first : at + 1]))
            first = at


def quoted_clauses(text: str) -> Iterator[Clause]:
    """Yield the quoted phrases; a single mark is none."""
    for found in QUOTED_PATTERN.finditer(text):
        yield Clause(found["words"], bool(found["minus"]), is_quoted=True)


def word_clauses(text: str) -> Iterator[Clause]:
    """Yield the words of a text; those with hyphens are one each."""
    for found in UNQUOTED_PATTERN.finditer(text):
        for word in COMPOUND_PATTERN.findall(found["words"]):
            yield Clause(word, bool(found["minus"]))
