"""The front page, and standard pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home.front import Front, compose
from home.headlines import set_headlines
from home.panels import PluginPanels
from news.fields import ArticleBodyField
from news.forms import BodyForm, FrontForm
from news.models import ArticlePage, BasePage
from news.panels import StandsNowPanel, placements_panel
from news.routing import page_at


class HomePage(BasePage):
    """The front page: placed, new and popular stories."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "news.SectionPage",
        "news.RecentStoriesPage",
        "readership.PopularStoriesPage",
        "home.StandardPage",
    ]
    base_form_class = FrontForm
    content_panels = [
        StandsNowPanel(heading="What stands on the front page now"),
        placements_panel("in the row of its section, or among the opinions"),
        PluginPanels(),
        *BasePage.content_panels,
    ]

    class Meta:
        verbose_name = "front page"

    def front(self) -> Front:
        """Return the stories of the page."""
        return compose(self.pk, list(self.placements.all()))

    def front_stories(self) -> list[ArticlePage]:
        """Return the stories that stand on the page now."""
        return self.front().stories()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route stories and sections with one query, other pages as Wagtail does."""
        if page := page_at(self.url_path, path_components):
            return page.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories and the banner."""
        front = self.front()
        if not getattr(request, "is_preview", False):
            set_headlines(front.stories())
        return {**super().get_context(request, *args, **kwargs), "front": front}


class StandardPage(BasePage):
    """A page without a date: about us, contact, corrections policy, privacy, imprint."""

    introduction = models.TextField(
        blank=True, max_length=400, help_text="A sentence or two under the title."
    )
    body = ArticleBodyField(blank=True)

    base_form_class = BodyForm
    parent_page_types = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = "standard page"

    @property
    def seo_description(self) -> str:
        """Fall back on the introduction."""
        return self.search_description or self.introduction
