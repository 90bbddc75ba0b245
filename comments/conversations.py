"""Which stories have comments, and which take new ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from byline.pagecache import depends_on
from byline.prepared import prepared
from comments.models import CommentSettings
from news.models import ArticlePage, Commenting
from news.querysets import ArticleQuerySet, pages_tags


@dataclass(frozen=True)
class Conversation:
    """The comments on a story: whether they are shown, and whether new ones are accepted."""

    story: ArticlePage
    settings: CommentSettings

    @property
    def is_hidden(self) -> bool:
        """Return whether readers see no comments at all."""
        return self.story.commenting_here == Commenting.HIDDEN

    @property
    def is_open(self) -> bool:
        """Return whether readers may write comments now."""
        return self.story.commenting_here == Commenting.OPEN and not self.is_over

    @property
    def closes_at(self) -> datetime | None:
        """The moment from which the story is too old for comments; None where none is set."""
        days, published_at = self.settings.close_after_days, self.story.published_at
        return published_at + timedelta(days=days) if days and published_at else None

    @property
    def is_over(self) -> bool:
        """Return whether the story is too old for comments."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


def conversation_on(story: ArticlePage) -> Conversation:
    """Return the conversation on a story."""
    return Conversation(story, settings_of(story))


def settings_of(story: ArticlePage) -> CommentSettings:
    """Return the settings of the site that a story is on."""
    site = (story.get_url_parts() or [0])[0]
    return next(iter(settings_on(site)), None) or CommentSettings.for_site(story.get_site())


@prepared
def settings_on(site: int) -> QuerySet[CommentSettings]:
    """Find the settings of a site."""
    return CommentSettings.objects.filter(site=site)


def with_comments(stories: ArticleQuerySet) -> ArticleQuerySet:
    """Leave out stories whose comments are hidden, as `Conversation.is_hidden` does."""
    hidden = Q(commenting=Commenting.HIDDEN)
    return stories.exclude(hidden | Q(commenting="", section__commenting=Commenting.HIDDEN))


def published_story(number: int) -> ArticlePage | None:
    """Return a published story with its section; for an alias, the story it repeats."""
    depends_on(*pages_tags([number]))
    story = next(iter(published_stories(number)), None)
    return published_story(story.alias_of_id) if story and story.alias_of_id else story


@prepared
def published_stories(number: int) -> QuerySet[ArticlePage]:
    """Find a published story."""
    stories = ArticlePage.objects.visible().filter(pk=number).select_related("section")
    return stories.with_comment_counts().defer_streamfields().order_by()
