"""Which stories have comments, and which take new ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from comments.models import CommentSettings
from news.models import ArticlePage, Commenting


@dataclass(frozen=True)
class Conversation:
    """The comments on a story: whether readers see them, and whether they may add some."""

    story: ArticlePage
    settings: CommentSettings

    @cached_property
    def says_editor(self) -> str:
        """What the editor of the story, or else of its section, has set."""
        return self.story.commenting or self.story.section.commenting

    @property
    def is_hidden(self) -> bool:
        """Tell whether readers see no comments at all."""
        return self.says_editor == Commenting.HIDDEN

    @property
    def is_open(self) -> bool:
        """Tell whether readers may write comments now."""
        return self.says_editor == Commenting.OPEN and not self.is_over

    @property
    def closes_at(self) -> datetime | None:
        """The moment from which the story is too old for comments; None where none is set."""
        days, published_at = self.settings.close_after_days, self.story.published_at
        return published_at + timedelta(days=days) if days and published_at else None

    @property
    def is_over(self) -> bool:
        """Tell whether the story is too old for comments."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


def conversation_on(story: ArticlePage) -> Conversation:
    """Return the conversation on a story."""
    return Conversation(story, settings_of(story))


def settings_of(story: ArticlePage) -> CommentSettings:
    """Return the settings of the site that a story is on."""
    return CommentSettings.for_site(story.get_site())


def published_story(number: int) -> ArticlePage | None:
    """Return a story that readers may see, with its section; the one that an alias repeats."""
    stories = ArticlePage.objects.published().defer_streamfields().select_related("section")
    story = stories.filter(pk=number).first()
    return published_story(story.alias_of_id) if story and story.alias_of_id else story
