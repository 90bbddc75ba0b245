"""Lists of stories that are pages."""

from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils import timezone

from news.archive import MONTH, Period
from news.choices import address
from news.models.articles import ArticlePage
from news.models.base import BasePage
from news.paging import ShallowPaginator, page_of
from news.querysets import STORIES, ArticleQuerySet
from photos.pictures import fetch_renditions


class StoryListPage(BasePage):
    """A page that lists stories, newest first, some at a time."""

    parameters: ClassVar[tuple[str, ...]] = ("page",)
    stories_per_page: ClassVar[int] = 20
    # The shapes of `photos.pictures` the template shows the lead photos in.
    shapes: ClassVar[tuple[str, ...]] = ("card",)

    class Meta:
        abstract = True

    @property
    def listed_as(self) -> str:
        """What pages depend on that show which stories are listed here."""
        return STORIES

    def stories(self) -> ArticleQuerySet:
        """Return the stories that belong on this page."""
        return ArticlePage.objects.published(on=[self.listed_as]).newest_first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories of the page that `?page=` asks for."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, **self.listed(request, **kwargs)}

    def listed(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page lists."""
        return self.list_stories(request, self.stories(), self.canonical_url)

    def list_stories(
        self,
        request: HttpRequest,
        stories: ArticleQuerySet,
        url: str,
        paginator: type[Paginator] = ShallowPaginator,
        **parameters: str | None,
    ) -> dict[str, Any]:
        """Return the page of the stories, its one address, and how it goes on behind the last."""
        page = page_of(stories.for_cards(), request, self.stories_per_page, paginator)
        fetch_renditions((story.lead_photo for story in page), *self.shapes)
        number = str(page.number) if page.number > 1 else None
        return {
            "stories": page,
            "canonical_url": address(url, **parameters, page=number),
            "leads_on": leads_on(page),
        }


def leads_on(page: Page, depth: int = MONTH) -> Period | None:
    """Return the month, or day, of the archive in which a list goes on behind its last page."""
    if page.has_next() or not getattr(page.paginator, "goes_on", False):
        return None
    return Period.of(timezone.localdate(page[-1].published_at), depth)
