"""The updates of a story."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from byline_live_coverage.rich_text import clean_html, plain_text

HEADLINE_MAX_LENGTH = 200
# Of the plain text that is stored with an update.
EXCERPT_MAX_LENGTH = 1000
# Of an update that has no headline, where one is needed.
TITLE_MAX_LENGTH = 90


class LiveUpdateQuerySet(models.QuerySet["LiveUpdate"]):
    """Updates."""

    def on(self, story: int) -> Self:
        """Filter to the updates on a story, newest first."""
        return self.filter(story=story).order_by("-pk")


class LiveUpdate(models.Model):
    """An update, known by its number: later ones have higher numbers.

    Its text is cleaned when it is saved, so that to show it costs nothing.

    Other tables are referred to without a constraint: if the plugin is taken away its table stays,
    and must not keep a story or a user from being deleted.
    """

    story = models.ForeignKey(
        Page, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    headline = models.CharField(_("headline"), max_length=HEADLINE_MAX_LENGTH, blank=True)
    text = models.TextField(_("text"), blank=True)
    # The beginning of the text without its HTML.
    excerpt = models.TextField(blank=True, editable=False)
    is_key_moment = models.BooleanField(_("key moment"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        db_constraint=False,
        related_name="+",
    )
    # As it was then; empty for a user without a name, whose user name is nobody's business.
    author_name = models.CharField(max_length=310, blank=True)
    posted_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    # Of the form that it was sent with: sent twice, it is stored once.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects: ClassVar = LiveUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("live coverage", "update")
        indexes: ClassVar = [
            models.Index(fields=["story", "-id"], name="live_update_newest"),
            models.Index(
                fields=["story", "-id"],
                condition=models.Q(is_key_moment=True),
                name="live_update_key_moments",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Clean the text."""
        self.text = clean_html(self.text)
        self.excerpt = plain_text(self.text)[:EXCERPT_MAX_LENGTH]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the permanent address: a page that begins with the update."""
        path = reverse("plugins:live_coverage:updates", args=[self.story_id])
        return f"{path}?from={self.pk}#update-{self.pk}"

    @property
    def title(self) -> str:
        """The headline, or the beginning of the text."""
        text = self.headline or self.excerpt
        return text if len(text) <= TITLE_MAX_LENGTH else f"{text[:TITLE_MAX_LENGTH].rstrip()}…"

    @property
    def html(self) -> SafeString:
        """The text for readers."""
        return mark_safe(self.text)  # noqa: S308 (cleaned by `save()`)

    @property
    def version(self) -> str:
        """What changes with each edit."""
        return f"{(self.edited_at or self.posted_at).timestamp():.6f}"


class DeletedUpdate(models.Model):
    """The form key of a deleted update: sent again, it does not bring the update back."""

    form_key = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return str(self.form_key)
