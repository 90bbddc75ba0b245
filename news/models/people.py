"""Authors and bylines."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable

from byline.text import CleanTextModel
from news.models.subjects import Subject


class Author(Subject):
    """A person named in bylines."""

    cache_tag_prefix = "author"
    story_lookup = "bylines__author"
    address = "news:author"

    name = models.CharField(max_length=120)
    job_title = models.CharField(
        max_length=120, blank=True, help_text="For example: Harbour correspondent."
    )
    bio = models.TextField(blank=True, max_length=2000)
    portrait = models.ForeignKey(
        "photos.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(
        "e-mail", blank=True, help_text="Shown to readers: an address of the newsroom's."
    )
    website = models.URLField(blank=True, help_text="Shown to readers.")

    panels = [
        FieldPanel("name"),
        FieldPanel("job_title"),
        FieldPanel("portrait"),
        FieldPanel("bio"),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("website")], "Contact"),
        FieldPanel("slug"),
    ]


class Byline(Orderable, CleanTextModel):
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
