"""How many of the stories that were found are in each section, by each author, and so on."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import reduce
from operator import and_
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils import timezone

from byline.pagecache import depends_on
from byline.prepared import as_list, prepared
from news.models import ArticlePage, Author, Byline, SectionPage, Topic
from news.querysets import ArticleQuerySet
from search.engines import database_engine
from search.engines.database import SQL, as_sql, fetch_rows, ranked_ids_sql
from search.index import SEARCH_INDEX_TAG
from search.plugin_facets import PluginFacet, plugin_facets
from search.searches import Search, searchable_stories
from search.story_filters import (
    FACET_LABELS,
    RECENT_PERIOD_DAYS,
    RECENT_PERIOD_LABELS,
    Filters,
    published_within,
)

# How many are offered of a kind; one that is chosen always is.
FACET_CHOICES_LIMIT = 8
COUNT_KINDS = ("any", "all", "section", "year", "recent", "author", "topic")

# A story is counted where the choices of the other facets hold: the number at a choice
# is how many are found once it is made. The + keeps SQLite from scanning the link tables and
# looking each story up in `found`.
COUNTS_SQL = """
WITH found (id, section, published_at, in_section, in_author, in_topic, in_period, in_plugins)
AS MATERIALIZED ({found})
SELECT 'any', CAST(NULL AS bigint), COUNT(*) FROM found
UNION ALL SELECT 'all', NULL, COUNT(*) FROM found
    WHERE in_plugins AND in_section AND in_author AND in_topic AND in_period
UNION ALL SELECT 'section', section, COUNT(*) FROM found
    WHERE in_plugins AND in_author AND in_topic AND in_period GROUP BY section
UNION ALL SELECT 'year', CAST({year} AS bigint) AS year, COUNT(*) FROM found
    WHERE in_plugins AND in_section AND in_author AND in_topic GROUP BY 2
{recent}
UNION ALL SELECT * FROM (SELECT 'author', author_id, COUNT(*)
    FROM (SELECT DISTINCT found.id, author_id FROM found
        JOIN {bylines} AS bylines ON article_id = +found.id
        WHERE in_plugins AND in_section AND in_topic AND in_period) AS wrote
    GROUP BY author_id ORDER BY 3 DESC, 2 LIMIT {most}) AS authors
UNION ALL SELECT * FROM (SELECT 'topic', topic_id, COUNT(*)
    FROM found JOIN {topics} AS about ON articlepage_id = +found.id
    WHERE in_plugins AND in_section AND in_author AND in_period
    GROUP BY topic_id ORDER BY 3 DESC, 2 LIMIT {most}) AS topics
"""
RECENT_COUNT_SQL = """
UNION ALL SELECT 'recent', {days}, COUNT(*) FROM found
    WHERE in_plugins AND in_section AND in_author AND in_topic AND published_at > %s
"""
COUNTED_IDS_SQL = """
UNION ALL SELECT {ids}, NULL, NULL FROM ({first}) AS first
"""
# SQLite calls Python for a year, which takes longer than all else; only at its turn
# the newspaper's time zone may have another year than UTC.
SQLITE_YEAR_SQL = """
CASE WHEN substr(published_at, 6, 5) IN ('01-01', '12-31')
    THEN {year} ELSE substr(published_at, 1, 4) END
"""


class FacetChoice(NamedTuple):
    """A choice that narrows a search, with the number of stories it leaves."""

    label: str
    number: int
    url: str
    is_chosen: bool = False


class Facet(NamedTuple):
    """Choices of a kind."""

    name: str
    label: str
    choices: list[FacetChoice]


class Counts(NamedTuple):
    """Numbers of stories: without the filters, with them, and by facet."""

    any: int
    all: int
    kinds: dict[str, dict[int | None, int]]
    # The ids of those that come first, where they were listed with it.
    first: list[int] | None
    # Whether there are more, which were not counted.
    is_partial: bool


def count_stories(search: Search, number: int = 0) -> Counts:
    """Count the stories found with one query, which lists the first `number` where it can."""
    depends_on(SEARCH_INDEX_TAG)
    found, params = found_rows_sql(search)
    year, years = year_sql("published_at")
    now, adapt = timezone.now(), connection.ops.adapt_datetimefield_value
    since = [adapt(now - timedelta(days=days)) for days in RECENT_PERIOD_DAYS.values()]
    # Of common words not all stories are found: filters may leave others.
    rank_sql = search.rank_sql if number and not search.filters.conditions else None
    first, weights = ranked_ids_sql(rank_sql, number) if rank_sql else ("", [])
    statement = COUNTS_SQL.format(
        found=found,
        year=year,
        recent="".join(RECENT_COUNT_SQL.format(days=days) for days in RECENT_PERIOD_DAYS.values()),
        bylines=Byline._meta.db_table,
        topics=ArticlePage.topics.through._meta.db_table,
        most=FACET_CHOICES_LIMIT,
    ) + (COUNTED_IDS_SQL.format(ids=as_list("id"), first=first) if rank_sql else "")
    kinds: dict[str, dict[int | None, int]] = {kind: {} for kind in COUNT_KINDS}
    listed = None
    for kind, key, value in fetch_rows(statement, [*params, *years, *since, *weights]):
        if value is None:
            listed = json.loads(kind)
        else:
            kinds[kind][key] = value
    found_at_all = kinds.pop("any")[None]
    is_partial = search.is_partial(found_at_all)
    return Counts(found_at_all, kinds.pop("all")[None], kinds, listed, is_partial)


def found_rows_sql(search: Search) -> SQL:
    """Return SQL that selects the columns to count of the stories found."""
    if expression := search.expression:
        return matching_rows.as_sql(expression)
    return as_sql(counted_rows(search.found, search.filters))


@prepared
def matching_rows(expression: str) -> QuerySet:
    """Select the columns to count of the stories that match an expression."""
    found = searchable_stories().filter(database_engine().found(expression, Q()))
    return counted_rows(found, Filters())


def counted_rows(found: ArticleQuerySet, filters: Filters) -> QuerySet:
    """Select the columns to count, and for each facet whether its choice holds."""
    flags = {f"in_{kind}": condition_flag(filters.conditions.get(kind)) for kind in FACET_LABELS}
    of_plugins = [choice.condition for choice in filters.of_plugins]
    flags["in_plugins"] = condition_flag(reduce(and_, of_plugins) if of_plugins else None)
    flagged = found.order_by().annotate(**flags)
    return flagged.values_list("pk", "section", "published_at", *flags)


def year_sql(column: str) -> SQL:
    """Return the year of a moment, by the newspaper's clock."""
    zone = timezone.get_current_timezone_name()
    year, params = connection.ops.datetime_extract_sql("year", column, (), zone)
    if connection.vendor == "sqlite":
        year = SQLITE_YEAR_SQL.format(year=year)
    return year, list(params)


