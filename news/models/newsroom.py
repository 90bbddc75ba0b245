"""The newsroom's own details."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from byline.text import FitText


@register_setting(icon="site")
class Newsroom(FitText, BaseSiteSetting):
    """What a site calls itself and says of itself."""

    name = models.CharField(max_length=80, default="Byline", help_text="The masthead.")
    tagline = models.CharField(max_length=160, blank=True, help_text="One line under the masthead.")
    publisher = models.CharField(
        max_length=160, blank=True, help_text="Who is answerable for the site."
    )
    footer = models.TextField(
        blank=True, max_length=1000, help_text="A sentence or two at the foot of each page."
    )

    require_photo_credit = models.BooleanField(
        "photos need a credit",
        default=True,
        help_text="A photo needs a credit before it can appear in a published story.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline")], "Masthead"),
        MultiFieldPanel([FieldPanel("publisher"), FieldPanel("footer")], "Footer"),
    ]

    class Meta:
        verbose_name = "newsroom"
