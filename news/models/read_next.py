"""Stories that editors link below a story."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class ReadNext(Orderable):
    """A story to read next."""

    article = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="read_next")
    story = models.ForeignKey("news.ArticlePage", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("story")]

    def __str__(self) -> str:
        return str(self.story)
