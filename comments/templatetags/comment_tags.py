"""How a story shows its comments."""

from typing import Any

from django import template
from django.template.context import Context

from byline.pagecache import depends_on, stale_at
from comments.cache_invalidation import comments_tag
from comments.conversations import Conversation, published_story
from comments.html import comment_html, replies_html, threads_html
from comments.models import CommentSettings
from comments.threads import Sort, threads_on
from news.models import ArticlePage

register = template.Library()
register.simple_tag(comment_html, name="comment_shown")
register.simple_tag(replies_html, name="replies_shown")
register.simple_tag(threads_html, name="threads_shown")


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
    """Return the story whose comments stand under a page, if every reader may see it."""
    if page.alias_of_id:
        return published_story(page.alias_of_id)
    return page if page.is_published else None
