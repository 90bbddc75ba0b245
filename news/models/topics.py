"""Topics of stories."""

from django.db import models
from wagtail.admin.panels import FieldPanel

from news.models.subjects import Subject


class Topic(Subject):
    """A subject that runs through the news."""

    cache_tag_prefix = "topic"
    story_lookup = "topics"
    address = "news:topic"

    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(blank=True, max_length=500)

    panels = [FieldPanel("name"), FieldPanel("description"), FieldPanel("slug")]
