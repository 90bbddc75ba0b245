"""What stories are about."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from news.slugs import unique_slug


class Topic(index.Indexed, models.Model):
    """A subject that runs through the news."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=100, unique=True, blank=True, help_text="Made from the name if left empty."
    )
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

    def save(self, *args: object, **kwargs: object) -> None:
        """Make the slug from the name where none was given."""
        self.slug = self.slug or unique_slug(Topic, self.name)
        super().save(*args, **kwargs)
