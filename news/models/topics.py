"""What stories are about."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from news.slugs import SlugFromName


class Topic(index.Indexed, SlugFromName):
    """A subject that runs through the news."""

    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(blank=True, max_length=500)

    panels = [FieldPanel("name"), FieldPanel("description"), FieldPanel("slug")]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("slug"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
