"""How comments are found."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django_comments.managers import CommentManager

from comments.paths import path_after

if TYPE_CHECKING:
    from comments.models import ReaderComment

# How many values a database takes in one query.
VALUES = 5000

__all__ = ["CommentManager", "ReaderCommentManager", "ReaderCommentQuerySet"]


class ReaderCommentQuerySet(models.QuerySet):
    """Comments, as readers and moderators meet them."""

    def shown(self) -> Self:
        """Keep those that readers see, or see a tombstone of."""
        return self.filter(shown=True)

    def approved(self) -> Self:
        """Keep those whose text readers see."""
        return self.filter(state="approved")

    def roots(self) -> Self:
        """Keep those that began a conversation."""
        return self.filter(depth=0)

    def below(self, comment: "ReaderComment") -> Self:
        """Keep the replies to a comment, and the replies to those."""
        return self.filter(
            root=comment.thread_root, path__gt=comment.path, path__lt=path_after(comment.path)
        )

    def above(self, comment: "ReaderComment") -> Self:
        """Return the comments above one, from the one that began the conversation."""
        return self.filter(pk__in=comment.numbers_above).order_by("path")

    def lock_threads(self, roots: Iterable[int]) -> None:
        """Let nobody else change these conversations until the transaction ends.

        Whoever changes one locks its root first, the lowest number first: so nobody waits for
        somebody who waits for them. A reference to a locked comment can be stored. On SQLite
        a transaction is alone anyway.
        """
        rows = self.filter(pk__in=set(roots)).order_by("pk")
        locked = rows.select_for_update(of=("self",), no_key=True)
        list(locked.values_list("pk", flat=True))


def work_in(comments: models.QuerySet) -> tuple[int, int]:
    """Return how many of the comments wait for a moderator, and how many are reported."""
    return comments.filter(state="pending").count(), comments.filter(is_reported()).count()


def is_reported() -> Exists:
    """Return the condition that a comment has a report that nobody has settled."""
    from comments.models import Report

    return Exists(Report.objects.filter(comment=OuterRef("pk"), settled_at=None))


# Without the joins that the library's manager adds to every query.
ReaderCommentManager = CommentManager.from_queryset(ReaderCommentQuerySet)
