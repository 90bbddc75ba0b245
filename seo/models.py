"""What search engines and browsers are told, and which pages were taken down."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting

from byline.sites import SiteSetting
from byline.text import CleanTextModel
from readership.crawlers import CrawlerKind

# What fits into an index of PostgreSQL in every script.
URL_PATH_MAX_LENGTH = 600


@register_setting(icon="search")
class SearchEngines(CleanTextModel, SiteSetting):
    """Which crawlers may come, and the colour of the icon."""

    class Crawlers(models.TextChoices):
        """Who `robots.txt` lets in."""

        OPEN = "open", _("All: search engines, and companies that collect texts for AI")
        NO_AI = "no_ai", _("All but those that collect texts for AI")
        CLOSED = "closed", _("None: the site is not to be found")

    crawlers = models.CharField(
        _("who may crawl the site"),
        max_length=10,
        choices=Crawlers,
        default=Crawlers.OPEN,
        help_text=_("Said in robots.txt. Crawlers that are honest obey it within a day."),
    )
    icon_colour = models.CharField(
        _("colour of the icon"),
        max_length=7,
        default="#9d1c1c",
        validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("A colour like #9d1c1c."))],
        help_text=_(
            "Behind the first letter of the newsroom's name, in tabs and on the screens of phones. "
            "A logo that is not much wider than high takes its place."
        ),
    )

    panels = [FieldPanel("crawlers"), FieldPanel("icon_colour")]

    class Meta:
        verbose_name = _("search engines")


class RemovedPage(models.Model):
    """A page that readers could see, and that was unpublished, has expired, or was deleted."""

    url_path = models.CharField(max_length=URL_PATH_MAX_LENGTH, unique=True)
    # Not a foreign key: it outlives the page.
    page = models.BigIntegerField(db_index=True)
    removed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url_path


class IndexNowSubmission(models.Model):
    """A page, or an address, that is still to be sent to IndexNow."""

    # Whose address is looked up when it is sent; or an address of what is not there any more.
    page = models.BigIntegerField(null=True)
    address = models.URLField(blank=True, max_length=2000)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.address or str(self.page)


class CrawlerRequests(models.Model):
    """How much a crawler asked for on a day (UTC), of what was not cached."""

    pk = models.CompositePrimaryKey("day", "name")
    day = models.DateField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=CrawlerKind)
    requests = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} on {self.day}: {self.requests}"
