"""Comments as the API shows them: those whose text readers see, on stories that they see."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from byline.pagecache import depends_on, stale_at
from byline.sites import absolute_url
from comments.cache_invalidation import comments_tag
from comments.conversations import conversation_on, published_story
from comments.models import ReaderComment


def comments_on(number: int) -> QuerySet[ReaderComment]:
    """Return the comments on a story. Raises Http404 where it, or they, are hidden."""
    story = published_story(number)
    conversation = conversation_on(story) if story else None
    if conversation is None or conversation.is_hidden:
        raise Http404
    depends_on(comments_tag(conversation.story.pk))
    stale_at(conversation.closes_at)
    return ReaderComment.objects.approved().filter(story=conversation.story)


def comment_or_404(number: int) -> ReaderComment:
    """Return a comment. Raises Http404 for one that readers do not see."""
    comment = ReaderComment.objects.approved().filter(pk=number).first()
    if comment is None:
        raise Http404
    found: ReaderComment | None = comments_on(comment.story_id).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def shown_comment(comment: ReaderComment) -> dict[str, Any]:
    """Return a comment, with nothing of its writer but the name that was given."""
    return {
        "number": comment.pk,
        "url": absolute_url(comment.get_absolute_url()),
        "story": comment.story_id,
        "reply_to": comment.reply_to_id,
        "name": comment.byname,
        "is_by_newsroom": comment.is_by_newsroom,
        "text": comment.comment,
        "posted_at": comment.posted_at,
        "edited_at": comment.edited_at,
        "reply_count": comment.reply_count,
    }
