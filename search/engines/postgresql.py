"""Full text of PostgreSQL: tsvector and tsquery.

Both are written out here: PostgreSQL's own parser and dictionaries have no part in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, Q
from django.db.models.expressions import RawSQL

from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.engines.database import SQL, DatabaseEngine, as_sql, fetch_rows
from search.query_parser import Clause, ParsedQuery
from search.stories import StoryTerms, StoryTexts, headline_terms, story_terms
from search.words import fold_prefix, headline_term

# Of the stories that match, this many of the
# newest are ranked, and as many of the newest that match in the headline.
RANKED_STORIES_LIMIT = 600
# Positions between two fields, so that no phrase spans both.
FIELD_POSITION_GAP = 10
UPDATE_ENTRY_SQL = """
    UPDATE search_entry SET terms = %s::tsvector, headline = %s::tsvector, published_at = %s
    WHERE story_id = %s
"""
HEADLINE_MATCH_SQL = "SELECT story_id FROM search_entry WHERE headline @@ %s::tsquery"
# With IS TRUE the index on headlines is read once; without, each headline is looked up.
# Weights of D, C, B and A; each word counts by itself: of long texts, pairs and
# the number of words would count too much.
# Words side by side, and more so in the headline, and a headline of nothing else weigh more.
# Fresh stories weigh up to half as much more; half of that is gone after a month.
RANK_SQL = """
    SELECT fit.id, fit.published_at, ts_rank('{{0.05, 0.2, 0.5, 1}}', terms, %s::tsquery)
        * (1 + CASE WHEN headline @@ %s::tsquery THEN 2 ELSE 0 END
            + CASE WHEN terms @@ %s::tsquery THEN 0.3 ELSE 0 END
            + CASE WHEN terms @@ %s::tsquery THEN 0.5 ELSE 0 END)
        * (1 + 0.5 / (1 + greatest(0, extract(epoch FROM now() - fit.published_at)) / 2592000))
        AS weight
    FROM (
        (SELECT id, published_at FROM found ORDER BY published_at DESC LIMIT {most})
        UNION
        (SELECT id, published_at FROM found WHERE (id IN ({in_headline})) IS TRUE
        ORDER BY published_at DESC LIMIT {most})
    ) AS fit JOIN search_entry ON story_id = fit.id
"""


class PostgreSQL(DatabaseEngine):
    """Finds stories by the columns that `search_entry` has on PostgreSQL."""

    match_query = "SELECT story_id FROM search_entry WHERE search_read(terms) @@ %s::tsquery"

    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Replace the terms of the stories in the index."""
        rows = [
            (
                tsvector(story_terms(texts)),
                plain_tsvector(headline_terms(texts.headline)),
                story.published_at,
                story.pk,
            )
            for story, texts in stories
        ]
        with connection.cursor() as cursor:
            cursor.executemany(UPDATE_ENTRY_SQL, rows)

    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> str:
        """Return the clauses as a tsquery."""
        besides = f" & !({' | '.join(map(clause_query, unwanted))})" if unwanted else ""
        return f"({(' | ' if match_any else ' & ').join(map(clause_query, wanted))}){besides}"

    def found(self, expression: str, within: Q) -> Func:
        """Return the condition that a story is found by an expression, where a condition holds."""
        return among_newest(self.match_query, self.max_stories, expression, within)

    def is_partial(
        self, number: int, wanted: Sequence[Clause], unwanted: Sequence[Clause], within: Q
    ) -> bool:
        """Return whether `matching`, which found `number` stories, left others out.

        Some of the newest readers may not see: hardly ever half of them.
        """
        if not wanted or number < self.max_stories / 2:
            return super().is_partial(number, wanted, unwanted, within)
        expression = self.expression(wanted, unwanted, match_any=False)
        array = ids_of_newest(self.match_query, self.max_stories, expression, within)
        sql, params = array.sql, array.params
        return fetch_rows(f"SELECT cardinality({sql})", params)[0][0] == self.max_stories

    def rank_sql(self, query: ParsedQuery, *, match_any: bool = False) -> SQL:
        """Return SQL that selects id, weight and date of the rows of `found`."""
        sql = RANK_SQL.format(most=RANKED_STORIES_LIMIT, in_headline=HEADLINE_MATCH_SQL)
        whole = quoted(headline_term(query.text))
        return sql, [
            self.expression(query.wanted, (), match_any=True),
            whole,
            " | ".join(map(phrase_query, query.neighbours)) or whole,
            " & ".join(phrase_query(way, "A") for way in query.neighbours) or whole,
            self.expression(query.wanted, (), match_any=match_any),
        ]

    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words with these prefixes."""
        words = " & ".join(f"{quoted(fold_prefix(word))}:*" for word in typed)
        return stories.filter(among_newest(HEADLINE_MATCH_SQL, RANKED_STORIES_LIMIT, words))


class IsAny(Func):
    """PostgreSQL's `= ANY (array)`."""

    template = "(%(expressions)s)"
    arg_joiner = " = ANY "
    output_field = BooleanField()


def among_newest(sql: str, number: int, expression: str, within: Q | None = None) -> IsAny:
    """Return the condition that a story is among the newest that a query selects."""
    return IsAny("pk", ids_of_newest(sql, number, expression, within))


def ids_of_newest(sql: str, number: int, expression: str, within: Q | None) -> RawSQL:
    """Return the ids of the newest stories that a query selects.

    In an array, for PostgreSQL then looks each of them up, instead of reading whole tables.
    """
    params: list[Any] = [expression]
    if within:
        inner, more = as_sql(ArticlePage.objects.filter(within).order_by().values("pk"))
        sql, params = f"{sql} AND story_id IN ({inner})", [*params, *more]
    array = f"ARRAY({sql} ORDER BY published_at DESC LIMIT {number})"
    return RawSQL(array, params)  # noqa: S611 - readers' words are a parameter


def tsvector(fields: StoryTerms) -> str:
    """Write out the tsvector of a story.

    There are four weights and five fields: names weigh the same, so those of the bylines
    stand there twice.
    """
    names = [("", fields.bylines), ("", fields.bylines), ("", fields.topics)]
    return weighted_tsvector(
        [("A", fields.headline), ("B", fields.standfirst), ("C", fields.body), *names]
    )


def weighted_tsvector(weighted: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Write out a tsvector of fields, each with its weight and its terms."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 1
    for weight, terms in weighted:
        for at, term in enumerate(terms, place):
            places[term].append(f"{at}{weight}")
        place += len(terms) + FIELD_POSITION_GAP
    return " ".join(f"{quoted(term)}:{','.join(where)}" for term, where in places.items())


def plain_tsvector(terms: Iterable[str]) -> str:
    """Return a tsvector without positions."""
    return " ".join(quoted(term) for term in dict.fromkeys(terms) if term)


def clause_query(clause: Clause) -> str:
    """Return the alternative spellings of a clause as a query."""
    return "({})".format(" | ".join(map(phrase_query, clause.phrases)))


def phrase_query(terms: Sequence[str], weight: str = "") -> str:
    """Write out that terms stand beside each other, with a weight."""
    labels = f":{weight}" if weight else ""
    return "({})".format(" <-> ".join(f"{quoted(term)}{labels}" for term in terms))


def quoted(term: str) -> str:
    """Write out a term; there is neither a quote nor a backslash in any."""
    return f"'{term}'"
