"""The front page."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.url_routing import RouteResult

from home.front import compose
from news.models import ArticlePage, BasePage, RecentStoriesPage


class HomePage(BasePage):
    """The front page: the newest stories, laid out like a newspaper."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["news.SectionPage", "news.RecentStoriesPage"]

    class Meta:
        verbose_name = "front page"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a story in one query, where Wagtail asks two for each part of the address."""
        if len(path_components) == 2:
            section, slug = path_components
            stories = ArticlePage.objects.descendant_of(self).live().in_time().for_story_page()
            if story := stories.filter(section__slug=section, slug=slug).first():
                return RouteResult(story)
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories."""
        return {
            **super().get_context(request, *args, **kwargs),
            "front": compose(),
            "recent_page": RecentStoriesPage.objects.published().first(),
        }
