"""The front page."""

from typing import Any, ClassVar

from django.http import HttpRequest

from home.front import compose
from news.models import BasePage, RecentStoriesPage


class HomePage(BasePage):
    """The front page: the newest stories, laid out like a newspaper."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["news.SectionPage", "news.RecentStoriesPage"]

    class Meta:
        verbose_name = "front page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories."""
        return {
            **super().get_context(request, *args, **kwargs),
            "front": compose(),
            "recent_page": RecentStoriesPage.objects.published().first(),
        }
