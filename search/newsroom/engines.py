"""The newsroom's index inside the database: SQLite's FTS5, PostgreSQL's tsvector.

Also where `SEARCH_ENGINE` is a search server: that one knows neither drafts nor who may see them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

from django.db import connection
from django.db.models import Q

from search.engines.database import SQL, matches
from search.engines.postgresql import quoted, weighted_tsvector
from search.newsroom.page_words import PageTerms
from search.newsroom.typed_words import Alternative, TypedWords

# PostgreSQL ranks this many of the newest pages found.
RANKED_PAGES_LIMIT = 3_000
# Of which version of a page a match is wanted.
VERSION_SQL = {"any": "", "latest": "AND is_latest", "live": "AND is_live"}


class NewsroomEngine(ABC):
    """Writes and finds the terms of pages."""

    # Selects the ids of the pages that match an expression, its parameter.
    match_sql: ClassVar[str]
    # Selects the ids of rows of `found`, the best first.
    best_sql: ClassVar[str]

    @abstractmethod
    def write(self, rows: Iterable[tuple[int, PageTerms]]) -> None:
        """Write the terms of new rows of `PageText`, by their ids."""

    @abstractmethod
    def expression(self, words: TypedWords, *, headline_only: bool = False) -> str:
        """Return the words in the database's query language."""

    @abstractmethod
    def facet_expression(self, facets: Sequence[str]) -> str:
        """Return the condition of having any of the facets."""

    def found(self, expression: str, version: str = "any") -> Q:
        """Return the condition that a version of a page matches."""
        return matches(self.match_sql.format(version=VERSION_SQL[version]), expression)

    def best(self, found: SQL, expression: str, number: int) -> SQL:
        """Select the ids of the best pages among those that `found` selects with their dates."""
        sql, params = found
        best = self.best_sql.format(found=sql, number=number, ranked=RANKED_PAGES_LIMIT)
        return best, [*params, expression]


class SQLiteEngine(NewsroomEngine):
    """The table `search_page_terms`."""

    match_sql = """
        SELECT page_id FROM search_pagetext WHERE id IN (
            SELECT rowid FROM search_page_terms WHERE search_page_terms MATCH %s
        ) {version}
    """
    # As for readers: fresh ones weigh up to half as much more.
    best_sql = """
        WITH found (id, changed_at) AS MATERIALIZED ({found}),
        weighed (row_id, weight) AS MATERIALIZED (
            SELECT rowid, -bm25(search_page_terms, 16, 6, 2, 1.4, 0)
            FROM search_page_terms WHERE search_page_terms MATCH %s
        )
        SELECT found.id FROM weighed
        JOIN search_pagetext AS text ON text.id = weighed.row_id
        JOIN found ON found.id = text.page_id
        GROUP BY found.id
        ORDER BY max(weight) * (1 + 0.5 / (1 + max(0, coalesce(
            julianday('now') - julianday(changed_at), 365)) / 30)) DESC,
            changed_at DESC, found.id DESC
        LIMIT {number}
    """

    def write(self, rows: Iterable[tuple[int, PageTerms]]) -> None:
        """Write the terms of new rows of `PageText`, by their ids."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_page_terms (rowid, headline, standfirst, body, names, facets)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [[row_id, *map(" ".join, terms)] for row_id, terms in rows],
            )

    def expression(self, words: TypedWords, *, headline_only: bool = False) -> str:
        """Return the words as an FTS5 query; terms are never its operators."""
        columns = "headline" if headline_only else "- facets"
        wanted = " AND ".join(map(self.clause, words.wanted))
        besides = f" NOT ({' OR '.join(map(self.clause, words.unwanted))})"
        return f"{columns} : (({wanted}){besides if words.unwanted else ''})"

    def clause(self, alternatives: Sequence[Alternative]) -> str:
        """Return a word in its alternative spellings."""
        ways = (f'"{" ".join(way.terms)}"{"*" * way.is_prefix}' for way in alternatives)
        return f"({' OR '.join(ways)})"

    def facet_expression(self, facets: Sequence[str]) -> str:
        """Return the condition of having any of the facets."""
        return "facets : ({})".format(" OR ".join(f'"{facet}"' for facet in facets))


class PostgreSQLEngine(NewsroomEngine):
    """The column `terms` of the table of `PageText`."""

    match_sql = """
        SELECT page_id FROM search_pagetext WHERE search_read(terms) @@ %s::tsquery {version}
    """
    best_sql = """
        WITH found (id, changed_at) AS MATERIALIZED ({found}),
        newest AS MATERIALIZED (
            SELECT id, changed_at FROM found ORDER BY changed_at DESC NULLS LAST LIMIT {ranked}
        )
        SELECT newest.id FROM newest JOIN search_pagetext AS text ON text.page_id = newest.id
        GROUP BY newest.id, newest.changed_at
        ORDER BY max(ts_rank('{{0.05, 0.2, 0.5, 1}}', terms, %s::tsquery, 1))
            * (1 + 0.5 / (1 + greatest(0, coalesce(
            extract(epoch FROM now() - changed_at), 31536000)) / 2592000)) DESC,
            newest.changed_at DESC NULLS LAST, newest.id DESC
        LIMIT {number}
    """

    def write(self, rows: Iterable[tuple[int, PageTerms]]) -> None:
        """Write the terms of new rows of `PageText`, by their ids."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_pagetext SET terms = %s::tsvector WHERE id = %s",
                [[page_tsvector(terms), row_id] for row_id, terms in rows],
            )

    def expression(self, words: TypedWords, *, headline_only: bool = False) -> str:
        """Return the words as a tsquery; those of the headline have the weight A."""
        weight = "A" if headline_only else ""
        wanted = " & ".join(self.clause(each, weight) for each in words.wanted)
        besides = " | ".join(self.clause(each, weight) for each in words.unwanted)
        return f"({wanted}) & !({besides})" if besides else wanted

    def clause(self, alternatives: Sequence[Alternative], weight: str) -> str:
        """Return a word in its alternative spellings."""
        return "({})".format(" | ".join(self.phrase(way, weight) for way in alternatives))

    def phrase(self, way: Alternative, weight: str) -> str:
        """Write out that terms stand beside each other."""
        last = len(way.terms) - 1
        parts = []
        for at, term in enumerate(way.terms):
            marks = weight + "*" * (way.is_prefix and at == last)
            parts.append(f"{quoted(term)}:{marks}" if marks else quoted(term))
        return f"({' <-> '.join(parts)})"

    def facet_expression(self, facets: Sequence[str]) -> str:
        """Return the condition of having any of the facets."""
        return " | ".join(map(quoted, facets))


def newsroom_engine() -> NewsroomEngine:
    """Return the engine of the database."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()


def page_tsvector(terms: PageTerms) -> str:
    """Write out the tsvector of a page."""
    weighted = [("A", terms.headline), ("B", terms.standfirst), ("C", terms.body)]
    return weighted_tsvector([*weighted, ("", [*terms.facets, *terms.names])])
