"""Searches of a period, with what came of them."""

from datetime import UTC, datetime, time

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from readership.reader_counts import DayRange, days_up_to_today


def searches_in(days: DayRange) -> QuerySet[Query]:
    """Return what was searched for in a period: how often, what was found, what is promoted."""
    made = Query.objects.filter(daily_hits__date__range=(days.first, days.last))
    return with_outcome(made.annotate(searches=Sum("daily_hits__hits")))


def found_nothing(days: int) -> QuerySet[Query]:
    """Return what was searched for in so many days, the last today, and not found last time."""
    period = days_up_to_today(days)
    # Known from the day's searches already; by it those that found nothing are looked up fast.
    begun = datetime.combine(period.first, time.min, UTC)
    return searches_in(period).filter(found=0, asked_at__gte=begun)


def with_outcome(queries: QuerySet[Query]) -> QuerySet[Query]:
    """Tell of each search what it found last, when that was, and whether anything is promoted."""
    promotions = SearchPromotion.objects.filter(query=OuterRef("pk"))
    return queries.annotate(
        found=F("search_query__found"),
        asked_at=F("search_query__at"),
        is_promoted=Exists(promotions),
    )
