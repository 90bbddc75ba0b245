"""Which cached responses are invalidated when comments change."""

from collections.abc import Iterable
from itertools import batched

from django.db.models import Q, QuerySet

from byline.pagecache import changed
from byline.prepared import prepared
from comments.models import ReaderComment, Reference
from comments.querysets import QUERY_VALUES_LIMIT


def comments_tag(story: int) -> str:
    """Return the tag of responses that show the comments on a story."""
    return f"comments:{story}"


def comments_changed(comments: Iterable[ReaderComment]) -> None:
    """Invalidate the stories of the comments, and of comments linked with them by references.

    One query for some hundred comments.
    """
    stories: set[int] = set()
    for some in batched(comments, QUERY_VALUES_LIMIT // 2):
        stories.update(comment.story_id for comment in some)
        for pair in stories_linked([comment.pk for comment in some]):
            stories.update(pk for pk in pair if pk)
    changed(*map(comments_tag, stories))


@prepared
def stories_linked(comments: list[int]) -> QuerySet:
    """Find pairs of stories: of a comment that refers to another, and of that other."""
    linked = Reference.objects.filter(Q(source__in=comments) | Q(target__in=comments))
    return linked.values_list("source__story", "target__story")
