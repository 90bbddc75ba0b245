"""Tags that show comments."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from byline.pagecache import include_fragment
from comments.cached_urls import cached_url
from comments.rendering import comment_html
from comments.threads import CommentEntry
from news.models import ArticlePage

register = template.Library()
register.simple_tag(comment_html, name="comment_shown")


@register.simple_tag(takes_context=True)
def comments(context: Context, page: ArticlePage) -> SafeString:
    """Include the first comments on a story, the same for every reader.

    A story that repeats another shows the conversation on that one.
    """
    if getattr(context["request"], "is_preview", False):
        return render_to_string("comments/section.html", {"is_preview": True})
    return include_fragment(context, "comments", page.source_id)


@register.simple_tag(takes_context=True)
def comment_count(context: Context, page: ArticlePage) -> SafeString:
    """Include a link to the comments on a story, with their number."""
    return include_fragment(context, "comment_count", page.source_id)


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
