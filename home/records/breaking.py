"""The banner of breaking news."""

from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Site

from byline.pagecache import stale_at
from byline.prepared import Moment, prepared
from byline.sites import SiteSetting
from byline.text import FitText
from home.forms import BreakingForm
from news.models import ArticlePage


class BreakingNewsQuerySet(models.QuerySet["BreakingNews"]):
    """Banners of the sites."""

    def running(self) -> Self:
        """Keep those whose time is not over, each with whether its story can be read."""
        story = ArticlePage.objects.published(on=[]).filter(pk=OuterRef("story"))
        found = self.filter(until__gt=Moment()).annotate(leads_somewhere=Exists(story))
        return found.select_related("story").defer("story__body")


@register_setting(icon="warning")
class BreakingNews(FitText, SiteSetting):
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

    @classmethod
    def of(cls, site: Site) -> "BreakingNews | None":
        """Return the banner of a site, if it runs: without a query more where none does."""
        banner = getattr(site, "breakingnews", None)
        return cls.on(site.root_page_id) if banner and banner.is_running else None

    @classmethod
    def on(cls, front_page: int) -> "BreakingNews | None":
        """Return the banner that runs, or None where there is none or nothing to say."""
        banner: BreakingNews | None = next(iter(running_on(front_page)), None)
        stale_at(banner and banner.until)
        return banner if banner and banner.words else None

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


@prepared
def running_on(front_page: int) -> BreakingNewsQuerySet:
    """Find the banner of the site with a front page, if its time is not over."""
    return BreakingNews.objects.running().filter(site__root_page=front_page).order_by("pk")
