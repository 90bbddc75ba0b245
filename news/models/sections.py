"""Sections of the newspaper, and lists of stories that are pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel

from news.models.articles import ArticlePage
from news.models.base import BasePage
from news.models.commenting import Commenting
from news.paging import page_of
from news.querysets import ArticleQuerySet
from photos.pictures import fetch_renditions


class StoryListPage(BasePage):
    """A page that lists stories, newest first, some at a time."""

    stories_per_page: ClassVar[int] = 20
    # The shapes of `photos.pictures` the template shows the lead photos in.
    shapes: ClassVar[tuple[str, ...]] = ("card",)

    class Meta:
        abstract = True

    def stories(self) -> ArticleQuerySet:
        """Return the stories that belong on this page."""
        return ArticlePage.objects.published().newest_first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories of the page that `?page=` asks for."""
        context = super().get_context(request, *args, **kwargs)
        stories = self.stories().for_cards()
        context["stories"] = page = page_of(stories, request, self.stories_per_page)
        fetch_renditions((story.lead_photo for story in page), *self.shapes)
        if page.number > 1:
            context["canonical_url"] = f"{self.canonical_url}?page={page.number}"
        return context


class SectionPage(StoryListPage):
    """A section of the newspaper, with its stories under it."""

    class Colour(models.TextChoices):
        """The section's own colour: each has its values in `tokens.css`."""

        RED = "red"
        BLUE = "blue"
        GREEN = "green"
        OCHRE = "ochre"
        PURPLE = "purple"
        TEAL = "teal"

    description = models.CharField(
        max_length=200, blank=True, help_text="One line under the section's name."
    )
    colour = models.CharField(
        max_length=10,
        choices=Colour,
        default=Colour.RED,
        help_text="Of the section's name above its stories and in the navigation.",
    )
    commenting = models.CharField(
        "comments",
        max_length=10,
        choices=Commenting,
        default=Commenting.OPEN,
        help_text="Of the section's stories, where they do not say otherwise.",
    )

    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.ArticlePage"]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("description"),
        FieldPanel("colour"),
        FieldPanel("commenting"),
    ]
    shapes = ("splash", "card")

    class Meta:
        verbose_name = "section"

    def stories(self) -> ArticleQuerySet:
        """Return the section's stories."""
        return super().stories().filter(section=self)

    @property
    def seo_description(self) -> str:
        """Fall back on the section's own line."""
        return self.search_description or self.description


class RecentStoriesPage(StoryListPage):
    """Every story of the newspaper, newest first."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "recent stories page"

    def stories(self) -> ArticleQuerySet:
        """Return each story once."""
        return super().stories().originals()
