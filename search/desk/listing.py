"""Searches of a period, with what came of them."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from readership.numbers import Days, days_up_to_today
from search.models import Asked


def searches_in(days: Days) -> QuerySet[Query]:
    """Return what was searched for in a period: how often, what was found, what is promoted."""
    made = Query.objects.filter(daily_hits__date__range=(days.first, days.last))
    return with_outcome(made.annotate(searches=Sum("daily_hits__hits")))


def found_nothing(days: int) -> QuerySet[Query]:
    """Return what was searched for in so many days and not found the last time."""
    since = timezone.now() - timedelta(days)
    in_vain = Asked.objects.filter(found=0, at__gte=since).values("pk")
    period = days_up_to_today(days)
    hits = QueryDailyHits.objects.filter(query=OuterRef("pk"), date__gte=period.first)
    searches = hits.order_by().values("query").annotate(number=Sum("hits")).values("number")
    made = Query.objects.filter(pk__in=in_vain).annotate(searches=Subquery(searches))
    return with_outcome(made).filter(searches__gt=0)


def with_outcome(queries: QuerySet[Query]) -> QuerySet[Query]:
    """Tell of each search what it found last, when that was, and whether anything is promoted."""
    promotions = SearchPromotion.objects.filter(query=OuterRef("pk"))
    return queries.annotate(
        found=F("asked__found"),
        asked_at=F("asked__at"),
        is_promoted=Exists(promotions),
    )
