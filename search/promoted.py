"""Promoted results, which editors put before those of a search."""

from typing import NamedTuple

from django.db.models import Q, QuerySet
from wagtail.contrib.search_promotions.models import SearchPromotion

from byline.prepared import prepared
from news.querysets import published_pages
from search.query_log import normalise

PROMOTION_FIELDS = ("page_id", "external_link_text", "external_link_url", "description")
HAS_TARGET = Q(page__isnull=False) | Q(external_link_url__iregex=r"^https?://")


class Promotion(NamedTuple):
    """A promoted page of the site, or a link."""

    title: str
    url: str
    description: str


def promoted_for(words: str) -> list[Promotion]:
    """Return the visible promotions of a query, in their order.

    Costs one query, and one more where pages are promoted.
    """
    if not (words := normalise(words)):
        return []
    rows = promotion_rows(words)
    pages = {page.pk: page for page in published_pages({row[0] for row in rows if row[0]})}
    promotions = {}
    for page_id, title, url, description in rows:
        if page_id is None:
            promotions[url] = Promotion(title or url, url, description)
        elif (page := pages.get(page_id)) and page.url:
            promotions[page_id] = Promotion(page.title, page.url, description)
    return list(promotions.values())


@prepared
def promotion_rows(words: str) -> QuerySet:
    """Select the promotions of a normalised query, in their order."""
    found = SearchPromotion.objects.filter(HAS_TARGET, query__query_string=words)
    return found.order_by("sort_order", "pk").values_list(*PROMOTION_FIELDS)
