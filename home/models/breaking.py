"""The banner of breaking news."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from byline.text import FitText


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

    panels = [FieldPanel("text"), FieldPanel("story"), FieldPanel("until")]

    class Meta:
        verbose_name = "breaking news"

    def clean(self) -> None:
        """Ask for something to say."""
        super().clean()
        if self.until and not (self.text or self.story):
            raise ValidationError({"text": "Say what is breaking, or choose a story."})
