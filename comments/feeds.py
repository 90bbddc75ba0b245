"""The feeds of the comments on a story."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from byline.pagecache import depends_on
from comments.cache_invalidation import comments_tag
from comments.cached_urls import cached_url
from comments.rendering import text_html
from comments.threads import CommentEntry, CommentRow, ListedComment, approved_on, with_references
from comments.views.shortcuts import conversation_or_404
from news.feeds.base import FEED_ITEMS_LIMIT, ReaderFeed, derived_uuid, urn
from news.feeds.formats import FeedAuthor
from news.feeds.story_html import absolute_html
from news.models import ArticlePage


class CommentsFeed(ReaderFeed):
    """The newest comments on a story."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ArticlePage:
        """Find the story. Raises Http404 where readers see no comments on it."""
        self.story = conversation_or_404(kwargs["number"]).story
        depends_on(comments_tag(self.story.pk))
        return self.story

    def feed_uuid(self, story: ArticlePage) -> UUID:
        """Return a UUID made of that of the story."""
        return derived_uuid(story.translation_key, "comments", 0)

    def title(self, story: ArticlePage) -> str:
        """Return the headline and the name of the newspaper."""
        return _("Comments on “%(story)s” – %(newspaper)s") % {
            "story": story.title,
            "newspaper": self.newsroom.name,
        }

    def link(self, story: ArticlePage) -> str:
        """Return the address of the story."""
        return f"{story.full_url}#comments"

    def items(self, story: ArticlePage) -> Iterable[CommentEntry]:
        """Return the newest comments whose text readers see."""
        newest = approved_on(story).order_by("-posted_at", "-pk")[:FEED_ITEMS_LIMIT]
        return with_references(map(ListedComment._make, newest.values_list(*CommentRow._fields)))

    def item_title(self, entry: CommentEntry) -> str:
        """Return the writer's name and the number."""
        name, number = entry.comment.byname, entry.comment.pk
        return _("%(name)s, No. %(number)s") % {"name": name, "number": number}

    def item_description(self, entry: CommentEntry) -> str:
        """Return nothing: the text is there in full."""
        return ""

    def item_link(self, entry: CommentEntry) -> str:
        """Return the permanent address of the comment."""
        return self.absolute(cached_url(entry.comment.pk))

    def item_guid(self, entry: CommentEntry) -> str:
        """Return an id that is derived from that of the story: numbers are permanent."""
        return urn(derived_uuid(self.story.translation_key, "comment", entry.comment.pk))

    def item_pubdate(self, entry: CommentEntry) -> datetime:
        """Return when it was written."""
        return entry.comment.posted_at

    def item_updateddate(self, entry: CommentEntry) -> datetime:
        """Return when it was edited."""
        return entry.comment.edited_at or entry.comment.posted_at

    def item_extra_kwargs(self, entry: CommentEntry) -> dict[str, Any]:
        """Add the text and who wrote it."""
        text = text_html(entry.comment.comment, entry.known)
        return {
            "html": absolute_html(text, self.absolute("/")),
            "summary": "",
            "authors": [FeedAuthor(entry.comment.byname)],
            "photo": None,
        }
