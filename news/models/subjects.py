"""What authors and topics have in common: a name, an address, and the stories under it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from wagtail.search import index

from byline.pagecache.models import Shown
from byline.text import FitText
from news.models.articles import ArticlePage
from news.querysets import SUBJECTS_TAG, ArticleQuerySet
from news.slugs import SLUG_MAX_LENGTH, free_slug


class SubjectQuerySet(models.QuerySet):
    """Authors and topics, as readers meet them."""

    model: type["Subject"]

    def published(self) -> Self:
        """Keep those with a story that readers may see: the others have no page."""
        stories = ArticlePage.objects.published(on=[SUBJECTS_TAG])
        return self.filter(Exists(stories.filter(**{self.model.story_lookup: OuterRef("pk")})))


class Subject(Shown, index.Indexed, FitText):
    """Somebody or something with a page of its own that lists stories."""

    # How a filter on stories gets here, and the name of the page's address.
    story_lookup: ClassVar[str]
    address: ClassVar[str]

    slug = models.SlugField(
        max_length=SLUG_MAX_LENGTH,
        unique=True,
        blank=True,
        help_text="The end of the page's address. Made from the name if left empty. Links to the "
        "old address break when it is changed.",
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
        """Make the slug from the name where none was given."""
        self.slug = self.slug or free_slug(type(self), str(self))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the path of the page, which is there once a story is published."""
        return reverse(self.address, args=[self.slug])

    def stories(self) -> ArticleQuerySet:
        """Return the stories that readers may see, newest first, each once."""
        # In a subquery: somebody may stand over a story in two roles.
        ours = ArticlePage.objects.filter(**{self.story_lookup: self}).values("pk")
        return (
            ArticlePage.objects.published(on=[SUBJECTS_TAG])
            .originals()
            .newest_first()
            .filter(pk__in=ours)
        )
