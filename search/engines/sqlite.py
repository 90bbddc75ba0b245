"""Full text of SQLite: FTS5."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from news.models import ArticlePage
from news.querysets import ArticleQuerySet
from search.engines.database import SQL, DatabaseEngine, matches
from search.query_parser import Clause, ParsedQuery, Phrase
from search.stories import StoryTexts, headline_terms, story_terms
from search.words import fold_prefix, headline_term

DELETE_TERMS_SQL = "DELETE FROM search_terms WHERE rowid = %s"
INSERT_TERMS_SQL = """
    INSERT INTO search_terms (rowid, headline, standfirst, body, bylines, topics, typed)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
# bm25 gives less than nothing: the less, the better. Fresh stories weigh up to half as much more;
# half of that is gone after a month. The words are looked up once: CROSS and + keep SQLite from
# doing so for each story.
RANK_SQL = """
    SELECT found.id, published_at, -bm25(search_terms, 16, 6, 2, 1.4, 1, 0)
        * (1 + 0.5 / (1 + max(0, julianday('now') - julianday(published_at)) / 30)) AS weight
    FROM search_terms CROSS JOIN found ON found.id = +search_terms.rowid
    WHERE search_terms MATCH %s
"""


class SQLite(DatabaseEngine):
    """Finds stories in the table `search_terms`."""

    match_query = "SELECT rowid FROM search_terms WHERE search_terms MATCH %s"

    def write(self, stories: Sequence[tuple[ArticlePage, StoryTexts]]) -> None:
        """Replace the terms of the stories in the index."""
        rows = [
            (
                story.pk,
                *(
                    " ".join(terms)
                    for terms in (*story_terms(texts), headline_terms(texts.headline))
                ),
            )
            for story, texts in stories
        ]
        with connection.cursor() as cursor:
            cursor.executemany(DELETE_TERMS_SQL, [(story.pk,) for story, _texts in stories])
            cursor.executemany(INSERT_TERMS_SQL, rows)

    def expression(
        self, wanted: Sequence[Clause], unwanted: Sequence[Clause], *, match_any: bool
    ) -> str:
        """Return the clauses as an FTS5 query; terms are never its operators."""
        besides = f" NOT ({' OR '.join(map(clause_query, unwanted))})" if unwanted else ""
        operator = " OR " if match_any else " AND "
        return f"- typed : (({operator.join(map(clause_query, wanted))}){besides})"

    def found(self, expression: str, within: Q) -> Q:
        """Return the condition that a story is found by an expression, where a condition holds."""
        return matches(self.match_query, expression) & within

    def rank_sql(self, query: ParsedQuery, *, match_any: bool = False) -> SQL:
        """Return SQL that selects id, weight and date of the rows of `found`.

        What stands behind OR finds nothing more, but adds to the weight: words in the headline,
        words side by side, and the headline as a whole.
        """
        expression = self.expression(query.wanted, (), match_any=match_any)
        in_headline = " OR ".join(map(clause_query, query.wanted))
        besides = map(phrase_query, [*query.neighbours, (headline_term(query.text),)])
        more = f"(headline : ({in_headline})) OR (- typed : ({' OR '.join(besides)}))"
        return RANK_SQL, [f"({expression}) OR {more}"]

    def prefix_matching(self, stories: ArticleQuerySet, typed: Sequence[str]) -> ArticleQuerySet:
        """Keep the stories whose headlines have words with these prefixes."""
        words = " AND ".join(f'"{fold_prefix(word)}"*' for word in typed)
        return stories.filter(matches(self.match_query, f"typed : ({words})"))


def clause_query(clause: Clause) -> str:
    """Return the alternative spellings of a clause as a query."""
    return "({})".format(" OR ".join(map(phrase_query, clause.phrases)))


def phrase_query(terms: Phrase) -> str:
    """Write out that terms stand beside each other."""
    return f'"{" ".join(terms)}"'
