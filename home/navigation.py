"""How readers find their way around the newspaper."""

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page

from byline.prepared import prepared
from home.models import StandardPage
from news.models import RecentStoriesPage, SectionPage
from news.querysets import ReaderQuerySet
from readership.models import PopularStoriesPage

LED_TO = (SectionPage, RecentStoriesPage, PopularStoriesPage, StandardPage)


class Link(NamedTuple):
    """A page that is led to several times on each page."""

    pk: int
    title: str
    url: str
    slug: str
    colour: str = ""


@dataclass(frozen=True)
class Navigation:
    """What the masthead, the menu and the footer lead to, in the order of the editors."""

    sections: list[Link]
    recent: Link | None
    popular: Link | None
    standard: list[Link]


def find_navigation() -> Navigation:
    """Find what readers may see of it, with one query."""
    kinds = ContentType.objects.get_for_models(*LED_TO)
    pages = pages_of_kinds([kind.pk for kind in kinds.values()])
    pages.sort(key=attrgetter("path"))

    def those(model: type[Page]) -> list[Link]:
        return [link_to(page) for page in pages if page.content_type_id == kinds[model].pk]

    recent, popular = (
        next(iter(those(model)), None) for model in (RecentStoriesPage, PopularStoriesPage)
    )
    return Navigation(those(SectionPage), recent, popular, those(StandardPage))


def link_to(page: Page) -> Link:
    """Return the link to a page."""
    section = getattr(page, "sectionpage", None)
    colour = section.colour if section else ""
    return Link(page.pk, page.title, page.get_url() or "", page.slug, colour)


@prepared
def pages_of_kinds(kinds: list[int]) -> QuerySet[Page]:
    """Find the pages of some kinds that readers may see, the sections with what is their own.

    Whoever calls puts them into order: asked for it, SQLite reads every page there is.
    """
    pages = ReaderQuerySet(Page).filter(content_type__in=kinds).published()
    return pages.select_related("sectionpage").order_by()
