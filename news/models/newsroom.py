"""The newsroom's own details."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Orderable

from byline.sites import SiteSetting
from byline.text import CleanTextModel
from news.rules import Rule, RulesField


@register_setting(icon="site")
class Newsroom(CleanTextModel, ClusterableModel, SiteSetting):
    """The masthead, the footer and the house rules of a site."""

    class FeedText(models.TextChoices):
        """What feeds have of a story."""

        FULL = "full", _("The full text")
        SUMMARY = "summary", _("Headline and standfirst")

    select_related = ["logo"]

    name = models.CharField(max_length=80, default="Byline", help_text="The masthead.")
    tagline = models.CharField(max_length=160, blank=True, help_text="One line under the masthead.")
    logo = models.ForeignKey(
        "photos.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown in place of the name. Choose one that reads on white and on black.",
    )
    publisher = models.CharField(
        max_length=160, blank=True, help_text="Who is answerable for the site."
    )
    contact_email = models.EmailField(
        "contact", blank=True, help_text="An e-mail address for readers."
    )
    footer = models.TextField(
        blank=True, max_length=1000, help_text="A sentence or two at the foot of each page."
    )
    feed_text = models.CharField(
        _("feeds have"),
        max_length=10,
        choices=FeedText,
        default=FeedText.FULL,
        help_text=_(
            "What of a story is read in news readers: all of it, or what leads to its page."
        ),
    )
    required_to_publish = RulesField(
        "required before publishing",
        help_text="Without what is ticked no story is published. Of the rest the editor is warned. "
        "A headline, a body and the sponsor of a sponsored story are always required.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("logo")], "Masthead"
        ),
        MultiFieldPanel(
            [FieldPanel("publisher"), FieldPanel("contact_email"), FieldPanel("footer")], "Footer"
        ),
        InlinePanel("social_accounts", heading="Social accounts", label="Account", max_num=12),
        MultiFieldPanel([FieldPanel("feed_text")], _("Feeds")),
        MultiFieldPanel([FieldPanel("required_to_publish")], "House rules"),
    ]

    class Meta:
        verbose_name = "newsroom"

    @property
    def blocking_rules(self) -> frozenset[Rule]:
        """What keeps a story from being published; names that are no rules (any more) do not."""
        return frozenset(rule for rule in Rule if rule in self.required_to_publish)


class SocialAccount(Orderable, CleanTextModel):
    """Where else the newsroom can be read."""

    newsroom = ParentalKey(Newsroom, on_delete=models.CASCADE, related_name="social_accounts")
    name = models.CharField(max_length=40, help_text="For example: Mastodon.")
    url = models.URLField("address")

    panels = [FieldPanel("name"), FieldPanel("url")]

    def __str__(self) -> str:
        return self.name
