"""The breaking news banner."""

from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Site

from byline.pagecache import depends_on, stale_at
from byline.prepared import Moment, prepared
from byline.sites import SiteSetting
from byline.text import CleanTextModel
from home.forms import BreakingForm
from news.models import ArticlePage


class BreakingNewsQuerySet(models.QuerySet["BreakingNews"]):
    """Banners, at most one per site."""

    def running(self) -> Self:
        """Filter banners that have not ended, annotated with whether the story is published."""
        story = ArticlePage.objects.published(on=[]).filter(pk=OuterRef("story"))
        found = self.filter(until__gt=Moment()).annotate(has_readable_story=Exists(story))
        return found.select_related("story").defer("story__body")


@register_setting(icon="warning")
class BreakingNews(CleanTextModel, SiteSetting):
    """A banner above every page until it ends."""

    story = models.ForeignKey(
        "news.ArticlePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What the banner leads to. Left empty, it is words alone.",
    )
    text = models.CharField(
        max_length=120,
        blank=True,
        help_text="Left empty, the headline of the story.",
    )
    until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The banner ends by itself. To end it at once, empty this.",
    )

    # Of the masthead and the front page alone.
    cache_tag: ClassVar[str] = "breaking"

    objects: ClassVar = BreakingNewsQuerySet.as_manager()
    base_form_class = BreakingForm
    panels = [FieldPanel("text"), FieldPanel("story"), FieldPanel("until")]

    class Meta:
        verbose_name = "breaking news"

    def clean(self) -> None:
        """Require a text or a story."""
        super().clean()
        if self.until and not (self.text or self.story):
            raise ValidationError({"text": "Say what is breaking, or choose a story."})

    @classmethod
    def of(cls, site: Site) -> "BreakingNews | None":
        """Return the running banner of a site; without a query if none runs."""
        depends_on(cls.cache_tag)
        banner = getattr(site, "breakingnews", None)
        return cls.on(site.root_page_id) if banner and banner.is_running else None

    @classmethod
    def on(cls, front_page: int) -> "BreakingNews | None":
        """Return the running banner of a front page; None if it has nothing to say."""
        depends_on(cls.cache_tag)
        banner: BreakingNews | None = next(iter(running_on(front_page)), None)
        stale_at(banner and banner.until)
        return banner if banner and banner.words else None

    @property
    def is_running(self) -> bool:
        """Whether the banner has not ended."""
        return self.until is not None and self.until > timezone.now()

    @property
    def readable_story(self) -> ArticlePage | None:
        """The story of a running banner, if it is published."""
        return self.story if getattr(self, "has_readable_story", False) else None

    @property
    def words(self) -> str:
        """The text of the banner, or else the headline of its story."""
        return self.text or (self.readable_story.title if self.readable_story else "")

    @property
    def url(self) -> str:
        """The URL of the story; empty without one."""
        return self.readable_story.url if self.readable_story else ""

    @property
    def original_id(self) -> int | None:
        """The id of the story, or of the original if that is an alias."""
        return self.readable_story and (self.readable_story.alias_of_id or self.readable_story.pk)


@prepared
def running_on(front_page: int) -> BreakingNewsQuerySet:
    """Return the running banner of the site with this front page."""
    return BreakingNews.objects.running().filter(site__root_page=front_page).order_by("pk")
