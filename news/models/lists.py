"""Lists of stories that are pages."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from byline.prepared import prepared
from news.archive import MONTH_DEPTH, Period
from news.list_links import address
from news.models.articles import ArticlePage
from news.models.base import BasePage
from news.pagination import LIST_PAGES_LIMIT, ShallowPaginator, page_of
from news.querysets import STORIES_TAG, ArticleQuerySet
from photos.renditions import fetch_renditions


class StoryListPage(BasePage):
    """A page that lists stories, newest first, with pagination."""

    parameters: ClassVar[tuple[str, ...]] = ("page",)
    stories_per_page: ClassVar[int] = 20
    # The shapes of `photos.renditions` the template shows the lead photos in.
    shapes: ClassVar[tuple[str, ...]] = ("card",)

    class Meta:
        abstract = True

    @property
    def list_tag(self) -> str:
        """The cache tag of pages that show which stories are listed here."""
        return STORIES_TAG

    def stories(self) -> ArticleQuerySet:
        """Return the stories that belong on this page."""
        return ArticlePage.objects.published(on=[self.list_tag]).newest_first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories of `?page=`."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, **self.listed(request, **kwargs)}

    def listed(self, request: HttpRequest) -> dict[str, Any]:
        """Return the context of the list."""
        return self.list_stories(request, self.stories(), self.canonical_url)

    def list_stories(
        self,
        request: HttpRequest,
        stories: ArticleQuerySet | list[int],
        url: str,
        paginator: Callable[..., Paginator] | None = None,
        **parameters: str | None,
    ) -> dict[str, Any]:
        """Return the page of the stories, its canonical URL, and the archive after the last page.

        `stories` may be the ids of the first `LIST_IDS_LIMIT`.
        """
        listed = stories if isinstance(stories, list) else stories.for_cards()
        paginator = paginator or partial(ShallowPaginator, fetch=ArticlePage.objects.cards)
        page = page_of(listed, request, self.stories_per_page, paginator)
        fetch_renditions((story.lead_photo for story in page), *self.shapes)
        number = str(page.number) if page.number > 1 else None
        return {
            "stories": page,
            "canonical_url": address(url, **parameters, page=number),
            "leads_on": leads_on(page),
        }


# How many ids a list needs: as many as its pages show, and one more.
LIST_IDS_LIMIT = LIST_PAGES_LIMIT * StoryListPage.stories_per_page + 1
type ValuesListQuerySet = QuerySet[ArticlePage, Any]


@prepared
def newest_ids() -> ValuesListQuerySet:
    """Find the newest stories of the paper."""
    newest = ArticlePage.objects.published().originals().newest_first()
    return newest.values_list("pk", flat=True)[:LIST_IDS_LIMIT]


@prepared
def newest_ids_in(section: int, besides: list[int]) -> ValuesListQuerySet:
    """Find the newest stories of a section, but for some and their aliases."""
    newest = ArticlePage.objects.published(on=[]).newest_first().filter(section=section)
    newest = newest.exclude(Q(pk__in=besides) | Q(alias_of__in=besides))
    return newest.values_list("pk", flat=True)[:LIST_IDS_LIMIT]


@prepared
def oldest() -> ValuesListQuerySet:
    """Find when the first story was published."""
    stories = ArticlePage.objects.published().originals().order_by("published_at")
    return stories.values_list("published_at", flat=True)[:1]


def leads_on(page: Page, depth: int = MONTH_DEPTH) -> Period | None:
    """Return the month, or day, of the archive in which a list goes on behind its last page."""
    if page.has_next() or not getattr(page.paginator, "goes_on", False):
        return None
    return Period.of(timezone.localdate(page[-1].published_at), depth)
