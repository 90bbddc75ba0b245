"""Invalidation of cached pages when stories and other pages change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from wagtail.models import Page

from byline.pagecache import changed
from byline.pagecache.change_log import EVERYTHING
from news.models import ArticlePage, BasePage, Byline, SectionPage
from news.querysets import PAGES_TAG, STORIES_TAG, SUBJECTS_TAG, pages_tags, topic_tag

# Saved with a draft or a lock: readers see none of them.
UNSEEN_FIELDS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "wagtail_admin_comments",
}


# Changed whenever a page is published.
PUBLISHING_FIELDS = {
    "first_published_at",
    "last_published_at",
    "latest_revision_id",
    "live_revision_id",
}


class StoryListing(NamedTuple):
    """The fields of a story that decide its place in lists, and the authors of comments."""

    section: int
    live: bool
    published_at: datetime | None
    expire_at: datetime | None
    alias_of: int | None
    label: str
    lead_photo: int | None
    commenting: str
    authors: frozenset[int]
    topics: frozenset[int]

    @classmethod
    def stored(cls, story: ArticlePage) -> "StoryListing | None":
        """Return the stored fields of a story, or None for a new one."""
        names = ["section_id", "live", "published_at", "expire_at", "alias_of_id", "label"]
        names += ["lead_photo_id", "commenting"]
        row: Any = ArticlePage.objects.filter(pk=story.pk).values_list(*names).first()
        if not row:
            return None
        authors = Byline.objects.filter(article=story.pk).values_list("author_id", flat=True)
        links = ArticlePage.topics.through.objects.filter(articlepage=story.pk)
        topics = links.values_list("topic_id", flat=True)
        return cls._make([*row, frozenset(authors), frozenset(topics)])

    @classmethod
    def of(cls, story: ArticlePage) -> "StoryListing":
        """Return the fields of a story."""
        return cls(
            story.section_id,
            story.live,
            story.published_at,
            story.expire_at,
            story.alias_of_id,
            story.label,
            story.lead_photo_id,
            story.commenting,
            frozenset(byline.author_id for byline in story.bylines.all()),
            frozenset(topic.pk for topic in story.topics.all()),
        )

    @property
    def tags(self) -> set[str]:
        """The cache tags of lists that show the story."""
        return self.tags_while_live if self.live else set()

    @property
    def tags_while_live(self) -> set[str]:
        """The cache tags of lists that would show the story if it is live."""
        topics = map(topic_tag, self.topics)
        return {STORIES_TAG, SUBJECTS_TAG, f"list:section:{self.section}", *topics}


def is_seen(update_fields: Any) -> bool:
    """Return whether any saved field is shown to readers."""
    return update_fields is None or not set(update_fields) <= UNSEEN_FIELDS


def note_listing(instance: ArticlePage, **kwargs: Any) -> None:
    """Store the listing of a story on it before it is saved."""
    if is_seen(kwargs.get("update_fields")):
        instance.listing_before = StoryListing.stored(instance)


def story_saved(instance: ArticlePage, **kwargs: Any) -> None:
    """Invalidate the pages that show a story; if its listing has changed, lists too."""
    if not is_seen(kwargs.get("update_fields")):
        return
    before, now = getattr(instance, "listing_before", None), StoryListing.of(instance)
    lists = (before.tags if before else set()) | now.tags if before != now else set()
    changed(instance.cache_tag, *lists)


def stories_created(stories: Iterable[ArticlePage], **kwargs: Any) -> None:
    """Invalidate the lists that show new stories."""
    for story in stories:
        changed(*StoryListing.of(story).tags)


def story_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    """Invalidate the pages that showed or listed a story."""
    changed(instance.cache_tag, *StoryListing.of(instance).tags)


def page_unpublished(instance: Page, **kwargs: Any) -> None:
    """Invalidate the pages that showed or listed an unpublished page.

    Wagtail saves it as a plain `Page` at times: aliases, bulk actions, expiry.
    """
    if isinstance(instance, ArticlePage):
        changed(instance.cache_tag, *StoryListing.of(instance).tags_while_live)
    elif isinstance(instance, BasePage):
        visibility_changed(instance)


def visibility_changed(instance: BasePage) -> None:
    """Invalidate the pages that link to a page; of a section, all: its stories change with it."""
    if isinstance(instance, SectionPage):
        changed(EVERYTHING)
    else:
        name_changed(instance)


def note_columns(instance: BasePage, **kwargs: Any) -> None:
    """Store the columns of a page that is no story on it before it is saved."""
    instance.columns_before = type(instance).objects.filter(pk=instance.pk).values().first()


def page_saved(instance: BasePage, **kwargs: Any) -> None:
    """Invalidate a page; and those that link to it, if any column of it has changed."""
    if not is_seen(kwargs.get("update_fields")):
        return
    before = instance.columns_before
    if before and (instance.live, instance.expire_at) != (before["live"], before["expire_at"]):
        visibility_changed(instance)
        return
    names = (before or {}).keys() - UNSEEN_FIELDS - PUBLISHING_FIELDS
    if before and all(getattr(instance, name) == before[name] for name in names):
        changed(*pages_tags([instance.pk]))
    else:
        name_changed(instance)


def name_changed(instance: BasePage, **kwargs: Any) -> None:
    """Invalidate a page and those that link to it."""
    changed(*pages_tags([instance.pk]), instance.cache_tag, PAGES_TAG)


def page_moved(instance: Page, **kwargs: Any) -> None:
    """Invalidate the pages that link to a moved page, and to all below it."""
    if instance.specific_class is not ArticlePage:
        changed(EVERYTHING)
        return
    story = instance.specific
    sections = (kwargs["parent_page_before"].pk, kwargs["parent_page_after"].pk)
    lists = StoryListing.of(story).tags_while_live
    changed(story.cache_tag, *lists, *(f"list:section:{pk}" for pk in sections))


def address_changed(instance: Page, **kwargs: Any) -> None:
    """Invalidate every page when all URLs below a page change."""
    if instance.specific_class is not ArticlePage:
        changed(EVERYTHING)
