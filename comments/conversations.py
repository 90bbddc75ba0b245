"""Which stories have comments, and which take new ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from comments.models import CommentSettings
from news.models import ArticlePage, Commenting
from news.querysets import ArticleQuerySet, pages_tags


@dataclass(frozen=True)
class Conversation:
    """The comments on a story: whether readers see them, and whether they may add some."""

    story: ArticlePage
    settings: CommentSettings

    @property
    def is_hidden(self) -> bool:
        """Tell whether readers see no comments at all."""
        return self.story.commenting_here == Commenting.HIDDEN

    @property
    def is_open(self) -> bool:
        """Tell whether readers may write comments now."""
        return self.story.commenting_here == Commenting.OPEN and not self.is_over

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


def with_comments(stories: ArticleQuerySet) -> ArticleQuerySet:
    """Leave out stories whose comments are hidden: `Conversation.is_hidden` asked of many."""
    hidden = Q(commenting=Commenting.HIDDEN)
    return stories.exclude(hidden | Q(commenting="", section__commenting=Commenting.HIDDEN))


def published_story(number: int) -> ArticlePage | None:
    """Return a story that readers may see, with its section; the one that an alias repeats."""
    stories = (
        ArticlePage.objects.published(on=pages_tags([number]))
        .defer_streamfields()
        .select_related("section")
    )
    story = stories.filter(pk=number).first()
    return published_story(story.alias_of_id) if story and story.alias_of_id else story
