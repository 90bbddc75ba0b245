"""Logged queries and promoted results for tests."""

from datetime import timedelta

import time_machine
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import query_log

DAY = timedelta(days=1)

# Queries of people and machines that may break nothing.
HOSTILE_QUERIES = [
    '"', '""', '"ferry', 'ferry"', "'", "'\"'", "it's \"", "\\", "%", "%s", "_", "*", "ferry*",
    "AND", "OR NOT", "NEAR(a b)", "^a", "a:b", 'title:"', "-", "( )", "{title} : a", "''",
    "'; DROP TABLE search_asked; --", "(?P<a>[", "\x00", "ferry\x00", "\ud800", "\u00a0", "\u2028",
    "İ" * 300, "😀" * 300, "фе́рри", "フェリー", "عبّارة", "a" * 10_000, "a " * 5_000,
    '"a" b ' * 1_000, "<script>alert(1)</script>",
]  # fmt: skip


def log_searches(words, times=1, found=0, ago=timedelta()):
    """Log searches of readers; return the query."""
    with time_machine.travel(timezone.now() - ago, tick=False):
        for _ in range(times):
            query_log.log_query(words, found)
    return Query.objects.get(query_string=query_log.normalise(words))


def count_hits(words):
    """Return how often a query was made, in all."""
    return sum(
        hits.hits
        for query in Query.objects.filter(query_string=words)
        for hits in query.daily_hits.all()
    )


def promote(words, page=None, url="", text="", **fields):
    """Promote a page or a link for words, as an editor does."""
    return SearchPromotion.objects.create(
        query=Query.get(words),
        page=page,
        external_link_url=url,
        external_link_text=text,
        **fields,
    )
