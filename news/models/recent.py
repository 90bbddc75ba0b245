"""The index of recent stories, and under it the archive."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest
from wagtail.url_routing import RouteResult

from byline.pagecache import depends_on
from news.archive import DAY_DEPTH, Archive, Period
from news.list_links import address
from news.models.lists import StoryListPage, leads_on, newest_ids, newest_ids_in, oldest
from news.models.sections import chosen_section
from news.querysets import ArticleQuerySet


class RecentStoriesPage(StoryListPage):
    """Every story of the newspaper, newest first, and by year, month and day."""

    max_count = 1
    parameters = ("page", "section")
    parent_page_types = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "recent stories page"

    def stories(self) -> ArticleQuerySet:
        """Return all stories, without aliases."""
        return super().stories().originals()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route the archive under the page: `2026/`, `2026/11/`, `2026/11/23/`."""
        result = super().route(request, [])
        if path_components:
            return RouteResult(self, kwargs={"period": Period.read(path_components)})
        return result

    def listed(self, request: HttpRequest, period: Period | None = None) -> dict[str, Any]:
        """Return the stories of the period and of the section that `?section=` names."""
        section = chosen_section(request)
        slug = section.slug if section else None
        path, name = (period.path, period.name) if period else ("", self.title)
        archive = Archive.of(period, oldest())
        depends_on((section or self).list_tag)
        stories: ArticleQuerySet | list[int]
        if period:
            stories = period.stories(section.stories() if section else self.stories())
        else:
            stories = newest_ids_in.ids(section.pk, []) if section else newest_ids.ids()
        listed = self.list_stories(
            request,
            stories,
            f"{self.canonical_url}{path}",
            # A day has all its pages: there is no shorter period to go on with.
            Paginator if period and period.day else None,
            section=slug,
        )
        if period and period.month:
            listed["leads_on"] = leads_on(listed["stories"], DAY_DEPTH)
        return {
            **listed,
            "archive": archive,
            "section": section,
            "kept": address("", section=slug),
            "url": f"{self.url}{path}",
            "heading": f"{section.title}: {name}" if section else name,
        }
