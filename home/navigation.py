"""How readers find their way around the newspaper."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page

from byline.prepared import prepared
from home.models import StandardPage
from news.models import RecentStoriesPage, SectionPage
from news.querysets import ReaderQuerySet
from readership.models import PopularStoriesPage

LED_TO = (SectionPage, RecentStoriesPage, PopularStoriesPage, StandardPage)


@dataclass(frozen=True)
class Navigation:
    """What the masthead, the menu and the footer lead to, in the order of the editors."""

    sections: list[SectionPage]
    recent: Page | None
    popular: Page | None
    standard: list[Page]


def find_navigation() -> Navigation:
    """Find what readers may see of it, with one query."""
    kinds = ContentType.objects.get_for_models(*LED_TO)
    pages = pages_of_kinds([kind.pk for kind in kinds.values()])

    def those(model: type[Page]) -> list[Page]:
        return [page for page in pages if page.content_type_id == kinds[model].pk]

    recent, popular = (
        next(iter(those(model)), None) for model in (RecentStoriesPage, PopularStoriesPage)
    )
    return Navigation(
        [page.sectionpage for page in those(SectionPage)], recent, popular, those(StandardPage)
    )


@prepared
def pages_of_kinds(kinds: list[int]) -> QuerySet[Page]:
    """Find the pages of some kinds that readers may see, the sections with what is their own."""
    pages = ReaderQuerySet(Page).filter(content_type__in=kinds).published()
    return pages.select_related("sectionpage").order_by("path")
