"""Editor's picks: what a thread has of them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from comments.models import ReaderComment


def update_thread_picks(comments: Iterable[ReaderComment]) -> None:
    """Update at the roots of the comments whether readers see a pick in the thread.

    The threads must be locked (`lock_threads`).
    """
    if roots := {comment.thread_root for comment in comments}:
        picks = ReaderComment.objects.approved().filter(is_pick=True)
        in_thread = picks.filter(Q(pk=OuterRef("pk")) | Q(root=OuterRef("pk")))
        ReaderComment.objects.filter(pk__in=roots).update(has_picks=Exists(in_thread))
