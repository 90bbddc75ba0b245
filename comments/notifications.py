"""Who gets mail about comments, and who has got it already."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Site

from comments.conversations import conversation_on, published_story
from comments.models import CommentSettings, Follower, ReaderComment, SentMail
from comments.selectors import following, open_work_in
from news.models import ArticlePage

# At least this long between two mails to moderators, however many comments come in.
MODERATOR_MAIL_INTERVAL = timedelta(minutes=15)


def readable_story(number: int) -> ArticlePage | None:
    """Return a story if readers can read the comments on it now."""
    story = published_story(number)
    return None if story is None or conversation_on(story).is_hidden else story


def readable_comment(number: int) -> ReaderComment | None:
    """Return a comment with its story if readers can read it now."""
    comment = ReaderComment.objects.approved().filter(pk=number).first()
    story = readable_story(comment.story_id) if comment else None
    if comment is None or story is None:
        return None
    comment.story = story
    return comment


def followers_to_notify(number: int) -> Iterator[tuple[Follower, ReaderComment]]:
    """Yield each follower to notify of a comment, with the comment; each address once.

    Everything is checked again for each, since earlier mails may have taken time. The mark is
    stored first: if the worker dies, a mail is lost rather than sent twice.
    """
    if reply := readable_comment(number):
        for follower_id in nearest_followers(reply):
            follower = Follower.objects.exclude(confirmed_at=None).filter(pk=follower_id).first()
            if follower is None or (now := readable_comment(number)) is None:
                continue
            if mark_notified(follower, now):
                yield follower, now


def nearest_followers(reply: ReaderComment) -> list[int]:
    """Return a follower for each address that was not notified of a reply yet.

    Of several comments above, the nearest counts, and the story last. A follower of the reply
    itself has most likely written it.
    """
    above = Follower.objects.filter(following(reply.ancestor_numbers, reply.story_id))
    notified = SentMail.objects.filter(reply=reply).values("follower__email")
    writer = Follower.objects.filter(comment=reply).values("email")
    wanted = above.exclude(confirmed_at=None).exclude(email__in=notified).exclude(email__in=writer)
    # The nearest comes last, and stays.
    by_path = F("comment__path").asc(nulls_first=True)
    nearest = dict(wanted.order_by(by_path).values_list("email", "pk"))
    return sorted(nearest.values())


def mark_notified(follower: Follower, reply: ReaderComment) -> bool:
    """Mark that a follower was notified of a reply; return whether the mark is new."""
    try:
        return SentMail.objects.get_or_create(follower=follower, reply=reply)[1]
    except IntegrityError:  # deleted this very moment
        return False


def unmark_notified(follower: Follower, reply: ReaderComment) -> None:
    """Delete the mark: the mail could not be sent."""
    SentMail.objects.filter(follower=follower, reply=reply).delete()


def open_work_on(site: Site) -> tuple[int, int]:
    """Return how many comments of a site wait for a moderator, and how many are reported."""
    path = site.root_page.path
    return open_work_in(ReaderComment.objects.filter(story__path__startswith=path))


def claim_moderator_mail(settings: CommentSettings) -> bool:
    """Return whether it is time for a mail to the moderators: True for one worker only."""
    now = timezone.now()
    rested = Q(notified_at=None) | Q(notified_at__lte=now - MODERATOR_MAIL_INTERVAL)
    return bool(CommentSettings.objects.filter(rested, pk=settings.pk).update(notified_at=now))
