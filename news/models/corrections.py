"""Corrections of a story."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from byline.text import CleanTextModel
from byline.zones import newsroom_today


class Correction(Orderable, CleanTextModel):
    """A published correction of a story."""

    article = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="corrections")
    date = models.DateField(default=newsroom_today)
    text = models.TextField(max_length=1000, help_text="What was wrong, and what is right.")

    panels = [FieldPanel("date"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        ordering = ["-date", "sort_order"]

    def __str__(self) -> str:
        return f"{self.date}: {self.text}"
