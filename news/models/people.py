"""Who writes."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from byline.text import FitText
from news.slugs import SlugFromName


class Author(index.Indexed, SlugFromName):
    """Somebody whose name stands over stories."""

    name = models.CharField(max_length=120)
    job_title = models.CharField(
        max_length=120, blank=True, help_text="For example: Harbour correspondent."
    )
    bio = models.TextField(blank=True, max_length=2000)

    panels = [
        FieldPanel("name"),
        FieldPanel("job_title"),
        FieldPanel("bio"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("slug"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Byline(Orderable, FitText):
    """An author's part in a story."""

    article = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    role = models.CharField(
        max_length=60,
        blank=True,
        help_text="For example: Photography, Additional reporting. Left empty for the writer.",
    )

    panels = [FieldPanel("author"), FieldPanel("role")]

    def __str__(self) -> str:
        return f"{self.author} ({self.role})" if self.role else str(self.author)
