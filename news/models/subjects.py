"""The base class of authors and topics: a name, a slug, and a list of stories."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from wagtail.search import index

from byline.pagecache.models import CacheTagged
from byline.text import CleanTextModel
from news.models.articles import ArticlePage
from news.querysets import SUBJECTS_TAG, ArticleQuerySet
from news.slugs import SLUG_MAX_LENGTH, free_slug


class SubjectQuerySet(models.QuerySet):
    """Authors and topics, as readers meet them."""

    model: type["Subject"]

    def published(self) -> Self:
        """Filter to those with a published story: the others have no page."""
        stories = ArticlePage.objects.published(on=[SUBJECTS_TAG])
        return self.filter(Exists(stories.filter(**{self.model.story_lookup: OuterRef("pk")})))


class Subject(CacheTagged, index.Indexed, CleanTextModel):
    """An author or a topic."""

    # The lookup of a story's subjects, and the URL name of the page.
    story_lookup: ClassVar[str]
    address: ClassVar[str]

    slug = models.SlugField(
        max_length=SLUG_MAX_LENGTH,
        unique=True,
        blank=True,
        help_text="The end of the page's address. Made from the name if left empty. When it is "
        "changed, the old address leads to the new one.",
    )

    objects: ClassVar = SubjectQuerySet.as_manager()
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("slug"),
    ]

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the slug from the name where it is empty."""
        self.slug = self.slug or free_slug(type(self), str(self))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the page, which is there once a story is published."""
        return reverse(self.address, args=[self.slug])

    def stories(self) -> ArticleQuerySet:
        """Return the published stories, newest first, without aliases."""
        # In a subquery: an author may have two roles in a story.
        ours = ArticlePage.objects.filter(**{self.story_lookup: self}).values("pk")
        return (
            ArticlePage.objects.published(on=[SUBJECTS_TAG])
            .originals()
            .newest_first()
            .filter(pk__in=ours)
        )
