"""The banner of breaking news."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from byline.pagecache import outdated_at
from byline.text import FitText
from home.forms import BreakingForm
from news.models import ArticlePage

# What pages depend on that show whether a banner runs: all of them.
BREAKING = "breaking"


class BreakingNewsQuerySet(models.QuerySet["BreakingNews"]):
    """Banners of the sites."""

    def running(self) -> Self:
        """Keep those whose time is not over, each with whether its story can be read."""
        story = ArticlePage.objects.published(on=[BREAKING]).filter(pk=OuterRef("story"))
        found = self.filter(until__gt=timezone.now()).annotate(leads_somewhere=Exists(story))
        return found.select_related("story").defer("story__body")

    def find(self, **of: Any) -> "BreakingNews | None":
        """Return the banner that runs, or None where there is none or nothing to say."""
        banner = self.running().filter(**of).first()
        outdated_at(banner and banner.until)
        return banner if banner and banner.words else None


@register_setting(icon="warning")
class BreakingNews(FitText, BaseSiteSetting):
    """What stands above every page until it is over."""

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

    objects: ClassVar = BreakingNewsQuerySet.as_manager()
    base_form_class = BreakingForm
    panels = [FieldPanel("text"), FieldPanel("story"), FieldPanel("until")]

    class Meta:
        verbose_name = "breaking news"

    def clean(self) -> None:
        """Ask for something to say."""
        super().clean()
        if self.until and not (self.text or self.story):
            raise ValidationError({"text": "Say what is breaking, or choose a story."})

    @property
    def is_running(self) -> bool:
        """Tell whether its time is not over."""
        return self.until is not None and self.until > timezone.now()

    @property
    def readable_story(self) -> ArticlePage | None:
        """The story of a banner that runs, if readers may see it."""
        return self.story if getattr(self, "leads_somewhere", False) else None

    @property
    def words(self) -> str:
        """What the banner says; empty where it has nothing to say."""
        return self.text or (self.readable_story.title if self.readable_story else "")

    @property
    def url(self) -> str:
        """Where the banner leads; empty where it is words alone."""
        return self.readable_story.url if self.readable_story else ""

    @property
    def original_id(self) -> int | None:
        """The story it leads to, or the one which that repeats."""
        return self.readable_story and (self.readable_story.alias_of_id or self.readable_story.pk)
