"""Sections of the newspaper."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel

from byline.pagecache import depends_on
from byline.prepared import give
from news.forms import FrontForm
from news.list_links import SLUG_PATTERN
from news.models.articles import ArticlePage
from news.models.base import BasePage
from news.models.commenting import Commenting
from news.models.lists import StoryListPage, newest_ids_in
from news.models.placements import Placement, placements_of
from news.panels import StandsNowPanel, placements_panel
from news.querysets import ArticleQuerySet
from news.section_front import PREVIEWED_STORIES_LIMIT, SectionFront, arrange, in_force
from photos.renditions import fetch_renditions


class SectionPage(StoryListPage):
    """A section of the newspaper, with its stories under it."""

    class Colour(models.TextChoices):
        """Colours of sections: each has its values in `tokens.css`."""

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
    base_form_class = FrontForm
    content_panels = [
        StandsNowPanel(heading="What stands on the section's front now"),
        *BasePage.content_panels,
        FieldPanel("description"),
        FieldPanel("colour"),
        FieldPanel("commenting"),
        placements_panel("below them"),
    ]
    shapes = ("splash", "card")

    class Meta:
        verbose_name = "section"

    @property
    def list_tag(self) -> str:
        """The cache tag of the section's own list."""
        return f"list:section:{self.pk}"

    def stories(self) -> ArticleQuerySet:
        """Return the section's stories."""
        return super().stories().filter(section_id=self.pk)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Fetch the placements by a prepared query."""
        give(self, "placements", placements_of(self.pk))
        return super().serve(request, *args, **kwargs)

    def listed(self, request: HttpRequest) -> dict[str, Any]:
        """Return the context of the list, on the first page with the front."""
        depends_on(self.list_tag)
        placements = list(self.placements.all())
        ids = newest_ids_in.ids(self.pk, in_force(placements))
        listed = self.list_stories(request, ids, self.canonical_url)
        if listed["stories"].number > 1:
            return listed
        placed = ArticlePage.objects.cards(in_force(placements))
        fetch_renditions((story.lead_photo for story in placed.values()), *self.shapes)
        return {**listed, "front": arrange(placements, placed, listed["stories"])}

    def front(self) -> SectionFront:
        """Return the section's front, for its editors."""
        placements = list(self.placements.all())
        placed = ArticlePage.objects.cards(in_force(placements))
        return arrange(
            placements, placed, self.besides(placements).for_cards()[:PREVIEWED_STORIES_LIMIT]
        )

    def besides(self, placements: Iterable[Placement]) -> ArticleQuerySet:
        """Return the section's stories but for those placed by hand, and their aliases."""
        placed = in_force(placements)
        return self.stories().exclude(Q(pk__in=placed) | Q(alias_of__in=placed))

    @property
    def seo_description(self) -> str:
        """Fall back on the section's own line."""
        return self.search_description or self.description


def chosen_section(request: HttpRequest) -> SectionPage | None:
    """Return the section that `?section=` names, None where it is not there. Raises Http404."""
    slug = request.GET.get("section")
    if slug is None:
        return None
    found = (
        SLUG_PATTERN.fullmatch(slug) and SectionPage.objects.published().filter(slug=slug).first()
    )
    if not found:
        raise Http404("There is no such section.")
    return found
