"""The navigation: sections, lists and standard pages."""

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page

from byline.pagecache import stale_at
from byline.prepared import prepared
from home.models import StandardPage
from news.models import ArticlePage, Newsroom, RecentStoriesPage, SectionPage
from news.querysets import ReaderQuerySet
from readership.models import PopularStoriesPage

LINKED_PAGE_TYPES = (SectionPage, RecentStoriesPage, PopularStoriesPage, StandardPage)


class Link(NamedTuple):
    """A link of the navigation."""

    pk: int
    title: str
    url: str
    slug: str
    colour: str = ""


@dataclass(frozen=True)
class Navigation:
    """The links of masthead, menu and footer, in the order of the page tree."""

    newsroom: Newsroom
    sections: list[Link]
    recent: Link | None
    popular: Link | None
    standard: list[Link]


class MenuPosition(NamedTuple):
    """The position of a page in the navigation: a section, or below one."""

    pk: int | None = None
    section_id: int | None = None

    @classmethod
    def of(cls, page: object) -> "MenuPosition":
        """Return the position of a page, empty for other objects."""
        if isinstance(page, SectionPage):
            return cls(pk=page.pk)
        return cls(section_id=page.section_id) if isinstance(page, ArticlePage) else cls()


def navigation_of(newsroom: Newsroom) -> Navigation:
    """Return the navigation of a site, fetched once for a request, whose newsroom keeps it."""
    found: Navigation | None = vars(newsroom).get("_navigation")
    if found is None:
        found = newsroom.__dict__["_navigation"] = find_navigation(newsroom)
    return found


def find_navigation(newsroom: Newsroom) -> Navigation:
    """Fetch the navigation of a site with one query."""
    kinds = ContentType.objects.get_for_models(*LINKED_PAGE_TYPES)
    pages = sorted(linked_pages(), key=attrgetter("path"))

    def links_to(model: type[Page]) -> list[Link]:
        return [link_to(page) for page in pages if page.content_type_id == kinds[model].pk]

    recent, popular = (
        next(iter(links_to(model)), None) for model in (RecentStoriesPage, PopularStoriesPage)
    )
    return Navigation(newsroom, links_to(SectionPage), recent, popular, links_to(StandardPage))


def link_to(page: Page) -> Link:
    """Return the link to a page. The response is stale when the page expires."""
    stale_at(page.expire_at)
    section = getattr(page, "sectionpage", None)
    colour = section.colour if section else ""
    return Link(page.pk, page.title, page.get_url() or "", page.slug, colour)


@prepared
def linked_pages() -> QuerySet[Page]:
    """Return the published pages of the navigation, with the fields of sections.

    The ids come from the small tables of their types. With a condition on the content type
    PostgreSQL, whose plan is generic, would expect most pages to match and scan them all. The
    caller sorts, for which SQLite would scan all pages.
    """
    first, *others = [model.objects.order_by().values("page_ptr") for model in LINKED_PAGE_TYPES]
    pages = ReaderQuerySet(Page).filter(pk__in=first.union(*others, all=True)).published()
    return pages.select_related("sectionpage").order_by()
