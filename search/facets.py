"""How many of the stories that were found are in each section, by each author, and so on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import ExtractYear
from django.utils import timezone

from news.models import ArticlePage, Author, Byline, SectionPage, Topic
from news.querysets import ArticleQuerySet
from search.engines.database import as_sql, rows_of
from search.filters import KINDS, NAMES, RECENT, Filters

# How many are offered of a kind; one that is chosen always is.
MOST = 8

# A story is counted where what is chosen of the other kinds is so of it: the number at a choice
# is how many are found once it is made.
COUNTS = """
WITH found (id, section, published_at, year, in_section, in_author, in_topic, in_period)
AS MATERIALIZED ({found})
SELECT 'any', CAST(NULL AS bigint), COUNT(*) FROM found
UNION ALL SELECT 'all', NULL, COUNT(*) FROM found
    WHERE in_section AND in_author AND in_topic AND in_period
UNION ALL SELECT 'section', section, COUNT(*) FROM found
    WHERE in_author AND in_topic AND in_period GROUP BY section
UNION ALL SELECT 'year', CAST(year AS bigint), COUNT(*) FROM found
    WHERE in_section AND in_author AND in_topic GROUP BY year
{recent}
UNION ALL SELECT * FROM (SELECT 'author', author_id, COUNT(*)
    FROM (SELECT DISTINCT found.id, author_id FROM found
        JOIN {bylines} AS bylines ON article_id = found.id
        WHERE in_section AND in_topic AND in_period) AS wrote
    GROUP BY author_id ORDER BY 3 DESC, 2 LIMIT {most}) AS authors
UNION ALL SELECT * FROM (SELECT 'topic', topic_id, COUNT(*)
    FROM found JOIN {topics} AS about ON articlepage_id = found.id
    WHERE in_section AND in_author AND in_period
    GROUP BY topic_id ORDER BY 3 DESC, 2 LIMIT {most}) AS topics
"""
RECENTLY = """
UNION ALL SELECT 'recent', {days}, COUNT(*) FROM found
    WHERE in_section AND in_author AND in_topic AND published_at > %s
"""


class Choice(NamedTuple):
    """What a search can be narrowed down to, and how many stories there are then."""

    label: str
    number: int
    url: str
    is_chosen: bool = False


class Facet(NamedTuple):
    """Choices of a kind."""

    name: str
    label: str
    choices: list[Choice]


class Counts(NamedTuple):
    """How many stories there are: without what is chosen, with it, and of every kind."""

    any: int
    all: int
    kinds: dict[str, dict[int | None, int]]


def count(found: ArticleQuerySet, filters: Filters) -> Counts:
    """Count the stories that were found, with one query."""
    flags = {f"in_{kind}": is_so(filters.conditions.get(kind)) for kind in KINDS}
    rows = found.order_by().annotate(year=ExtractYear("published_at"), **flags)
    columns = rows.values_list("pk", "section", "published_at", "year", *flags)
    sql, params = as_sql(columns)
    now, adapt = timezone.now(), connection.ops.adapt_datetimefield_value
    statement = COUNTS.format(
        found=sql,
        recent="".join(RECENTLY.format(days=days) for days in RECENT.values()),
        bylines=Byline._meta.db_table,
        topics=ArticlePage.topics.through._meta.db_table,
        most=MOST,
    )
    since = [adapt(now - timedelta(days=days)) for days in RECENT.values()]
    kinds: dict[str, dict[int | None, int]] = defaultdict(dict)
    for kind, key, number in rows_of(statement, [*params, *since]):
        kinds[kind][key] = number
    return Counts(kinds.pop("any")[None], kinds.pop("all")[None], kinds)


def is_so(condition: Q | None) -> Case | Value:
    """Return a column that says whether a condition is so; it is, where nothing is chosen."""
    if condition is None:
        return Value(value=True)
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def facets(counts: Counts, filters: Filters, url: Callable[..., str]) -> list[Facet]:
    """Return the choices, with addresses that `url` makes of changed parameters."""
    sections = named(
        SectionPage.objects.published().in_bulk(counts.kinds["section"]), counts.kinds["section"]
    )
    authors = named(Author.objects.in_bulk(counts.kinds["author"]), counts.kinds["author"])
    topics = named(Topic.objects.in_bulk(counts.kinds["topic"]), counts.kinds["topic"])
    options = {
        "section": sections,
        "author": authors,
        "topic": topics,
        "period": periods(counts),
    }
    return [
        Facet(kind, label, list(choices(kind, options[kind], filters, counts.all, url)))
        for kind, label in KINDS.items()
    ]


def named(
    subjects: dict[int, SectionPage] | dict[int, Author] | dict[int, Topic],
    numbers: dict[int | None, int],
) -> list[tuple[str, str, int]]:
    """Return slug, name and number of what there is, most first."""
    known = [(subjects[key], number) for key, number in numbers.items() if key and key in subjects]
    options = [(subject.slug, str(subject), number) for subject, number in known]
    return sorted(options, key=lambda option: (-option[2], option[1]))


def periods(counts: Counts) -> list[tuple[str, str, int]]:
    """Return the periods in which something was found: recent ones, then years."""
    recent = [(key, NAMES[key], counts.kinds["recent"][days]) for key, days in RECENT.items()]
    years = sorted(counts.kinds["year"].items(), reverse=True)
    return [
        *(option for option in recent if option[2]),
        *((str(year), str(year), number) for year, number in years),
    ]


def choices(
    kind: str,
    options: Iterable[tuple[str, str, int]],
    filters: Filters,
    total: int,
    url: Callable[..., str],
) -> Iterator[Choice]:
    """Yield the choices of a kind, first the one that is chosen: it leads back to all."""
    chosen = filters.parameters[kind]
    options = list(options)
    if chosen and chosen not in {key for key, _name, _number in options}:
        options.append((chosen, filters.chosen[kind], total))
    options.sort(key=lambda option: option[0] != chosen)
    for key, name, number in options:
        is_chosen = key == chosen
        yield Choice(name, number, url(**{kind: None if is_chosen else key}), is_chosen)