def condition_flag(condition: Q | None) -> Case | Value:
    """Return a boolean column of a condition; true where nothing is chosen."""
    if condition is None:
        return Value(value=True)
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def facets(counts: Counts, search: Search) -> list[Facet]:
    """Return the choices that narrow a search."""
    kinds, filters, url = counts.kinds, search.filters, search.url
    options = {
        "section": named_options(sections, kinds["section"]),
        "author": named_options(authors, kinds["author"]),
        "topic": named_options(topics, kinds["topic"]),
        "period": period_options(counts),
    }
    return [
        *(
            Facet(kind, label, list(facet_choices(kind, options[kind], filters, counts.all, url)))
            for kind, label in FACET_LABELS.items()
        ),
        *(facet_of_plugin(facet, search, counts.all) for facet in plugin_facets()),
    ]


def facet_of_plugin(facet: PluginFacet, search: Search, total: int) -> Facet:
    """Return the choices of a plugin's facet, counted with one query."""
    others = [found for kind, found in search.filters.conditions.items() if kind != facet.key]
    stories = search.find(reduce(and_, others, published_within(search.query.span)))
    options = [(value, *found) for value, found in facet.counts(stories).items()]
    choices = facet_choices(facet.key, options, search.filters, total, search.url)
    return Facet(facet.key, facet.label, list(choices))


@prepared
def sections(ids: list[int]) -> QuerySet:
    """Return id, slug and title of published sections."""
    return SectionPage.objects.published().filter(pk__in=ids).values_list("pk", "slug", "title")


@prepared
def authors(ids: list[int]) -> QuerySet:
    """Return id, slug and name of authors."""
    return Author.objects.filter(pk__in=ids).values_list("pk", "slug", "name")


@prepared
def topics(ids: list[int]) -> QuerySet:
    """Return id, slug and name of topics."""
    return Topic.objects.filter(pk__in=ids).values_list("pk", "slug", "name")


def named_options(
    find: Callable[[list[int]], list[tuple[int, str, str]]], numbers: dict[int | None, int]
) -> list[tuple[str, str, int]]:
    """Return slug, name and number of the options, highest number first."""
    ids = [key for key in numbers if key]
    options = [(slug, name, numbers[key]) for key, slug, name in find(ids)] if ids else []
    return sorted(options, key=lambda option: (-option[2], option[1]))


def period_options(counts: Counts) -> list[tuple[str, str, int]]:
    """Return the periods with stories: recent ones, then years."""
    recent = [
        (key, RECENT_PERIOD_LABELS[key], counts.kinds["recent"][days])
        for key, days in RECENT_PERIOD_DAYS.items()
    ]
    years = sorted(counts.kinds["year"].items(), reverse=True)
    return [
        *(option for option in recent if option[2]),
        *((str(year), str(year), number) for year, number in years),
    ]


def facet_choices(
    kind: str,
    options: Iterable[tuple[str, str, int]],
    filters: Filters,
    total: int,
    url: Callable[..., str],
) -> Iterator[FacetChoice]:
    """Yield the choices of a kind, first the one that is chosen: it leads back to all."""
    chosen = filters.parameters.get(kind)
    options = list(options)
    if chosen and chosen not in {key for key, _name, _number in options}:
        options.append((chosen, filters.chosen[kind], total))
    options.sort(key=lambda option: option[0] != chosen)
    for key, name, number in options:
        is_chosen = key == chosen
        yield FacetChoice(name, number, url(**{kind: None if is_chosen else key}), is_chosen)
