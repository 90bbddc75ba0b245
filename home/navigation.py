"""How readers find their way around the newspaper."""

from dataclasses import dataclass

from wagtail.models import Page

from home.models import StandardPage
from news.models import RecentStoriesPage, SectionPage
from news.querysets import ReaderQuerySet
from readership.models import PopularStoriesPage


@dataclass(frozen=True)
class Navigation:
    """What the masthead, the menu and the footer lead to, in the order of the editors."""

    sections: list[SectionPage]
    recent: Page | None
    popular: Page | None
    standard: list[Page]


def find_navigation(sections: list[SectionPage] | None = None) -> Navigation:
    """Find what readers may see of it, with two queries; one where the sections are known."""
    if sections is None:
        sections = list(SectionPage.objects.published().order_by("path"))
    others = ReaderQuerySet(Page).type(RecentStoriesPage, PopularStoriesPage, StandardPage)
    pages = list(others.published().order_by("path"))
    recent, popular = (
        next((page for page in pages if page.specific_class is model), None)
        for model in (RecentStoriesPage, PopularStoriesPage)
    )
    standard = [page for page in pages if page.specific_class is StandardPage]
    return Navigation(sections, recent, popular, standard)
