"""Spelling corrections of queries that find nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice, takewhile
from re import Match
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from search.engines import get_engine
from search.engines.database import as_sql, fetch_rows
from search.models import KnownWord
from search.query_parser import Clause, ParsedQuery, parse_query
from search.searches import Search, searchable_stories
from search.words import WORD_PATTERN, fold

# Of words at least so long, two letters beside each other may be wrong.
TWO_TYPOS_MIN_LENGTH = 8  # letters
CORRECTED_WORD_MIN_LENGTH = 4  # letters of a word that is corrected
# How many corrections are tried, and how many words are corrected.
CORRECTIONS_LIMIT, CORRECTED_WORDS_LIMIT = 3, 6
# Of the nearest words the stories are counted, up to a number.
SIMILAR_WORDS_LIMIT, COUNTED_STORIES_LIMIT = 12, 1_000


def corrected_search(search: Search) -> Search | None:
    """Return a corrected search that finds something; None if none does.

    Known words may be of stories that are hidden by now. That the search finds
    something keeps those secret.
    """
    for text in islice(corrections(search.query), CORRECTIONS_LIMIT):
        query = parse_query(text, timezone.localdate(), read_dates=search.reads_dates)
        better = replace(search, query=query)
        for reading in better.readings:
            if reading.found.exists():
                return reading
    return None


def replaces_name(search: Search, better: Search) -> bool:
    """Return whether a correction replaces a word that looks like a name by one that is none."""
    words = (WORD_PATTERN.findall(one.query.text) for one in (search, better))
    return any(
        typed[0].isupper() and not typed.isupper() and right[0].islower()
        for typed, right in zip(*words, strict=False)
        if typed != right
    )


def corrections(query: ParsedQuery) -> Iterator[str]:
    """Yield the query with unknown words replaced, the likeliest first."""
    # Of wanted words only: a result proves that readers may see them.
    wanted = [word for clause in query.wanted for word in WORD_PATTERN.findall(clause.words)]
    long = dict.fromkeys(w for w in wanted if len(fold(w)) >= CORRECTED_WORD_MIN_LENGTH)
    words = list(long)[:CORRECTED_WORDS_LIMIT]
    likely = {word: similar_words(fold(word)) for word in words if not is_known(word)}
    if not any(likely.values()):
        return
    for n in range(CORRECTIONS_LIMIT):
        better = query.text
        for word, others in likely.items():
            if others:
                other = others[min(n, len(others) - 1)]
                better = WORD_PATTERN.sub(partial(replace_word, other, word), better)
        yield better


def is_known(word: str) -> bool:
    """Return whether a visible story has a word."""
    return get_engine().matching(searchable_stories(), [Clause(word)]).exists()


def similar_words(word: str) -> list[str]:
    """Return the spellings of similar known words, the nearest first, then the commonest.

    Whatever is wrong in one half of a word, the other half is right; else what is around the
    middle is.
    """
    half = len(word) // 2
    most = 2 if len(word) >= TWO_TYPOS_MIN_LENGTH else 1
    start, end = word[: half - 1], word[half + 1 :]
    candidates = KnownWord.objects.annotate(letters=Length("word")).filter(
        Q(word__startswith=word[:half])
        | Q(backwards__startswith=word[: half - 1 : -1])
        | Q(word__startswith=start, backwards__startswith=end[::-1]),
        letters__gte=len(word) - most,
        letters__lte=len(word) + most,
    )
    found = sorted(
        (typo_length(word, other), other[0] != word[0], abs(len(other) - len(word)), spelling)
        for other, spelling in candidates.values_list("word", "spelling")
    )
    near = [row for row in found if 0 < row[0] <= most][:SIMILAR_WORDS_LIMIT]
    numbers = story_numbers([spelling for *_, spelling in near])
    by_number = sorted(zip(near, numbers, strict=True), key=lambda row: (row[0][:2], -row[1]))
    return [spelling for (*_, spelling), number in by_number if number]


def story_numbers(words: Sequence[str]) -> list[int]:
    """Return how many visible stories have each of the words, with one query."""
    engine = get_engine()
    parts: list[str] = []
    params: list[Any] = []
    for number, word in enumerate(words):
        stories = engine.matching(searchable_stories(), [Clause(word)]).order_by().values("pk")
        sql, more = as_sql(stories[:COUNTED_STORIES_LIMIT])
        parts.append(f"SELECT {number}, COUNT(*) FROM ({sql}) AS stories")  # noqa: S608
        params += more
    rows = fetch_rows(" UNION ALL ".join(parts), params) if parts else []
    return [count for _number, count in sorted(rows)]


def typo_length(one: str, other: str) -> int:
    """Return how many letters beside each other differ; two that are exchanged are one."""
    start = common_prefix_length(one, other)
    one, other = one[start:], other[start:]
    end = common_prefix_length(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    is_exchanged = len(one) == 2 and one == other[::-1]
    return 1 if is_exchanged else max(len(one), len(other))


def common_prefix_length(one: str, other: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def replace_word(other: str, word: str, found: Match[str]) -> str:
    """Return the replacement of one word; others stay."""
    return other if found.group() == word else found.group()
