"""Logged queries of a period, with the number of stories that they found."""

from datetime import UTC, datetime, time

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from readership.reader_counts import DayRange, days_up_to_today


def searches_in(days: DayRange) -> QuerySet[Query]:
    """Return the queries of a period: how often, number found last, whether promoted."""
    made = Query.objects.filter(daily_hits__date__range=(days.first, days.last))
    return with_outcome(made.annotate(searches=Sum("daily_hits__hits")))


def found_nothing(days: int) -> QuerySet[Query]:
    """Return the queries of the last `days`, today included, that found nothing last time."""
    period = days_up_to_today(days)
    # Redundant, but it lets the partial index on queries that found nothing be used.
    begun = datetime.combine(period.first, time.min, UTC)
    return searches_in(period).filter(found=0, asked_at__gte=begun)


def with_outcome(queries: QuerySet[Query]) -> QuerySet[Query]:
    """Annotate each query with the number found last, the time, and whether promoted."""
    promotions = SearchPromotion.objects.filter(query=OuterRef("pk"))
    return queries.annotate(
        found=F("search_query__found"),
        asked_at=F("search_query__at"),
        is_promoted=Exists(promotions),
    )
