"""Tags that show comments."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from byline.pagecache import depends_on, stale_at
from comments.cache_invalidation import comments_tag
from comments.cached_urls import cached_url
from comments.conversations import Conversation, published_story
from comments.models import CommentSettings
from comments.rendering import comment_html
from comments.threads import CommentEntry, Sort, threads_on
from news.models import ArticlePage

register = template.Library()
register.simple_tag(comment_html, name="comment_shown")


@register.inclusion_tag("comments/section.html", takes_context=True)
def comments(context: Context, page: ArticlePage) -> dict[str, Any]:
    """Show the first comments on a story, the same for every reader.

    A story that repeats another shows the conversation on that one.
    """
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {"is_preview": True}
    if (story := story_talked_about(page)) is None:
        return {}
    conversation = Conversation(story, CommentSettings.for_request(request))
    depends_on(comments_tag(story.pk))
    stale_at(conversation.closes_at)
    if conversation.is_hidden:
        return {}
    threads = threads_on(story)
    return {
        "conversation": conversation,
        "story": story,
        "colour": story.section.colour,
        "number": threads.number,
        "threads": threads,
        "sort": Sort.NEWEST,
        "sorts": list(Sort),
    }


def story_talked_about(page: ArticlePage) -> ArticlePage | None:
    """Return the published story whose comments are under a page: an alias has those it repeats."""
    if page.alias_of_id:
        return published_story(page.alias_of_id)
    return page if page.is_published else None


@register.simple_tag(name="threads_shown")
def threads_html(
    entries: Iterable[CommentEntry], story_id: int | None, *, is_open: bool = False
) -> SafeString:
    """Show threads: each root with its first replies."""
    threads = (
        (
            comment_html(entry, story_id, is_open=is_open),
            replies_html(entry.replies, story_id, is_open=is_open),
            more_html(entry),
        )
        for entry in entries
    )
    return format_html_join("", '<li class="thread">\n{}\n{}{}</li>\n', threads)


@register.simple_tag(name="replies_shown")
def replies_html(
    entries: Iterable[CommentEntry], story_id: int | None, *, is_open: bool = False
) -> SafeString:
    """Show replies, indented by depth."""
    replies = format_html_join(
        "",
        '<li class="thread__reply thread__reply--{}">{}</li>\n',
        ((entry.indent, comment_html(entry, story_id, is_open=is_open)) for entry in entries),
    )
    return format_html('<ol class="thread__replies">\n{}</ol>\n', replies) if replies else replies


def more_html(entry: CommentEntry) -> str:
    """Link to the replies that are not shown."""
    if entry.more < 1:
        return ""
    return format_html(
        '<p class="thread__more"><a href="{}#replies" rel="nofollow" data-unfold>'
        "{} more {}</a></p>\n",
        cached_url(entry.comment.pk),
        entry.more,
        "reply" if entry.more == 1 else "replies",
    )
